"""A chart as a page shows it: drawn for the desk and for the phone, with one table."""

from dataclasses import dataclass

from progress.charts import DESK, PHONE, Bar, Chart, Trend, horizontal_bars, small_multiples, trend_chart


@dataclass(frozen=True, slots=True)
class Figure:
    """The same chart in two densities; title, description and table are those of the desk's."""

    desk: Chart
    phone: Chart


def figure(trend: Trend) -> Figure:
    """One measure over time."""
    return Figure(trend_chart(trend, density=DESK), trend_chart(trend, density=PHONE))


def multiples(trends: list[Trend], *, key: str, title: str) -> Figure:
    """Several measures above each other."""
    desk, phone = (small_multiples(trends, key=key, title=title, density=density) for density in (DESK, PHONE))
    return Figure(desk, phone)


def bars(rows: list[Bar], *, key: str, title: str, unit: str = "sessions") -> Figure:
    """Counts beside names."""
    desk, phone = (horizontal_bars(rows, key=key, title=title, unit=unit, density=density) for density in (DESK, PHONE))
    return Figure(desk, phone)
