"""A field for a short list of texts: one a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class Lines(forms.CharField):
    """Texts, one a line; empty lines do not count. At most `most` of them, each with at most `longest` letters."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        """A list as its lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The texts."""
        found = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(found) > self.most:
            raise ValidationError(f"At most {self.most} lines fit here.", "too_many")
        if any(len(line) > self.longest for line in found):
            raise ValidationError(f"A line has at most {self.longest} letters.", "too_long")
        return found
