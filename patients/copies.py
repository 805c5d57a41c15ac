"""The patient's copy of a consent: called by services of this app and the ones above, inside their gate."""

from uuid import UUID

from patients.models import Consent


def note_copy(consent_id: UUID) -> None:
    """A copy was made for the patient: that counts as given, and the first one is what is noted.

    Source: domain.md (b) element 5, 'copy given'; that a copy which was made reaches the patient is a project choice.
    """
    row: Consent = Consent.objects.locked(consent_id)
    if not row.copy_given:
        row.copy_given = True
        row.save()
