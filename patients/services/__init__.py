"""Everything that changes people, their episodes, screening, consent and assessments."""

from patients.services.addenda import add_addendum
from patients.services.assessments import change_assessment, discard_assessment, record_assessment, sign_assessment
from patients.services.consent import record_consent, withdraw_consent
from patients.services.episodes import (
    change_episode,
    discharge,
    hold_episode,
    refer_out,
    reopen_episode,
    resume_episode,
    start_episode,
)
from patients.services.merges import merge_patients, undo_merge
from patients.services.people import change_patient, invite_patient, register_patient
from patients.services.screening import record_clearance, record_override, record_screening

__all__ = [
    "add_addendum",
    "change_assessment",
    "change_episode",
    "change_patient",
    "discard_assessment",
    "discharge",
    "hold_episode",
    "invite_patient",
    "merge_patients",
    "record_assessment",
    "record_clearance",
    "record_consent",
    "record_override",
    "record_screening",
    "refer_out",
    "register_patient",
    "reopen_episode",
    "resume_episode",
    "sign_assessment",
    "start_episode",
    "undo_merge",
    "withdraw_consent",
]
