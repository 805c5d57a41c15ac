"""Rules of the clinic, its people and their credentials, as truth tables and promises without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.rules import (
    FROM_WORST,
    credential_state,
    in_force,
    licence_blockers,
    require_a_manager_left,
    require_emergency_number,
    require_fitting_roles,
    require_forward_credential,
    require_known_payer_rule,
    require_known_timezone,
    require_not_a_member,
    require_own_clocks,
    standing,
    warning_step,
)
from tests.refused import is_bad_input, refusals, says

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(sorted)


@pytest.mark.parametrize(
    ("name", "known"), [("America/Los_Angeles", True), ("UTC", True), ("Mars/Base", False), ("", False)]
)
def test_days_are_counted_in_a_time_zone_that_there_is(name, known):
    assert refusals(require_known_timezone, name) == [("unknown_timezone", "timezone")] * (not known)


@pytest.mark.parametrize(
    ("number", "dials"),
    [("911", True), ("112", True), ("11", True), ("12345678", True), ("1", False), ("123456789", False),
     ("+1911", False), ("9 1 1", False), ("", False)],
)  # fmt: skip
def test_an_emergency_number_is_dialled_at_once(number, dials):
    assert refusals(require_emergency_number, number) == [("not_a_number_to_dial", "emergency_number")] * (not dials)


@pytest.mark.parametrize(
    ("roles", "code"),
    [(["therapist"], None), (["therapist", "manager"], None), (["patient"], None), ([], "no_role"),
     (["patient", "manager"], "patient_role_alone")],
)  # fmt: skip
def test_a_patients_account_is_a_patients_alone(roles, code):
    assert refusals(require_fitting_roles, roles) == ([(code, "roles")] if code else [])


@pytest.mark.parametrize(
    ("rule", "clocks", "code"),
    [("clinic_chosen", (None, None), "own_rule_is_empty"), ("clinic_chosen", (10, None), None),
     ("clinic_chosen", (None, 90), None), ("medicare_style", (None, None), None)],
)  # fmt: skip
def test_a_rule_of_the_clinics_own_says_a_clock(rule, clocks, code):
    given = {"report_every": clocks[0], "certification_days": clocks[1]}
    assert [found for found, _ in refusals(require_own_clocks, rule, **given)] == ([code] if code else [])


def test_a_payer_rule_is_one_of_the_table_and_a_manager_is_left():
    assert refusals(require_known_payer_rule, "none", {"none"}) == []
    assert refusals(require_known_payer_rule, "wings", {"none"}) == [("unknown_payer_rule", "payer_rule")]
    assert refusals(require_a_manager_left, left=True) == []
    assert refusals(require_a_manager_left, left=False) == [("last_manager", "roles")]


def test_nobody_is_invited_twice():
    assert refusals(require_not_a_member, False) == []
    assert refusals(require_not_a_member, True) == [("already_a_member", "email")]
    assert not is_bad_input(require_not_a_member, True)


@pytest.mark.parametrize(
    ("issued", "expires", "suspended", "code"),
    [(FIRST, LAST, None, None), (FIRST, FIRST, FIRST, None), (FIRST, LAST, LAST + DAY, None),
     (LAST, FIRST, None, "expires_before_issue"), (FIRST, LAST, FIRST - DAY, "suspended_before_issue")],
)  # fmt: skip
def test_a_credential_goes_forward(issued, expires, suspended, code):
    assert [found for found, _ in refusals(require_forward_credential, issued, expires, suspended)] == (
        [code] if code else []
    )


@pytest.mark.parametrize(
    ("day", "suspended", "counts"),
    [(FIRST - DAY, None, False), (FIRST, None, True), (LAST, None, True), (LAST + DAY, None, False),
     (FIRST + 8 * DAY, FIRST + 9 * DAY, True), (FIRST + 9 * DAY, FIRST + 9 * DAY, False), (FIRST, FIRST, False)],
)  # fmt: skip
def test_a_credential_counts_to_its_last_day_and_not_on_the_day_of_its_suspension(day, suspended, counts):
    assert in_force(FIRST, LAST, suspended, day) is counts


def test_without_a_licence_nobody_signs():
    assert licence_blockers(licensed=True) == []
    [found] = licence_blockers(licensed=False)
    assert (found.code, found.field) == ("license_or_endorsement", "clinician")


@pytest.mark.parametrize(
    ("left", "step"), [(-1, None), (0, 7), (7, 7), (8, 30), (30, 30), (31, 60), (60, 60), (61, None)]
)
def test_a_warning_comes_60_30_and_7_days_before_the_end(left, step):
    assert warning_step(FIRST + left * DAY, FIRST) == step


@given(ends=DAYS, today=DAYS)
def test_a_warning_that_is_due_is_the_nearest_and_never_goes_back(ends, today):
    step = warning_step(ends, today)
    assert (step is not None) is (0 <= (ends - today).days <= 60)
    later = warning_step(ends, today + DAY)
    assert step is None or later is None or later <= step


@given(span=SPANS, day=DAYS, suspended=st.none() | DAYS, more=DAYS)
def test_a_suspension_only_takes_days_away_and_an_end_that_is_later_gives_none_back(span, day, suspended, more):
    issued, expires = span
    counts = in_force(issued, expires, suspended, day)
    assert counts <= in_force(issued, expires, None, day)
    assert counts <= in_force(issued, max(expires, more), suspended, day)
    assert not (
        counts and credential_state(issued, expires, day, suspended_on=suspended) in {"suspended", "expired", "planned"}
    )


@given(span=SPANS, day=DAYS, suspended=st.none() | DAYS, check=st.none() | DAYS)
def test_a_list_calls_in_force_exactly_what_a_signature_takes(span, day, suspended, check):
    state = credential_state(*span, day, suspended_on=suspended, next_check_on=check)
    assert (state in {"due", "check", "active"}) is in_force(*span, suspended, day)
    assert (state == "due") <= (warning_step(span[1], day) is not None)


STATES = st.lists(st.sampled_from(FROM_WORST), min_size=1, max_size=3)


@given(kinds=st.lists(STATES, max_size=4), chance=st.randoms(), more=st.sampled_from(FROM_WORST))
def test_standing_knows_no_order_and_one_more_of_a_kind_never_makes_it_worse(kinds, chance, more):
    shuffled = [chance.sample(kind, len(kind)) for kind in chance.sample(kinds, len(kinds))]
    assert standing(shuffled) == standing(kinds)
    if kinds:
        better = standing([[*kinds[0], more], *kinds[1:]])
        assert FROM_WORST.index(better) >= FROM_WORST.index(standing(kinds))


def test_what_is_refused_says_what_to_do():
    assert says(require_known_timezone, "Mars/Base") == "Choose a time zone from the list."
    assert says(require_fitting_roles, []) == "Choose at least one role."
