"""What a person's former course of care knew: a new one asks it again, and until then it is not forgotten.

Nothing of it is an answer of the new screen: safety answers never copy (product.md 7).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare, Screening
from patients.selectors.found import Limit, limits_in
from patients.selectors.safety import SCREENING
from practice import reference
from practice import selectors as practice
from practice.days import day_words

SAID: Final = frozenset(SCREENING)


@dataclass(frozen=True, slots=True)
class Former:
    """The last screen of the person's other courses of care, and the day on which it was answered."""

    screening: Screening
    on: date

    @property
    def yes(self) -> frozenset[str]:
        """The questions that were answered yes, red flags among them."""
        return frozenset((*self.screening.positive, *self.screening.red_flags))

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Where no needle went in."""
        return tuple(limits_in(self.screening))

    def said_of(self, key: str) -> str:
        """The former answer to one question in words, '' where it was no yes."""
        if key not in self.yes:
            return ""
        known = reference.muscles()
        places = [
            ", ".join(filter(None, [known[limit.muscle]["common_name"].lower(), limit.side]))
            for limit in self.limits
            if limit.item == key and limit.muscle in known
        ]
        where = f" ({'; '.join(places)})" if places else ""
        return f"Yes on {day_words(self.on)} in the former episode{where}: ask again"


def former_of(episode: EpisodeOfCare, day: date) -> Former | None:
    """The former screen of the person up to a day, for an episode that has none of its own yet; in one query."""
    zone = ZoneInfo(practice.clinic().timezone)
    after = datetime.combine(day + timedelta(days=1), time(), zone)
    rows = Screening.objects.filter(episode__patient_id=episode.patient_id, answered_at__lt=after)
    last = rows.exclude(episode=episode).only(*SAID).order_by("-answered_at", "-pk").first()
    return Former(last, last.answered_at.astimezone(zone).date()) if last else None
