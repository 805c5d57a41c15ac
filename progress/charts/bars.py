"""Charts of counts and of pairs: targets per muscle, and values before and after."""

from collections.abc import Sequence

from .facts import Bar, Chart, Pair
from .svg import DESK, ROLES, Density, Palette, at, fitting, path, picture, text, wide, written


def horizontal_bars(
    bars: Sequence[Bar],
    *,
    key: str,
    title: str,
    unit: str = "sessions",
    palette: Palette = "page",
    density: Density = DESK,
) -> Chart:
    """Draw one bar a row, from zero, with its count at its end; the order is the caller's."""
    role, font = ROLES[palette], density.font
    row, left = font * 1.7, _name_room([bar.label for bar in bars], density)
    widest = max((bar.count for bar in bars), default=0) or 1
    body = [] if bars else [text(0, font * 1.2, f"{title}: nothing recorded yet", role["muted"])]
    for index, bar in enumerate(bars):
        top, length = (index * row, (density.width - left - font * 3) * bar.count / widest)
        baseline = top + row * 0.66
        body.append(text(left - font * 0.6, baseline, fitting(bar.label, left - font, font), role["ink"], "end"))
        place = f'x="{at(left)}" y="{at(top + row * 0.15)}" width="{at(length)}" height="{at(row * 0.7)}"'
        body.append(f"<rect {place} {role['bar']}/>")
        body.append(text(left + length + font * 0.4, baseline, written(bar.count), role["ink"]))
    height = max(len(bars), 1) * row
    listed = ", ".join(f"{bar.label} {written(bar.count)}" for bar in bars) or "nothing recorded yet"
    description = f"Bar chart of {unit}: {listed}."
    svg = picture(body, key=key, title=title, description=description, density=density, height=height, palette=palette)
    rows = tuple((bar.label, written(bar.count)) for bar in bars)
    return Chart(svg, title, description, ("Name", unit.capitalize()), rows, density.width, round(height))


def _name_room(labels: Sequence[str], density: Density) -> float:
    """Room for the longest name, at most half of the picture."""
    longest = max((wide(label, density.font) for label in labels), default=0)
    return min(longest + density.font * 1.2, density.width / 2)


def before_after(
    pairs: Sequence[Pair],
    *,
    key: str,
    title: str,
    minimum: float,
    maximum: float,
    palette: Palette = "page",
    density: Density = DESK,
) -> Chart:
    """Draw one row a pair on a shared scale: a light ring before, a dark disc after, joined by a line."""
    drawing = _Pairs([pair.label for pair in pairs], minimum, maximum, palette, density)
    body = drawing.rows(pairs) if pairs else [drawing.nothing(title)]
    height = drawing.row * (max(len(pairs), 1) + 1)
    listed = "; ".join(f"{pair.label}: {_said(pair.before)} before, {_said(pair.after)} after" for pair in pairs)
    description = f"Before and after, {written(minimum)} to {written(maximum)}. {listed or 'Nothing recorded yet'}."
    svg = picture(body, key=key, title=title, description=description, density=density, height=height, palette=palette)
    rows = tuple((pair.label, _said(pair.before), _said(pair.after)) for pair in pairs)
    return Chart(svg, title, description, ("", "Before", "After"), rows, density.width, round(height))


def _said(value: float | None) -> str:
    return "not recorded" if value is None else written(value)


class _Pairs:
    """Rows of before and after on one scale, with the two marks named once above the first row."""

    def __init__(
        self, labels: Sequence[str], minimum: float, maximum: float, palette: Palette, density: Density
    ) -> None:
        self.minimum, self.span = minimum, (maximum - minimum) or 1
        self.role, self.density = ROLES[palette], density
        self.row = density.font * 1.8
        self.left = _name_room(labels, density)
        self.right = density.width - density.font * 3

    def x(self, value: float) -> float:
        inside = min(max(value, self.minimum), self.minimum + self.span)
        return self.left + (self.right - self.left) * (inside - self.minimum) / self.span

    def nothing(self, title: str) -> str:
        return text(0, self.density.font * 1.2, f"{title}: nothing recorded yet", self.role["muted"])

    def rows(self, pairs: Sequence[Pair]) -> list[str]:
        body = self._key()
        for index, pair in enumerate(pairs, start=1):
            body += self._row(pair, self.row * (index + 0.5))
        return body

    def _key(self) -> list[str]:
        y, font = self.row * 0.5, self.density.font
        before, after = self.left + font * 0.5, self.left + font * 6
        return [
            self._mark(before, y, "before", ""),
            text(before + font * 0.8, y + font * 0.35, "before", self.role["ink"]),
            self._mark(after, y, "after", ""),
            text(after + font * 0.8, y + font * 0.35, "after", self.role["ink"]),
        ]

    def _row(self, pair: Pair, y: float) -> list[str]:
        font = self.density.font
        label = fitting(pair.label, self.left - font, font)
        body = [text(self.left - font * 0.8, y + font * 0.35, label, self.role["ink"], "end")]
        body.append(path(f"M{at(self.left)} {at(y)}H{at(self.right)}", self.role["grid"]))
        if pair.before is not None and pair.after is not None:
            body.append(path(f"M{at(self.x(pair.before))} {at(y)}H{at(self.x(pair.after))}", self.role["link"]))
        for value, role in ((pair.before, "before"), (pair.after, "after")):
            if value is not None:
                body.append(self._mark(self.x(value), y, role, f"{role}: {written(value)}"))
        return [*body, *self._values(pair, y + font * 0.35)]

    def _mark(self, x: float, y: float, role: str, hint: str) -> str:
        title = f"<title>{hint}</title>" if hint else ""
        return f'<circle cx="{at(x)}" cy="{at(y)}" r="{at(self.density.dot * 1.5)}" {self.role[role]}>{title}</circle>'

    def _values(self, pair: Pair, y: float) -> list[str]:
        """Each value stands on the outer side of its mark, so that two close marks do not hide them."""
        taken = [value for value in (pair.before, pair.after) if value is not None]
        away = self.density.font * 0.9
        body = [text(self.x(max(taken)) + away, y, written(max(taken)), self.role["ink"])] if taken else []
        if len(taken) == 2 and taken[0] != taken[1]:
            body.append(text(self.x(min(taken)) - away, y, written(min(taken)), self.role["ink"], "end"))
        return body
