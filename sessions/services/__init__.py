"""Everything that changes needling sessions, check-ins and adverse events."""

from sessions.services.adverse_events import follow_up_adverse_event, record_adverse_event
from sessions.services.check_ins import follow_up_check_in, record_check_in
from sessions.services.sessions import change_session, discard_session, record_session, sign_session

__all__ = [
    "change_session",
    "discard_session",
    "follow_up_adverse_event",
    "follow_up_check_in",
    "record_adverse_event",
    "record_check_in",
    "record_session",
    "sign_session",
]
