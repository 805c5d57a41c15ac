"""Commands beside `make run` find its servers."""

import subprocess
import sys

import psycopg
import redis

from deploy.local import beside
from deploy.local.places import CHECKOUT, THROW_AWAY, Places


def test_a_command_is_told_the_running_servers_and_nothing_once_they_stopped(folder, supervisor):
    run = supervisor("sleep", "60")
    run.read_until("Redis … ready")
    where = Places(next(folder.glob(f"{THROW_AWAY}*")))
    told = beside.environment(where)
    assert told["MEDIA_ROOT"] == str(where.media)
    assert told["SECRET_KEY"] == (where.folder / "secret-key").read_text()
    for name, role in (("DATABASE_URL", "myoplan_app"), ("DATABASE_OWNER_URL", "myoplan_owner")):
        with psycopg.connect(told[name]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)
    with redis.Redis.from_url(told["REDIS_URL"]) as client:
        assert client.ping()
    run.program.terminate()
    run.program.communicate(timeout=30)
    assert beside.environment(where) == {}


def test_a_command_goes_on_inside_the_environment_of_the_checkout(tmp_path):
    """With a Python that has no Django at hand."""
    bare = [sys._base_executable, "-I", "-c", "import sys; sys.path.insert(0, sys.argv.pop(1)); sys.argv[0:1] = []"]
    words = [*bare[:-1], f"{bare[-1]}; from deploy.local import beside; beside.join(sys.argv)", str(CHECKOUT)]
    ended = subprocess.run(
        [*words, str(CHECKOUT / "manage.py"), "version"], cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "SECRET_KEY": "x",
        "DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://none"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("5.")


def test_where_nothing_runs_it_is_said_what_to_start():
    ended = subprocess.run(
        [sys.executable, "-c", "import practice.settings"], cwd=CHECKOUT, env={"PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Start it with `make run` first" in ended.stderr
    assert "Traceback" not in ended.stderr
