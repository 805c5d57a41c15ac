"""What must hold for a report to be asked for, and asked for again.

Source: project choice: a report tells what has happened.
"""

from datetime import date

from practice.days import day_words
from practice.errors import BadInput, require

CONSENT, PROGRESS = "consent", "progress"


def require_requestable(*, has_episode: bool, first: date | None, last: date | None, today: date) -> None:
    """A progress report is about one episode, and about days that have come."""
    require(
        has_episode, "episode_missing", "Say which episode the report is about.", "episode", kind=BadInput,
    )  # fmt: skip
    require(
        first is None or last is None or first <= last, "period_backwards",
        "The first day lies after the last one. Check both.", "from", kind=BadInput,
    )  # fmt: skip
    for day, field in ((first, "from"), (last, "to")):
        require(
            day is None or day <= today, "in_the_future", "This day lies in the future. A report covers what was.",
            field, kind=BadInput,
        )  # fmt: skip


def require_subject(kind: str, *, has_consent: bool) -> bool:
    """Whether a copy of a consent is asked for; a copy names its consent, and nothing else does."""
    is_copy = kind == CONSENT
    text = "Say which consent is copied."
    require(has_consent or not is_copy, "consent_missing", text, "consent", kind=BadInput)
    text = "Only the copy of a consent names one."
    require(is_copy or not has_consent, "consent_not_wanted", text, "consent", kind=BadInput)
    return is_copy


def require_within(*, last: date | None, started_on: date) -> None:
    """A report ends when its episode had begun."""
    require(
        last is None or last >= started_on, "before_the_episode",
        f"The episode began on {day_words(started_on)}. Choose a later day.", "to", kind=BadInput,
    )  # fmt: skip


def require_justification(text: str, *, kind: str, by_therapist: bool) -> str:
    """Why skilled care goes on, as it is kept: '' where nothing was said, which the report tells where a payer asks.

    Source: domain.md (a), minimum content of a progress report.
    """
    said = text.strip()
    require(
        kind == PROGRESS or not said, "justification_not_wanted", "Only a progress report says why care goes on.",
        "justification", kind=BadInput,
    )  # fmt: skip
    require(
        by_therapist or not said, "not_a_therapist", "A therapist writes why skilled care goes on.", "justification",
        kind=BadInput,
    )  # fmt: skip
    return said


def require_failed(failed: bool) -> None:
    """Only what failed is tried again."""
    require(failed, "report_not_failed", "This report has not failed: there is nothing to try again.")


def require_ready(done: bool, problem: str = "") -> None:
    """A file can be opened once it is there."""
    require(done, "report_not_ready", problem or "This report is not ready yet. Ask again in a moment.")
