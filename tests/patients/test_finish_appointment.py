"""A signed visit ends the appointment that it kept, and nothing else."""

import pytest
import time_machine
from django.utils import timezone

from patients import services
from patients.models import Appointment
from patients.rules.appointments import kept
from patients.tasks import finish_appointment
from practice.actions import FOLLOW_UPS
from practice.audit import AuditEvent
from practice.models import Membership
from practice.selectors import actor_of
from sessions import services as sessions_services
from tests.factories import patients as make
from tests.factories import sessions
from tests.factories.appointments import at, booked

State = Appointment.State
AFTERNOON = time_machine.travel("2026-11-26 22:00:00+00:00", tick=False)


def signed(cast):
    """A session of an hour ago, one in the afternoon of the clinic."""
    return sessions.signed_session(cast)


def after_commit(cast, row):
    finish_appointment(clinic_id=str(cast.here.pk), target_id=str(row.pk))


@pytest.mark.parametrize("verb", ["session.signed", "visit.signed", "assessment.signed"])
def test_every_signature_of_a_visit_is_followed_up(verb):
    assert finish_appointment in FOLLOW_UPS[verb]


@AFTERNOON
def test_the_appointment_of_the_day_is_done_once_the_note_is_signed(cast):
    now, tomorrow = booked(cast, at(cast, 15, days=0)), booked(cast)
    session = signed(cast)
    after_commit(cast, session)
    after_commit(cast, session)
    assert [Appointment.objects.get(pk=row.pk).state for row in (now, tomorrow)] == [State.DONE, State.BOOKED]
    [event] = AuditEvent.objects.filter(verb="appointment.finished")
    assert (event.target_id, event.membership_id) == (now.pk, cast.members["ana"].pk)


@AFTERNOON
def test_an_absence_and_another_patients_visit_end_nothing(cast):
    row = booked(cast, at(cast, 15, days=0), patient=make.patient(cast))
    after_commit(cast, signed(cast))
    mine = booked(cast, at(cast, 16, days=0))
    episode = sessions.treatable_episode(cast)
    missed = sessions_services.record_visit(
        actor=cast.actor("ana"), episode=episode, occurred_at=timezone.now(), now=timezone.now(), outcome="no_show"
    )
    after_commit(cast, missed)
    states = {Appointment.objects.get(pk=each.pk).state for each in (row, mine)}
    assert states == {State.BOOKED}


def booked_with(cast, member, hour):
    return booked(cast, at(cast, hour, days=0), therapist=member)


@AFTERNOON
def test_another_therapists_appointment_goes_on(cast):
    session = signed(cast)
    theirs = booked_with(cast, sessions.supervisor(cast), 14)
    after_commit(cast, session)
    assert Appointment.objects.get(pk=theirs.pk).state == State.BOOKED


@AFTERNOON
def test_a_second_note_ends_no_later_appointment(cast):
    first, later = booked_with(cast, cast.members["ana"], 14), booked_with(cast, cast.members["ana"], 15)
    session = signed(cast)
    for _ in range(2):
        after_commit(cast, session)
    assert [Appointment.objects.get(pk=row.pk).state for row in (first, later)] == [State.DONE, State.BOOKED]


@pytest.mark.parametrize(("hour", "found"), [(8, 9), (9, 9), (12, 9), (13, 15), (15, 15), (18, 15), (6, None)])
def test_a_visit_kept_the_appointment_that_is_nearest_in_time(cast, hour, found):
    rows = [Appointment(starts_at=at(cast, begin), ends_at=at(cast, begin, 30)) for begin in (9, 15)]
    begun = kept(rows, at(cast, hour))
    assert (begun and begun.starts_at) == (found and at(cast, found))


def test_what_was_cancelled_was_not_kept_and_what_is_done_ends_no_other(cast):
    near, far = (Appointment(starts_at=at(cast, begin), ends_at=at(cast, begin, 30)) for begin in (9, 10))
    near.state = State.DONE
    assert kept([near, far], at(cast, 9)) is None
    near.state = State.CANCELLED
    assert kept([near, far], at(cast, 9)) is far


@AFTERNOON
def test_what_was_cancelled_stays_cancelled(cast):
    row = booked(cast, at(cast, 15, days=0))
    services.cancel_appointment(actor=cast.actor("rui"), appointment=row, reason="Ill", now=timezone.now())
    after_commit(cast, signed(cast))
    assert Appointment.objects.get(pk=row.pk).state == State.CANCELLED


@AFTERNOON
def test_it_is_done_for_who_signed_where_the_therapist_has_left(cast):
    row, noa = booked(cast, at(cast, 15, days=0)), sessions.supervisor(cast)
    session = sessions.signable_session(cast)
    Membership.objects.filter(pk=cast.members["ana"].pk).update(active=False)
    services.hand_over_note(
        actor=cast.actor("max"), visit=session.visit, therapist=noa, reason="Left.", now=timezone.now()
    )
    sessions_services.sign_session(actor=actor_of(noa), session=session, now=timezone.now())
    after_commit(cast, session)
    row.refresh_from_db()
    assert row.state == State.DONE
    assert AuditEvent.objects.get(verb="appointment.finished").membership_id == noa.pk


@AFTERNOON
def test_a_treatment_that_was_started_hours_before_its_time_is_done_too(cast):
    row = booked(cast, at(cast, 20, days=0))
    services.mark_started(actor=cast.actor("ana"), appointment=row, now=timezone.now())
    after_commit(cast, signed(cast))
    assert Appointment.objects.get(pk=row.pk).state == State.DONE
