"""What the forms of this app share."""

from typing import Any

from django import forms


class RecordForm(forms.ModelForm):
    """Fields, lengths and choices from the model; it never builds or saves a row, and rules refuse in the service."""

    def _post_clean(self) -> None:
        """Not Django's: constraints speak through the rules, in their words."""


class MayWait:
    """A field that a draft may leave empty, though the note asks for it in the end: not marked as optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "required": True})

    def validate(self, value: Any) -> None:
        """Nothing is said about an empty field."""
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class TextThatMayWait(MayWait, forms.CharField):
    """Text."""


class NumberThatMayWait(MayWait, forms.DecimalField):
    """A number."""


class ChoicesThatMayWait(MayWait, forms.MultipleChoiceField):
    """Several of a list."""
