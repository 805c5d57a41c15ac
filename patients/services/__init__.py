"""Everything that changes people, their episodes, screening, consent and assessments."""

from patients.services.addenda import add_addendum
from patients.services.appointments import (
    book_appointment,
    cancel_appointment,
    change_appointment,
    mark_arrived,
    mark_finished,
    mark_missed,
    mark_started,
    remind_of_appointment,
    restore_appointment,
)
from patients.services.assessments import change_assessment, discard_assessment, record_assessment, sign_assessment
from patients.services.consent import give_consent_copy, record_consent, withdraw_consent
from patients.services.episodes import (
    change_episode,
    discharge,
    hold_episode,
    name_therapist,
    refer_out,
    reopen_episode,
    resume_episode,
    start_episode,
)
from patients.services.feeds import close_feed, open_feed
from patients.services.handovers import hand_over_note
from patients.services.merges import merge_patients, undo_merge
from patients.services.people import change_patient, invite_patient, register_patient
from patients.services.requests import (
    accept_request,
    decline_request,
    erase_old_requests,
    reopen_request,
    take_request,
)
from patients.services.screening import record_clearance, record_override, record_screening

__all__ = [
    "accept_request",
    "add_addendum",
    "book_appointment",
    "cancel_appointment",
    "change_appointment",
    "change_assessment",
    "change_episode",
    "change_patient",
    "close_feed",
    "decline_request",
    "discard_assessment",
    "discharge",
    "erase_old_requests",
    "give_consent_copy",
    "hand_over_note",
    "hold_episode",
    "invite_patient",
    "mark_arrived",
    "mark_finished",
    "mark_missed",
    "mark_started",
    "merge_patients",
    "name_therapist",
    "open_feed",
    "record_assessment",
    "record_clearance",
    "record_consent",
    "record_override",
    "record_screening",
    "refer_out",
    "register_patient",
    "remind_of_appointment",
    "reopen_episode",
    "reopen_request",
    "restore_appointment",
    "resume_episode",
    "sign_assessment",
    "start_episode",
    "take_request",
    "undo_merge",
    "withdraw_consent",
]
