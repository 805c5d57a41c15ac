"""What 28 days of the diary add up to: headache days, medicine days, and when to think of overuse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile
from typing import Final, Protocol

from patients.rules.measurements import MIN_RECORDED_DAYS, WINDOW_DAYS, headache_days_28, one_decimal

MIXED: Final = "mixed"
SIMPLE_LIMIT, STRONG_LIMIT = 15, 10
LIMITS: Final[Mapping[str, int]] = {
    "simple": SIMPLE_LIMIT,
    "triptan": STRONG_LIMIT,
    "opioid": STRONG_LIMIT,
    "ergot": STRONG_LIMIT,
    "combination": STRONG_LIMIT,
    MIXED: STRONG_LIMIT,
}
NEAR: Final = 2


class Day(Protocol):
    """One recorded day, as the diary keeps it."""

    @property
    def on(self) -> date: ...  # noqa: D102

    @property
    def headache(self) -> bool: ...  # noqa: D102

    @property
    def intensity(self) -> int | None: ...  # noqa: D102

    @property
    def hours(self) -> Decimal | None: ...  # noqa: D102

    @property
    def medicines(self) -> Sequence[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Window:
    """28 days that end on `last`: what was recorded, counted as it stands, and per 28 days where that is fair."""

    first: date
    last: date
    recorded_days: int
    headache_days: int
    headache_days_28: Decimal | None
    medicine_days: int
    medicine_days_by_class: Mapping[str, int]
    mean_intensity: Decimal | None = None
    mean_hours: Decimal | None = None

    @property
    def enough(self) -> bool:
        """Whether enough days are recorded to say anything about 28; else 'not enough data'."""
        return self.recorded_days >= MIN_RECORDED_DAYS

    @property
    def of(self) -> int:
        """The days of the window."""
        return WINDOW_DAYS

    @property
    def missing_days(self) -> int:
        """Days without a row: not recorded, which is not 'no headache'."""
        return WINDOW_DAYS - self.recorded_days


@dataclass(frozen=True, slots=True)
class Overuse:
    """One class of acute medicine whose days reach the limit (`reached`) or come near it."""

    medicine: str
    days: int
    limit: int
    reached: bool

    @property
    def text(self) -> str:
        """The prompt, as a reason to refer and never a diagnosis."""
        words = f"{_CLASS_WORDS[self.medicine]} on {self.days} of 28 days; the limit is {self.limit}."
        if not self.reached:
            return f"{words} Talk about it at the next visit, before the limit is reached."
        return (
            f"{words} Consider a referral to the prescriber to review acute medicines."
            " This is a count from the diary, not a diagnosis."
        )

    @property
    def own_text(self) -> str:
        """The same for the patient: whom to talk to, and no alarm."""
        words = f"{_CLASS_WORDS[self.medicine]} on {self.days} of the last 28 days."
        if not self.reached:
            return f"{words} Tell your therapist about it at the next visit."
        return (
            f"{words} Medicine on many days can itself bring headaches. Talk to the doctor or pharmacist from whom you"
            " have it; do not stop it all at once on your own. This is a count of your diary, not a diagnosis."
        )


_CLASS_WORDS = {
    "simple": "Simple pain relievers",
    "triptan": "Triptans",
    "opioid": "Opioids",
    "ergot": "Ergots",
    "combination": "Combination pain relievers",
    MIXED: "Acute medicines of several classes",
}


def window_of(days: Iterable[Day], last: date) -> Window:
    """The 28 days that end on `last`; days outside are left out. Source: domain.md (e) 2."""
    first = last - timedelta(days=WINDOW_DAYS - 1)
    inside = [day for day in days if first <= day.on <= last]
    headaches = sum(day.headache for day in inside)
    return Window(
        first=first,
        last=last,
        recorded_days=len(inside),
        headache_days=headaches,
        headache_days_28=headache_days_28(headaches, len(inside)),
        medicine_days=sum(bool(day.medicines) for day in inside),
        medicine_days_by_class=_days_by_class(inside),
        mean_intensity=_mean(day.intensity for day in inside if day.headache),
        mean_hours=_mean(day.hours for day in inside if day.headache),
    )


def windows_back(days: Iterable[Day], last: date, number: int) -> list[Window]:
    """As many windows of 28 days as asked, one after the other up to `last`, from the first with a recorded day on.

    Days are days of the calendar: a change of clocks makes none longer, shorter or double. Source: domain.md (e) 2.
    """
    rows = list(days)
    lasts = [last - timedelta(days=WINDOW_DAYS * back) for back in reversed(range(number))]
    found = [window_of(rows, end) for end in lasts]
    return list(dropwhile(lambda window: not window.recorded_days, found))


def overuse_in(window: Window) -> list[Overuse]:
    """Classes whose days reach the limit or come within two of it, those that reach it first.

    Simple analgesics 15 days; triptans, opioids, ergots, combinations and several classes together 10 days.
    Source: measures.json acute_med_days_28; ICHD-3 8.2. Counted as recorded: missing days are never guessed.
    """
    counts = dict(window.medicine_days_by_class)
    if len(counts) > 1:
        counts[MIXED] = window.medicine_days
    found = [Overuse(name, n, LIMITS[name], n >= LIMITS[name]) for name, n in counts.items()]
    near = [prompt for prompt in found if prompt.days >= prompt.limit - NEAR]
    return sorted(near, key=lambda prompt: (not prompt.reached, -prompt.days, prompt.medicine == MIXED))


def _mean(values: Iterable[int | Decimal | None]) -> Decimal | None:
    """The mean of what was written down, one decimal, half up; None without a value."""
    known = [Decimal(value) for value in values if value is not None]
    if not known:
        return None
    return one_decimal(sum(known, Decimal(0)) / len(known))


def _days_by_class(days: Iterable[Day]) -> dict[str, int]:
    found: dict[str, int] = {}
    for day in days:
        for medicine in set(day.medicines):
            found[medicine] = found.get(medicine, 0) + 1
    return dict(sorted(found.items()))
