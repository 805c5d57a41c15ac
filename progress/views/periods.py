"""The period of figures in the address: with other days, and the usual ones that one tap chooses."""

from datetime import date, timedelta
from typing import Any

from practice.doors.pages import ClinicRequest
from progress.rules.period import Period


def address(request: ClinicRequest, first: date, last: date) -> str:
    """What the address asks for, with other days."""
    asked = request.GET.copy()
    asked["from"], asked["to"] = first.isoformat(), last.isoformat()
    return asked.urlencode()


def usual_periods(request: ClinicRequest, period: Period, today: date) -> list[dict[str, Any]]:
    """The periods that one tap chooses."""
    choices = (
        ("Last 4 weeks", today - timedelta(days=27)), ("Last 12 weeks", today - timedelta(days=83)),
        ("This year", today.replace(month=1, day=1)), ("Last 12 months", today - timedelta(days=364)),
    )  # fmt: skip
    return [
        {"label": label, "query": address(request, first, today), "current": period == Period(first, today)}
        for label, first in choices
    ]
