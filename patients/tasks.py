"""Background work of the patients app."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from patients import services
from patients.given_up import who_changes_the_calendar
from patients.models import Patient, Visit
from patients.selectors.appointments import given_up_by, kept_by
from patients.services import cancel_appointment, mark_finished, mark_missed
from practice import scoping
from practice import selectors as practice
from practice.actions import after
from practice.invitations import invite
from practice.tasks import ClinicTask

BY_THE_DESK = "absence.recorded"
CALLED_OFF = "Written down as cancelled"


@shared_task
def erase_old_requests() -> None:
    """Remove, in every clinic, requests for appointments that came more than 90 days ago; safe to run twice."""
    with scoping.every_clinic(reason="erase old requests"):
        services.erase_old_requests(timezone.now())


@after("patient.invited")
@shared_task(base=ClinicTask, autoretry_for=(OSError,), retry_backoff=True)
def send_patients_invitation(*, target_id: str, **_: object) -> None:
    """Send the patient the link to set a password; safe to run twice."""
    invite(Patient.objects.select_related("membership__user").get(pk=target_id).membership)


@after("assessment.signed")
@shared_task(base=ClinicTask, name="patients.finish_appointment")
def finish_appointment(*, target_id: str, **_: object) -> None:
    """The appointment that a signed visit kept is done, for who signed; safe to run twice. Other notes have the id of
    their visit.
    """
    visit = Visit.objects.select_related("episode", "signed_by").get(pk=UUID(target_id))
    appointment = kept_by(visit)
    if appointment is not None and visit.signed_by is not None:
        actor = practice.actor_of(visit.signed_by)
        mark_finished(actor=actor, appointment=appointment, now=timezone.now())


@shared_task(base=ClinicTask, name="patients.give_up_appointment")
def give_up_appointment(*, target_id: str, verb: str = "", by: str = "", **_: object) -> None:
    """The appointment that an absence gave up is missed or cancelled as well; safe to run twice.

    Only a reason that the desk wrote goes into the calendar: one in a clinician's note may say what the desk must not
    read.
    """
    rows = Visit.objects.select_related("episode", "therapist", "visit_note").select_for_update(of=("self",))
    visit = rows.filter(pk=UUID(target_id)).first()  # None: it was taken back meanwhile
    appointment, now = given_up_by(visit) if visit else None, timezone.now()
    actor = who_changes_the_calendar(UUID(by) if by else None, visit) if visit and appointment else None
    if visit is None or appointment is None or actor is None:
        return
    told = {"actor": actor, "appointment": appointment, "now": now, "absence": visit.pk}
    if visit.state == Visit.State.CANCELLED:
        reason = visit.visit_note.reason if verb == BY_THE_DESK else ""
        cancel_appointment(**told, reason=reason[:300] or CALLED_OFF)
    elif appointment.starts_at <= now:
        mark_missed(**told)
