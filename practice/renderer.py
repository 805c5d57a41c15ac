"""How forms are drawn: with our templates, and each day that is typed with an example of it."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from practice.days import EXAMPLE


class Hinted(BoundField):
    """A field of a form; where a day or a moment is typed, its hint says how."""

    def __init__(self, form: Any, field: Any, name: str) -> None:
        super().__init__(form, field, name)
        if _is_typed(field) and not any(letter.isdigit() for letter in str(self.help_text)):
            time = " 14:30" if isinstance(field, forms.DateTimeField) else ""
            self.help_text = f"{self.help_text} For example {EXAMPLE}{time}.".strip()


def _is_typed(field: Any) -> bool:
    """Not where a browser's own picker stands."""
    is_day = isinstance(field, (forms.DateField, forms.DateTimeField))
    return is_day and getattr(field.widget, "input_type", "") == "text"


class Forms(TemplatesSetting):
    """The renderer of every form."""

    bound_field_class = Hinted
