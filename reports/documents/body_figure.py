"""The body chart on paper: where the needles went, by region, with its words."""

from collections.abc import Iterable
from typing import Final

from django.template.loader import render_to_string

from practice.body_views import HEIGHT, WIDTH, Mark, View
from progress.charts import Chart, written
from progress.charts.svg import plain

from .facts import BodyFacts

GAP: Final = 24
CAPTION: Final = 44
TITLE: Final = "Where the needles went"
# A document knows no custom properties: the light colours of static/css/tokens.css, which survive a grey printer.
STYLE: Final = """
.body-skin{fill:#f6efe8;stroke:#a2968a;stroke-width:2;stroke-linejoin:round}
.body-muscle{fill:#ecd8ce;stroke:#d9bdb0;stroke-width:1;stroke-linejoin:round}
.body-line{fill:none;stroke:#a2968a;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.body-bone{fill:none;stroke:#a2968a;stroke-width:1.4;stroke-linecap:round;opacity:.55}
"""


def body_figure(facts: BodyFacts) -> Chart | None:
    """The pictures that show something, side by side; None where no needle went in."""
    views = facts.chart.only_chosen().views
    if not views:
        return None
    width, height = len(views) * (WIDTH + GAP) - GAP, HEIGHT + CAPTION
    body = "".join(_view(view, at * (WIDTH + GAP)) for at, view in enumerate(views))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="Noto Sans"><style>{STYLE}</style>{body}</svg>'
    )
    rows = tuple((region.label, written(region.count)) for region in facts.regions)
    title = f"{TITLE}, targets per region: {', '.join(f'{name} {count}' for name, count in rows)}"
    return Chart(svg, title, _in_words(views), ("Region", "Targets"), rows, width, height)


def _in_words(views: Iterable[View]) -> str:
    told = (f"{view.title}: {'; '.join(mark.words for mark in view.marks if mark.sign)}." for view in views)
    return f"Body chart with the number of sessions in which each muscle was needled. {' '.join(told)}"


def _view(view: View, left: int) -> str:
    drawing = render_to_string(view.drawing, {"chart": f"body-{view.key}", "mirrored": view.mirrored})
    marks = "".join(_mark(mark) for mark in view.marks if mark.sign)
    place = f'x="{left + WIDTH / 2}" y="28" text-anchor="middle" font-size="28"'
    words = f'<text {place} fill="#56605c">{plain(view.title)}</text>'
    picture = f'<svg x="{left}" y="{CAPTION}" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
    return f"{words}{picture}{drawing}{marks}</svg>"


def _mark(mark: Mark) -> str:
    return (
        f'<circle cx="{mark.x}" cy="{mark.y}" r="19" fill="#0b5c5e" stroke="#ffffff" stroke-width="3"/>'
        f'<text x="{mark.x}" y="{mark.y + 8.5}" text-anchor="middle" font-size="23" font-weight="700" fill="#ffffff">'
        f"{plain(mark.sign)}</text>"
    )
