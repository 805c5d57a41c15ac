"""What each verb of the trail means, in the words of the clinic."""

from collections.abc import Mapping
from typing import Final

PLAINER: Final[Mapping[str, str]] = {
    "addendum.added": "Addendum added to a signed note",
    "adherence.recorded": "Exercise day recorded",
    "adherence.changed": "Exercise day changed",
    "appointment.missed": "Patient did not come to an appointment",
    "appointment.restored": "Step of an appointment taken back",
    "appointment.arrived": "Patient arrived for an appointment",
    "appointment.reminded": "Patient reminded of an appointment",
    "appointment_request.accepted": "Appointment made of a request",
    "appointment_request.reopened": "Request for an appointment taken up again",
    "calendar_feed.opened": "Address of a calendar feed made",
    "calendar_feed.closed": "Address of a calendar feed closed",
    "case.loaded": "Episode loaded from a file",
    "chart.opened": "Record opened",
    "chart.refused": "Refused: the role does not allow it",
    "check_in.recorded": "Check-in recorded",
    "consent.copy_opened": "Copy of a consent opened",
    "consent.copy_requested": "Copy of a consent asked for",
    "credential.document_kept": "Document of a credential uploaded",
    "credential.document_opened": "Document of a credential opened",
    "credential.warned": "Member warned that a credential ends",
    "cosignature.added": "Note co-signed by the supervisor",
    "visit.recorded": "Visit without needling recorded",
    "visit.changed": "Visit without needling changed",
    "visit.discarded": "Visit without needling taken back",
    "visit.signed": "Visit without needling signed",
    "check_in.followed_up": "Alert after a check-in closed",
    "diary.recorded": "Diary day recorded",
    "adherence.removed": "Exercise day taken back",
    "diary.removed": "Diary day taken back",
    "diary.changed": "Diary day changed",
    "episode.held": "Care put on hold",
    "episode.referred_out": "Patient referred out",
    "episode.reopened": "New episode after discharge",
    "episode.resumed": "Care resumed",
    "episode.discharged": "Patient discharged",
    "exercise.added": "Exercise added to the library",
    "exercise.changed": "Exercise of the library changed",
    "exercise.stepped_up": "Exercise taken to its next step",
    "habit.checked": "Checklist of a habit filled in",
    "exercise.progressed": "Dose of an exercise changed",
    "member.changed": "Member's details or roles changed",
    "member.invited_again": "Member invited again",
    "member.sign_in_failed": "Sign-in failed with this account",
    "member.signed_in": "Signed in",
    "member.signed_out": "Signed out",
    "override.recorded": "Decided against a precaution",
    "plan.certified": "Recertification recorded",
    "report.failed": "Report could not be made",
    "report.opened": "Report file opened",
    "trail.exported": "Trail exported",
}


def in_words(verb: str) -> str:
    """'member.signed_out' → 'Signed out'; a verb that reads well by itself stands as it is: 'Session signed'."""
    return PLAINER.get(verb, verb.replace(".", " ").replace("_", " ").capitalize())
