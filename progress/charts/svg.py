"""The little SVG that charts need: escaping, numbers, text, and two palettes (CSS classes or literal colours)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Literal

Palette = Literal["page", "print"]

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")

# A strict Content-Security-Policy forbids style attributes, so pages colour by class (static/css/charts.css) and
# documents, which know no custom properties, by these literals. Shapes that carry meaning are in `_SHAPES` for both.
_COLOURS: Mapping[str, str] = {
    "ink": 'fill="#1f2422"',
    "muted": 'fill="#56605c"',
    "axis": 'stroke="#8a938f"',
    "grid": 'stroke="#e3e6e3"',
    "line": 'stroke="#0b5c5e"',
    "dot": 'fill="#0b5c5e" stroke="#ffffff"',
    "draft": 'fill="#ffffff" stroke="#0b5c5e"',
    "latest": 'fill="#0b5c5e"',
    "band": 'fill="#ece7da"',
    "band-text": 'fill="#6d5c2f"',
    "mdc": 'stroke="#8a7440"',
    "baseline": 'stroke="#56605c"',
    "goal": 'stroke="#2c6a2e"',
    "goal-text": 'fill="#2c6a2e"',
    "session": 'stroke="#56605c"',
    "plan": 'stroke="#5a4a8a"',
    "plan-text": 'fill="#5a4a8a"',
    "adverse": 'fill="#a3341f"',
    "bar": 'fill="#0b5c5e"',
    "before": 'fill="#d9a441" stroke="#1f2422"',
    "after": 'fill="#0b3d4f" stroke="#0b3d4f"',
    "link": 'stroke="#8a938f"',
}
_SHAPES: Mapping[str, str] = {
    "axis": 'fill="none" stroke-width="1"',
    "grid": 'fill="none" stroke-width="1"',
    "line": 'fill="none" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"',
    "dot": 'stroke-width="1"',
    "draft": 'stroke-width="2" stroke-dasharray="2.4 1.6"',
    "latest": 'font-weight="700"',
    "mdc": 'fill="none" stroke-width="1"',
    "baseline": 'fill="none" stroke-width="1" stroke-dasharray="2 3"',
    "goal": 'fill="none" stroke-width="1.5" stroke-dasharray="7 3"',
    "session": 'fill="none" stroke-width="1.5"',
    "plan": 'fill="none" stroke-width="1"',
    "before": 'stroke-width="1"',
    "after": 'stroke-width="1"',
    "link": 'fill="none" stroke-width="2"',
}


_FINER_SHAPES: Mapping[str, str] = {
    "axis": 'fill="none" stroke-width="0.6"',
    "grid": 'fill="none" stroke-width="0.5"',
    "line": 'fill="none" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"',
    "dot": 'stroke-width="0.7"',
    "draft": 'stroke-width="1.2" stroke-dasharray="1.6 1"',
    "mdc": 'fill="none" stroke-width="0.6"',
    "baseline": 'fill="none" stroke-width="0.8" stroke-dasharray="1.2 1.8"',
    "goal": 'fill="none" stroke-width="1" stroke-dasharray="4.5 2"',
    "session": 'fill="none" stroke-width="0.9"',
    "plan": 'fill="none" stroke-width="0.7"',
}


def _roles(palette: Palette) -> dict[str, str]:
    if palette == "print":
        shapes = {**_SHAPES, **_FINER_SHAPES}
        return {role: f"{colour} {shapes.get(role, '')}".strip() for role, colour in _COLOURS.items()}
    return {role: f'class="plot-{role}" {_SHAPES.get(role, "")}'.strip() for role in _COLOURS}


ROLES: Mapping[Palette, Mapping[str, str]] = {"page": _roles("page"), "print": _roles("print")}
_FONT: Mapping[Palette, str] = {
    "page": "",
    "print": ' font-family="Noto Sans, Noto Sans Math, Noto Sans Arabic, Noto Sans Hebrew, Noto Sans CJK SC"',
}


@dataclass(frozen=True, slots=True)
class Density:
    """How much room a chart has, in user units that equal pixels (pages) or points (documents)."""

    name: str
    width: int
    plot_height: int
    left: int
    right: int
    font: float
    dot: float


DESK = Density("desk", width=720, plot_height=190, left=36, right=132, font=13, dot=3.5)
PHONE = Density("phone", width=360, plot_height=170, left=32, right=98, font=14, dot=4)
PRINT = Density("print", width=482, plot_height=104, left=24, right=74, font=8, dot=2.4)
PRINT_HALF = Density("half", width=234, plot_height=88, left=22, right=62, font=7.5, dot=2.2)


def plain(text: str) -> str:
    """Text as SVG content: escaped, without the control characters that XML cannot carry."""
    return escape(_NOT_IN_XML.sub("", text), quote=True)


def at(value: float) -> str:
    """A coordinate, at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def written(value: float) -> str:
    """A value as people write it: no needless decimal, a real minus sign."""
    rounded = round(value, 1)
    text = str(int(rounded)) if rounded == int(rounded) else str(rounded)
    return text.replace("-", "−")


def wide(words: str, font: float) -> float:
    """About how wide the words are; no font is measured."""
    return len(words) * font * 0.56


def text(x: float, y: float, words: str, attributes: str, anchor: str = "start") -> str:
    """Words at a place; `attributes` is one of `ROLES`."""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{at(x)}" y="{at(y)}"{where} {attributes}>{plain(words)}</text>'


def path(shape: str, attributes: str, hint: str = "") -> str:
    """A shape, with `hint` shown when the pointer rests on it."""
    if not hint:
        return f'<path d="{shape}" {attributes}/>'
    return f'<path d="{shape}" {attributes}><title>{plain(hint)}</title></path>'


def fitting(words: str, width: float, font: float) -> str:
    """`words`, cut with an ellipsis where they are likely wider than `width`."""
    room = max(int(width / wide("n", font)), 3)
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"


def broken(words: str, width: float, font: float) -> list[str]:
    """`words` in lines that are hardly wider than `width`."""
    return wrap(words, max(int(width / wide("n", font)), 12))


def picture(
    body: list[str], *, key: str, title: str, description: str, density: Density, height: float, palette: Palette
) -> str:
    """The whole SVG: named and described for screen readers, scaled by its viewBox."""
    name = f"chart-{_NOT_IN_ID.sub('-', key)}-{density.name}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot plot--{density.name}" role="img"'
        f' viewBox="0 0 {density.width} {at(height)}" width="{density.width}" height="{at(height)}"'
        f' aria-labelledby="{name}-title {name}-desc" font-size="{density.font}"{_FONT[palette]}>'
        f'<title id="{name}-title">{plain(title)}</title><desc id="{name}-desc">{plain(description)}</desc>'
        f"{''.join(body)}</svg>"
    )
