"""Icons and badges: drawn hundreds of times on a long page, so in Python and not by nested templates.

`_parts/icon.html` and `_parts/badge.html` include them; a row of a long list uses the tags themselves.
"""

import re
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from practice import counting

register = template.Library()
ICON = '<svg class="icon"{} focusable="false"><use href="{}#{}"></use></svg>'


@cache
def sprite() -> str:
    """Where the icons lie: the same for the life of a process."""
    return static("img/icons.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite; with a label only where no word stands beside it."""
    said = format_html(' role="img" aria-label="{}"', label) if label else SafeString(' aria-hidden="true"')
    return format_html(ICON, said, sprite(), name)


@register.filter
def dialled(number: str) -> str:
    """What a phone dials of a number as people write it: '(555) 0100 ext. 7' → '5550100'."""
    return re.sub(r"[^0-9+]", "", re.split(r"(?i)ext|x|#", number)[0])


@register.filter
def counted(number: float | None, noun: str) -> str:
    """How many of something: '1 visit', '2 visits'; '' where there is no number."""
    return "" if number is None else counting.counted(number, noun)


@register.filter
def telephone(number: str) -> SafeString | str:
    """A telephone number that is called at a tap, as it was written; what has no digits in it stays text."""
    digits = dialled(number)
    return format_html('<a href="tel:{}">{}</a>', digits, number) if digits else number


@register.simple_tag
def badge(tone: str, name: str, text: str) -> SafeString:
    """A mark in a row or a heading: tone (good, watch, stop, note or none), icon and word."""
    state = f"state is-{tone}" if tone else "state"
    return format_html('<span class="{}">{}{}</span>', state, icon(name), text)
