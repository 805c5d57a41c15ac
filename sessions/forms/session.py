"""The form of a needling session, its signature and its addenda."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms

from patients.models import Measurement
from patients.rules import measured
from practice import reference
from practice.errors import BadInput
from practice.forms import Moment
from sessions import fields
from sessions.forms import choices
from sessions.models import NeedlingSession

Phase = Measurement.Phase
# The fields of the form that are measurements: what each of them measures, and when.
MEASURED: Final = {
    "pain_before": ("nprs_current", Phase.BEFORE),
    "pain_after": ("nprs_current", Phase.AFTER),
    "rotation_left_before": ("crom_rotation_left", Phase.BEFORE),
    "rotation_left_after": ("crom_rotation_left", Phase.AFTER),
    "rotation_right_before": ("crom_rotation_right", Phase.BEFORE),
    "rotation_right_after": ("crom_rotation_right", Phase.AFTER),
}
ESTIM: Final = ("frequency_hz", "pulse_us", "minutes", "intensity", "leads", "device")
EVENTS: Final = (("none", "None"), ("listed", "Yes, listed below"))
CHANGES: Final = (("false", "Nothing changed"), ("true", "Something changed"))


def _text(label: str, length: int, **attrs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, widget=forms.TextInput(attrs=attrs))


def _prose(label: str, length: int, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, required=False, widget=widget)


def _measured(label: str, measure: str) -> forms.DecimalField:
    unit = "of 10" if measure == "nprs_current" else "°"
    widget = forms.NumberInput(attrs={"data-unit": unit, "step": "1"})
    return forms.DecimalField(label=label, required=False, max_digits=7, decimal_places=2, widget=widget)


def _chips(label: str, found: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=found, required=False, widget=forms.CheckboxSelectMultiple)


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class SessionForm(forms.Form):
    """Everything about a session but its rows."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    occurred_at = Moment(label="When")
    minutes = forms.IntegerField(
        label="Minutes", required=False, min_value=0, max_value=600,
        widget=forms.NumberInput(attrs={"data-unit": "min", "step": "5", "data-quick": "20 30 45"}),
    )  # fmt: skip
    position = forms.ChoiceField(choices=NeedlingSession.Position.choices, required=False)

    changes = forms.ChoiceField(
        label="Any change in health or medicines since last time?", choices=CHANGES,
        required=False,
    )  # fmt: skip
    positive = _chips("What is true today", choices.every_visit_items)
    red_flags = _chips("Red flags found today", choices.red_flags)
    precautions = _prose("Precautions taken today, if any", 2000, 2)
    consent_confirmed = _tick("The patient agreed to needling again today")
    risk_explained = _chips("Risks explained", choices.RISKS)

    estim_used = _tick("Electrical stimulation through the needles")
    estim_frequency_hz = forms.FloatField(label="Frequency", required=False, min_value=0)
    estim_pulse_us = forms.FloatField(label="Pulse width", required=False, min_value=0)
    estim_minutes = forms.FloatField(label="Stimulation", required=False, min_value=0, max_value=240)
    estim_intensity = _text("Intensity", 60)
    estim_leads = _text("Leads from and to", 120)
    estim_device = _text("Device", 80)

    pain_before = _measured("Pain before", "nprs_current")
    pain_after = _measured("Pain after", "nprs_current")
    rotation_left_before = _measured("Rotation left, before", "crom")
    rotation_left_after = _measured("Rotation left, after", "crom")
    rotation_right_before = _measured("Rotation right, before", "crom")
    rotation_right_after = _measured("Rotation right, after", "crom")
    response = _prose("Response right after", 2000)

    skin_prep = forms.ChoiceField(label="Skin prepared with", required=False)
    gloves = _tick("Gloves were worn")
    sharps_disposed = _tick("All needles are in the sharps container")
    needle_brand = _text("Needle brand, if known", 60)
    needle_lot = _text("Needle lot, if known", 60)

    events_answer = forms.ChoiceField(label="Did anything go wrong?", choices=EVENTS, required=False)
    education = _chips("Advice given", choices.ADVICE)
    no_injection = _tick("No substance was injected")
    other_interventions = _prose("Other treatment today, if any", 2000, 2)
    note = _prose("Note, if any", 4000, 2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = str(self.initial.get("skin_prep") or "")
        known = choices.or_other(choices.SKIN, told)
        self.fields["skin_prep"].choices = known  # type: ignore[attr-defined]
        asked = dict(choices.every_visit_items())
        more = [(key, choices.item_label(key)) for key in self.initial.get("positive") or () if key not in asked]
        self.fields["positive"].choices = [*asked.items(), *more]  # type: ignore[attr-defined]
        for name, offered in (("risk_explained", choices.RISKS), ("education", choices.ADVICE)):
            written = [(text, text) for text in self.initial.get(name) or () if text not in dict(offered)]
            self.fields[name].choices = [*offered, *written]  # type: ignore[attr-defined]

    def typed(self, kept: list[dict[str, Any]]) -> dict[str, Any]:
        """What was typed as services take it; `kept` are measurements that the form does not show."""
        told = self.cleaned_data
        names = set(fields.SESSION) & set(told)
        return {
            "occurred_at": told["occurred_at"],
            "minutes": told["minutes"],
            "note": told["note"],
            **{name: told[name] for name in names},
            "rescreen": self._rescreen(),
            "estim": self._estim(),
            "measurements": [*self._measurements(), *kept],
        }

    def _rescreen(self) -> dict[str, Any] | None:
        if not self.cleaned_data["changes"]:
            return None
        found = [*self.cleaned_data["positive"], *self.cleaned_data["red_flags"]]
        return {"changes": self.cleaned_data["changes"] == "true", "positive": found}

    def _estim(self) -> dict[str, Any] | None:
        if not self.cleaned_data["estim_used"]:
            return None
        told = {name: self.cleaned_data[f"estim_{name}"] for name in ESTIM}
        return {**told, "leads": [told["leads"]] if told["leads"] else []}

    def _measurements(self) -> list[dict[str, Any]]:
        return [
            {"measure": measure, "phase": phase, "value": self.cleaned_data[name]}
            for name, (measure, phase) in MEASURED.items()
            if self.cleaned_data[name] is not None
        ]

    def clean(self) -> dict[str, Any]:
        """Answers that contradict each other are said where they stand."""
        told = super().clean() or self.cleaned_data
        if told.get("changes") != "true" and (told.get("positive") or told.get("red_flags")):
            self.add_error("changes", "Choose 'Something changed': an item below is ticked.")
        self._check_values(told)
        return told

    def _check_values(self, told: Mapping[str, Any]) -> None:
        """The rule's own words at the field, instead of a path into a list that the page does not have."""
        for name, (measure, _) in MEASURED.items():
            value: Decimal | None = told.get(name)
            if value is not None:
                try:
                    measured.checked([{"measure": measure, "value": value}], reference.measures())
                except BadInput as refused:
                    self.add_error(name, refused.blockers[0].message)


class SignForm(forms.Form):
    """Signing, and discarding, ask for nothing but the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AddendumForm(forms.Form):
    """A dated addition to a signed note."""

    text = forms.CharField(
        label="What is added", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what is to be added."},
    )  # fmt: skip
    reason = _text("Why it comes later", 300)
