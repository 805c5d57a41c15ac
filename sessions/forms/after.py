"""Forms of what follows a session: check-ins and adverse events."""

from typing import Any

from django import forms

from practice.forms import Moment
from sessions.forms import choices
from sessions.forms.targets import YesNo
from sessions.models import AdverseEvent, CheckIn

SCALE = {"min_value": "Choose a number from 0 to 10.", "max_value": "Choose a number from 0 to 10."}


def _scale(label: str, hint: str, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=hint, min_value=0, max_value=10, required=required,
        error_messages={**SCALE, "required": "Choose a number from 0 to 10."},
        widget=forms.NumberInput(attrs={"data-slider": True, "step": "1"}),
    )  # fmt: skip


class CheckInForm(forms.Form):
    """How it is some hours after a session."""

    hours_after = forms.TypedChoiceField(label="How long after the session", coerce=int)
    soreness = _scale("Soreness now", "0 is none, 10 is the worst you can imagine.")
    relief = _scale("Relief", "0 is no relief, 10 is complete relief.", required=False)
    headache = YesNo(label="Headache since the session")
    warning_signs = forms.MultipleChoiceField(
        label="Any of these?", choices=CheckIn.WarningSign.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Leave empty when none of them is true.",
    )  # fmt: skip
    note = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, open_hours: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours_after"].choices = open_hours  # type: ignore[attr-defined]


class AdverseEventForm(forms.Form):
    """Something that went wrong."""

    kind = forms.ChoiceField(
        label="What happened",
        choices=choices.event_kinds,
        widget=forms.Select(attrs={"data-search": True}),
        error_messages={"required": "Choose what happened."},
    )
    occurred_at = Moment(label="When", required=False)
    grade = forms.ChoiceField(choices=[("", "As usual for it"), *AdverseEvent.Grade.choices], required=False)
    attribution = forms.ChoiceField(
        label="Caused by the needling", choices=AdverseEvent.Attribution.choices,
        initial=AdverseEvent.Attribution.NOT_ASSESSED,
    )  # fmt: skip
    description = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    action_taken = forms.CharField(
        label="What was done", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    resolved_on = forms.DateField(
        label="Had passed on", required=False, widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date."},
    )  # fmt: skip

    def details(self) -> dict[str, Any]:
        """What was typed; an open grade is left to the catalogue."""
        told = dict(self.cleaned_data)
        return told if told.get("grade") else {name: value for name, value in told.items() if name != "grade"}


class FollowUpForm(AdverseEventForm):
    """What became of it; what happened and when stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    grade = forms.ChoiceField(choices=AdverseEvent.Grade.choices)
    kind = None  # type: ignore[assignment]
    occurred_at = None  # type: ignore[assignment]
