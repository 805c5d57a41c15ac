"""What a written clearance clears, and what is still open: red flags, positive items and serious adverse events.

Source: screening.json, `result_rule`; domain.md (g); that a clearance counts from its own day on is a project choice.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from practice.errors import require

SERIOUS_REACTION = "prior_serious_reaction"
CLEARABLE_ITEMS = frozenset({SERIOUS_REACTION})  # the only item of the form that a letter clears: domain.md (g)


@dataclass(frozen=True, slots=True)
class Raised:
    """A red flag, a positive item or a serious event that the record tells of, under its key and day.

    The first screen asks about the past as well: a letter that is older than it clears what it found (`at_first`).
    `at` is the moment at which it was recorded; None where only the day is known.
    """

    key: str
    on: date
    at_first: bool = False
    at: datetime | None = None

    def under(self, key: str) -> "Raised":
        """The same under another key: a letter may name the kind of an event, or the serious reaction."""
        return replace(self, key=key)


@dataclass(frozen=True, slots=True)
class Found:
    """The red flags that one screen or visit found on a day; `moments` says when each was recorded, where known."""

    on: date
    keys: Iterable[str]
    moments: Mapping[str, datetime] = field(default_factory=dict)

    def raised(self, *, at_first: bool = False) -> list[Raised]:
        """Each of them."""
        return [Raised(key, self.on, at_first, self.moments.get(key)) for key in self.keys]


def recorded_at(
    keys: Iterable[str], *, known: Collection[str], moments: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """When each red flag of a visit was recorded (key → ISO moment); one that it knew before keeps its moment.

    Source: project choice; nothing is said of what was stored before moments were kept.
    """
    said = {**{key: now.isoformat() for key in keys if key not in known}, **moments}
    return {key: said[key] for key in keys if key in said}


def require_taken_back_by(flags: Collection[str], *, may_clear: bool) -> None:
    """A red flag that is on record is taken back by who may clear it: otherwise a hold ended without a clinician.

    Source: screening.json result_rule 2, 'until a clinician records clearance'; that a therapist may take back what was
    ticked by mistake is a project choice.
    """
    text = "This visit tells of a red flag. A therapist takes it back if it is a mistake, or records its clearance."
    require(may_clear or not flags, "flag_stays", text, "rescreen")


@dataclass(frozen=True, slots=True)
class Cleared:
    """A named clinician's written clearance of one key; one whose day nobody recorded clears at any time.

    A letter in another episode of the patient (`elsewhere`) was not written about what a first screen tells here.
    `at` is the moment at which it was recorded; None where only the day is known.
    """

    key: str
    on: date | None = None
    elsewhere: bool = False
    at: datetime | None = None

    def clears(self, raised: Raised, *, by: date) -> bool:
        """Whether it was given by a day, and not before what it clears was raised.

        Source: screening.json result_rule 2; domain.md (a), 'clearance dated after the event'.
        """
        in_time = self.on is None or (self.on <= by and self._follows(raised, self.on))
        return self.key == raised.key and in_time

    def _follows(self, raised: Raised, on: date) -> bool:
        """Within a day the moments decide, where both are known; so they do of a first screen and an older letter.

        Source: domain.md (a), 'clearance dated after the event'; that a letter which was on record already is not
        about what is found later on its day is a project choice.
        """
        if on > raised.on:
            return True
        older_counts = raised.at_first and not self.elsewhere
        in_order = self.at is None or raised.at is None or self.at >= raised.at
        return in_order and (older_counts or on == raised.on)


def screened(screens: Iterable[Found]) -> list[Raised]:
    """The red flags of full screens, which stand in the order in which they were answered."""
    return [flag for at, screen in enumerate(screens) for flag in screen.raised(at_first=at == 0)]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The red flags that another episode of the patient raised, and every letter as it counts in that episode."""

    raised: tuple[Raised, ...]
    letters: tuple[Cleared, ...]

    def until(self, day: date) -> "Elsewhere":
        """Without what was raised after a day."""
        return Elsewhere(tuple(flag for flag in self.raised if flag.on <= day), self.letters)


def raised_in(screens: Iterable[Found], visits: Iterable[Found]) -> list[Raised]:
    """The red flags of one episode: of its full screens, in the order of their answers, and found at its visits."""
    return [*screened(screens), *(flag for visit in visits for flag in visit.raised())]


def standing(raised: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> list[Raised]:
    """What was raised by a day and not cleared by it. Source: screening.json result_rule 2."""
    known = list(clearances)
    return [flag for flag in raised if flag.on <= on and not any(letter.clears(flag, by=on) for letter in known)]


def standing_of_the_person(
    raised: Iterable[Raised], clearances: Iterable[Cleared], others: Iterable[Elsewhere], *, on: date
) -> list[Raised]:
    """As `standing`, with what the patient's other episodes raised, as a letter of this episode is to follow it.

    Source: screening.json result_rule 2; that it holds in every episode is a project choice.
    """
    away = (flag for other in others for flag in standing(other.raised, other.letters, on=on))
    return [*standing(raised, clearances, on=on), *(replace(flag, at_first=False) for flag in away)]


def open_flags(raised: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """What was raised by a day and not cleared by it.

    A clearance written before a flag was raised again does not clear it; a flag stays open over later screens that
    do not repeat it.
    """
    return frozenset(flag.key for flag in standing(raised, clearances, on=on))


def open_of_the_person(
    raised: Iterable[Raised], clearances: Iterable[Cleared], others: Iterable[Elsewhere], *, on: date
) -> frozenset[str]:
    """As `open_flags`, with what the patient's other episodes raised: a red flag belongs to the person.

    Banner, signature, progress and work list ask here, so that none of them says 'go on' where another says 'stop'.
    Source: screening.json result_rule 2; that it holds in every episode is a project choice.
    """
    return frozenset(flag.key for flag in standing_of_the_person(raised, clearances, others, on=on))


def cleared_flags(raised: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """What was raised by a day, all of it cleared since."""
    flags = list(raised)
    return frozenset(flag.key for flag in flags if flag.on <= on) - open_flags(flags, clearances, on=on)


def open_items(
    positive: Iterable[str], answered_on: date, clearances: Iterable[Cleared], *, on: date, at: datetime | None = None
) -> frozenset[str]:
    """The positive items of the screen that counts, without a serious reaction that a later letter cleared by a day.

    `at` is the moment at which the screen was recorded, where that is known. Source: screening.json result_rule 3-5,
    which know no clearance; domain.md (g), 'uncleared'.
    """
    known = [letter for letter in clearances if letter.key in CLEARABLE_ITEMS]
    found = (Raised(key, answered_on, at=at) for key in positive)
    return frozenset(item.key for item in found if not any(letter.clears(item, by=on) for letter in known))


def standing_events(events: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> list[Raised]:
    """The serious events that happened by a day and lock needling on it; a letter names the event, or the reaction.

    Source: adverse_events.json, meta.reporting_notes: a serious event locks needling until it is cleared.
    """
    known = list(clearances)
    return [
        event
        for event in events
        if event.on <= on
        and not any(c.clears(event.under(key), by=on) for c in known for key in (event.key, SERIOUS_REACTION))
    ]


def open_events(events: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """The kinds of the serious events that lock needling on a day.

    Source: adverse_events.json, meta.reporting_notes: a serious event locks needling until it is cleared.
    """
    return frozenset(event.key for event in standing_events(events, clearances, on=on))
