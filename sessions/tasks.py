"""Background work of the sessions app: messages to supervisors, and the appointments that notes end or give up."""

from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from patients.tasks import finish_appointment, give_up_appointment
from practice import selectors as practice
from practice.actions import after
from practice.tasks import ClinicTask
from sessions.models import SupervisorChange

SUBJECT = "Who co-signs a note has changed"


@after("supervisor_change.added")
@shared_task(base=ClinicTask, name="sessions.tell_supervisors", autoretry_for=(OSError,), retry_backoff=True)
def tell_supervisors(*, target_id: str, **_: object) -> None:
    """The message to who co-signs from now on and to who does no more; it names members and a day, no patient."""
    rows = SupervisorChange.objects.select_related("session__visit__therapist", "named_by", "previous__user")
    change = rows.select_related("supervisor__user", "session__visit").get(pk=UUID(target_id))
    for member in (change.supervisor, change.previous):
        if member.active:
            context = {
                "change": change, "member": member, "clinic": practice.clinic(),
                "url": f"{settings.PUBLIC_URL}/sessions/{change.session_id}/",
            }  # fmt: skip
            text = render_to_string("sessions/email/supervisor_changed.txt", context)
            send_mail(SUBJECT, text, None, [member.user.email])


after("session.signed")(finish_appointment)
after("visit.signed")(finish_appointment)
after("absence.recorded")(give_up_appointment)
after("visit.recorded")(give_up_appointment)
after("visit.changed")(give_up_appointment)
