"""Rows of a session: needled muscles, and what went wrong."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms

from patients.models import Side
from practice import reference
from sessions import fields
from sessions.forms import choices
from sessions.models import AdverseEvent, Target
from sessions.rules.facts import exceeds
from sessions.rules.recording import MOST_NEEDLES

FAMILIAR: Final = (("true", "Yes"), ("false", "No"))
# Needle, technique, note: mostly the same for every muscle and from one visit to the next, so the row folds them away.
HOW: Final = ("diameter_mm", "length_mm", "technique", "points", "safeguard", "depth_mm", "dwell_minutes", "note")
WHOLE = {"invalid": "Enter a whole number."}
# What another program wrote need not be one of the form's choices; it has the bounds of the API all the same.
WRITTEN_DIAMETER = forms.DecimalField(min_value=0, max_value=2, max_digits=3, decimal_places=2, required=False)
WRITTEN_LENGTH = forms.IntegerField(min_value=1, max_value=200, required=False, error_messages=WHOLE)
WRITTEN_TECHNIQUE = forms.CharField(max_length=40, required=False)


class YesNo(forms.TypedChoiceField):
    """Yes, no, or not answered yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=FAMILIAR, coerce=lambda sent: sent == "true", empty_value=None, required=False, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """The choice for a stored answer."""
        return {True: "true", False: "false", None: ""}.get(value, value)


def _counted(label: str) -> forms.IntegerField:
    words = {**WHOLE, "min_value": f"Enter a count from 0 to {MOST_NEEDLES}."}
    words["max_value"] = words["min_value"]
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_NEEDLES, required=False, error_messages=words)


class TargetForm(forms.Form):
    """One needled muscle."""

    muscle = forms.ChoiceField(
        choices=choices.muscles,
        error_messages={"required": "Choose the muscle, or remove the row."},
        widget=forms.Select(attrs={"data-search": True}),
    )
    side = forms.ChoiceField(choices=Side.choices, error_messages={"required": "Choose the side."})
    needles_in = _counted("Needles in")
    needles_out = _counted("Needles out")
    diameter_mm = forms.ChoiceField(label="Diameter, mm", required=False)
    length_mm = forms.ChoiceField(label="Length, mm", required=False)
    technique = forms.ChoiceField(required=False)
    points = forms.IntegerField(
        label="Insertion points, if not one a needle", min_value=1, max_value=MOST_NEEDLES, required=False,
        error_messages=WHOLE,
    )  # fmt: skip
    safeguard = forms.CharField(label="Direction or safeguard, if any", max_length=120, required=False)
    depth_mm = forms.IntegerField(
        label="Depth, if any", min_value=0, max_value=150, required=False, error_messages=WHOLE,
        widget=forms.NumberInput(attrs={"data-unit": "mm"}),
    )  # fmt: skip
    dwell_minutes = forms.IntegerField(
        label="Left in place, if so", min_value=0, max_value=120, required=False, error_messages=WHOLE,
        widget=forms.NumberInput(attrs={"data-unit": "min"}),
    )  # fmt: skip
    twitch = forms.ChoiceField(label="Local twitch", choices=Target.Twitch.choices, required=False)
    familiar_pain = YesNo(label="Familiar pain reproduced")
    note = forms.CharField(label="Note, if any", max_length=300, required=False)
    risk_confirmed = forms.BooleanField(label="Confirmed: I know this high-risk muscle and treat it", required=False)
    copied_from = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {name: self._told(name) for name in ("diameter_mm", "length_mm", "technique")}
        sizes = {"diameter_mm": choices.DIAMETERS, "length_mm": choices.LENGTHS}
        for name, values in sizes.items():
            known = choices.or_other([(value, value) for value in values], told[name])
            self.fields[name].choices = known  # type: ignore[attr-defined]
        techniques = choices.or_other(choices.TECHNIQUES, told["technique"])
        self.fields["technique"].choices = techniques  # type: ignore[attr-defined]
        if not self.is_bound and self.initial.get("copied_from") and self.initial.get("needles_in") is None:
            for name in fields.COPIED:
                if name in self.fields and self.initial.get(name) not in (None, ""):
                    self.fields[name].widget.attrs["data-prefilled"] = "From last time"

    def _told(self, name: str) -> str:
        """What is shown: an initial size has the digits of its choice."""
        if self.is_bound:
            return str(self.data.get(self.add_prefix(name)) or "")
        value = self.initial.get(name)
        return "" if value is None else str(value)

    @property
    def chosen_muscle(self) -> str:
        """The key of the muscle that stands in the row."""
        return self._told("muscle")

    @property
    def place(self) -> tuple[str, str]:
        """The muscle and the side that stand in the row."""
        return self._told("muscle"), self._told("side")

    @property
    def name(self) -> str:
        """The muscle and the side that stand in the row, in words: 'Upper trapezius, right'; '' without a muscle."""
        muscle = reference.muscles().get(self.chosen_muscle)
        side = dict(Side.choices).get(self._told("side"), "").lower()
        return ", ".join(filter(None, [str(muscle["common_name"]), side])) if muscle else ""

    def exceeds(self, name: str, most: Callable[[Mapping[str, Any]], float | None]) -> bool:
        """Whether a size of the needle is greater than what the catalogue goes up to in this muscle."""
        told, muscle = self._told(name), reference.muscles().get(self.chosen_muscle)
        return muscle is not None and told.replace(".", "", 1).isdigit() and exceeds(Decimal(told), most(muscle))

    @property
    def is_copied(self) -> bool:
        """Whether the row stands there as last time, and nothing of today was counted yet."""
        return "data-prefilled" in self.fields["muscle"].widget.attrs

    @property
    def how(self) -> str:
        """Needle and technique in one line ('0.30 × 40 mm, pistoning, 20 mm deep'); empty while one is missing."""
        told = {name: self._told(name) for name in HOW}
        if not (told["diameter_mm"] and told["length_mm"] and told["technique"]):
            return ""
        technique = dict(choices.TECHNIQUES).get(told["technique"], told["technique"])
        parts = [f"{told['diameter_mm']} × {told['length_mm']} mm", technique.lower()]
        parts += [f"{told['depth_mm']} mm deep"] if told["depth_mm"] else []
        parts += [told["safeguard"]] if told["safeguard"] else []
        parts += [f"left {told['dwell_minutes']} min"] if told["dwell_minutes"] else []
        parts += [told["note"]] if told["note"] else []
        parts += [f"{told['points']} points"] if told["points"] else []
        return ", ".join(parts)

    @property
    def how_is_open(self) -> bool:
        """Whether needle and technique must be seen: something is missing or has to be put right."""
        return not self.how or any(name in self.errors for name in HOW)

    def clean_diameter_mm(self) -> Decimal | None:
        """None while not stated."""
        written: Decimal | None = WRITTEN_DIAMETER.clean(self.cleaned_data["diameter_mm"])
        return written

    def clean_length_mm(self) -> int | None:
        """None while not stated."""
        written: int | None = WRITTEN_LENGTH.clean(self.cleaned_data["length_mm"])
        return written

    def clean_technique(self) -> str:
        """A technique that was written elsewhere is text of its length."""
        written: str = WRITTEN_TECHNIQUE.clean(self.cleaned_data["technique"])
        return written


CLEARED = ("description", "action_taken")


class EventForm(forms.Form):
    """One thing that went wrong."""

    kind = forms.ChoiceField(
        label="What happened", choices=choices.event_kinds, widget=forms.Select(attrs={"data-search": True}),
        error_messages={"required": "Choose what happened, or remove the row."},
    )  # fmt: skip
    grade = forms.ChoiceField(choices=[("", "The usual grade for it"), *AdverseEvent.Grade.choices], required=False)
    attribution = forms.ChoiceField(
        label="Caused by the needling", choices=AdverseEvent.Attribution.choices, required=False,
        initial=AdverseEvent.Attribution.NOT_ASSESSED,
    )  # fmt: skip
    description = forms.CharField(
        label="Reason, and what happened", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    action_taken = forms.CharField(
        label="What was done, and what follows", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def has_changed(self) -> bool:
        """Whether somebody wrote in the row; answers that stand there from the start do not count."""
        return any(self.data.get(self.add_prefix(name)) for name in ("kind", "description", "action_taken"))

    def details(self) -> dict[str, Any]:
        """What was typed, a text that was cleared too; an open grade is left to the catalogue."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return {name: value for name, value in told.items() if value != "" or name in CLEARED}


class TargetRowsBase(forms.BaseFormSet):  # type: ignore[type-arg]
    """The targets of a session."""

    def typed(self) -> list[dict[str, Any]]:
        """The targets as services take them; rows without a muscle and removed ones do not count."""
        return [
            {name: form.cleaned_data[name] for name in fields.TARGET}
            for form in self.forms
            if form.cleaned_data.get("muscle") and form not in self.deleted_forms
        ]


class EventRowsBase(forms.BaseFormSet):  # type: ignore[type-arg]
    """What went wrong in a session."""

    def typed(self) -> list[dict[str, Any]]:
        """The events as services take them."""
        return [
            form.details() for form in self.forms if form.cleaned_data.get("kind") and form not in self.deleted_forms
        ]


TargetRows = forms.formset_factory(
    TargetForm, formset=TargetRowsBase, can_delete=True, extra=1, max_num=60, absolute_max=80
)
EventRows = forms.formset_factory(
    EventForm, formset=EventRowsBase, can_delete=True, extra=1, max_num=20, absolute_max=30
)
