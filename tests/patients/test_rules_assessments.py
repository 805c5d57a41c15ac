"""Muscles that are listed without a finding, as a truth table without a database."""

import pytest

from patients.rules.assessments import EXAMINED, empty_findings

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
