"""Telling members 60, 30 and 7 days ahead that a licence or a needling authority ends, or is to be looked up."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from practice import rules, selectors, services
from practice.actions import after
from practice.days import day_words
from practice.models import Credential
from practice.tasks import ClinicTask, in_each_clinic


@shared_task
def warn_of_credentials() -> None:
    """Look through every clinic; safe to run twice: each warning is given once."""
    in_each_clinic(warn_in_clinic, reason="warn of credentials")


@shared_task(base=ClinicTask)
def warn_in_clinic(*, clinic_id: str) -> None:
    """Every warning that is due today in one clinic; safe to run twice."""
    now = timezone.now()
    for credential, days in list(due_warnings(now)):
        actor = selectors.actor_of(credential.membership)
        services.warn_of_expiry(actor=actor, credential=credential, days=days)
    for credential, days in list(due_checks(now)):
        actor = selectors.actor_of(credential.membership)
        services.warn_of_check(actor=actor, credential=credential, days=days)


def due_warnings(now: datetime) -> Iterator[tuple[Credential, int]]:
    """The newest credential of each kind and state that ends soon, with the step that nobody was told of yet."""
    today = now.astimezone(ZoneInfo(selectors.clinic().timezone)).date()
    for row in selectors.lasting_credentials():
        step = rules.warning_step(row.expires_on, today)
        if step is not None and (row.warned_days is None or step < row.warned_days):
            yield row, step


def due_checks(now: datetime) -> Iterator[tuple[Credential, int]]:
    """As `due_warnings`, of those that are to be looked up at the board again soon."""
    today = now.astimezone(ZoneInfo(selectors.clinic().timezone)).date()
    for row in selectors.lasting_credentials():
        step = rules.warning_step(row.next_check_on, today) if row.next_check_on else None
        if step is not None and (row.check_warned_days is None or step < row.check_warned_days):
            yield row, step


@after("credential.warned")
@shared_task(base=ClinicTask, name="practice.send_credential_warning", autoretry_for=(OSError,), retry_backoff=True)
def send_warning(*, target_id: str, **_: object) -> None:
    """The e-mail to the member; it names the kind and the day, no number."""
    row = Credential.objects.select_related("membership__user").get(pk=UUID(target_id))
    context = {"credential": row, "clinic": selectors.clinic(), "sign_in_url": settings.PUBLIC_URL}
    text = render_to_string("practice/email/credential_warning.txt", context)
    send_mail(f"{row.get_kind_display()} ends on {day_words(row.expires_on)}", text, None, [row.membership.user.email])


@after("credential.check_announced")
@shared_task(base=ClinicTask, name="practice.send_check_reminder", autoretry_for=(OSError,), retry_backoff=True)
def send_check_reminder(*, target_id: str, **_: object) -> None:
    """The e-mail to the member; it names the kind and the day, no number."""
    row = Credential.objects.select_related("membership__user").get(pk=UUID(target_id))
    if row.next_check_on is None:
        return
    context = {"credential": row, "clinic": selectors.clinic(), "sign_in_url": settings.PUBLIC_URL}
    text = render_to_string("practice/email/credential_check.txt", context)
    subject = f"{row.get_kind_display()}: look it up by {day_words(row.next_check_on)}"
    send_mail(subject, text, None, [row.membership.user.email])
