"""What the record that stays takes over, and what an undo gives back: truth tables without a database."""

from datetime import UTC, datetime

import pytest

from patients.rules import merging as rules
from patients.rules.people import look_alike
from practice.errors import RuleViolation


def details(**said):
    return {**rules.LACKING, **said}


@pytest.mark.parametrize(
    ("kept", "merged", "taken"),
    [
        ({}, {}, {}),
        ({}, {"phone": "1", "sex": "male"}, {"phone": "1", "sex": "male"}),
        ({"phone": "2", "sex": "female"}, {"phone": "1", "sex": "male"}, {}),
        ({"acute_medicine": "triptan"}, {"acute_medicine": "opioid"}, {}),
        ({}, {"allergies": "Latex"}, {"allergies": "Latex"}),
        ({"allergies": "Nickel"}, {"allergies": "Latex"}, {"allergies": "Nickel; Latex"}),
        ({"allergies": "Nickel, latex"}, {"allergies": "Latex"}, {}),
        ({"allergies": "Nickel"}, {}, {}),
        ({}, {"no_reminders": True}, {"no_reminders": True}),
        ({"no_reminders": True}, {}, {}),
        ({"no_reminders": True}, {"no_reminders": True}, {}),
    ],
)
def test_what_is_lacking_is_taken_over_and_no_allergy_is_lost(kept, merged, taken):
    ours, theirs = details(**kept), details(**merged)
    assert rules.taken_over(ours, theirs) == taken
    assert {**ours, **taken, **rules.given_back(taken, {**ours, **taken}, theirs)} == ours


def test_what_was_changed_since_is_not_given_back():
    assert rules.given_back(["phone"], details(phone="3"), details(phone="1")) == {}
    assert rules.given_back(["allergies"], details(allergies="Dust"), details(allergies="Latex")) == {}


def test_allergies_that_do_not_fit_together_are_refused():
    with pytest.raises(RuleViolation) as refused:
        rules.taken_over(details(allergies="a" * 200), details(allergies="b" * 200))
    assert refused.value.blockers[0].code == "allergies_too_long"


@pytest.mark.parametrize(
    ("kept_has", "merged_has", "account"),
    [(False, False, ""), (True, False, ""), (False, True, "moved"), (True, True, "closed")],
)
def test_one_account_opens_the_record_that_stays(kept_has, merged_has, account):
    assert rules.account_after(kept_has=kept_has, merged_has=merged_has) == account


def test_an_account_that_is_closed_already_is_not_closed_again():
    assert rules.account_after(kept_has=True, merged_has=True, merged_active=False) == ""
    assert rules.account_after(kept_has=False, merged_has=True, merged_active=False) == "moved"


FINE = {"undone": False, "merged_on": False, "continued": False, "account_wrote": False}


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"undone": True}, ["already_undone"]),
        ({"undone": True, "continued": True}, ["already_undone"]),
        ({"merged_on": True, "continued": True}, ["merged_on", "continued_since"]),
        ({"account_wrote": True}, ["account_wrote_since"]),
    ],
)
def test_an_undo_says_everything_that_stands_in_its_way(facts, codes):
    rules.require_undoable(**FINE)
    with pytest.raises(RuleViolation) as refused:
        rules.require_undoable(**{**FINE, **facts})
    assert [blocker.code for blocker in refused.value.blockers] == codes


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("ann smith", "ann smith", True), ("ann smith", "smith ann", True), ("ann smith", "ann mary smith", True),
        ("ann smith", "ann jones", False), ("", "ann", False), ("", "", False),
    ],
)  # fmt: skip
def test_names_look_alike_when_one_holds_the_other(one, other, alike):
    assert look_alike(one.split(), other.split()) is look_alike(other.split(), one.split()) is alike


def booked(begin, end, number="A"):
    return rules.Booked(number, datetime(2026, 11, 30, *begin, tzinfo=UTC), datetime(2026, 11, 30, *end, tzinfo=UTC))


@pytest.mark.parametrize(
    ("begin", "end", "clash"),
    [((10, 0), (10, 30), True), ((9, 30), (10, 0), False), ((10, 30), (11, 0), False), ((10, 29), (11, 0), True),
     ((9, 0), (10, 1), True), ((9, 0), (12, 0), True), ((10, 10), (10, 20), True)],
)  # fmt: skip
def test_appointments_overlap_when_they_share_a_minute(begin, end, clash):
    found = rules.overlaps([booked((10, 0), (10, 30))], [booked(begin, end, "B")])
    assert [blocker.code for blocker in found] == (["appointments_overlap"] if clash else [])
    assert all("30 Nov 2026, 10:00–10:30 (A)" in blocker.message for blocker in found)
