"""Background work of the patients app."""

from celery import shared_task

from patients.models import Patient
from practice.actions import after
from practice.invitations import invite
from practice.tasks import ClinicTask


@after("patient.invited")
@shared_task(base=ClinicTask, autoretry_for=(OSError,), retry_backoff=True)
def send_patients_invitation(*, target_id: str, **_: object) -> None:
    """Send the patient the link to set a password; safe to run twice."""
    invite(Patient.objects.select_related("membership__user").get(pk=target_id).membership)
