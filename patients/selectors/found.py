"""What a screen, or a visit, says by itself: what it asked, the plans and limits in it, and its red flags."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from patients.models import Screening, Visit
from patients.rules import flags
from patients.rules.precautions import plans_in
from patients.rules.screening import asked_keys
from practice import reference


@dataclass(frozen=True, slots=True)
class Limit:
    """A muscle that the screen keeps needles out of, on one side or (None) on both, and the item that says so."""

    muscle: str
    side: str | None
    item: str


def asked_in(screening: Screening) -> frozenset[str]:
    """The questions that one screen asked: those it names, or all of its edition of the form."""
    return frozenset(screening.asked) or asked_keys(reference.edition("screening", screening.form_edition))


def plans_in_screen(screening: Screening, items: Collection[str]) -> dict[str, str]:
    """What one screen says is done about each of the items; those that it says nothing about are left out."""
    return plans_in(screening.precaution_plans, text=screening.precautions, items=items)


def limits_in(screening: Screening) -> Iterator[Limit]:
    """The muscles that one screen keeps needles out of."""
    for item, muscles in screening.limited_muscles.items():
        sides = screening.limited_sides.get(item, {})
        yield from (Limit(muscle, sides.get(muscle), item) for muscle in muscles)


def found_in(screen: Screening, on: date) -> flags.Found:
    """The red flags of a screen that was answered on a day of the clinic."""
    return found_at_once(screen.red_flags, on, screen.created_at)


def found_at_once(keys: Collection[str], on: date, at: datetime) -> flags.Found:
    """Red flags that were all recorded at one moment, as those of a screen are."""
    return flags.Found(on, keys, dict.fromkeys(keys, at))


def moments_of(visit: Visit) -> dict[str, datetime]:
    """When each red flag of a visit was recorded, where that is known."""
    return moments(visit.flagged_at)


def moments(said: Mapping[str, str]) -> dict[str, datetime]:
    """When each red flag was recorded, from what a row keeps as text."""
    return {key: moment(at) for key, at in said.items()}


def moment(text: str) -> datetime:
    """A moment that a row keeps as text."""
    return datetime.fromisoformat(text)


def day_of(text: str, zone: ZoneInfo) -> date:
    """The clinic's day of a moment that a row keeps as text."""
    return moment(text).astimezone(zone).date()
