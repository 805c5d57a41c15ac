"""A stranger's request for an appointment: who can be answered, once, and for how long it is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from patients.rules.requests import erased_before, require_answerable, require_declined, require_new
from patients.vocabulary import RequestState
from tests.refused import is_bad_input, refusals, says

NO_WAY, NOT_AGREED = ("no_contact", "phone"), ("contact_not_agreed", "may_contact")


@pytest.mark.parametrize(
    ("phone", "email", "agreed", "expected"),
    [
        ("555 0100", "", True, []), ("", "a@b.example", True, []), ("555 0100", "a@b.example", True, []),
        ("", "", True, [NO_WAY]), (" ", " ", True, [NO_WAY]), ("555 0100", "", False, [NOT_AGREED]),
        ("", "", False, [NO_WAY, NOT_AGREED]),
    ],
)  # fmt: skip
def test_who_asks_can_be_reached_and_agrees_to_be(phone, email, agreed, expected):
    assert refusals(require_answerable, phone, email, may_contact=agreed) == expected
    assert is_bad_input(require_answerable, phone, email, may_contact=agreed) is bool(expected)


@pytest.mark.parametrize("state", RequestState)
def test_only_what_was_declined_is_taken_up_again(state):
    is_declined = state == RequestState.DECLINED
    assert refusals(require_declined, state) == [("not_declined", "state")] * (not is_declined)
    assert not is_bad_input(require_declined, state)


@pytest.mark.parametrize(("state", "words"), [("new", ""), ("accepted", "appointment made"), ("declined", "declined")])
def test_a_request_is_answered_once_and_it_is_said_how(state, words):
    assert refusals(require_new, state) == [("already_answered", "state")] * bool(words)
    assert says(require_new, state) == (f"This request was answered already: {words}." if words else "")


def test_a_request_is_kept_for_ninety_days():
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert now - erased_before(now) == timedelta(days=90)
