"""What a patient's answer after a session must hold, and when somebody has to call back.

Source: measures.json, needling_soreness; adverse_events.json, warning signs; times are a project choice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from patients.rules.moments import require_come
from practice.errors import BadInput, require

# Source: measures.json needling_soreness.alert, 'still >= 4 after 72 h: clinician call-back'.
SORENESS_CALL_BACK = 4
SORENESS_CALL_BACK_HOURS = 72


@dataclass(frozen=True, slots=True)
class Alert:
    """Why somebody has to call back; `urgent` is today."""

    code: str
    message: str
    urgent: bool

    def as_json(self) -> dict[str, Any]:
        """Code, message and urgency."""
        return {"code": self.code, "message": self.message, "urgent": self.urgent}


def alert_for(hours_after: int, soreness: int, warning_signs: Collection[str]) -> Alert | None:
    """What an answer raises: warning signs at any time, or soreness of 4 or more at 72 hours."""
    if warning_signs:
        return Alert("warning_signs", "Warning signs after needling: a clinician must call today.", True)
    if hours_after >= SORENESS_CALL_BACK_HOURS and soreness >= SORENESS_CALL_BACK:
        text = f"Soreness is still {soreness} of 10 after {hours_after} hours: a clinician calls back."
        return Alert("soreness_call_back", text, False)
    return None


def require_answerable(*, occurred_at: datetime, answered_at: datetime, now: datetime) -> None:
    """An answer comes after the session, and not from the future."""
    require(
        answered_at >= occurred_at, "before_the_session", "The answer lies before the session. Check the time.",
        "answered_at", kind=BadInput,
    )  # fmt: skip
    require_come(answered_at, now, "answered_at")
