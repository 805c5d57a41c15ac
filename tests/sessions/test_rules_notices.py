"""What is said before a needling note is signed and does not block it: truth tables."""

from dataclasses import replace
from datetime import timedelta

import pytest

from practice.errors import Blocker
from sessions.rules.facts import ScopeFacts
from sessions.rules.gravity import is_grave
from sessions.rules.notices import second_session_notices, signing_notices
from sessions.rules.signing import signing_blockers
from tests.sessions.notes import DAY, ESTIM, GOOD, GOOD_TARGET, WASHINGTON, found


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"needle_lot": ""}, "needle_lot_missing", "needle_lot"),
        ({"needle_expiry": DAY - timedelta(days=1)}, "needles_out_of_date", "needle_expiry"),
        (
            {
                "targets": (replace(GOOD_TARGET, needles_in=12, needles_out=11),),
                "incident_recorded": True,
                "adverse_events": ("retained_needle",),
                "sharps_disposed": True,
            },
            "sharps_contradict_count",
            "sharps_disposed",
        ),
        ({"consent_scope": ScopeFacts(copy_given=False)}, "consent_copy_missing", "consent"),
        ({"same_day": ("09:15",)}, "second_session_today", "occurred_at"),
        ({"screened_after": True}, "screening_after_needles", "screening"),
        ({"plan_names_needling": False}, "needling_not_in_plan", "plan"),
        ({"minutes_left": 6}, "session_not_over", "minutes"),
        ({"targets": (replace(GOOD_TARGET, longest_mm=30),)}, "needle_long", "targets[0].length_mm"),
        ({"targets": (replace(GOOD_TARGET, thickest_mm=0.25),)}, "needle_thick", "targets[0].diameter_mm"),
        ({"pain_measured_after": False}, "pain_after_missing", "pain_after"),
        ({"not_retested": ("Rotation right",)}, "retest_missing", "measurements"),
        ({"targets": (replace(GOOD_TARGET, safeguard=" "),)}, "safeguard_missing", "targets[0].safeguard"),
        ({"targets": (replace(GOOD_TARGET, technique="in_situ"),)}, "dwell_missing", "targets[0].dwell_minutes"),
        (
            {"targets": (replace(GOOD_TARGET, structures=("accessory nerve",)),)},
            "risk_not_named",
            "risk_explained",
        ),
        ({"coding": (Blocker("excludes1", "Keep the disc disorder.", "diagnosis"),)}, "excludes1", "diagnosis"),
        (
            {"state_rule": WASHINGTON, "targets": (replace(GOOD_TARGET, technique="in situ", dwell_minutes=10),)},
            "scope_in_situ",
            "targets[0].technique",
        ),
    ],
)
def test_a_notice_does_not_block(changes, code, field):
    facts = replace(GOOD, **changes)
    assert [(notice.code, notice.field) for notice in signing_notices(facts)] == [(code, field)]
    assert signing_blockers(facts) == []


def test_a_planned_muscle_over_the_lung_needs_no_explanation_and_no_notice():
    away = replace(GOOD_TARGET, lung_field=False)
    planned = replace(GOOD_TARGET, needles_in=0, needles_out=0, technique="in situ")
    facts = replace(GOOD, state_rule=WASHINGTON, targets=(away, planned), risk_explained=("bruising",))
    assert (found(facts), signing_notices(facts)) == ([], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes_left": 5}, {"screened_after": True, "targets": ()}, {"plan_names_needling": False, "targets": ()},
        {"plan_names_needling": False, "has_active_plan": False},
        {"targets": (replace(GOOD_TARGET, longest_mm=40, thickest_mm=0.3, depth_mm=40),)},
    ],
)  # fmt: skip
def test_what_is_within_its_limits_or_not_needled_raises_no_notice(changes):
    assert signing_notices(replace(GOOD, **changes)) == []


@pytest.mark.parametrize(
    ("times", "words"), [((), None), (("09:15",), "(09:15)"), (("09:15", "14:00"), "(09:15, 14:00)")]
)
def test_each_other_session_of_the_day_is_named_by_its_time(times, words):
    told = [notice.message for notice in second_session_notices(replace(GOOD, same_day=times))]
    assert [words in message for message in told] == [True] * bool(times)


def test_needles_left_with_stimulation_or_elsewhere_raise_no_notice():
    in_situ = (replace(GOOD_TARGET, technique="in_situ", dwell_minutes=10),)
    assert signing_notices(replace(GOOD, targets=in_situ)) == []
    assert signing_notices(replace(GOOD, state_rule=WASHINGTON, targets=in_situ, estim=ESTIM)) == []


def test_the_gravest_notice_is_read_first_and_equal_ones_stand_together():
    risky = replace(GOOD_TARGET, high_risk=True, risk_confirmed=True, safeguard="", longest_mm=30, length_mm=40)
    facts = replace(GOOD, targets=(risky, replace(risky, muscle="temporalis")), needle_lot="", first_session=True)
    assert [notice.code for notice in signing_notices(facts)] == [
        "needle_long", "first_session", "safeguard_missing", "safeguard_missing", "needle_lot_missing",
    ]  # fmt: skip
    codes = ("needle_long", "consent_copy_missing", "needle_lot_missing")
    assert [is_grave(code) for code in codes] == [True, True, False]
