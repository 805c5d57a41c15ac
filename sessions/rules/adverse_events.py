"""How an adverse event is graded, and when it can have happened.

Source: adverse_events.json, meta.grade_default and `serious`; times are a project choice.
"""

from collections.abc import Container, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from patients.rules.moments import require_come
from practice.errors import BadInput, require

SEVERE = "severe"
ZONE_SLACK = timedelta(days=1)


def grade_of(event: Mapping[str, Any], sent: str | None) -> str:
    """The grade that was sent, else the catalogue's default for this kind."""
    return sent or str(event["default_grade"])


def counts_as_serious(kind: str, grade: str, serious_kinds: Container[str]) -> bool:
    """Graded severe, or serious whatever the grade. Source: adverse_events.json, meta.grade_default."""
    return grade == SEVERE or kind in serious_kinds


def require_honest_grade(event: Mapping[str, Any], grade: str, description: str, path: str = "") -> None:
    """A serious kind counts as severe; a lower grade needs its reason in the description."""
    require(
        not event["serious"] or grade == SEVERE or bool(description.strip()), "grade_needs_reason",
        f"{event['label']} counts as severe. Write in the description why it is graded lower.",
        f"{path}description", kind=BadInput,
    )  # fmt: skip


def require_plausible_course(
    *, occurred_at: datetime, started_on: date, resolved_on: date | None, now: datetime, path: str = ""
) -> None:
    """An event lies between the start of the episode and now, and ends after it began.

    Days are compared with one day of slack: a clinic's day and the day in UTC differ by one at most.
    """
    require_come(occurred_at, now, f"{path}occurred_at")
    require(
        occurred_at.date() >= started_on - ZONE_SLACK, "before_the_episode",
        f"The time lies before the episode began ({started_on:%d %b %Y}).", f"{path}occurred_at", kind=BadInput,
    )  # fmt: skip
    require(
        resolved_on is None or resolved_on >= occurred_at.date() - ZONE_SLACK, "ends_before_it_began",
        "The event ended before it happened. Check both days.", f"{path}resolved_on", kind=BadInput,
    )  # fmt: skip
    require(
        resolved_on is None or resolved_on <= now.date() + ZONE_SLACK, "resolved_in_the_future",
        "The day on which it ended lies in the future.", f"{path}resolved_on", kind=BadInput,
    )  # fmt: skip
