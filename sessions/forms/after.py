"""Forms of what follows a session: check-ins and adverse events."""

from typing import Any

from django import forms

from practice.forms import Moment
from sessions.forms import choices
from sessions.forms.targets import YesNo
from sessions.models import AdverseEvent, CheckIn
from sessions.rules.check_ins import PICK_A_NUMBER

ZERO_TO_TEN = [(number, str(number)) for number in range(11)]
PICK = {"required": PICK_A_NUMBER, "invalid_choice": PICK_A_NUMBER}


def _scale(label: str, hint: str, *, required: bool = True) -> forms.TypedChoiceField:
    """Eleven chips, one tap: nothing chosen looks like nothing chosen, never like 0."""
    return forms.TypedChoiceField(
        label=label, help_text=hint, choices=ZERO_TO_TEN, coerce=int, empty_value=None, required=required,
        error_messages=PICK, widget=forms.RadioSelect(attrs={"data-scale": True}),
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

    def __init__(
        self, *args: Any, open_hours: list[tuple[int, str]], offered: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        """`offered` are the hours that have come; the others are taken too: the service knows where they belong."""
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.later = len(open_hours) > len(offered)
        self.fields["hours_after"].choices = open_hours  # type: ignore[attr-defined]
        self.fields["hours_after"].widget.choices = offered  # type: ignore[attr-defined]
        self.fields["soreness"].required = not self["warning_signs"].value()  # a sign is an answer by itself


class ToldForm(forms.Form):
    """Which answer is meant."""

    told = forms.UUIDField()


class CallBackForm(forms.Form):
    """What was done about an alert."""

    done = forms.CharField(
        label="What was done", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who was called, what they said, and what was agreed.",
        error_messages={"required": "Write what was done: who was called, and what was agreed."},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class AdverseEventForm(forms.Form):
    """Something that went wrong."""

    kind = forms.ChoiceField(
        label="What happened",
        choices=choices.event_kinds,
        widget=forms.Select(attrs={"data-search": True}),
        error_messages={"required": "Choose what happened."},
    )
    occurred_at = Moment(label="When", required=False)
    grade = forms.ChoiceField(choices=[("", "The usual grade for it"), *AdverseEvent.Grade.choices], required=False)
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
    state = forms.ChoiceField(label="Did it happen", choices=AdverseEvent.State.choices)
    grade = forms.ChoiceField(choices=AdverseEvent.Grade.choices)
    steps_done = forms.MultipleChoiceField(
        label="What must follow", required=False, help_text="Tick what is done: all of it, before the event is closed.",
        widget=forms.CheckboxSelectMultiple(attrs={"data-needed": "needed to close the event"}),
    )  # fmt: skip
    kind = None  # type: ignore[assignment]
    occurred_at = None  # type: ignore[assignment]
    field_order = ("steps_done", "state", "grade", "attribution", "description", "action_taken", "resolved_on")

    def __init__(
        self, *args: Any, steps: list[tuple[str, str]], suspected: bool, may_grade: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps_done"].choices = steps  # type: ignore[attr-defined]
        if not steps:
            del self.fields["steps_done"]
        if not may_grade:
            for name in ("state", "grade", "attribution"):
                del self.fields[name]
        elif not suspected:
            states = [choice for choice in AdverseEvent.State.choices if choice[0] != AdverseEvent.State.SUSPECTED]
            self.fields["state"].choices = states  # type: ignore[attr-defined]
