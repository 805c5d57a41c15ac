"""What a written clearance clears, and what is still open: red flags, positive items and serious adverse events.

Source: screening.json, `result_rule`; domain.md (g); that a clearance counts from its own day on is a project choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SERIOUS_REACTION = "prior_serious_reaction"


@dataclass(frozen=True, slots=True)
class Raised:
    """A red flag, a positive item or a serious event that the record tells of, under its key and day.

    The first screen asks about the past as well: a letter that is older than it clears what it found (`at_first`).
    """

    key: str
    on: date
    at_first: bool = False


@dataclass(frozen=True, slots=True)
class Cleared:
    """A named clinician's written clearance of one key; one whose day nobody recorded clears at any time.

    A letter in another episode of the patient (`elsewhere`) was not written about what a first screen tells here.
    """

    key: str
    on: date | None = None
    elsewhere: bool = False

    def clears(self, raised: Raised, *, by: date) -> bool:
        """Whether it was given by a day, and not before what it clears was raised.

        Source: screening.json result_rule 2; domain.md (a), 'clearance dated after the event'.
        """
        older_counts = raised.at_first and not self.elsewhere
        in_time = self.on is None or (self.on <= by and (older_counts or self.on >= raised.on))
        return self.key == raised.key and in_time


def screened(screens: Iterable[tuple[date, Iterable[str]]]) -> list[Raised]:
    """The red flags of full screens, which stand in the order in which they were answered."""
    return [Raised(key, on, at_first=at == 0) for at, (on, keys) in enumerate(screens) for key in keys]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The red flags that another episode of the patient raised, and every letter as it counts in that episode."""

    raised: tuple[Raised, ...]
    letters: tuple[Cleared, ...]

    def until(self, day: date) -> "Elsewhere":
        """Without what was raised after a day."""
        return Elsewhere(tuple(flag for flag in self.raised if flag.on <= day), self.letters)


def raised_in(
    screens: Iterable[tuple[date, Iterable[str]]], visits: Iterable[tuple[date, Iterable[str]]]
) -> list[Raised]:
    """The red flags of one episode: of its full screens, in the order of their answers, and found at its visits."""
    return [*screened(screens), *(Raised(key, on) for on, keys in visits for key in keys)]


def open_flags(raised: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """What was raised by a day and not cleared by it.

    A clearance written before a flag was raised again does not clear it; a flag stays open over later screens that
    do not repeat it.
    """
    known = list(clearances)
    return frozenset(flag.key for flag in raised if flag.on <= on and not any(c.clears(flag, by=on) for c in known))


def open_of_the_person(
    raised: Iterable[Raised], clearances: Iterable[Cleared], others: Iterable[Elsewhere], *, on: date
) -> frozenset[str]:
    """As `open_flags`, with what the patient's other episodes raised: a red flag belongs to the person.

    Banner, signature, progress and work list ask here, so that none of them says 'go on' where another says 'stop'.
    Source: screening.json result_rule 2; that it holds in every episode is a project choice.
    """
    own = open_flags(raised, clearances, on=on)
    return own.union(*(open_flags(other.raised, other.letters, on=on) for other in others))


def cleared_flags(raised: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """What was raised by a day, all of it cleared since."""
    flags = list(raised)
    return frozenset(flag.key for flag in flags if flag.on <= on) - open_flags(flags, clearances, on=on)


def open_items(
    positive: Iterable[str], answered_on: date, clearances: Iterable[Cleared], *, on: date
) -> frozenset[str]:
    """The positive items of the screen that counts, without those that a later letter cleared by a day."""
    known = list(clearances)
    found = (Raised(key, answered_on) for key in positive)
    return frozenset(item.key for item in found if not any(letter.clears(item, by=on) for letter in known))


def open_events(events: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """The serious events that happened by a day and lock needling on it; a letter names the event, or the reaction.

    Source: adverse_events.json, meta.reporting_notes: a serious event locks needling until it is cleared.
    """
    known = list(clearances)
    return frozenset(
        event.key
        for event in events
        if event.on <= on
        and not any(c.clears(Raised(key, event.on), by=on) for c in known for key in (event.key, SERIOUS_REACTION))
    )
