"""What a consent must hold, without a database.

Rules: patients.rules.agreement.require_recordable, patients.rules.agreement.require_areas.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from patients.rules.agreement import require_areas, require_not_withdrawn, require_recordable, require_signature
from patients.rules.consent import ConsentFacts, is_withdrawn
from practice.errors import BadInput
from tests.refused import is_bad_input, refusals, says


def test_of_unknown_regions_the_first_three_are_named():
    with pytest.raises(BadInput) as refused:
        require_areas(["neck", "e", "d", "c", "b"], {"neck"})
    assert refused.value.blockers[0].message == "There is no region “b, c, d”."
    assert refused.value.blockers[0].field == "areas"
    require_areas(["neck"], {"neck", "head"})


BORN = date(1990, 5, 4)
SIGNED = {
    "signed_on": date(2026, 3, 2), "expires_on": None, "today": date(2026, 3, 2), "born": BORN, "minor": False,
    "guardian_name": "", "guardian_relation": "", "assent": False,
}  # fmt: skip
CHILD = SIGNED | {"minor": True, "guardian_name": "Eva Lund", "guardian_relation": "mother", "assent": True}


@pytest.mark.parametrize(
    ("consent", "expected"),
    [
        (SIGNED, ""), (SIGNED | {"expires_on": date(2026, 3, 2)}, ""), (CHILD, ""),
        (SIGNED | {"signed_on": date(2026, 3, 3)}, "in_the_future signed_on"),
        (SIGNED | {"signed_on": BORN}, ""),
        (SIGNED | {"signed_on": BORN - timedelta(days=1)}, "signed_before_birth signed_on"),
        (SIGNED | {"expires_on": date(2026, 3, 1)}, "ends_before_it_began expires_on"),
        (CHILD | {"guardian_name": " "}, "guardian_missing guardian_name"),
        (CHILD | {"guardian_relation": " "}, "guardian_relation_missing guardian_relation"),
        (CHILD | {"assent": False}, "assent_missing assent"),
    ],
)  # fmt: skip
def test_a_consent_is_signed_by_today_and_for_a_child_by_a_guardian_with_its_assent(consent, expected):
    assert refusals(require_recordable, **consent) == ([tuple(expected.split())] if expected else [])
    assert is_bad_input(require_recordable, **consent) is bool(expected)


def test_a_consent_signed_before_birth_says_when_that_was():
    told = says(require_recordable, **SIGNED | {"signed_on": date(1900, 1, 1)})
    assert told == "The day of signing lies before the patient was born (4 May 1990). Check the date."


LINE = "M1 1" + " L2 2" * 3


@pytest.mark.parametrize(
    ("how", "signature", "code"),
    [
        ("drawn", LINE, ""), ("paper", "", ""), ("drawn", "", "signature_missing"),
        ("paper", LINE, "signature_not_drawn"), ("drawn", "M1 1 L2 2 L3 3", "signature_unreadable"),
        ("drawn", f"{LINE} L1000 2", "signature_unreadable"), ("drawn", f"{LINE}<script>", "signature_unreadable"),
        ("drawn", "M10 1" + " L2 2" * 3999, ""), ("drawn", "M10 10" + " L2 2" * 3999, "signature_too_long"),
    ],
)  # fmt: skip
def test_a_drawing_is_one_of_strokes_and_belongs_to_a_signature_on_the_screen(how, signature, code):
    assert refusals(require_signature, how, signature) == ([(code, "signature")] if code else [])
    assert is_bad_input(require_signature, how, signature) is bool(code)


NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("withdrawn_on", "withdrawn_at", "on", "at", "is_so"),
    [
        (None, None, NOON, NOON, False),
        (NOON, NOON, NOON - timedelta(days=1), None, False),
        (NOON, NOON, NOON, None, True),
        (NOON, NOON, NOON + timedelta(days=9), None, True),
        (NOON, NOON, NOON, NOON - timedelta(minutes=1), False),
        (NOON, NOON, NOON, NOON, True),
        (NOON, None, NOON, NOON - timedelta(minutes=1), True),
    ],
)
def test_a_withdrawal_counts_from_its_day_and_moment_on_and_never_reaches_back(
    withdrawn_on, withdrawn_at, on, at, is_so
):
    day = withdrawn_on.date() if withdrawn_on else None
    consent = ConsentFacts(signed_on=date(2026, 1, 1), withdrawn_on=day, withdrawn_at=withdrawn_at)
    assert is_withdrawn(consent, on.date(), at) is is_so


def test_a_consent_is_withdrawn_once():
    assert refusals(require_not_withdrawn, False) == []
    assert [code for code, _ in refusals(require_not_withdrawn, True)] == ["already_withdrawn"]
