from deploy.local.messages import say, stage
from deploy.local.processes import Crew, Task


def test_a_step_is_one_line(capsys):
    with stage("Redis"):
        pass
    assert capsys.readouterr().out == "Redis … ready in 0.0 s\n"


def test_a_step_in_which_something_is_said_begins_its_line_anew(capsys):
    with stage("Tables"):
        say("  Applying …")
    assert capsys.readouterr().out == "Tables … \n  Applying …\nTables … ready in 0.0 s\n"


def test_something_long_gives_a_sign_of_life(folder, capsys, monkeypatch):
    monkeypatch.setattr("deploy.local.processes.TELL_EVERY", 0.05)
    with Crew() as crew:
        crew.finish(Task("Tables", ["sleep", "0.3"], log=folder / "log"), lambda: "still at it")
    assert "  still at it\n" in capsys.readouterr().out
