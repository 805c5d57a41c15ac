"""Pages of people, their episodes, screening, consent and assessments."""

from patients.views.appointments import appointment, arrive, book, cancel, finish, miss, move, restore, start
from patients.views.assessments import add_addendum, assessment, discard_assessment, record_assessment, sign_assessment
from patients.views.calendar import day, week
from patients.views.consent import consent, consent_text, give_copy, record_consent, withdraw_consent
from patients.views.criteria import criteria
from patients.views.episodes import (
    change_episode,
    hold_episode,
    name_therapist,
    refer_out,
    reopen_episode,
    resume_episode,
    start_episode,
)
from patients.views.feeds import close_feed, feed, feed_file
from patients.views.handovers import hand_over
from patients.views.merges import merge, merged
from patients.views.people import change, find, invite, patients, record, register
from patients.views.requests import accept, ask, asked, decline, reopen_request, request_detail, requests
from patients.views.screening import record_clearance, record_override, record_screening, renew_screening, screening
from patients.views.trail import export_trail, trail

__all__ = [
    "accept",
    "add_addendum",
    "appointment",
    "arrive",
    "ask",
    "asked",
    "assessment",
    "book",
    "cancel",
    "change",
    "change_episode",
    "close_feed",
    "consent",
    "consent_text",
    "criteria",
    "day",
    "decline",
    "discard_assessment",
    "export_trail",
    "feed",
    "feed_file",
    "find",
    "finish",
    "give_copy",
    "hand_over",
    "hold_episode",
    "invite",
    "merge",
    "merged",
    "miss",
    "move",
    "name_therapist",
    "patients",
    "record",
    "record_assessment",
    "record_clearance",
    "record_consent",
    "record_override",
    "record_screening",
    "refer_out",
    "register",
    "renew_screening",
    "reopen_episode",
    "reopen_request",
    "request_detail",
    "requests",
    "restore",
    "resume_episode",
    "screening",
    "sign_assessment",
    "start",
    "start_episode",
    "trail",
    "week",
    "withdraw_consent",
]
