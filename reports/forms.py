"""What people fill in to ask for a report."""

from typing import Any

from django import forms

from practice.days import WRONG_DAY

MOST_LETTERS = 2000
ASKED = "The payer of this care asks for it: a report without it says that it is not stated."
PROMPT = "What has improved, what is still limited in daily life, and why it takes a therapist’s skill to go on."


class ReportForm(forms.Form):
    """The days that a report covers; without them it covers the whole course of care.

    A therapist says why skilled care goes on: `asked` where the payer waits for it.
    """

    def __init__(self, *args: Any, by_therapist: bool, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = {"invalid": WRONG_DAY}
        for name, help_text in (("from", "Empty: from the start of care."), ("to", "Empty: until today.")):
            self.fields[name] = forms.DateField(required=False, help_text=help_text, error_messages=wrong)
        if by_therapist:
            given: dict[str, Any] = {
                "label": "Why skilled care goes on", "max_length": MOST_LETTERS,
                "help_text": f"{PROMPT} {ASKED}" if asked else PROMPT,
                "widget": forms.Textarea(attrs={"rows": 5}),
            }  # fmt: skip
            self.fields["justification"] = forms.CharField(required=False, **given)

    def asked_for(self) -> dict[str, Any]:
        """What was typed, as the service names it: `from` is a word of Python's."""
        return {
            "period_from": self.cleaned_data["from"], "period_to": self.cleaned_data["to"],
            "justification": self.cleaned_data.get("justification", ""),
        }  # fmt: skip
