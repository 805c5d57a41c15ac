"""Truth tables of the next step, and of what the screening says against an exercise."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plans.rules.precautions import Caution, cautions, keys_of, require_confirmed
from plans.rules.progression import Done, due_days, readiness
from practice.errors import RuleViolation
from tests.progress.episodes import FIRST
from tests.reference_tables import table

WHEN = {"adherence_percent": 80, "days": 14}
PAIN = {**WHEN, "measure": {"key": "nprs_current", "op": "<=", "value": 4}}
PROGRAMME = {row["key"]: row for row in table("plans/reference/programme.json")["programme"]}
LIBRARY = {row["key"] for row in table("plans/reference/exercises.json")["exercises"]}
SCREENING = table("patients/reference/screening.json")
FLAGS = {row["key"] for part in ("contraindications", "red_flags") for row in SCREENING[part]}
MUSCLES = {row["key"] for row in table("sessions/reference/muscles.json")["muscles"]}


@pytest.mark.parametrize(
    ("done", "running", "state"),
    [
        (Done(done=12, not_done=2, due=14), 14, "ready"),
        (Done(done=11, partly=1, not_done=2, due=14), 14, "ready"),
        (Done(done=10, not_done=4, due=14), 14, "not_yet"),
        (Done(done=10, due=14), 14, "not_enough_data"),
        (Done(done=8, not_done=4, due=14), 14, "not_yet"),
        (Done(due=14), 14, "not_enough_data"),
        (Done(done=9, due=10), 14, "ready"),
        (Done(done=12, not_done=2, due=14), 13, "not_enough_data"),
        (Done(done=12, not_done=2, due=14, reasons={"pain": 2}), 14, "not_yet"),
        (Done(done=3, due=None), 14, "ready"),
        (Done(), 14, "not_enough_data"),
    ],
)
def test_days_not_reported_never_count_as_not_done(done, running, state):
    assert readiness(WHEN, done, running_days=running, measured=None).state == state


@pytest.mark.parametrize(
    ("measured", "state"), [(Decimal(4), "ready"), (Decimal("4.5"), "not_yet"), (None, "not_enough_data")]
)
def test_a_measure_decides_where_one_is_named(measured, state):
    done = Done(done=14, due=14)
    assert readiness(PAIN, done, running_days=14, measured=measured).state == state


@pytest.mark.parametrize(
    ("days_per_week", "began", "due"), [(7, 0, 14), (5, 0, 10), (3, 0, 6), (7, 10, 4), (7, 20, 0), (None, 0, None)]
)
def test_due_days_are_a_share_of_the_window(days_per_week, began, due):
    last, starts = FIRST + timedelta(days=13), FIRST + timedelta(days=began)
    assert due_days(FIRST, last, starts_on=starts, days_per_week=days_per_week) == due


def test_an_open_item_and_a_limited_muscle_each_warn():
    about = {"avoid": [{"items": ["dizziness", "ataxia"], "words": "Not now."}], "muscles": ["trapezius_upper"]}
    assert cautions(about, open_items=(), limited_muscles=()) == []
    found = cautions(about, open_items={"dizziness", "minor"}, limited_muscles={"trapezius_upper"})
    assert [caution.items for caution in found] == [("dizziness",), ("trapezius_upper",)]
    assert keys_of(found) == ["dizziness", "trapezius_upper"]


def test_a_warning_needs_a_reason_once():
    found = [Caution(("dizziness",), "Not now.")]
    with pytest.raises(RuleViolation, match="precaution_unconfirmed"):
        require_confirmed(found, "  ")
    require_confirmed(found, "Cleared by phone today.")
    require_confirmed(found, "", confirmed=["dizziness"])


def test_the_programme_names_only_what_the_catalogues_know():
    assert PROGRAMME.keys() == LIBRARY
    for row in PROGRAMME.values():
        assert set(row["muscles"]) <= MUSCLES, row["key"]
        assert {item for part in row["avoid"] for item in part["items"]} <= FLAGS, row["key"]


@pytest.mark.parametrize("draft", [True, False])
def test_a_measured_value_of_a_draft_decides_and_is_marked(draft):
    done = Done(done=14, due=14)
    found = readiness(PAIN, done, running_days=14, measured=Decimal(2), draft=draft)
    assert (found.state, "2 (draft, not signed)" in found.words) == ("ready", draft)


def of_groups(*groups):
    return {row["key"] for row in SCREENING["red_flags"] if row["group"] in groups}


def avoided(exercise):
    return {item for part in PROGRAMME[exercise]["avoid"] for item in part["items"]}


@pytest.mark.parametrize("exercise", sorted(PROGRAMME))
def test_who_weighs_one_sign_of_the_neck_vessels_weighs_them_all(exercise):
    vessels = of_groups("vascular_5d3n")
    assert vessels & avoided(exercise) in (set(), vessels)


def test_the_glide_of_the_upper_neck_is_weighed_against_every_red_flag_of_the_neck():
    neck = of_groups(
        "vascular_5d3n", "craniocervical_instability", "myelopathy", "fracture", "infection_malignancy", "radiculopathy"
    )
    assert len(neck) > len(of_groups("vascular_5d3n"))
    assert neck <= avoided("snag_c12")


def test_nobody_rolls_over_a_spine_that_may_be_broken():
    assert of_groups("fracture") <= avoided("thoracic_ext_roll")
