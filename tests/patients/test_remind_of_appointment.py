"""Reminders by e-mail: when, once, to whom, and what they do not say."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from patients import services
from patients.models import Appointment, Patient
from patients.reminders import remind_in_clinic, send_reminder
from patients.rules.appointments import reminder_due
from practice.audit import AuditEvent
from practice.errors import RuleViolation
from practice.models import Clinic
from tests.factories import patients as make
from tests.factories.appointments import at, booked

NOON = "2026-11-24 20:00:00+00:00"
HOUR = timedelta(hours=1)


@pytest.fixture
def pia_reads_mail(cast):
    Patient.objects.filter(pk=cast.pia.pk).update(email="pia@home.test", preferred_name="")
    cast.pia.refresh_from_db()
    return cast


def look(cast, capture):
    """What beat does for one clinic; tasks that follow are run as a worker would."""
    with capture(execute=False):
        remind_in_clinic(clinic_id=str(cast.here.pk))
    reminded = AuditEvent.objects.filter(verb="appointment.reminded").order_by("pk")
    for event in reminded[len(mail.outbox) :]:
        send_reminder(clinic_id=str(cast.here.pk), target_id=str(event.target_id))
    return mail.outbox


@pytest.mark.parametrize(
    ("starts_in", "agreed_before", "due"),
    [
        (24, 25, True),
        (1, 25, True),
        (25, 100, False),
        (24, 24, False),
        (23, 1, False),
        (0, 100, False),
        (-1, 100, False),
    ],
)
def test_when_a_reminder_is_due(starts_in, agreed_before, due):
    now = timezone.now()
    starts_at = now + starts_in * HOUR
    assert reminder_due(starts_at, starts_at - agreed_before * HOUR, now, hours=24) is due


def test_a_patient_is_reminded_once_a_day_ahead_and_told_nothing_clinical(
    pia_reads_mail, django_capture_on_commit_callbacks
):
    cast = pia_reads_mail
    with time_machine.travel(NOON, tick=False):
        row = booked(cast, at(cast, 10, days=3), episode=make.ready_episode(cast), note="Interpreter")
        assert look(cast, django_capture_on_commit_callbacks) == []
    with time_machine.travel("2026-11-26 20:00:00+00:00", tick=False):
        look(cast, django_capture_on_commit_callbacks)
        [sent] = look(cast, django_capture_on_commit_callbacks)
    assert sent.to == ["pia@home.test"]
    assert "Friday 27 November 2026 at 10:00" in sent.body
    assert not [word for word in ("eadache", "tension", "Interpreter", "eedl", "reatment") if word in sent.body]
    row.refresh_from_db()
    assert row.reminded_at is not None
    assert AuditEvent.objects.get(verb="appointment.reminded").membership_id == cast.members["ana"].pk


@pytest.mark.parametrize("why", ["no address", "left out", "clinic sends none", "cancelled", "moved away"])
def test_who_is_not_reminded(pia_reads_mail, django_capture_on_commit_callbacks, why):
    cast = pia_reads_mail
    with time_machine.travel(NOON, tick=False):
        row, rui, now = booked(cast, at(cast, 10, days=3)), cast.actor("rui"), timezone.now()
        if why == "no address":
            Patient.objects.filter(pk=cast.pia.pk).update(email="")
        elif why == "left out":
            Patient.objects.filter(pk=cast.pia.pk).update(no_reminders=True)
        elif why == "clinic sends none":
            Clinic.objects.filter(pk=cast.here.pk).update(remind_hours=None)
        elif why == "cancelled":
            services.cancel_appointment(actor=rui, appointment=row, reason="Ill", now=now)
        else:
            services.change_appointment(actor=rui, appointment=row, starts_at=at(cast, 10, days=9), now=now)
    with time_machine.travel("2026-11-26 20:00:00+00:00", tick=False):
        assert look(cast, django_capture_on_commit_callbacks) == []


def test_another_time_is_reminded_of_anew_and_the_same_one_never_twice(
    pia_reads_mail, django_capture_on_commit_callbacks
):
    cast = pia_reads_mail
    with time_machine.travel(NOON, tick=False):
        row = booked(cast, at(cast, 10, days=3))
    with time_machine.travel("2026-11-26 20:00:00+00:00", tick=False):
        look(cast, django_capture_on_commit_callbacks)
        with pytest.raises(RuleViolation):
            services.remind_of_appointment(actor=cast.actor("ana"), appointment=row, now=timezone.now())
        later = at(cast, 10, days=5)
        services.change_appointment(actor=cast.actor("rui"), appointment=row, starts_at=later, now=timezone.now())
    with time_machine.travel("2026-11-30 20:00:00+00:00", tick=False):
        assert len(look(cast, django_capture_on_commit_callbacks)) == 2


def test_what_was_cancelled_before_the_mail_left_is_not_reminded_of(pia_reads_mail, django_capture_on_commit_callbacks):
    cast = pia_reads_mail
    with time_machine.travel(NOON, tick=False):
        row = booked(cast, at(cast, 10, days=3))
    with time_machine.travel("2026-11-26 20:00:00+00:00", tick=False):
        with django_capture_on_commit_callbacks(execute=False):
            remind_in_clinic(clinic_id=str(cast.here.pk))
        services.cancel_appointment(actor=cast.actor("rui"), appointment=row, reason="Ill", now=timezone.now())
        send_reminder(clinic_id=str(cast.here.pk), target_id=str(row.pk))
    assert mail.outbox == []
    assert Appointment.objects.get(pk=row.pk).reminded_at is not None


def test_the_desk_leaves_a_patient_out(cast, as_page):
    browser = as_page("rui")
    page = browser.get(f"/patients/{cast.pia.pk}/edit/").content.decode()
    assert "Send no e-mail reminders of appointments" in page
    typed = {"given_name": "Pia", "family_name": "Person (synthetic)", "date_of_birth": "1985-05-17", "sex": "female",
             "no_reminders": "on", "version": cast.pia.version}  # fmt: skip
    assert browser.post(f"/patients/{cast.pia.pk}/edit/", typed).status_code == 302
    assert Patient.objects.get(pk=cast.pia.pk).no_reminders
