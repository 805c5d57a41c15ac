"""Booking, moving, cancelling: what the services and the database promise, whoever asks."""

import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from patients import services
from patients.models import Appointment
from patients.selectors.appointments import appointments_for, of_day, on_days, to_come, with_one_to_come
from practice import scoping
from practice.audit import AuditEvent
from practice.errors import BadInput, NotPermitted, RuleViolation, StaleVersion
from tests.factories import patients as make
from tests.factories.appointments import at, begun, booked
from tests.waiting import wait_until

State = Appointment.State


def step(cast, service, row, *, by="rui", **more):
    return service(actor=cast.actor(by), appointment=row, now=timezone.now(), **more)


def cancelled(cast, row, **more):
    return step(cast, services.cancel_appointment, row, **{"reason": "Ill", **more})


def codes(refused):
    return {blocker.code for blocker in refused.value.blockers}


@pytest.mark.parametrize("name", ["ana", "rui", "max"])
def test_a_booking_leaves_one_event_about_the_patient(cast, name):
    row = booked(cast, actor=name)
    [event] = AuditEvent.objects.filter(target_id=row.pk)
    assert (event.verb, event.patient_id) == ("appointment.booked", cast.pia.pk)
    assert (row.state, row.minutes) == (State.BOOKED, 30)


@pytest.mark.parametrize("name", ["ida", "pia"])
def test_nobody_else_books(cast, name):
    with pytest.raises(NotPermitted):
        booked(cast, actor=name)


def test_everybody_on_the_staff_sees_the_calendar_and_patients_their_own(cast):
    mine, other = booked(cast), booked(cast, at(cast, 11), patient=make.patient(cast))
    for name in ("ana", "rui", "max", "ida"):
        assert set(appointments_for(cast.actor(name))) == {mine, other}
    assert set(appointments_for(cast.actor("pia"))) == {mine}


@pytest.mark.parametrize(
    ("start", "length", "taken"),
    [((10, 15), 30, True), ((9, 45), 30, True), ((10, 0), 5, True), ((10, 30), 30, False), ((9, 30), 30, False)],
)
def test_nobody_is_booked_twice_at_once(cast, start, length, taken):
    booked(cast)
    begin = at(cast, *start)
    again = {"starts_at": begin, "ends_at": begin + timedelta(minutes=length)}
    for details, code in (({"patient": make.patient(cast)}, "therapist_taken"), (_with_toni(cast), "patient_taken")):
        if not taken:
            with transaction.atomic():
                booked(cast, **again, **details)
                transaction.set_rollback(True)
            continue
        with pytest.raises(RuleViolation) as refused:
            booked(cast, **again, **details)
        assert codes(refused) == {code}


def _with_toni(cast):
    """Another therapist, for the same patient."""
    member = cast.members["max"]
    member.roles = ["manager", "therapist"]
    member.save()
    return {"therapist": member}


@pytest.mark.parametrize("whose", ["therapist", "patient"])
def test_the_database_itself_refuses_a_second_booking(cast, whose):
    row = booked(cast)
    other = {"therapist": {"patient": make.patient(cast)}, "patient": _with_toni(cast)}[whose]
    copy = Appointment(
        patient=cast.pia, therapist=cast.members["ana"], starts_at=row.starts_at, ends_at=row.ends_at,
        agreed_at=timezone.now(),
    )  # fmt: skip
    for name, value in other.items():
        setattr(copy, name, value)
    with pytest.raises(IntegrityError, match=f"one_appointment_at_a_time_per_{whose}"), transaction.atomic():
        copy.save()


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"ends_at": datetime(2020, 1, 1, tzinfo=timezone.get_default_timezone())}, "appointment_ends_after_it_starts"),
        ({"state": "cancelled"}, "a_cancelled_appointment_says_why"),
    ],
)
def test_the_database_keeps_what_an_appointment_promises(cast, changed, promise):
    row = booked(cast)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Appointment.objects.filter(pk=row.pk).update(**changed)


def test_two_desks_book_the_same_time_at_once_and_one_gets_it(committed):
    """Both looked before the other one stored: the constraint decides, and says so in words."""
    outcome: list[str] = []
    with scoping.clinic_in_force(committed.here.pk):
        other = make.patient(committed)

    def later() -> None:
        try:
            with scoping.clinic_in_force(committed.here.pk):
                booked(committed, patient=other)
            outcome.append("booked")
        except IntegrityError as problem:
            outcome.append("refused" if "per_therapist" in str(problem) else str(problem))
        finally:
            connection.close()

    thread = threading.Thread(target=later)
    with scoping.clinic_in_force(committed.here.pk):
        booked(committed)
        thread.start()
        wait_until(lambda: _somebody_waits() or not thread.is_alive(), "the second one waits", bound=30)
    thread.join(timeout=60)
    assert outcome == ["refused"]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("ended", ["cancelled", "missed"])
@time_machine.travel("2026-11-26 20:00:00+00:00", tick=False)
def test_what_does_not_take_place_frees_its_time_until_it_is_taken_back(cast, ended):
    row = begun(cast)
    cancelled(cast, row) if ended == "cancelled" else step(cast, services.mark_missed, row)
    taken = booked(cast, row.starts_at, ends_at=row.ends_at, patient=make.patient(cast))
    with pytest.raises(RuleViolation) as refused:
        step(cast, services.restore_appointment, row)
    assert codes(refused) == {"therapist_taken"}
    cancelled(cast, taken)
    again = step(cast, services.restore_appointment, row)
    assert (again.state, again.reason, again.arrived_at) == (State.BOOKED, "", None)


def test_an_appointment_goes_its_way_with_an_event_for_each_step(cast):
    row = begun(cast, minutes=0)
    for service in (services.mark_arrived, services.mark_started, services.mark_finished):
        row = step(cast, service, row)
    assert row.state == State.DONE
    assert row.arrived_at is not None
    verbs = [event.verb for event in AuditEvent.objects.filter(target_id=row.pk).order_by("pk")]
    assert verbs == [f"appointment.{what}" for what in ("booked", "arrived", "started", "finished")]


def test_a_stale_page_changes_nothing(cast):
    row = booked(cast)
    for change in (
        lambda: step(cast, services.change_appointment, row, if_version=9, note="x"),
        lambda: cancelled(cast, row, if_version=9),
        lambda: step(cast, services.restore_appointment, row, if_version=9),
    ):
        with pytest.raises(StaleVersion):
            change()


def test_a_move_keeps_the_length_and_asks_for_a_reminder_anew(cast):
    row = booked(cast, ends_at=at(cast, 10, 45))
    Appointment.objects.filter(pk=row.pk).update(reminded_at=timezone.now())
    moved = step(cast, services.change_appointment, row, by="ana", starts_at=at(cast, 15))
    assert (moved.starts_at, moved.minutes, moved.reminded_at) == (at(cast, 15), 45, None)
    noted = step(cast, services.change_appointment, moved, note="Brings a scan")
    assert noted.agreed_at == moved.agreed_at


def test_it_may_be_moved_within_its_own_time_and_not_into_another_one(cast):
    row, _ = booked(cast), booked(cast, at(cast, 11), patient=make.patient(cast))
    step(cast, services.change_appointment, row, starts_at=at(cast, 10, 15))
    with pytest.raises(RuleViolation) as refused:
        step(cast, services.change_appointment, row, starts_at=at(cast, 10, 45))
    assert codes(refused) == {"therapist_taken"}


def test_care_that_fits(cast):
    other = make.patient(cast)
    theirs, ended = make.episode(cast, of=other), make.discharged_episode(cast)
    for episode, code in ((theirs, "other_patient"), (ended, "episode_closed")):
        with pytest.raises(RuleViolation) as refused:
            booked(cast, episode=episode)
        assert codes(refused) == {code}
    with pytest.raises(BadInput):
        booked(cast, therapist=cast.members["rui"])


def test_a_cancellation_says_why(cast):
    with pytest.raises(BadInput):
        cancelled(cast, booked(cast), reason=" ")


@time_machine.travel("2026-10-30 18:00:00+00:00", tick=False)
def test_the_day_is_the_clinics_also_when_the_clocks_change(cast):
    """On 1 November 2026 the day in Los Angeles has 25 hours; ten o'clock comes once, whatever the offset before."""
    before, on, after = (booked(cast, at(cast, 10, days=n)) for n in (1, 2, 3))
    assert (before.starts_at.utcoffset(), on.starts_at.utcoffset()) == (timedelta(hours=-7), timedelta(hours=-8))
    early, late = booked(cast, at(cast, 0, days=2)), booked(cast, at(cast, 23, 30, days=2))
    day = make.today(cast) + timedelta(days=2)
    assert of_day(day) == [early, on, late]
    assert set(on_days(Appointment.objects, day - timedelta(days=1), day + timedelta(days=1))) >= {before, after}


def test_what_is_still_to_come(cast):
    now = timezone.now()
    later, sooner = booked(cast, at(cast, 9, days=3)), booked(cast, at(cast, 9, days=2))
    gone = cancelled(cast, booked(cast, at(cast, 9, days=4)))
    assert to_come(cast.pia.pk, now) == [sooner, later]
    assert with_one_to_come([cast.pia.pk, make.patient(cast).pk], now) == {cast.pia.pk}
    assert gone.state == State.CANCELLED
