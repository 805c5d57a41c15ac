"""Everything that changes needling sessions, visits without needling, check-ins and adverse events."""

from sessions.services.adverse_events import follow_up_adverse_event, record_adverse_event
from sessions.services.check_ins import follow_up_check_in, open_check_in_form, record_call, record_check_in
from sessions.services.cosignatures import cosign_session, name_supervisor
from sessions.services.holding import hold_session
from sessions.services.sessions import change_session, discard_session, record_session, sign_session
from sessions.services.visits import (
    change_visit,
    discard_absence,
    discard_visit,
    record_absence,
    record_visit,
    sign_visit,
)

__all__ = [
    "change_session",
    "change_visit",
    "cosign_session",
    "discard_absence",
    "discard_session",
    "discard_visit",
    "follow_up_adverse_event",
    "follow_up_check_in",
    "hold_session",
    "name_supervisor",
    "open_check_in_form",
    "record_absence",
    "record_adverse_event",
    "record_call",
    "record_check_in",
    "record_session",
    "record_visit",
    "sign_session",
    "sign_visit",
]
