"""What a chart is drawn from, and what comes out: plain values, no database."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a measure on one day; `None` is a value that was due and is missing, drawn as a gap.

    `note` stands beside it in the table, such as where it came from. A `draft` is of a note that is not signed.
    """

    on: date
    value: float | None
    note: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something on the time line that deserves a word: a plan change or an adverse event."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over time.

    `label` is what the measure is called in a sentence ('Headache days'), `unit_words` what follows a value
    ('in 28', 'of 10', '°'). `mcid_met` is the answer of the progress rules; a chart never decides it.
    `baseline_word` is what the chart calls the first value. `baseline` is the first recorded value of the episode
    where that lies before the points shown. `since` and `until` widen the axis beyond the points; a point outside
    them does not belong in `points`.
    """

    key: str
    label: str
    points: tuple[Point, ...]
    minimum: float
    maximum: float
    lower_is_better: bool = True
    unit_words: str = ""
    baseline_word: str = "Baseline"
    baseline: float | None = None
    goal: float | None = None
    mcid: float | None = None
    mdc: float | None = None
    mcid_met: bool | None = None
    sessions: tuple[date, ...] = ()
    plan_changes: tuple[Event, ...] = ()
    adverse_events: tuple[Event, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def recorded(self) -> list[tuple[date, float]]:
        """The points that have a value."""
        return [(point.on, point.value) for point in self.points if point.value is not None]

    @property
    def drafts(self) -> list[Point]:
        """The points with a value of which the note is not signed."""
        return [point for point in self.points if point.value is not None and point.draft]

    @property
    def ends_in_draft(self) -> bool:
        """Whether the latest value is a draft's."""
        return bool(self.recorded) and next(p.draft for p in reversed(self.points) if p.value is not None)

    @property
    def start_value(self) -> float | None:
        """The baseline: the one given, else the first recorded value."""
        if self.baseline is not None:
            return self.baseline
        recorded = self.recorded
        return recorded[0][1] if recorded else None

    def towards_better(self, by: float) -> float | None:
        """The value that lies `by` better than the baseline, kept inside the measure's range."""
        if (start := self.start_value) is None:
            return None
        better = start - by if self.lower_is_better else start + by
        return min(max(better, self.minimum), self.maximum)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: a name and how often."""

    label: str
    count: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One value before and after; `None` where it was not taken."""

    label: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: the picture, the finding as its title, words for a screen reader, and its data as a table.

    `svg` is escaped throughout and may be put into a page as it is. `width` and `height` are those of its viewBox.
    `note` says what a mark in the picture means that not every chart has.
    """

    svg: str
    title: str
    description: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int
    height: int
    note: str = ""
