import signal
import subprocess

import pytest

from deploy.local import register, signals
from deploy.local.messages import Trouble
from deploy.local.processes import Crew, Task


def alive(entries):
    return [entry.name for entry in entries if register.started_at(entry.pid) == entry.started]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_after_being_asked_to_stop(number, folder, supervisor):
    run = supervisor("sleep", "60")
    run.read_until("Redis … ready")
    entries = run.entries()
    assert {"PostgreSQL", "Redis"} <= set(alive(entries))
    run.program.send_signal(number)
    said = run.program.communicate(timeout=30)[0]
    assert run.program.returncode == 128 + number
    assert said.endswith("Stopped.\n")
    assert alive(entries) == []
    assert list(folder.iterdir()) == []


def test_a_second_ctrl_c_does_not_wait_any_longer(folder, supervisor):
    run = supervisor("sh", "-c", "trap '' INT; echo deaf; while :; do sleep 1; done")
    run.read_until("deaf")
    entries = run.entries()
    for _ in range(10):  # pressed again and again; the command would be granted 20 s otherwise
        run.program.send_signal(signal.SIGINT)
        try:
            run.program.wait(timeout=0.6)
            break
        except subprocess.TimeoutExpired:
            continue
    assert run.program.poll() is not None
    assert alive(entries) == []
    assert list(folder.iterdir()) == []


def test_the_exit_code_of_the_command_is_passed_through(supervisor):
    run = supervisor("sh", "-c", "exit 7")
    run.program.communicate(timeout=30)
    assert run.program.returncode == 7


def test_a_group_is_stopped_with_its_leader(folder):
    log = folder / "log"
    with Crew() as crew:
        child = crew.start(Task("Group", ["sh", "-c", "sleep 60 & echo $!; exec sleep 60"], log=log))
        crew.wait_until(lambda: log.read_text().endswith("\n"), child, 5)
        grandchild = int(log.read_text())
        assert register.started_at(grandchild)
    assert not register.started_at(grandchild)


def test_a_deaf_process_is_ended_by_force(folder):
    log = folder / "log"
    deaf = Task("Deaf", ["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"], log=log, patience=0.2)
    with Crew() as crew:
        child = crew.start(deaf)
        crew.wait_until(lambda: "deaf" in log.read_text(), child, 5)
    assert child.process.returncode == -signal.SIGKILL


def test_a_process_that_dies_is_named_with_its_last_lines(folder):
    task = Task("Worker", ["sh", "-c", "echo the reason; exit 3"], log=folder / "worker.log")
    with Crew() as crew:
        child = crew.start(task)
        child.process.wait()
        with pytest.raises(Trouble, match=r"Worker ended by itself \(exit code 3\)") as died:
            crew.require_alive()
    assert "the reason" in str(died.value)


def test_a_full_disk_keeps_nothing_running(folder):
    note = register.Register(folder / "there" / "running.json")
    note.path.parent.mkdir()
    crew = Crew(note)
    child = crew.start(Task("Worker", ["sleep", "60"], log=folder / "log"))
    note.path.unlink()
    note.path.parent.rmdir()
    crew.stop_all()
    assert child.ended()


def test_a_starter_that_is_gone_is_noticed(monkeypatch):
    monkeypatch.setenv("MAKELEVEL", "1")
    starter = signals.Starter()
    assert not starter.gave_up()
    starter.pid = 1
    assert starter.gave_up()


def test_nobody_is_watched_when_make_did_not_start_us(monkeypatch):
    monkeypatch.delenv("MAKELEVEL", raising=False)
    assert not signals.Starter().gave_up()
