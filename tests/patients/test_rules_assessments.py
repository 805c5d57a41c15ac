"""What an assessment must hold before it is kept and before it is signed, as truth tables without a database."""

from dataclasses import replace

import pytest

from patients.rules.assessments import (
    EXAMINED,
    AssessmentFacts,
    assessment_signing_blockers,
    baseline_missing,
    empty_findings,
    require_addable,
    require_findings,
    require_kind,
)
from patients.vocabulary import VisitKind
from tests.refused import is_bad_input, refusals, says

NAMES = {"masseter": "masseter", "temporalis": "temporalis"}
NOTHING = {"muscle": "masseter", "side": "left", **dict.fromkeys(EXAMINED)}


@pytest.mark.parametrize(
    ("found", "is_empty"),
    [
        ({}, True),
        ({"tenderness": None, "note": "", "taut_band": False}, True),
        ({"tenderness": 0}, False),
        ({"taut_band": True}, False),
        ({"familiar_pain": True}, False),
        ({"note": "Soft."}, False),
    ],
)
def test_what_says_something_of_a_muscle(found, is_empty):
    asked = empty_findings([{"muscle": "temporalis", "side": "right", "note": "Soft."}, NOTHING | found], NAMES)
    assert [(row.code, row.field) for row in asked] == [("finding_empty", "findings[1]")] * is_empty
    assert all(row.message.startswith("Nothing is recorded for masseter, left.") for row in asked)


WHOLE = AssessmentFacts(
    kind="evaluation", complaint="Headache.", impression="Tension type.", icd10=["G44.229"],
    measured=frozenset({"headache_days_28"}), primary="headache_days_28", primary_name="Headache days",
    screened=True, licensed=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"complaint": " "}, "complaint_missing", "complaint"),
        ({"impression": " "}, "impression_missing", "impression"),
        ({"icd10": []}, "diagnosis_missing", "icd10"),
        ({"measured": frozenset({"hit6"})}, "primary_measure_missing", "measurements"),
        ({"screened": False}, "screening_missing", "screening"),
        ({"screened": False, "screen_expired": True}, "screening_missing", "screening"),
        ({"screen_expired": True}, "screening_expired", "screening"),
        ({"screen_expired": True, "all_answered": False}, "screening_expired", "screening"),
        ({"all_answered": False}, "screening_incomplete", "screening"),
        ({"licensed": False}, "license_or_endorsement", "clinician"),
    ],
)
def test_each_gap_keeps_an_initial_assessment_from_being_signed(changes, code, field):
    assert assessment_signing_blockers(WHOLE) == []
    assert [(row.code, row.field) for row in assessment_signing_blockers(replace(WHOLE, **changes))] == [(code, field)]


def test_every_gap_is_said_at_once_and_the_baseline_by_its_name():
    bare = replace(WHOLE, complaint="", impression="", icd10=[], measured=frozenset(), screened=False, licensed=False)
    found = {row.code: row.message for row in assessment_signing_blockers(bare)}
    assert len(found) == 6
    assert found["primary_measure_missing"] == baseline_missing("Headache days", "measurements").message
    assert baseline_missing("Headache days", "x").message.startswith("Record a baseline for Headache days:")
    assert baseline_missing("Headache days", "episode.measurements").field == "episode.measurements"


@pytest.mark.parametrize("kind", ["reevaluation", "discharge"])
def test_baseline_and_screening_are_asked_of_the_first_assessment_alone(kind):
    later = replace(WHOLE, kind=kind, measured=frozenset(), screened=False)
    assert assessment_signing_blockers(later) == []
    assert [row.code for row in assessment_signing_blockers(replace(later, licensed=False))] == [
        "license_or_endorsement"
    ]  # fmt: skip


def test_a_group_without_a_primary_measure_asks_for_no_baseline():
    assert assessment_signing_blockers(replace(WHOLE, primary="", measured=frozenset())) == []


@pytest.mark.parametrize("kind", [*VisitKind.values, "", "wings"])
def test_an_assessment_opens_checks_or_closes_care(kind):
    is_one = kind in {"evaluation", "reevaluation", "discharge"}
    assert refusals(require_kind, kind) == [("unknown_kind", "kind")] * (not is_one)
    assert is_bad_input(require_kind, kind) is not is_one


LEFT, RIGHT = {"muscle": "masseter", "side": "left"}, {"muscle": "masseter", "side": "right"}


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], []),
        ([LEFT, RIGHT, {"muscle": "temporalis", "side": "left"}], []),
        ([LEFT | {"tenderness": 0}, RIGHT | {"tenderness": 10}], []),
        ([LEFT, RIGHT, LEFT], [("finding_twice", "findings[2].muscle")]),
        ([LEFT, {"muscle": "wings", "side": "left"}], [("unknown_muscle", "findings[1].muscle")]),
        ([LEFT | {"tenderness": -1}], [("tenderness_range", "findings[0].tenderness")]),
        ([LEFT, RIGHT | {"tenderness": 11}], [("tenderness_range", "findings[1].tenderness")]),
    ],
)
def test_a_muscle_is_listed_once_for_each_side_with_tenderness_from_0_to_10(findings, expected):
    assert refusals(require_findings, findings, NAMES) == expected
    assert is_bad_input(require_findings, findings, NAMES) is bool(expected)


@pytest.mark.parametrize(
    ("signed", "text", "expected"),
    [(True, "Late entry.", []), (False, "Late entry.", [("not_signed", "")]), (True, " ", [("text_missing", "text")])],
)
def test_only_a_signed_note_has_addenda_and_each_says_something(signed, text, expected):
    assert refusals(require_addable, signed=signed, text=text) == expected
    assert is_bad_input(require_addable, signed=signed, text=text) is (signed and bool(expected))
    assert ("still a draft" in says(require_addable, signed=signed, text=text)) is not signed
