import json
import os
import subprocess

import pytest

from deploy.local import postgres, register
from deploy.local.messages import Trouble
from deploy.local.register import Entry, Register


@pytest.fixture
def sleeper():
    program = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield program
    program.kill()
    program.wait()


def test_what_a_killed_run_left_is_stopped(folder, sleeper, capsys):
    note = Register(folder / "running.json")
    note.add("Worker", sleeper.pid)
    register.clear_left_overs(note.path)
    assert sleeper.wait(timeout=5) != 0
    assert f"Worker (process {sleeper.pid}) was left over" in capsys.readouterr().out
    assert not note.path.exists()


def test_a_number_that_now_belongs_to_another_program_is_left_alone(folder, sleeper):
    note = Register(folder / "running.json")
    note.entries.append(Entry("Worker", sleeper.pid, "another start time"))
    note.remove(0)
    register.clear_left_overs(note.path)
    assert sleeper.poll() is None


def test_a_copied_checkout_does_not_stop_the_original(folder, sleeper):
    note = Register(folder / "running.json")
    note.add("Worker", sleeper.pid)
    copy = folder / "copy"
    copy.mkdir()
    (copy / "running.json").write_text(note.path.read_text())
    register.clear_left_overs(copy / "running.json")
    assert sleeper.poll() is None


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"processes": 3})])
def test_a_damaged_note_is_no_obstacle(folder, text):
    (folder / "running.json").write_text(text)
    register.clear_left_overs(folder / "running.json")


def test_processes_are_told_apart_by_their_start(sleeper):
    assert register.started_at(sleeper.pid)
    assert register.started_at(sleeper.pid) != register.started_at(os.getpid())
    sleeper.kill()
    sleeper.wait()
    assert not register.started_at(sleeper.pid)


def test_a_server_note_with_a_reused_number_is_forgotten(folder, sleeper):
    note = folder / "postmaster.pid"
    note.write_text(f"{sleeper.pid}\n{folder}\n")
    postgres.forget_dead_server(folder)
    assert not note.exists()


def test_a_server_that_still_works_on_the_data_is_not_disturbed(folder):
    program = subprocess.Popen(["sleep", "60"], cwd=folder)
    try:
        (folder / "postmaster.pid").write_text(f"{program.pid}\n")
        with pytest.raises(Trouble, match=f"process {program.pid}"):
            postgres.forget_dead_server(folder)
    finally:
        program.kill()
        program.wait()


def test_the_next_run_clears_up_after_a_killed_one(folder, supervisor):
    killed = supervisor("sleep", "60")
    killed.read_until("Redis … ready")
    entries = killed.entries()
    killed.program.kill()
    killed.program.wait()
    supervisor("true").program.communicate(timeout=30)
    assert [entry for entry in entries if register.started_at(entry.pid) == entry.started] == []
    assert list(folder.iterdir()) == []
