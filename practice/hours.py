"""Opening hours as people write them: 'Mon-Fri 08:00-18:00, Sat 09:00-13:00'. Pure: no database and no clock."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from practice.errors import BadInput, Blocker

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PART: Final = re.compile(
    r"([a-z]{3})[a-z]*(?:\s*[-–]\s*([a-z]{3})[a-z]*)?\s+(\d\d?)(?::(\d\d))?\s*[-–]\s*(\d\d?)(?::(\d\d))?"
)
MOST: Final = 24 * 60
LONGEST: Final = 300  # letters, as they are kept
EXAMPLE: Final = "Mon-Fri 08:00-18:00, Sat 09:00-13:00"
Span = tuple[int, int]  # minutes of the day, from and to
Hours = Mapping[int, list[Span]]  # by weekday, Monday 0


class Unreadable(ValueError):
    """Something that is no hours; its words say what to do."""


def parsed(text: str) -> Hours:
    """The spans of each weekday, in order; empty for an empty text, which says 'at any time'."""
    found: dict[int, list[Span]] = {}
    for part in filter(None, (each.strip() for each in re.split(r"[,;\n]", text))):
        days, span = _part(part)
        for day in days:
            found.setdefault(day, []).append(span)
    for spans in found.values():
        spans.sort()
        if any(earlier[1] > later[0] for earlier, later in pairwise(spans)):
            raise Unreadable("Two of these hours overlap. Write each hour of a day once.")
    return {day: _joined(spans) for day, spans in sorted(found.items())}


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that meet as one: who opens 8 to 12 and 12 to 18 is there at noon."""
    joined: list[Span] = []
    for begin, end in spans:
        meets = bool(joined) and joined[-1][1] == begin
        joined.append((joined.pop()[0] if meets else begin, end))
    return joined


def _part(part: str) -> tuple[range, Span]:
    told = PART.fullmatch(part.lower())
    first, last = (_day(told[1]), _day(told[2] or told[1])) if told else (None, None)
    if not told or first is None or last is None or last < first:
        raise Unreadable(f"“{part}” cannot be read. Write the hours like {EXAMPLE}.")
    begin, end = (int(told[at]) * 60 + int(told[at + 1] or 0) for at in (3, 5))
    if not begin < end <= MOST or any(int(told[at] or 0) > 59 for at in (4, 6)):
        raise Unreadable(f"“{part}” ends before it begins, or after midnight. Write the hours like {EXAMPLE}.")
    return range(first, last + 1), (begin, end)


def _day(word: str) -> int | None:
    return DAYS.index(word.title()) if word.title() in DAYS else None


def require_readable(text: str, field: str) -> str:
    """The text as it is kept; refused in words where it is no hours."""
    try:
        parsed(text)
    except Unreadable as problem:
        raise BadInput([Blocker("unreadable_hours", str(problem), field)]) from None
    kept = ", ".join(filter(None, (each.strip() for each in re.split(r"[,;\n]", text))))
    if len(kept) > LONGEST:
        raise BadInput(
            [Blocker("unreadable_hours", f"Write the hours shorter, in {LONGEST} letters: {EXAMPLE}.", field)]
        )
    return kept


def spans_of(text: str, weekday: int) -> list[Span] | None:
    """The open minutes of a weekday; None where nothing is said, so that any time will do."""
    hours = parsed(text)
    return hours.get(weekday, []) if hours else None


def holds(text: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a time on the clinic's clocks lies within the hours, all of it."""
    spans = spans_of(text, starts_at.weekday())
    begin = starts_at.hour * 60 + starts_at.minute
    end = begin + (ends_at - starts_at) // timedelta(minutes=1)
    return spans is None or any(first <= begin and end <= last for first, last in spans)
