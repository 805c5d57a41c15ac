import errno
import os
import socket
import struct
from contextlib import contextmanager
from threading import Thread

import pytest

from deploy.local import bootstrap, given, places, ports, postgres, register
from deploy.local.__main__ import too_old
from deploy.local.messages import Trouble, failure, from_the_system
from deploy.local.ports import Address


@pytest.mark.parametrize(("version", "refused"), [((3, 10, 9), True), ((3, 11, 0), False), ((3, 14, 0), False)])
def test_an_old_python_is_refused_by_its_number(version, refused):
    said = too_old(version)
    assert bool(said) is refused
    assert not refused or ("3.11 or newer" in said and "3.10" in said and "PYTHON=" in said)


def test_the_gate_compiles_without_the_words_of_newer_pythons():
    """It must be understood by the Python that it refuses."""
    source = (places.CHECKOUT / "deploy/local/__main__.py").read_text()
    compile(source, "__main__.py", "exec", dont_inherit=True, _feature_version=6)
    assert "from __future__" not in source


def test_a_taken_port_is_named_with_a_free_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=rf"Port {port} is taken .* make run PORT=\d+"):
            ports.require_free(Address("127.0.0.1", port))
    ports.require_free(Address("127.0.0.1", port))


@pytest.mark.parametrize("said", ["abc", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none_is_refused(said):
    with pytest.raises(Trouble, match="no port"):
        ports.wanted({"PORT": said})


@contextmanager
def a_postgresql(version):
    """A server that speaks as much of the protocol as it takes to say its version."""

    def serve():
        line, _ = listening.accept()
        with line:
            line.recv(8192)
            parameters = (("server_version", version), ("client_encoding", "UTF8"))
            said = [message(b"S", f"{name}\0{value}\0".encode()) for name, value in parameters]
            line.sendall(message(b"R", bytes(4)) + b"".join(said) + message(b"Z", b"I"))
            line.recv(8192)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve)
        thread.start()
        port = listening.getsockname()[1]
        yield f"postgresql://someone@127.0.0.1:{port}/clinic?sslmode=disable&gssencmode=disable"
        thread.join(timeout=10)


def message(kind, content):
    return kind + struct.pack("!I", len(content) + 4) + content


@pytest.mark.parametrize(("version", "refused"), [("15.18 (Debian 15.18-0)", True), ("16.2", False), ("18.0", False)])
def test_an_older_postgresql_is_refused_by_its_number(version, refused):
    with a_postgresql(version) as url:
        if not refused:
            given.require_postgres(url)
            return
        with pytest.raises(
            Trouble, match=r"This PostgreSQL is 15\.18, and Myoplan needs 16 or newer\. Name a newer one"
        ):
            given.require_postgres(url)


def test_the_address_is_local_unless_asked_otherwise():
    assert ports.wanted({}) == Address("127.0.0.1", 8000)
    assert ports.wanted({"HOST": "0.0.0.0", "PORT": "81"}).url() == "http://127.0.0.1:81"
    assert ports.wanted({"HOST": "::1"}).bind() == "[::1]:8000"


def test_a_full_disk_is_said_before_and_after(folder):
    with pytest.raises(Trouble, match="is full"):
        places.require_room(folder, needed=2**62)
    log = folder / "pip.log"
    log.write_text("ERROR: [Errno 28] No space left on device\n")
    assert str(failure("It failed.", log)).startswith(f"The disk that holds {folder} is full.")
    assert "is full" in str(from_the_system(OSError(errno.ENOSPC, "No space", str(log))))


def test_data_of_another_postgresql_is_explained_and_left_alone(folder):
    said = postgres.other_version(folder / "postgres", "16", "18")
    assert "made by PostgreSQL 16" in said
    assert f'mv "{folder}/postgres" "{folder}/postgres-16"' in said


@pytest.mark.parametrize(
    ("shown", "major"),
    [("postgres (PostgreSQL) 18.4", "18"), ("postgres (PostgreSQL) 19beta1", "19"), ("nothing", "")],
)
def test_the_major_version_is_read_from_what_the_server_shows(shown, major):
    assert postgres.major_version(shown) == major


def test_a_second_start_is_told_where_the_first_one_is(folder):
    note = register.Register(folder / "running.json", "http://127.0.0.1:8001")
    note.add("PostgreSQL", os.getpid())
    with (
        places.held(folder, ""),
        pytest.raises(Trouble) as refused,
        places.held(folder, register.already_running(note.path)),
    ):
        pass
    assert "http://127.0.0.1:8001" in str(refused.value)
    assert f"process {os.getpid()}" in str(refused.value)


def test_a_python_without_venv_is_told_what_to_install():
    assert "python3-venv" in bootstrap.without_venv()


def test_given_servers_that_do_not_answer_are_named_without_their_passwords():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Trouble, match="PostgreSQL that DATABASE_URL names") as database:
        given.require_postgres(f"postgresql://ana:secret@127.0.0.1:{port}/myoplan")
    with pytest.raises(Trouble, match="Redis that REDIS_URL names") as queue:
        given.require_redis(f"redis://:secret@127.0.0.1:{port}/0")
    assert "secret" not in f"{database.value} {queue.value}"
