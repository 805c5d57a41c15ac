"""Every worked case, loaded through the database and shown, gives its expected results exactly."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from patients.models import Screening
from patients.rules.precautions import plan_items
from practice.models import Clinic
from practice.scoping import every_clinic
from tests.reference_tables import SCREENING

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


def test_each_precaution_of_a_loaded_case_has_a_plan(loaded):
    with every_clinic(reason="the cases of the test"):
        screens = list(Screening.objects.all())
    planned = [plan for screen in screens for plan in screen.precaution_plans.items()]
    assert {item for item, _ in planned} == {"diabetes", "anticoagulant_therapy"}
    assert all(words.endswith("(synthetic).") for _, words in planned)
    assert all({*screen.positive} & plan_items(SCREENING) == {*screen.precaution_plans} for screen in screens)
