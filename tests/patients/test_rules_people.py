"""What must hold for a person's details, and for the day and moment of what is recorded, without a database."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.handovers import require_signer, require_somebody_signs
from patients.rules.merging import RecordIsMerged, require_standing, require_two_records
from patients.rules.moments import require_come
from patients.rules.people import (
    age_on,
    require_names,
    require_new_person,
    require_plausible_birth,
    require_same_address,
)
from tests.refused import is_bad_input, refusals, refused, says

TODAY = date(2026, 11, 28)
ONE = UUID(int=1)


@pytest.mark.parametrize(
    ("born_on", "code"),
    [
        (date(2026, 11, 29), "born_in_the_future"), (TODAY, ""), (date(1990, 5, 1), ""), (date(1906, 11, 28), ""),
        (date(1906, 11, 27), "born_too_long_ago"), (date(1906, 1, 1), "born_too_long_ago"),
        (date(1800, 12, 31), "born_too_long_ago"),
    ],
)  # fmt: skip
def test_a_date_of_birth_lies_in_the_past_and_at_most_120_years_back(born_on, code):
    assert refusals(require_plausible_birth, born_on, TODAY) == ([(code, "date_of_birth")] if code else [])
    assert is_bad_input(require_plausible_birth, born_on, TODAY) is bool(code)


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(2008, 11, 28), TODAY, 18), (date(2008, 11, 29), TODAY, 17), (date(2008, 12, 1), TODAY, 17),
        (date(2008, 10, 31), TODAY, 18), (TODAY, TODAY, 0), (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18), (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)  # fmt: skip
def test_who_turns_eighteen_is_eighteen_from_the_birthday_on(born_on, day, age):
    assert age_on(born_on, day) == age


@given(born_on=st.dates(date(1900, 1, 1), TODAY), days=st.integers(0, 40_000))
def test_one_day_makes_nobody_younger_or_more_than_a_year_older(born_on, days):
    day = born_on + timedelta(days=days)
    assert 0 <= age_on(born_on, day + timedelta(days=1)) - age_on(born_on, day) <= 1
    assert age_on(born_on, day) <= days // 365


@pytest.mark.parametrize(
    ("given_name", "family_name", "field"),
    [("Pia", "Lund", ""), ("", "Lund", "given_name"), (" ", "Lund", "given_name"), ("Pia", " ", "family_name")],
)
def test_both_names_say_something(given_name, family_name, field):
    assert refusals(require_names, given_name, family_name) == ([("name_missing", field)] if field else [])
    assert is_bad_input(require_names, given_name, family_name) is bool(field)


@pytest.mark.parametrize(
    ("known", "confirmed", "asks"), [([], False, False), ([ONE], False, True), ([ONE], True, False)]
)
def test_somebody_of_the_same_name_and_birthday_is_asked_about_once(known, confirmed, asks):
    refusal = refused(require_new_person, known, confirmed=confirmed)
    assert (refusal is not None) is asks
    if refusal:
        assert [(row.code, row.field) for row in refusal.blockers] == [("possible_duplicate", "confirm_duplicate")]
        assert refusal.more == {"candidates": [str(ONE)]}


def test_nothing_is_written_into_a_record_that_went_into_another():
    stays = SimpleNamespace(pk=ONE, record_number="T-0007")
    refusal = refused(require_standing, stays)
    assert isinstance(refusal, RecordIsMerged)
    assert refusal.more == {"merged_into": str(ONE)}
    assert "merged into T-0007" in says(require_standing, stays)
    assert refusals(require_standing, None) == []


NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "has_come"),
    [
        (timedelta(days=-400), True), (timedelta(), True), (timedelta(minutes=15), True),
        (timedelta(minutes=15, seconds=1), False), (timedelta(days=1), False),
    ],
)  # fmt: skip
def test_what_is_recorded_has_happened_though_clocks_differ_by_a_quarter_of_an_hour(ahead, has_come):
    assert refusals(require_come, NOON + ahead, NOON, "started_at") == [("in_the_future", "started_at")] * (
        not has_come
    )
    assert is_bad_input(require_come, NOON + ahead, NOON, "started_at") is not has_come


def test_a_record_is_merged_with_another_one():
    assert refusals(require_two_records, ONE, UUID(int=2)) == []
    assert refusals(require_two_records, ONE, ONE) == [("same_record", "merged")]
    assert is_bad_input(require_two_records, ONE, ONE)


@pytest.mark.parametrize(
    ("typed", "same"), [("pia@home.example", True), ("Pia@Home.example", True), ("pia@work.example", False)]
)
def test_an_account_keeps_its_address_however_it_is_written(typed, same):
    assert refusals(require_same_address, typed, "PIA@home.example") == [("has_account", "email")] * (not same)
    assert ("PIA@home.example" in says(require_same_address, typed, "PIA@home.example")) is not same


def test_a_note_is_signed_by_who_treated_or_took_it_over():
    assert refusals(require_signer, ONE, ONE) == []
    assert refusals(require_signer, ONE, UUID(int=2)) == [("other_clinician", "clinician")]
    assert not is_bad_input(require_signer, ONE, UUID(int=2))


def test_for_a_therapist_who_left_nobody_signs_and_it_is_said_why():
    assert refusals(require_somebody_signs, "Ana Ruiz", "") == []
    assert refusals(require_somebody_signs, "Ana Ruiz", "has left the clinic") == [("therapist_left", "therapist")]
    words = says(require_somebody_signs, "Ana Ruiz", "has left the clinic")
    assert words.startswith("Ana Ruiz has left the clinic and cannot sign.")
