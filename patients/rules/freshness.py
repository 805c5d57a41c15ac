"""How long the answers of a screen hold: until a gap between visits, until the next visit, or for the episode.

Source: screening.json `recheck` and meta.frequency.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from patients.rules.screening import asked_keys

SCREEN_GAP = timedelta(days=30)
EVERY_VISIT: Final = "every visit"
ON_FIRST_SESSION: Final = "automatic on first session"


@dataclass(frozen=True, slots=True)
class Asked:
    """One screen: its day, and the keys of all that it asked."""

    on: date
    keys: frozenset[str]


def screen_expired(screened_on: date, visit_days: Iterable[date], *, on: date) -> bool:
    """Whether more than 30 days without a visit lie between the full screen and a day.

    Source: screening.json meta.frequency, 'after any gap of 30 days'; a gap of exactly 30 days still holds.
    """
    between = sorted(day for day in visit_days if screened_on < day < on)
    return any(later - earlier > SCREEN_GAP for earlier, later in pairwise([screened_on, *between, on]))


@dataclass(frozen=True, slots=True)
class Answered:
    """One screen: its moment, and whether it is complete and no gap made it too old."""

    at: datetime
    holds: bool = True


def screened_after(screens: Iterable[Answered], began_at: datetime) -> bool:
    """Whether the screen that a session rests on was answered after the session began, and none before it holds.

    A session begins on a minute. Source: domain.md (a), 'Visit states', rescreened before needling_open.
    """
    known = list(screens)
    before = [screen for screen in known if screen.at.replace(second=0, microsecond=0) <= began_at]
    return bool(known) and not any(screen.holds for screen in before)


def last_asked(screens: Iterable[Asked]) -> dict[str, date]:
    """The last day on which each question was asked, whatever the order of the screens."""
    found: dict[str, date] = {}
    for screen in screens:
        for key in screen.keys:
            found[key] = max(found.get(key, screen.on), screen.on)
    return found


def asked_each_visit(form: Mapping[str, Any]) -> frozenset[str]:
    """The questions whose answer holds for one visit only.

    Source: screening.json `recheck` and meta.frequency: the items 'every visit', and all red flags.
    """
    items = {item["key"] for item in form["contraindications"] if item["recheck"] == EVERY_VISIT}
    return asked_keys(form) & (items | {flag["key"] for flag in form["red_flags"]})


def beyond_the_visit(positive: Iterable[str], form: Mapping[str, Any]) -> frozenset[str]:
    """Of what a short re-screen found those answers that hold longer than the visit: they belong into the screen.

    Source: screening.json `recheck`: what is not asked at every visit holds for the episode.
    """
    return frozenset(positive) & (asked_keys(form) - asked_each_visit(form))


def to_ask_again(
    asked: Mapping[str, date], form: Mapping[str, Any], *, visit_days: Collection[date], on: date
) -> frozenset[str]:
    """Every question whose answer does not hold on a day: all of them after a gap of more than 30 days, those of every
    visit that were last asked on an earlier day, and those that a newer form brought. The rest hold for the episode.

    Source: screening.json `recheck` and meta.frequency.
    """
    known = asked_keys(form)
    if not asked or screen_expired(max(asked.values()), visit_days, on=on):
        return known
    daily = asked_each_visit(form)
    return frozenset(key for key in known if key not in asked or (key in daily and asked[key] < on))


def pressing(
    stale: Collection[str], *, asked: Collection[str], positive: Collection[str], whole: bool
) -> frozenset[str]:
    """Of the questions to ask again those that the short re-screen of the visit does not answer: all after a gap, those
    that were never asked, and what was answered yes on another day.
    """
    if whole:
        return frozenset(stale)
    return frozenset(key for key in stale if key not in asked or key in positive)


def expiring(
    asked: Mapping[str, date], form: Mapping[str, Any], *, positive: Collection[str]
) -> tuple[int, tuple[date, ...]]:
    """What single answers run out, whatever the day: how many questions were never asked, and the days on which those
    were asked whose yes holds for one visit only.

    Source: screening.json `recheck` and meta.frequency.
    """
    known, daily = asked_keys(form), asked_each_visit(form)
    never = sum(key not in asked for key in known)
    return never, tuple(sorted(day for key, day in asked.items() if key in daily and key in positive))


def expired_on(never_asked: int, asked_on: Iterable[date], on: date) -> int:
    """How many single answers do not hold on a day: those never given, and those of an earlier visit (`expiring`).

    Source: screening.json `recheck` and meta.frequency.
    """
    return never_asked + sum(day < on for day in asked_on)


def lapsed(positive: Collection[str], form: Mapping[str, Any], *, needled_before: bool) -> frozenset[str]:
    """The positive items that a first session ends: `automatic on first session`.

    Source: screening.json `recheck`.
    """
    ends = {item["key"] for item in form["contraindications"] if item["recheck"] == ON_FIRST_SESSION}
    return frozenset(positive) & ends if needled_before else frozenset()
