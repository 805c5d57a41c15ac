"""What a consent must hold, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from patients.rules.agreement import require_areas, require_not_withdrawn, require_recordable
from patients.rules.consent import ConsentFacts, is_withdrawn
from practice.errors import BadInput
from tests.refused import is_bad_input, refusals, says

BORN, TODAY = date(1990, 5, 4), date(2026, 5, 4)
GROWN_UP = {"minor": False, "guardian_name": "", "guardian_relation": "", "assent": False}


def signed(on, **changes):
    return {"signed_on": on, "expires_on": None, "today": TODAY, "born": BORN, **GROWN_UP, **changes}


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(1900, 1, 1), "signed_before_birth"), (BORN - timedelta(days=1), "signed_before_birth"), (BORN, None),
     (TODAY, None), (TODAY + timedelta(days=1), "in_the_future")],
)  # fmt: skip
def test_a_consent_is_signed_in_the_patients_life_and_by_today(on, code):
    assert refusals(require_recordable, **signed(on)) == ([(code, "signed_on")] if code else [])
    assert is_bad_input(require_recordable, **signed(on)) is bool(code)


def test_a_consent_signed_before_birth_says_when_that_was():
    told = says(require_recordable, **signed(date(1900, 1, 1)))
    assert told == "The day of signing lies before the patient was born (4 May 1990). Check the date."


def test_of_unknown_regions_the_first_three_are_named():
    with pytest.raises(BadInput) as refused:
        require_areas(["neck", "e", "d", "c", "b"], {"neck"})
    assert refused.value.blockers[0].message == "There is no region “b, c, d”."
    assert refused.value.blockers[0].field == "areas"
    require_areas(["neck"], {"neck", "head"})


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
