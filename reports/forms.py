"""What people fill in to ask for a report."""

from typing import Any

from django import forms


class ReportForm(forms.Form):
    """The days that a report covers; without them it covers the whole course of care."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = {"invalid": "Enter a day, for example 2026-11-22."}
        for name, help_text in (("from", "Empty: from the start of care."), ("to", "Empty: until today.")):
            self.fields[name] = forms.DateField(required=False, help_text=help_text, error_messages=wrong)

    def period(self) -> dict[str, Any]:
        """What was typed, as the service names it: `from` is a word of Python's."""
        return {"period_from": self.cleaned_data["from"], "period_to": self.cleaned_data["to"]}
