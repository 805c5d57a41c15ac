"""Backup and restore for real: out of the running system into an empty database, and what stops them."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.databases import ROOT, copied_database, environment_for, own_name, succeed
from tests.journeys.client import ApiClient
from tests.live import live_environment, web_server
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]


def manage(env, *words):
    """A command of the project: (exit code, what it said)."""
    command = [sys.executable, "manage.py", *map(str, words)]
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def owner(env):
    return psycopg.connect(env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"], autocommit=True)


@contextmanager
def empty_database(label):
    """The environment of a system that has a database without any table."""
    name = f"test_{own_name()}_{label}"
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    server = psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True)
    with server, tempfile.TemporaryDirectory(prefix="myoplan-restored-") as folder:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield live_environment(name, folder), folder
        finally:
            server.execute(f'DROP DATABASE "{name}"')


@pytest.fixture(scope="module")
def report(live_app):
    """A report that the worker has made: its id and its file."""
    therapist = ApiClient(live_app, "therapist@harbor.example")
    episode = therapist.get("episodes/")["results"][0]["id"]
    asked = therapist.create("reports/", {"kind": "progress", "episode": episode, "format": "pdf"}, status=202)
    path = f"reports/{asked['id']}/"
    wait_until(lambda: therapist.get(path)["state"] == "done", "the report is made")
    return path, therapist.send("GET", f"{path}file/").content


@pytest.fixture(scope="module")
def backup(live_system, report, tmp_path_factory):
    """Made while the system runs."""
    path = tmp_path_factory.mktemp("backup") / "clinic.backup"
    code, said = manage(live_system.env, "backup", path)
    assert code == 0, said
    assert re.search(r"Backed up and checked: 2 clinics, \d+ accounts, ", said), said
    return Backup(path, rows(live_system.env))


@dataclass(frozen=True)
class Backup:
    """The file, and what the system held when it was made."""

    path: Path
    rows: dict


@pytest.fixture(scope="module")
def restored(backup):
    """The environment of a system that was empty and holds the backup now, and its folder."""
    with empty_database("restored") as (env, folder):
        code, said = manage(env, "restore", backup.path)
        assert code == 0, said
        assert rows(env) == backup.rows
        assert "Restored the state of" in said
        assert "signed records say what was signed" in said
        yield env, folder


def test_people_sign_in_and_find_their_reports(restored, report):
    path, file = report
    with web_server(*restored) as address:
        therapist = ApiClient(address, "therapist@harbor.example")
        assert therapist.get("me/")["clinic"]["name"].startswith("Harbor")
        assert therapist.send("GET", f"{path}file/").content == file
        elsewhere = ApiClient(address, "therapist@summit.example")
        assert elsewhere.send("GET", path).status_code == 404


def test_nobody_stays_signed_in(live_app, restored):
    therapist = ApiClient(live_app, "therapist@harbor.example")
    with web_server(*restored) as address:
        assert therapist.send("GET", "me/").status_code == 200
        therapist.address = address
        assert therapist.send("GET", "me/").status_code == 401


def rows(env):
    """Table → a hash over its rows, for what a backup promises to carry: records, history, trail, catalogues."""
    like = "^(practice|patients|plans|needling|reports|account|mfa)_"
    with owner(env) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE tablename ~ %s ORDER BY 1", [like]).fetchall()
        digest = "SELECT count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {} t"
        return {table: connection.execute(digest.format(table)).fetchone() for (table,) in found}


def test_the_fences_and_the_frozen_records_are_there(restored):
    env, _ = restored
    assert manage(env, "check", "--database", "default")[0] == 0
    with psycopg.connect(env["DATABASE_URL"]) as app:
        app.execute("SET ROLE myoplan_app")
        assert app.execute("SELECT count(*) FROM patients_patient").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM practice_auditevent")
    with owner(env) as connection:
        for change in ("UPDATE practice_auditevent SET verb = 'x'", "UPDATE patients_visit SET note = 'x'"):
            with pytest.raises(psycopg.errors.RaiseException, match="pgtrigger: Cannot"):
                connection.execute(change)


def test_a_system_that_holds_something_is_not_replaced_unless_forced(restored, backup):
    env, folder = restored
    code, said = manage(env, "restore", backup.path)
    assert code == 1
    assert re.search(r"This system is not empty: 2 clinics, \d+ accounts", said), said
    with owner(env) as connection:
        connection.execute("INSERT INTO auth_group (name) VALUES ('made meanwhile')")
    left = Path(folder, "media", "left.pdf")
    left.write_bytes(b"of the state before")
    code, said = manage(env, "restore", backup.path, "--force")
    assert code == 0, said
    with owner(env) as connection:
        assert connection.execute("SELECT count(*) FROM auth_group").fetchone() == (0,)
    assert not left.exists()
    assert [path.name for path in Path(folder, "media").iterdir()] == ["reports"]


def test_a_damaged_backup_is_refused_before_anything_is_touched(restored, backup, tmp_path):
    env, _ = restored
    before = rows(env)
    whole = bytearray(backup.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(whole)
    for words in (("restore", damaged, "--force"), ("backup", "--verify", damaged)):
        code, said = manage(env, *words)
        assert (code, "is damaged or incomplete" in said) == (1, True), said
    assert rows(env) == before
    assert manage(env, "backup", "--verify", backup.path)[0] == 0


def test_a_restore_that_is_killed_leaves_the_old_state(restored, backup):
    env, folder = restored
    before, files = rows(env), sorted(Path(folder, "media").glob("reports/**/*.pdf"))
    with owner(env) as other, owner(env) as asking:
        other.autocommit = False
        other.execute("LOCK TABLE reports_report IN ACCESS SHARE MODE")
        command = [sys.executable, "manage.py", "restore", str(backup.path), "--force"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'reports_report'::regclass"
        wait_until(lambda: asking.execute(waits).fetchone(), "half of the tables are dropped")
        process.send_signal(signal.SIGKILL)
        process.wait()
        other.rollback()
    assert rows(env) == before
    assert sorted(Path(folder, "media").glob("reports/**/*.pdf")) == files


def test_a_restore_says_when_somebody_is_in_the_way(restored, backup):
    env, _ = restored
    with owner(env) as other:
        other.autocommit = False
        other.execute("LOCK TABLE reports_report IN ACCESS SHARE MODE")
        code, said = manage(env | {"RESTORE_PATIENCE": "1"}, "restore", backup.path, "--force")
        assert code == 1
        assert "Stop the web server and the workers" in said


def test_a_backup_of_an_older_version_is_migrated(tmp_path):
    name = f"test_{own_name()}_older"
    path = tmp_path / "older.backup"
    with copied_database(name):
        env = environment_for(name) | {"MEDIA_ROOT": str(tmp_path / "media")}
        succeed([sys.executable, "manage.py", "migrate", "plans", "0002", "-v", "0"], env)
        succeed([sys.executable, "manage.py", "backup", str(path)], env)
    with empty_database("newer") as (env, _):
        code, said = manage(env, "restore", path)
        assert code == 0, said
        with owner(env) as connection:
            applied = connection.execute("SELECT name FROM django_migrations WHERE app = 'plans'").fetchall()
            assert ("0003_drafts_may_be_incomplete",) in applied
            connection.execute("SELECT days_per_week FROM plans_clinicexercise")


def test_a_backup_never_replaces_another_file_by_accident(live_system, backup):
    before = backup.path.read_bytes()
    code, said = manage(live_system.env, "backup", backup.path)
    assert code == 1
    assert "exists already" in said
    assert backup.path.read_bytes() == before
    assert backup.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in backup.path.parent.iterdir()] == [backup.path.name]


def test_a_backup_says_which_files_were_not_there(live_system, report, tmp_path):
    code, said = manage(live_system.env | {"MEDIA_ROOT": str(tmp_path / "elsewhere")}, "backup", tmp_path / "b")
    assert code == 0
    assert "that the database names are not under MEDIA_ROOT" in said
    assert said.count(".pdf") == 1
