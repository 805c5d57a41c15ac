"""What a chart says in words: its title (the finding), its description, and its table."""

from collections.abc import Iterable
from datetime import date

from practice.counting import counted
from practice.days import day_words

from .facts import Trend
from .svg import written

HEADINGS = ("Date", "Change from baseline", "Also on this day")
DRAFT = "draft, not signed"


def finding_title(trend: Trend) -> str:
    """The finding as a sentence without a full stop: 'Headache days down from 20 to 9 in 28'.

    A finding that rests on the value of a draft says so.
    """
    begins = trend.baseline is None and trend.drafts[:1] == [p for p in trend.points if p.value is not None][:1]
    return _finding(trend) + (f" ({DRAFT})" if trend.ends_in_draft or (trend.drafts and begins) else "")


def _finding(trend: Trend) -> str:
    recorded = trend.recorded
    if not recorded:
        return f"{trend.label}: nothing recorded yet"
    start, latest = trend.start_value, recorded[-1][1]
    if start is None or (trend.baseline is None and len(recorded) == 1):
        return f"{_amount(trend.label, latest, trend.unit_words)}: not enough data yet"
    if written(start) == written(latest):
        return f"{trend.label} unchanged at {_with_unit(latest, trend.unit_words)}"
    way = "down" if latest < start else "up"
    moved = f"{trend.label} {way} from {written(start)} to {_with_unit(latest, trend.unit_words)}"
    return moved + _meaning(trend, better=(latest < start) == trend.lower_is_better)


def _meaning(trend: Trend, *, better: bool) -> str:
    if not better:
        return ", worse than at the start"
    return ", less than a meaningful change" if trend.mcid_met is False else ""


def _with_unit(value: float, unit_words: str) -> str:
    joint = "" if unit_words in ("", "°", "%") else " "
    return f"{written(value)}{joint}{unit_words}"


def _amount(label: str, value: float, unit_words: str) -> str:
    return f"{label} {_with_unit(value, unit_words)}"


def describe(trend: Trend) -> str:
    """The chart for someone who does not see it: range, baseline, latest, thresholds, events."""
    parts = [_values(trend), *_thresholds(trend), *_events(trend)]
    return " ".join(part for part in parts if part)


def _values(trend: Trend) -> str:
    recorded = trend.recorded
    direction = "lower is better" if trend.lower_is_better else "higher is better"
    if not recorded or trend.start_value is None:
        return f"Line chart without values; {direction}."
    missing = len(trend.points) - len(recorded)
    said = counted(len(recorded), "value") + (f", {missing} missing" if missing else "")
    (first_on, _), (last_on, last) = recorded[0], recorded[-1]
    drafts = f" Of a {DRAFT}: {_listed(trend)}." if trend.drafts else ""
    latest = "" if len(recorded) == 1 and trend.baseline is None else f", latest {written(last)}"
    return (
        f"Line chart, {day_words(first_on)} to {day_words(last_on)}, {said}; {direction}."
        f" {trend.baseline_word} {written(trend.start_value)}{latest}.{drafts}"
    )


def _listed(trend: Trend) -> str:
    return "; ".join(f"{written(point.value or 0)}, {day_words(point.on)}" for point in trend.drafts)


def marks(trends: Iterable[Trend]) -> str:
    """What a mark means that not every chart has; '' where there is none."""
    return f"A hollow point is of a {DRAFT}." if any(trend.drafts for trend in trends) else ""


def _thresholds(trend: Trend) -> list[str]:
    said = []
    if trend.goal is not None:
        said.append(f"Goal {written(trend.goal)}.")
    if trend.mcid is not None:
        said.append(
            f"Shaded band: changes smaller than the minimal clinically important change of {written(trend.mcid)}."
        )
    if trend.mdc is not None:
        said.append(f"Thin line: the minimal detectable change of {written(trend.mdc)}.")
    return said


def _events(trend: Trend) -> list[str]:
    said = []
    if trend.sessions:
        said.append(f"{counted(len(trend.sessions), 'needling session')}.")
    for name, events in (("plan change", trend.plan_changes), ("adverse event", trend.adverse_events)):
        if events:
            listed = "; ".join(f"{event.label}, {day_words(event.on)}" for event in events)
            said.append(f"{counted(len(events), name)}: {listed}.")
    return said


def headings(trend: Trend) -> tuple[str, ...]:
    """The heads of the columns of `table`."""
    first, *rest = HEADINGS
    return (first, f"{trend.label} {trend.unit_words}".strip(), *rest)


def table(trend: Trend) -> tuple[tuple[str, ...], ...]:
    """Every value and every event in order of time, also the values that are missing."""
    also = _happened(trend)
    rows: list[tuple[date, str, str]] = []
    for point in trend.points:
        value = "not recorded" if point.value is None else written(point.value) + (f" ({DRAFT})" * point.draft)
        rows.append((point.on, value, _change(trend, point.value)))
    measured = {point.on for point in trend.points}
    rows += [(on, "", "") for on in also if on not in measured]
    rows.sort(key=lambda row: row[0])
    return tuple((day_words(on), value, change, ", ".join(also.get(on, ()))) for on, value, change in rows)


def _change(trend: Trend, value: float | None) -> str:
    if value is None or trend.start_value is None:
        return ""
    change = written(value - trend.start_value)
    return f"+{change}" if value - trend.start_value > 0 and change != "0" else change


def _happened(trend: Trend) -> dict[date, list[str]]:
    happened: dict[date, list[str]] = {}
    for point in trend.points:
        if point.note:
            happened.setdefault(point.on, []).append(point.note)
    for on in trend.sessions:
        happened.setdefault(on, []).append("session")
    for event in trend.plan_changes:
        happened.setdefault(event.on, []).append(f"plan: {event.label}")
    for event in trend.adverse_events:
        happened.setdefault(event.on, []).append(f"adverse event: {event.label}")
    return happened
