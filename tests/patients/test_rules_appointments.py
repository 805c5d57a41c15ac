"""The way of an appointment and the times that can be booked, as truth tables."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.models import Appointment
from patients.rules import appointments as rules
from patients.rules.appointments import Step
from practice.access import Role
from practice.errors import BadInput, RuleViolation
from tests.refused import is_bad_input, refusals, says

State = Appointment.State
DAY = date(2026, 11, 26)
TEN = datetime(2026, 11, 26, 18, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
WAYS = {
    State.BOOKED: {
        "arrive": "waiting", "start": "in_treatment", "finish": "done", "cancel": "cancelled", "miss": "no_show",
    },
    State.WAITING: {"start": "in_treatment", "finish": "done", "cancel": "cancelled", "restore": "booked"},
    State.IN_TREATMENT: {"finish": "done", "restore": "booked"},
    State.DONE: {"restore": "booked"},
    State.CANCELLED: {"restore": "booked"},
    State.NO_SHOW: {"arrive": "waiting", "restore": "booked"},
}  # fmt: skip


def codes(refused):
    return {blocker.code for blocker in refused.value.blockers}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_each_step_leads_where_the_table_says_and_nowhere_else(state, step):
    to = WAYS[state].get(step.value)
    if to is not None:
        assert rules.next_state(state, step) == to
        return
    with pytest.raises(RuleViolation) as refused:
        rules.next_state(state, step)
    assert codes(refused) == {"no_such_step"}


@pytest.mark.parametrize(
    ("step", "days", "now", "code"),
    [
        (Step.ARRIVE, 1, TEN, "not_today"), (Step.START, 1, TEN, "not_today"), (Step.FINISH, 1, TEN, "not_today"),
        (Step.ARRIVE, 0, TEN, None), (Step.CANCEL, 1, TEN, None), (Step.RESTORE, 1, TEN, None),
        (Step.MISS, 0, TEN - HALF_AN_HOUR, "not_begun"), (Step.MISS, 0, TEN, None),
    ],
)  # fmt: skip
def test_nobody_arrives_on_another_day_or_misses_what_has_not_begun(step, days, now, code):
    when = {"starts_at": TEN, "starts_on": DAY, "today": DAY - timedelta(days=days), "now": now}
    if code is None:
        rules.require_time_come(step, State.BOOKED, **when)
        return
    with pytest.raises(RuleViolation) as refused:
        rules.require_time_come(step, State.BOOKED, **when)
    assert codes(refused) == {code}


@pytest.mark.parametrize(
    ("state", "ahead", "fits"),
    [
        (State.BOOKED, timedelta(hours=6), False), (State.BOOKED, rules.EARLY, True),
        (State.WAITING, timedelta(hours=6), True), (State.IN_TREATMENT, timedelta(hours=6), True),
    ],
)  # fmt: skip
def test_what_nobody_came_to_is_not_done_hours_before_it_begins(state, ahead, fits):
    when = {"starts_at": TEN, "starts_on": DAY, "today": DAY, "now": TEN - ahead}
    assert (Step.FINISH in rules.steps_from(state, **when)) is fits
    if not fits:
        with pytest.raises(RuleViolation) as refused:
            rules.require_time_come(Step.FINISH, state, **when)
        assert codes(refused) == {"not_begun"}


def test_a_page_offers_exactly_the_steps_that_would_not_be_refused():
    when = {"starts_at": TEN, "starts_on": DAY, "today": DAY, "now": TEN - HALF_AN_HOUR}
    assert rules.steps_from(State.BOOKED, **when) == [Step.ARRIVE, Step.START, Step.FINISH, Step.CANCEL]
    later = {**when, "today": DAY - timedelta(days=1)}
    assert rules.steps_from(State.BOOKED, **later) == [Step.CANCEL]
    assert rules.steps_from(State.CANCELLED, **later) == [Step.RESTORE]


@pytest.mark.parametrize("state", State)
def test_only_what_is_booked_is_changed(state):
    if state == State.BOOKED:
        rules.require_changeable(state)
        return
    with pytest.raises(RuleViolation) as refused:
        rules.require_changeable(state)
    assert codes(refused) == {"not_booked"}


@pytest.mark.parametrize(
    ("length", "days", "code"),
    [
        (HALF_AN_HOUR, 0, None), (timedelta(minutes=5), 730, None), (timedelta(hours=8), 0, None),
        (timedelta(minutes=4), 0, "odd_length"), (timedelta(hours=9), 0, "odd_length"),
        (timedelta(0), 0, "ends_too_early"), (-HALF_AN_HOUR, 0, "ends_too_early"),
        (HALF_AN_HOUR, -1, "day_is_over"), (HALF_AN_HOUR, 731, "too_far_ahead"),
    ],
)  # fmt: skip
def test_which_times_can_be_booked(length, days, code):
    when = {"starts_on": DAY + timedelta(days=days), "today": DAY, "now": None}
    if code is None:
        rules.require_bookable_time(TEN, TEN + length, **when)
        return
    with pytest.raises(BadInput) as refused:
        rules.require_bookable_time(TEN, TEN + length, **when)
    assert codes(refused) == {code}


@pytest.mark.parametrize(("late", "fits"), [(-60, True), (0, True), (15, True), (16, False), (300, False)])
def test_a_time_that_has_passed_is_not_booked_but_who_stands_at_the_desk_is(late, fits):
    when = {"starts_on": DAY, "today": DAY, "now": TEN + timedelta(minutes=late)}
    if fits:
        rules.require_bookable_time(TEN, TEN + HALF_AN_HOUR, **when)
        return
    with pytest.raises(BadInput) as refused:
        rules.require_bookable_time(TEN, TEN + HALF_AN_HOUR, **when)
    assert codes(refused) == {"time_is_over"}


@pytest.mark.parametrize(
    ("licences", "fits"),
    [
        ([], False), ([(-9, -1)], False), ([(-9, 0)], True), ([(5, 9)], True), ([(-9, -1), (5, 9)], True),
        ([(6, 9)], False),
    ],
)  # fmt: skip
def test_who_is_booked_holds_a_licence_today_or_on_the_day(licences, fits):
    spans = [tuple(DAY + timedelta(days=n) for n in span) for span in licences]
    assert rules.licensed(spans, starts_on=DAY + timedelta(days=5), today=DAY) is fits


@pytest.mark.parametrize(
    ("roles", "active", "fits"),
    [
        ([Role.THERAPIST], True, True), ([Role.MANAGER, Role.THERAPIST], True, True),
        ([Role.THERAPIST], False, False), ([Role.ASSISTANT], True, False), ([Role.FRONT_DESK], True, False),
    ],
)  # fmt: skip
def test_appointments_are_with_therapists_who_work_here(roles, active, fits):
    if fits:
        rules.require_therapist(roles, active=active)
        return
    with pytest.raises(BadInput):
        rules.require_therapist(roles, active=active)


def test_whose_time_is_taken_is_said_with_the_times():
    rules.require_free({})
    with pytest.raises(RuleViolation) as refused:
        rules.require_free({"therapist": ("Ana", TEN, TEN + HALF_AN_HOUR), "patient": ("The patient", TEN, TEN)})
    assert codes(refused) == {"therapist_taken", "patient_taken"}
    assert refused.value.blockers[0].message == "Ana has an appointment from 18:00 to 18:30. Choose another time."


def test_a_course_of_care_and_a_reason_must_fit():
    rules.require_fitting_episode(same_patient=True)
    rules.require_reason("ill")
    for refused in (lambda: rules.require_fitting_episode(same_patient=False), lambda: rules.require_reason("  ")):
        with pytest.raises(BadInput):
            refused()


THIS, OTHER = UUID(int=1), UUID(int=2)


def row(state, hours=0, by=None):
    starts_at = TEN + timedelta(hours=hours)
    return SimpleNamespace(state=state, starts_at=starts_at, ends_at=starts_at + HALF_AN_HOUR, given_up_by=by)


@pytest.mark.parametrize(
    ("how", "rows", "ended"),
    [
        ("no_show", [], None),
        ("no_show", [row("booked")], 0),
        ("no_show", [row("waiting")], None),
        ("cancelled", [row("waiting")], 0),
        ("cancelled", [row("in_treatment"), row("done", 1)], None),
        ("cancelled", [row("booked", -3), row("booked", 2)], 1),
        ("cancelled", [row("booked", -2), row("booked", 3)], 0),
        ("cancelled", [row("in_treatment"), row("booked", 2)], 1),
        ("no_show", [row("no_show", 1), row("booked", 2)], None),
        ("no_show", [row("no_show", 2), row("booked", 1)], 1),
        ("no_show", [row("cancelled", 1), row("booked", 1)], 1),
        ("no_show", [row("no_show", 1, OTHER), row("booked", 2)], 1),
        ("no_show", [row("no_show", 3, THIS), row("booked", 1)], None),
    ],
)
def test_an_absence_gives_up_the_nearest_open_appointment_and_is_told_once(how, rows, ended):
    assert rules.given_up(rows, TEN, how, THIS) is (None if ended is None else rows[ended])
    assert rules.given_up(rows[::-1], TEN, how, THIS) is (None if ended is None else rows[ended])


ROWS = st.lists(
    st.builds(row, st.sampled_from(State.values), st.integers(-9, 9), st.sampled_from([None, OTHER])), max_size=6
)  # fmt: skip


@given(rows=ROWS, how=st.sampled_from(["cancelled", "no_show"]), at=st.integers(-9, 9))
def test_nothing_that_took_place_is_given_up(rows, how, at):
    found = rules.given_up(rows, TEN + timedelta(hours=at), how, THIS)
    assert found is None or found.state in (("booked", "waiting") if how == "cancelled" else ("booked",))


LICENCE = (DAY - timedelta(days=30), DAY)


@pytest.mark.parametrize(
    ("licences", "starts_on", "today", "holds"),
    [
        ([LICENCE], DAY, DAY, True), ([LICENCE], DAY + timedelta(1), DAY, True), ([], DAY, DAY, False),
        ([LICENCE], DAY + timedelta(2), DAY + timedelta(1), False), ([LICENCE], DAY, DAY - timedelta(40), True),
        ([LICENCE], DAY - timedelta(31), DAY - timedelta(40), False),
        ([(DAY, DAY), LICENCE], DAY - timedelta(30), DAY - timedelta(31), True),
    ],
)  # fmt: skip
def test_who_treats_holds_a_licence_on_the_day_or_today(licences, starts_on, today, holds):
    when = {"who": "Ana Ruiz", "starts_on": starts_on, "today": today}
    assert refusals(rules.require_licensed, licences, **when) == [("no_licence", "therapist")] * (not holds)
    assert says(rules.require_licensed, licences, **when).startswith("" if holds else "Ana Ruiz has no licence on file")
    assert is_bad_input(rules.require_licensed, licences, **when) is not holds


def test_an_appointment_stays_with_its_patient():
    assert refusals(rules.require_same_patient, same=True) == []
    assert refusals(rules.require_same_patient, same=False) == [("patient_fixed", "patient")]
    assert is_bad_input(rules.require_same_patient, same=False)


def test_why_a_time_is_not_free_names_whose_it_is_and_until_when():
    taken = {"therapist": ("Ana", TEN, TEN + HALF_AN_HOUR), "patient": ("Pia", TEN - HALF_AN_HOUR, TEN)}
    assert [(found.code, found.field, found.message) for found in rules.not_free(taken)] == [
        ("therapist_taken", "starts_at", "Ana has an appointment from 18:00 to 18:30. Choose another time."),
        ("patient_taken", "starts_at", "Pia has an appointment from 17:30 to 18:00. Choose another time."),
    ]
    assert rules.not_free({}) == []


@pytest.mark.parametrize(
    ("clinic", "own", "starts", "minutes", "words"),
    [
        ("", "", 3, 60, ""), ("Thu 08-18", "", 8, 30, ""), ("Thu 08-18", "", 17, 60, ""),
        ("Thu 08-18", "", 17, 61, "The clinic is open Thu 08-18"),
        ("Thu 08-18", "", 7, 60, "The clinic is open Thu 08-18"),
        ("Fri 08-18", "", 9, 30, "The clinic is open Fri 08-18"),
        ("Thu 08-18", "Thu 10-11", 9, 30, "Ana works Thu 10-11"),
        ("Thu 08-18", "Thu 19-20", 19, 30, ""),
    ],
)  # fmt: skip
def test_a_time_outside_somebody_s_own_hours_else_the_clinic_s_is_asked_about(clinic, own, starts, minutes, words):
    begins = datetime(2026, 11, 26, starts, tzinfo=UTC)
    found = rules.outside_hours(begins, begins + timedelta(minutes=minutes), clinic=clinic, own=own, who="Ana")
    assert [(one.code, one.field) for one in found] == [("outside_hours", "outside_hours")] * bool(words)
    assert [one.message.partition(". ")[0] for one in found] == [words] * bool(words)
