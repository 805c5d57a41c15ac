"""Trends to draw, and how tests read what was drawn."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

from progress.charts import Event, Point, Trend

START = date(2026, 3, 2)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert('1')</script>\x00\x0b& \"quoted\""


def trend(values, **changes):
    points = tuple(Point(START + timedelta(days=7 * week), value) for week, value in enumerate(values))
    given = {"key": "headache_days_28", "label": "Headache days", "unit_words": "in 28", "minimum": 0, "maximum": 28}
    return Trend(points=points, **{**given, **changes})


def full(**changes):
    given = {
        "goal": 10,
        "mcid": 4,
        "mdc": 6,
        "sessions": (START, START + timedelta(days=3)),
        "plan_changes": (Event(START + timedelta(days=7), "Exercise added"),),
        "adverse_events": (Event(START + timedelta(days=8), "bruising"),),
    }
    return trend([20, 15, 9], **{**given, **changes})


def drawn(chart):
    return ET.fromstring(chart.svg)


def texts(chart):
    return [element.text for element in drawn(chart).iter(f"{SVG}text")]


def circles(chart):
    return list(drawn(chart).iter(f"{SVG}circle"))


def lines(chart, role="line"):
    return [e.get("d") for e in drawn(chart).iter(f"{SVG}path") if e.get("class") == f"plot-{role}"]
