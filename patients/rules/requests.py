"""What must hold for a stranger's request for an appointment, and how long it is kept.

Source: project choice: enough to answer it, for as long as that may take.
"""

from datetime import datetime, timedelta
from typing import Final

from patients.vocabulary import RequestState as State
from practice.errors import BadInput, Blocker, require

KEPT_FOR: Final = timedelta(days=90)


def require_answerable(phone: str, email: str, *, may_contact: bool) -> None:
    """Whoever asks can be reached, and agrees to be."""
    problems = []
    if not (phone.strip() or email.strip()):
        problems.append(Blocker("no_contact", "Enter a telephone number or an e-mail address.", "phone"))
    if not may_contact:
        text = "Tick this, or the clinic may not contact you."
        problems.append(Blocker("contact_not_agreed", text, "may_contact"))
    if problems:
        raise BadInput(problems)


def require_new(state: str) -> None:
    """A request is answered once."""
    text = f"This request was answered already: {State(state).label.lower()}."
    require(state == State.NEW, "already_answered", text, "state")


def require_declined(state: str) -> None:
    """Only what was declined is taken up again."""
    require(state == State.DECLINED, "not_declined", "Only a declined request is taken up again.", "state")


def erased_before(now: datetime) -> datetime:
    """What came before this moment is erased: 90 days after it came, whatever became of it."""
    return now - KEPT_FOR
