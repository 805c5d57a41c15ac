"""How long a certification of the plan covers, what must be recorded of one, and by when the physician signs.

Source: Medicare Benefit Policy Manual ch. 15 s. 220.1.3, in domain.md (a), 'Medicare-style clocks'.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from patients.rules.payer import MEDICARE_STYLE, PayerRule
from plans.vocabulary import CertificationHow, CertificationKind
from practice.days import day_words
from practice.errors import BadInput, Blocker, RuleViolation, require

INITIAL, RENEWAL = CertificationKind.INITIAL, CertificationKind.RENEWAL
SIGNED, VERBAL, SENT = CertificationHow.SIGNED, CertificationHow.VERBAL, CertificationHow.SENT


class Period(NamedTuple):
    """A certified stretch of days, both ends inside."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationFacts:
    """What is recorded of a certification; `taken_on` is the clinic's day on which a verbal order was given."""

    kind: str
    how: str
    certified_on: date
    certified_by: str = ""
    referral_on: date | None = None
    taken_on: date | None = None
    read_back: bool | None = None
    countersigned_on: date | None = None
    countersigned_by: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is a verbal order without the physician's signature."""
        return self.how == VERBAL and self.countersigned_on is None


def as_known_on(facts: CertificationFacts, day: date) -> CertificationFacts | None:
    """What was known of a certification on a day: nothing before it, and no signature that followed later.

    Source: house rule; a report of a past period stays as it was.
    """
    if facts.certified_on > day:
        return None
    if facts.countersigned_on is None or facts.countersigned_on <= day:
        return facts
    return replace(facts, countersigned_on=None, countersigned_by="")


def certified_period(start: date, duration_weeks: int, rule: PayerRule = MEDICARE_STYLE) -> Period | None:
    """From `start` for the payer's days, and no longer than the plan; None where nothing is certified.

    Source: domain.md (a), project rule after CMS.
    """
    if rule.certification_days is None:
        return None
    longest = timedelta(days=rule.certification_days)
    return Period(start, start + (min(timedelta(weeks=duration_weeks), longest) if rule.capped else longest))


def certified_periods(
    first_treatment: date, duration_weeks: int, renewals: Iterable[tuple[date, int]], rule: PayerRule = MEDICARE_STYLE
) -> tuple[Period, ...]:
    """The first certification, counted from the first treatment, and one for every renewal from its own day.

    Each renewal is its day and its weeks. Empty where the payer asks for none. Source: domain.md (a), project rule
    after CMS.
    """
    asked = ((first_treatment, duration_weeks), *renewals)
    periods = (certified_period(start, weeks, rule) for start, weeks in asked)
    return tuple(period for period in periods if period is not None)


def lapse(periods: Iterable[Period], day: date) -> Blocker | None:
    """What keeps care from going on after a hold: a certification that ended before the day, and was not renewed.

    Where the payer asks for none nothing lapses. Source: domain.md (a), plan_active -> on_hold 'lapse of
    certification', on_hold -> plan_active 'clearance by a named clinician, or recertification'.
    """
    known = tuple(periods)
    if not known or any(period.last >= day for period in known):
        return None
    ended = max(period.last for period in known)
    text = (
        f"The certification of the plan ended on {day_words(ended)}. Record a recertification first, or a verbal order."
    )
    return Blocker("certification_lapsed", text, "state")


def signature_due_on(facts: CertificationFacts, rule: PayerRule = MEDICARE_STYLE) -> date | None:
    """By when a verbal order is signed; None where none is waited for, or where the payer sets no day."""
    if not facts.waits or rule.verbal_order_days is None:
        return None
    return facts.certified_on + timedelta(days=rule.verbal_order_days)


def require_plausible_day(certified_on: date, plan_start: date | None, today: date) -> None:
    """A signed plan is certified on a day from its start to today."""
    if plan_start is None:
        raise RuleViolation.of("plan_missing", "Sign the plan first: there is nothing to certify yet.", "episode")
    require(
        certified_on <= today, "in_the_future", "The day of certification lies in the future. Check the date.",
        "certified_on", kind=BadInput,
    )  # fmt: skip
    require(
        certified_on >= plan_start, "before_the_plan",
        f"The day lies before the plan began ({day_words(plan_start)}).", "certified_on", kind=BadInput,
    )  # fmt: skip


def require_recordable(facts: CertificationFacts, *, first_is_there: bool) -> None:
    """It says what its kind asks for, and a plan is certified for the first time once."""
    if found := [*_by_whom(facts), *_verbal(facts), *_sent(facts)]:
        raise BadInput(found)
    require(
        facts.kind != INITIAL or not first_is_there, "first_exists",
        "The first certification is recorded already. Record a recertification.", "kind",
    )  # fmt: skip


def require_countersignable(facts: CertificationFacts, on: date, today: date) -> None:
    """A verbal order is signed once, on a day from the order to today."""
    require(facts.how == VERBAL, "not_verbal", "Only a verbal order waits for a signature.", "how")
    require(facts.waits, "already_signed", "The signature of this order is recorded already.", "countersigned_on")
    require(
        on >= facts.certified_on, "before_the_order",
        f"The order was given on {day_words(facts.certified_on)}: its signature cannot be older.", "countersigned_on",
        kind=BadInput,
    )  # fmt: skip
    require(
        on <= today, "in_the_future", "The day of the signature lies in the future. Check the date.",
        "countersigned_on", kind=BadInput,
    )  # fmt: skip


def in_words(facts: CertificationFacts, rule: PayerRule = MEDICARE_STYLE) -> str:
    """'Verbal order, read back; signature due by 12 Oct 2026': how it was certified, and what is still to come."""
    if facts.how == SENT:
        referral = f", with the referral of {day_words(facts.referral_on)}" if facts.referral_on else ""
        return f"Sent to the referrer{referral}"
    if facts.how != VERBAL:
        return "Signed"
    if facts.countersigned_on:
        return f"Verbal order, read back; signed on {day_words(facts.countersigned_on)}"
    due = signature_due_on(facts, rule)
    return "Verbal order, read back; signature " + (f"due by {day_words(due)}" if due else "to follow")


def _by_whom(facts: CertificationFacts) -> Iterator[Blocker]:
    if not facts.certified_by.strip() and (facts.kind == INITIAL or facts.how == VERBAL):
        text = "Enter who gave the order." if facts.how == VERBAL else "Enter the physician or other practitioner."
        yield Blocker("certifier_missing", text, "certified_by")


def _verbal(facts: CertificationFacts) -> Iterator[Blocker]:
    if facts.how != VERBAL:
        if facts.taken_on or facts.read_back is not None:
            yield Blocker("not_verbal", "Only a verbal order is taken and read back.", "how")
        return
    if facts.taken_on is None:
        yield Blocker("time_missing", "Enter at what time the order was given.", "taken_at")
    elif facts.taken_on != facts.certified_on:
        text = f"The order was given on {day_words(facts.taken_on)}: that is the day of certification."
        yield Blocker("other_day", text, "certified_on")
    if not facts.read_back:
        yield Blocker("not_read_back", "Read the order back to the physician, then record it.", "read_back")


def _sent(facts: CertificationFacts) -> Iterator[Blocker]:
    """Since 2025, with a signed and dated referral, proof of sending serves for the first signature (Noridian)."""
    if facts.how != SENT:
        if facts.referral_on:
            yield Blocker("not_sent", "Only a plan that was sent names the referral.", "referral_on")
        return
    if facts.kind != INITIAL:
        text = "Sending the plan serves for the first certification only. A recertification is signed."
        yield Blocker("sent_again", text, "how")
    if facts.referral_on is None:
        yield Blocker("referral_missing", "Enter the day of the signed referral.", "referral_on")
    elif facts.referral_on > facts.certified_on:
        yield Blocker("referral_later", "The referral is older than the plan that was sent. Check the date.",
                      "referral_on")  # fmt: skip
