"""Charts as SVG, one set of functions for pages and printed documents."""

from .bars import before_after, horizontal_bars
from .facts import Bar, Chart, Event, Pair, Point, Trend
from .sparkline import sparkline
from .svg import DESK, PHONE, PRINT, PRINT_HALF, Density, Palette, written
from .trend import small_multiples, trend_chart
from .wording import finding_title

__all__ = [
    "DESK",
    "PHONE",
    "PRINT",
    "PRINT_HALF",
    "Bar",
    "Chart",
    "Density",
    "Event",
    "Pair",
    "Palette",
    "Point",
    "Trend",
    "before_after",
    "finding_title",
    "horizontal_bars",
    "small_multiples",
    "sparkline",
    "trend_chart",
    "written",
]
