"""Reminding patients of their appointments by e-mail."""

from uuid import UUID
from zoneinfo import ZoneInfo

from celery import shared_task
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from patients import services
from patients.models import Appointment
from patients.selectors.appointments import to_be_reminded_of
from practice import selectors
from practice.actions import after
from practice.days import day_words
from practice.tasks import ClinicTask, in_each_clinic


@shared_task
def remind_of_appointments() -> None:
    """Look through every clinic; safe to run twice: each appointment is reminded of once."""
    in_each_clinic(remind_in_clinic, reason="remind of appointments", which=Q(remind_hours__isnull=False))


@shared_task(base=ClinicTask)
def remind_in_clinic(*, clinic_id: str) -> None:
    """Every reminder that is due now in one clinic; safe to run twice."""
    now = timezone.now()
    for row in list(to_be_reminded_of(now)):
        services.remind_of_appointment(actor=selectors.actor_of(row.therapist), appointment=row, now=now)


@after("appointment.reminded")
@shared_task(base=ClinicTask, name="patients.send_reminder", autoretry_for=(OSError,), retry_backoff=True)
def send_reminder(*, target_id: str, **_: object) -> None:
    """The e-mail: when and where, and nothing of what it is about; not for what was cancelled meanwhile, nor to whom
    asked meanwhile for none.
    """
    row = Appointment.objects.select_related("patient", "therapist").get(pk=UUID(target_id))
    to = "" if row.patient.no_reminders else row.patient.email
    if row.state != Appointment.State.BOOKED or row.starts_at <= timezone.now() or not to:
        return
    clinic = selectors.clinic()
    begin = row.starts_at.astimezone(ZoneInfo(clinic.timezone))
    context = {"appointment": row, "begin": begin.replace(tzinfo=None), "clinic": clinic}
    text = render_to_string("patients/email/reminder.txt", context)
    send_mail(f"Your appointment on {day_words(begin)} at {begin:%H:%M}", text, None, [to])
