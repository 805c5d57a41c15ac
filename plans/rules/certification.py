"""How long a certification of the plan covers, and when one can be recorded.

Source: Medicare Benefit Policy Manual ch. 15 s. 220.1.3, in domain.md (a).
"""

from datetime import date, timedelta
from typing import NamedTuple

from patients.rules.payer import MEDICARE_STYLE, PayerRule
from practice.errors import BadInput, RuleViolation, require


class Period(NamedTuple):
    """A certified stretch of days, both ends inside."""

    first: date
    last: date


def certified_period(start: date, duration_weeks: int, rule: PayerRule = MEDICARE_STYLE) -> Period | None:
    """From `start` for the payer's days, and no longer than the plan; None where nothing is certified.

    Source: domain.md (a), project rule after CMS.
    """
    if rule.certification_days is None:
        return None
    longest = timedelta(days=rule.certification_days)
    return Period(start, start + (min(timedelta(weeks=duration_weeks), longest) if rule.capped else longest))


def require_plausible_day(certified_on: date, plan_start: date | None, today: date) -> None:
    """A signed plan is certified again on a day from its start to today."""
    if plan_start is None:
        raise RuleViolation.of("plan_missing", "Sign the plan first: there is nothing to certify yet.", "episode")
    require(
        certified_on <= today, "in_the_future", "The day of certification lies in the future. Check the date.",
        "certified_on", kind=BadInput,
    )  # fmt: skip
    require(
        certified_on >= plan_start, "before_the_plan",
        f"The day lies before the plan began ({plan_start:%d %b %Y}).", "certified_on", kind=BadInput,
    )  # fmt: skip
