"""The health address and the checks before the start."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from practice import checks, reference, server_version, start
from practice.models import ReferenceSet
from practice.views import system


def test_it_answers_ok(client, db):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.parametrize("name", ["database", "redis"])
def test_it_names_what_does_not_answer(client, db, monkeypatch, name):
    def silent():
        raise OSError

    monkeypatch.setitem(system.CHECKS, name, silent)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content.decode()) == (503, f"no answer from: {name}")


def test_it_answers_when_there_is_no_database_at_all(tmp_path):
    code = """
import django
django.setup()
from django.test import Client
answer = Client(raise_request_exception=False).get("/healthz")
print(answer.status_code, answer.content.decode())
"""
    gone = {**os.environ, "DATABASE_URL": f"postgresql://nobody@/none?host={tmp_path}", "STATIC_ROOT": str(tmp_path)}
    gone |= {"DJANGO_SETTINGS_MODULE": "practice.settings", "DEBUG": "true"}
    command = [sys.executable, "-W", "ignore", "-c", code]
    told = subprocess.run(command, cwd=settings.BASE_DIR, env=gone, capture_output=True, text=True, check=False)
    assert told.stdout.strip() == "503 no answer from: database", told.stderr[-500:]


def test_a_good_system_passes_its_checks(db):
    assert [m for m in run_checks(databases=["default"]) if m.id and m.id.startswith("practice.")] == []


def test_a_missing_catalogue_is_named(db):
    ReferenceSet.objects.filter(kind="muscles").delete()
    reference.current_edition.cache_clear()
    (found,) = checks.reference_data_is_loaded(databases=["default"])
    assert "muscles" in found.msg


def test_a_role_that_could_pass_the_fences_is_refused(db, monkeypatch):
    monkeypatch.setattr(checks, "working_role_problem", lambda: "It owns the tables.")
    (found,) = checks.role_stays_behind_the_fences(databases=["default"])
    assert found.msg == "It owns the tables."


@pytest.mark.parametrize(
    ("version", "said"),
    [(180_004, ""), (160_000, ""), (150_018, "15.18, and Myoplan needs 16 or newer"), (140_009, "14.9, and Myoplan")],
)
def test_which_servers_are_too_old(version, said):
    found = server_version.too_old(version)
    assert said in found
    assert bool(found) is bool(said)


def test_an_older_server_is_refused_in_a_sentence(db, monkeypatch):
    monkeypatch.setattr(server_version, "OLDEST", 99)
    (found,) = checks.server_is_new_enough(databases=["default"])
    assert re.match(r"This PostgreSQL is \d+\.\d+, and Myoplan needs 99 or newer\.", found.msg)
    with pytest.raises(SystemExit, match="Myoplan does not start: This PostgreSQL is"):
        start.refuse_unfenced_start()
    with pytest.raises(CommandError, match="This PostgreSQL is"):
        call_command("migrate")


def test_a_production_sends_its_cookies_and_its_name_over_https_only(tmp_path):
    production = {**os.environ, "DEBUG": "false", "STATIC_ROOT": str(tmp_path)}
    command = [sys.executable, "manage.py", "check", "--deploy"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, env=production, capture_output=True, text=True, check=False)
    assert set(re.findall(r"security\.W\d+", told.stderr)) <= {"security.W005", "security.W008", "security.W021"}
