"""Days as the product says them, and as people type them, in one way wherever that is (`practice.formats`)."""

import re
from datetime import date, datetime
from typing import Final

from django.utils.formats import get_format

EXAMPLE: Final = "6 Oct 2026"
WRONG_DAY: Final = f"Enter a day like {EXAMPLE} or 2026-10-06."
WRONG_MOMENT: Final = f"Enter it like {EXAMPLE} 14:30 or 2026-10-06 14:30."
# Days of several words: '6 Oct 1985', '6 October, 1985', 'Oct 6, 1985'
WORDS: Final = re.compile(r"\b(?:\d{1,2} [a-z]{3,9},?|[a-z]{3,9} \d{1,2},?) \d{4}\b", re.IGNORECASE)


def day_words(day: date, *, year: bool = True) -> str:
    """'6 Oct 2026', and without its year '6 Oct'; of a moment the day that its own clock shows."""
    return f"{day.day} {day:%b %Y}" if year else f"{day.day} {day:%b}"


def day_in(text: str) -> date | None:
    """The day that a text is; None when it is none, or its year has only two digits."""
    for way in get_format("DATE_INPUT_FORMATS"):
        if "%y" in way:
            continue
        try:
            return datetime.strptime(text, way).date()  # noqa: DTZ007  (a day, in no time zone)
        except ValueError:
            continue
    return None


def parts_of(text: str) -> list[str]:
    """The words of a text; a day of several words is one of them, as 1985-10-06."""
    return WORDS.sub(_as_one, text).split()


def _as_one(found: re.Match[str]) -> str:
    day = day_in(found[0])
    return f" {day.isoformat()} " if day else found[0]
