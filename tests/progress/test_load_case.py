"""Every worked case, loaded through the database and shown, gives its expected results exactly."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from practice.models import Clinic

CASES = Path(settings.BASE_DIR, "progress", "reference", "cases.json")
KEYS = [case["id"] for case in json.loads(CASES.read_text())["cases"]]


def printed(*command: str) -> dict:
    out = StringIO()
    call_command(*command, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def loaded(db):
    Clinic.objects.create(slug="case-clinic", name="Case Clinic")
    return printed("load_case", str(CASES))


@pytest.mark.parametrize("key", KEYS)
def test_a_loaded_case_shows_its_expected_results(loaded, key):
    expected = next(case for case in json.loads(CASES.read_text())["cases"] if case["id"] == key)["expected"]
    shown = printed("show_progress", loaded[key])
    assert {name: shown[name] for name in expected} == expected
