"""The trend of one measure, and several trends above each other on one time axis."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from practice.days import day_words

from . import wording
from .axes import Frame, date_ticks, value_ticks
from .facts import Chart, Event, Point, Trend
from .svg import DESK, ROLES, Density, Palette, at, broken, fitting, path, picture, text, wide, written


def trend_chart(trend: Trend, *, palette: Palette = "page", density: Density = DESK) -> Chart:
    """Draw one measure over time, from its minimum up, with its thresholds and what happened meanwhile."""
    title, description = wording.finding_title(trend), wording.describe(trend)
    drawing = _Drawing(palette, density)
    if trend.recorded:
        top = drawing.line_height * (1.25 if trend.plan_changes else 0.7)
        frame = _frame(trend, _span([trend]), density, top)
        drawing.measure(trend, frame)
        height = drawing.foot([trend], frame, plan_top=top)
    else:
        height = drawing.nothing(title)
    svg = picture(drawing.body, key=trend.key, title=title, description=description,
                  density=density, height=height, palette=palette)  # fmt: skip
    return Chart(svg, title, description, wording.headings(trend), wording.table(trend), density.width, round(height),
                 wording.marks([trend]))  # fmt: skip


def small_multiples(
    trends: Sequence[Trend], *, key: str, title: str, palette: Palette = "page", density: Density = DESK
) -> Chart:
    """Draw several measures above each other; days line up, each keeps its own scale."""
    drawn = [trend for trend in trends if trend.recorded]
    drawing = _Drawing(palette, density)
    description = " ".join(f"{wording.finding_title(trend)}. {wording.describe(trend)}" for trend in trends)
    height = drawing.panels(drawn) if drawn else drawing.nothing(f"{title}: nothing recorded yet")
    svg = picture(drawing.body, key=key, title=title, description=description,
                  density=density, height=height, palette=palette)  # fmt: skip
    rows = tuple((trend.label, *row) for trend in trends for row in wording.table(trend))
    headings = ("Measure", "Date", "Value", *wording.HEADINGS[1:])
    return Chart(
        svg, title, description, headings, rows, density.width, round(height), wording.marks(drawn)
    )  # fmt: skip


def _span(trends: Sequence[Trend]) -> tuple[date, date]:
    """The days of the axis: what was asked for, else everything that is drawn; at least a week, to its last day."""
    days = [point.on for trend in trends for point in trend.points]
    days += [on for trend in trends for on in trend.sessions]
    days += [event.on for trend in trends for event in (*trend.plan_changes, *trend.adverse_events)]
    since = min((trend.since for trend in trends if trend.since), default=min(days))
    until = max((trend.until for trend in trends if trend.until), default=max(days))
    return min(since, until - timedelta(days=7)), until


def _frame(trend: Trend, span: tuple[date, date], density: Density, top: float, share: float = 1.0) -> Frame:
    marked = [value for _, value in trend.recorded]
    marked += [
        value for value in (trend.start_value, trend.goal, trend.towards_better(trend.mcid or 0)) if value is not None
    ]
    ticks = value_ticks(trend.minimum, trend.maximum, max(marked))
    bottom = top + density.plot_height * share
    return Frame(density.left, density.width - density.right, top, bottom, *span, ticks)


class _Drawing:
    """Collects the pieces of one picture, in the order in which they are painted."""

    def __init__(self, palette: Palette, density: Density) -> None:
        self.role = ROLES[palette]
        self.density = density
        self.line_height = density.font * 1.3
        self.body: list[str] = []

    def nothing(self, words: str) -> float:
        """An empty chart keeps its shape and says why it is empty."""
        height = self.density.plot_height / 2
        middle = self.density.width / 2
        shown = fitting(words, self.density.width - 16, self.density.font)
        self.body.append(path(f"M{self.density.left} {at(height)}H{self.density.width}", self.role["axis"]))
        self.body.append(text(middle, height / 2, shown, self.role["muted"], "middle"))
        return height + 2

    def panels(self, trends: Sequence[Trend]) -> float:
        span, bottom = _span(trends), 0.0
        frame = None
        for trend in trends:
            heading = self.heading(
                wording.finding_title(trend), bottom + self.line_height * (0.0 if frame is None else 0.8)
            )
            frame = _frame(trend, span, self.density, heading + self.line_height * 0.7, share=0.45)
            self.measure(replace(trend, plan_changes=(), mdc=None), frame)
            bottom = frame.bottom
        if frame is None:
            return bottom
        return self.foot(trends, frame, plan_top=None)

    def heading(self, words: str, top: float) -> float:
        """Over as many lines as it needs; where the last of them stands."""
        for line in broken(words, self.density.width, self.density.font):
            top += self.line_height
            self.body.append(text(0, top, line, f'font-weight="600" {self.role["ink"]}'))
        return top

    def measure(self, trend: Trend, frame: Frame) -> None:
        self._scale(frame)
        self._band(trend, frame)
        self._references(trend, frame)
        self._line(trend, frame)
        self._labels(trend, frame)

    def _scale(self, frame: Frame) -> None:
        room = max(int((frame.bottom - frame.top) / self.line_height), 2)
        shown = frame.ticks if len(frame.ticks) <= room else (frame.ticks[0], frame.ticks[-1])
        grid = "".join(f"M{at(frame.left)} {at(frame.y(tick))}H{at(frame.right)}" for tick in shown[1:])
        self.body.append(path(grid, self.role["grid"]))
        x, drop = frame.left - self.density.font * 0.5, self.density.font * 0.35
        self.body += [text(x, frame.y(tick) + drop, written(tick), self.role["muted"], "end") for tick in shown]

    def _band(self, trend: Trend, frame: Frame) -> None:
        """What lies between the baseline and the smallest change that matters."""
        if trend.mcid is None or trend.start_value is None:
            return
        edge = trend.towards_better(trend.mcid)
        high, low = sorted((frame.y(trend.start_value), frame.y(edge if edge is not None else trend.start_value)))
        self.body.append(
            f'<rect x="{at(frame.left)}" y="{at(high)}" width="{at(frame.right - frame.left)}"'
            f' height="{at(low - high)}" {self.role["band"]}/>'
        )

    def _references(self, trend: Trend, frame: Frame) -> None:
        detectable = None if trend.mdc is None else trend.towards_better(trend.mdc)
        for value, role in ((detectable, "mdc"), (trend.start_value, "baseline"), (trend.goal, "goal")):
            if value is not None:
                self.body.append(path(f"M{at(frame.left)} {at(frame.y(value))}H{at(frame.right)}", self.role[role]))

    def _line(self, trend: Trend, frame: Frame) -> None:
        shape, pen_up = [], True
        for point in trend.points:
            if point.value is not None:
                command = "M" if pen_up else "L"
                shape.append(f"{command}{at(frame.x(point.on))} {at(frame.y(point.value))}")
            pen_up = point.value is None
        self.body.append(path("".join(shape), self.role["line"]))
        self.body += [self._dot(point, point.value, frame) for point in trend.points if point.value is not None]

    def _dot(self, point: Point, value: float, frame: Frame) -> str:
        """A filled dot; one of a draft is hollow, broken and a little larger."""
        role, size, said = ("dot", 1.0, "") if not point.draft else ("draft", 1.3, f", {wording.DRAFT}")
        return (
            f'<circle cx="{at(frame.x(point.on))}" cy="{at(frame.y(value))}" r="{at(self.density.dot * size)}"'
            f" {self.role[role]}><title>{day_words(point.on)}: {written(value)}{said}</title></circle>"
        )

    def _labels(self, trend: Trend, frame: Frame) -> None:
        wanted = self._named_values(trend, frame)
        x = frame.right + self.density.font * 0.6
        for y, words, role in _apart(wanted, self.line_height * 0.9, frame.top, frame.bottom - self.density.font * 0.6):
            self.body.append(text(x, y + self.density.font * 0.35, words, self.role[role]))

    def _named_values(self, trend: Trend, frame: Frame) -> list[tuple[float, str, str]]:
        latest = trend.recorded[-1][1]
        start, alone = trend.start_value, len(trend.recorded) == 1 and trend.baseline is None
        word = trend.baseline_word if alone else "Latest"
        named = [(frame.y(latest), f"{'Draft' if trend.ends_in_draft else word} {written(latest)}", "latest")]
        if start is not None and not alone:
            named.append((frame.y(start), f"{trend.baseline_word} {written(start)}", "muted"))
        if trend.goal is not None:
            named.append((frame.y(trend.goal), f"Goal {written(trend.goal)}", "goal-text"))
        for name, threshold in (("MCID", trend.mcid), ("MDC", trend.mdc)):
            if threshold is not None and (value := trend.towards_better(threshold)) is not None:
                named.append((frame.y(value), f"{name} at {written(value)}", "band-text"))
        return named

    def foot(self, trends: Sequence[Trend], frame: Frame, plan_top: float | None) -> float:
        """Axis, lanes of sessions and adverse events, flags of plan changes, and days; returns the height."""
        y = frame.bottom
        self.body.append(path(f"M{at(frame.left)} {at(y)}H{at(frame.right)}", self.role["axis"]))
        if plan_top is not None:
            self._flags(trends[0].plan_changes, frame, plan_top)
        y = self._session_lane(sorted({on for trend in trends for on in trend.sessions}), frame, y)
        y = self._adverse_lane(list(dict.fromkeys(e for t in trends for e in t.adverse_events)), frame, y)
        return self._days(frame, y)

    def _session_lane(self, sessions: list[date], frame: Frame, y: float) -> float:
        if not sessions:
            return y
        tick = self.density.font * 0.6
        shape = "".join(
            f"M{at(frame.x(on))} {at(y + 2)}v{at(tick)}" for on in sessions if frame.since <= on <= frame.until
        )
        self.body.append(path(shape, self.role["session"]))
        noun = "session" if len(sessions) == 1 else "sessions"
        self._lane_name(frame, y + 2 + tick, f"{len(sessions)} {noun}", "muted")
        return y + 2 + tick

    def _adverse_lane(self, events: list[Event], frame: Frame, y: float) -> float:
        if not events:
            return y
        size = self.density.font * 0.75
        top = y + self.density.font * 0.45
        for event in events:
            shape = f"M{at(frame.x(event.on))} {at(top)}l{at(size / 2)} {at(size)}h{at(-size)}z"
            self.body.append(path(shape, self.role["adverse"], f"Adverse event, {day_words(event.on)}: {event.label}"))
        self._lane_name(frame, top + size, self._adverse_words(events, frame), "adverse")
        return top + size

    def _adverse_words(self, events: list[Event], frame: Frame) -> str:
        """The event itself where there is one and room for it, else how many, as long as there is room."""
        count = len(events)
        noun = "adverse event" if count == 1 else "adverse events"
        room = self.density.width - frame.right - self.density.font * 0.6
        choices = [events[0].label] if count == 1 else []
        choices += [f"{count} {noun}", f"{count} adverse"]
        return next((words for words in choices if wide(words, self.density.font) <= room), choices[-1])

    def _lane_name(self, frame: Frame, y: float, words: str, role: str) -> None:
        x = frame.right + self.density.font * 0.6
        self.body.append(text(x, y, fitting(words, self.density.width - x, self.density.font), self.role[role]))

    def _flags(self, changes: Sequence[Event], frame: Frame, top: float) -> None:
        """A pole through the plot with a pennant and its words, as long as the next flag leaves room for them."""
        size = self.density.font * 0.8
        ends = [*(frame.x(event.on) for event in changes[1:]), float(self.density.width)]
        for event, end in zip(changes, ends, strict=False):
            x = frame.x(event.on)
            pennant = f"l{at(size)} {at(size / 2)}l{at(-size)} {at(size / 2)}"
            pole = f"M{at(x)} {at(frame.bottom)}V{at(top - self.line_height)}{pennant}"
            self.body.append(path(pole, self.role["plan"], f"Plan change, {day_words(event.on)}: {event.label}"))
            self._flag_words(event.label, x + size * 1.3, end, top - self.line_height + size)

    def _flag_words(self, words: str, x: float, end: float, y: float) -> None:
        if (room := end - x - 4) > self.density.font * 4:
            self.body.append(text(x, y, fitting(words, room, self.density.font), self.role["plan-text"]))

    def _days(self, frame: Frame, y: float) -> float:
        baseline = y + self.line_height
        room = max(int((frame.right - frame.left) / (self.density.font * 6.6)), 2)
        written_to = -math.inf
        for index, on in enumerate(date_ticks(frame.since, frame.until, room)):
            x, words = frame.x(on), day_words(on, year=index == 0)
            anchor = "start" if x - frame.left < self.density.font * 2 else "middle"
            starts = x if anchor == "start" else x - wide(words, self.density.font) / 2
            if starts < written_to:
                continue  # the first one is the longest, because it says the year
            written_to = starts + wide(words, self.density.font) + self.density.font / 2
            self.body.append(text(x, baseline, words, self.role["muted"], anchor))
        return baseline + self.density.font * 0.4


def _apart(
    labels: list[tuple[float, str, str]], distance: float, top: float, bottom: float
) -> list[tuple[float, str, str]]:
    """Labels in order of height, moved as little as it takes not to overlap."""
    ordered = sorted(labels, key=lambda label: label[0])
    heights = [label[0] for label in ordered]
    for index in range(1, len(heights)):
        heights[index] = max(heights[index], heights[index - 1] + distance)
    limit = bottom
    for index in reversed(range(len(heights))):
        heights[index] = min(heights[index], limit)
        limit = heights[index] - distance
    return [(max(y, top - distance), words, role) for y, (_, words, role) in zip(heights, ordered, strict=True)]
