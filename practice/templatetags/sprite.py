"""Where the icons lie: asked hundreds of times on a long page, and the same for the life of a process."""

from functools import cache

from django import template
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
@cache
def icon_sprite() -> str:
    """The address of the sprite of icons."""
    return static("img/icons.svg")
