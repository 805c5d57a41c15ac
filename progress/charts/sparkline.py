"""A line the size of a word, for lists."""

from collections.abc import Sequence

from .facts import Chart
from .svg import ROLES, Density, Palette, at, path, picture, written

SPARK = Density("spark", width=96, plot_height=24, left=3, right=4, font=10, dot=2.5)


def sparkline(
    values: Sequence[float | None],
    *,
    key: str,
    label: str,
    minimum: float,
    maximum: float,
    palette: Palette = "page",
    density: Density = SPARK,
) -> Chart:
    """Draw evenly spaced values from the measure's minimum to the highest of them; the last one carries a dot."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    title = _title(label, [value for _, value in known])
    high = max((value for _, value in known), default=maximum)
    line = _Line(len(values), minimum, max(high, minimum + (maximum - minimum) / 10), density)
    body = [path(f"M{density.left} {at(line.y(minimum))}H{density.width - density.right}", ROLES[palette]["grid"])]
    if known:
        x, y = line.point(*known[-1])
        body.append(path(line.shape(values), ROLES[palette]["line"]))
        body.append(f'<circle cx="{at(x)}" cy="{at(y)}" r="{density.dot}" {ROLES[palette]["dot"]}/>')
    svg = picture(
        body, key=key, title=title, description="", density=density, height=density.plot_height, palette=palette
    )
    rows = tuple((str(index + 1), written(value)) for index, value in known)
    return Chart(svg, title, "", ("No.", label), rows, density.width, density.plot_height)


def _title(label: str, known: list[float]) -> str:
    if not known:
        return f"{label}: nothing recorded yet"
    return f"{label} from {written(known[0])} to {written(known[-1])}, {len(known)} values"


class _Line:
    def __init__(self, count: int, minimum: float, high: float, density: Density) -> None:
        self.count, self.minimum, self.high, self.density = (count, minimum, high, density)

    def y(self, value: float) -> float:
        inside = min(max(value, self.minimum), self.high)
        bottom, usable = self.density.plot_height - 3, self.density.plot_height - 7
        return bottom - usable * (inside - self.minimum) / (self.high - self.minimum)

    def point(self, index: int, value: float) -> tuple[float, float]:
        usable = self.density.width - self.density.left - self.density.right
        return self.density.left + usable * index / max(self.count - 1, 1), self.y(value)

    def shape(self, values: Sequence[float | None]) -> str:
        pieces, pen_up = [], True
        for index, value in enumerate(values):
            if value is not None:
                x, y = self.point(index, value)
                pieces.append(f"{'M' if pen_up else 'L'}{at(x)} {at(y)}")
            pen_up = value is None
        return "".join(pieces)
