"""What the screen asks, what a measure is called, and what keeps a course of care from going on or ending."""

from datetime import date

import pytest

from patients.rules.episodes import require_dischargeable, require_resumable
from patients.rules.measured import place
from patients.rules.screening import asked_items, asked_keys
from practice.errors import BadInput, RuleViolation
from tests.reference_tables import SCREENING

MARCH, MAY, JUNE = date(2026, 3, 2), date(2026, 5, 4), date(2026, 6, 8)


def test_a_person_answers_every_item_but_those_that_the_record_knows():
    asked = [item["key"] for item in asked_items(SCREENING)]
    every = [item["key"] for item in SCREENING["contraindications"]]
    assert set(every) - set(asked) == {
        "no_consent", "red_flag_open", "license_or_endorsement", "minor", "first_treatment",
    }  # fmt: skip
    assert asked == [key for key in every if key in asked]


def test_items_and_red_flags_are_one_set_of_questions():
    flags = {flag["key"] for flag in SCREENING["red_flags"]}
    assert asked_keys(SCREENING) == flags | {item["key"] for item in asked_items(SCREENING)}


@pytest.mark.parametrize(("side", "name"), [("left", "ppt_temporalis_left"), ("", "ppt_temporalis")])
def test_a_place_names_measure_and_side(side, name):
    assert place("ppt_temporalis", side) == name


def test_care_goes_on_once_every_flag_is_cleared():
    require_resumable([], {})
    with pytest.raises(RuleViolation) as refused:
        require_resumable(["thunderclap"], {"thunderclap": "Sudden severe headache"})
    assert [blocker.code for blocker in refused.value.blockers] == ["red_flag_open"]
    assert "Sudden severe headache" in refused.value.blockers[0].message


@pytest.mark.parametrize(
    ("on", "last", "code"),
    [
        (date(2026, 6, 9), None, "in_the_future"),
        (date(2026, 3, 1), None, "before_the_episode"),
        (MAY, JUNE, "visit_after_discharge"),
    ],
)
def test_a_day_of_discharge_lies_after_the_last_visit_and_not_ahead(on, last, code):
    require_dischargeable(JUNE, started_on=MARCH, last_visit_on=JUNE, today=JUNE, summary="Goals met.")
    with pytest.raises(BadInput) as refused:
        require_dischargeable(on, started_on=MARCH, last_visit_on=last, today=JUNE, summary="Goals met.")
    assert [blocker.code for blocker in refused.value.blockers] == [code]
