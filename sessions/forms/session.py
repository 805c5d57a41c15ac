"""The form of a needling session, its signature and its addenda."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from django import forms

from patients.models import Measurement
from practice import selectors as practice
from practice.forms import Moment
from practice.models import Membership
from sessions import fields
from sessions.forms import choices
from sessions.forms.lines import Lines
from sessions.forms.measures import check_values, measured_field, offer_scales, typed_measurements
from sessions.forms.treatments import (
    add_treatments,
    treatment_paths,
    treatments_of,
    typed_treatments,
)
from sessions.models import NeedlingSession
from sessions.rules.recording import IN_THE_CLINIC

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
BEYOND_TODAY: Final = "New since the screening, and true from now on"
CHANGES: Final = (("false", "Nothing changed"), ("true", "Something changed"))


def _text(label: str, length: int, **attrs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, widget=forms.TextInput(attrs=attrs))


def _prose(label: str, length: int, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, required=False, widget=widget)


def rescreen_of(told: Mapping[str, Any], positive: list[str]) -> dict[str, Any] | None:
    """The short screen as services take it; None while it was not asked."""
    if not told["changes"]:
        return None
    note, found = told["change_note"].strip(), {"changes": told["changes"] == "true", "positive": positive}
    return {**found, "note": note} if note else found


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
    location = forms.ChoiceField(label="Where", required=False)
    indication = _text("Needled for, if it needs saying", 300)
    position = forms.ChoiceField(choices=NeedlingSession.Position.choices, required=False)

    changes = forms.ChoiceField(
        label="Any change in health or medicines since last time?", choices=CHANGES,
        required=False,
    )  # fmt: skip
    positive = _chips("What is true today", choices.every_visit_items)
    beyond_today = _chips(BEYOND_TODAY, choices.beyond_today)
    red_flags = _chips("Red flags found today", choices.red_flags)
    change_note = _text("What changed, in words", 500)
    precautions = _prose("Precautions taken today, if any", 2000, 2)
    consent_confirmed = _tick("The patient agreed to needling again today")
    risk_explained = _chips("Risks explained", choices.RISKS)

    estim_used = _tick("Electrical stimulation through the needles")
    estim_frequency_hz = forms.FloatField(label="Frequency", required=False, min_value=0)
    estim_pulse_us = forms.FloatField(label="Pulse width", required=False, min_value=0)
    estim_minutes = forms.FloatField(label="Stimulation", required=False, min_value=0, max_value=240)
    estim_intensity = _text("Intensity", 60)
    estim_leads = Lines(label="Leads from and to", most=12, longest=120, help_text="One lead a line.")
    estim_device = _text("Device", 80)

    pain_before = measured_field("Pain before", "nprs_current")
    pain_after = measured_field("Pain after", "nprs_current")
    rotation_left_before = measured_field("Rotation left, before", "crom")
    rotation_left_after = measured_field("Rotation left, after", "crom")
    rotation_right_before = measured_field("Rotation right, before", "crom")
    rotation_right_after = measured_field("Rotation right, after", "crom")
    response = _prose("Response right after", 2000)

    skin_prep = forms.ChoiceField(label="Skin prepared with", required=False)
    gloves = _tick("Gloves were worn")
    sharps_disposed = _tick("All needles are in the sharps container")
    needle_brand = _text("Needle brand, if known", 60)
    needle_lot = _text("Needle lot, if known", 60)

    needle_expiry = forms.DateField(label="Needles to be used by, if known", required=False)

    events_answer = forms.ChoiceField(label="Did anything go wrong?", choices=EVENTS, required=False)
    education = _chips("Advice given", choices.ADVICE)
    no_injection = _tick("No substance was injected")
    other_interventions = _prose("Other treatment today, in words", 2000, 2)
    supervisor = forms.ModelChoiceField(
        label="Supervisor who co-signs, in training", queryset=Membership.objects.none(), required=False,
        empty_label="None",
    )  # fmt: skip
    note = _prose("Note, if any", 4000, 2)

    def __init__(self, *args: Any, therapist: UUID, **kwargs: Any) -> None:
        """`therapist` is whose note it is: nobody supervises themselves."""
        super().__init__(*args, **kwargs)
        offer_scales(self)
        told = str(self.initial.get("skin_prep") or "")
        known = choices.or_other(choices.SKIN, told)
        self.fields["skin_prep"].choices = known  # type: ignore[attr-defined]
        place = str(self.initial.get("location") or "")
        self.fields["location"].choices = choices.or_other(choices.PLACES, place)  # type: ignore[attr-defined]
        self.fields["supervisor"].queryset = practice.therapists().exclude(pk=therapist)  # type: ignore[attr-defined]
        self.fields["supervisor"].label_from_instance = attrgetter("name")  # type: ignore[attr-defined]
        self.written = self.initial.get("interventions") or ()
        add_treatments(self, self.written)
        asked = dict(choices.every_visit_items())
        more = [(key, choices.item_label(key)) for key in self.initial.get("positive") or () if key not in asked]
        self.fields["positive"].choices = [*asked.items(), *more]  # type: ignore[attr-defined]
        for name, offered in (("risk_explained", choices.RISKS), ("education", choices.ADVICE)):
            written = [(text, text) for text in self.initial.get(name) or () if text not in dict(offered)]
            self.fields[name].choices = [*offered, *written]  # type: ignore[attr-defined]

    @property
    def paths(self) -> dict[str, str]:
        """Where the fields that are not named as in the API stand in a session, for the page's script."""
        return {
            "changes": "rescreen/changes", "change_note": "rescreen/note", "events_answer": "adverse_events",
            "estim_used": "estim", **dict.fromkeys(("positive", "beyond_today", "red_flags"), "rescreen/positive"),
            **{f"estim_{name}": f"estim/{name}" for name in ESTIM},
            **{name: f"measurements/{measure}|{phase}|" for name, (measure, phase) in MEASURED.items()},
            **treatment_paths(),
        }  # fmt: skip

    @property
    def treatments(self) -> list[forms.BoundField]:
        """Other treatment, each kind with its field."""
        return treatments_of(self)

    def typed(self, kept: list[dict[str, Any]]) -> dict[str, Any]:
        """What was typed as services take it; `kept` are measurements that the form does not show."""
        told = self.cleaned_data
        names = set(fields.SESSION) & set(told)
        return {
            "occurred_at": told["occurred_at"],
            "minutes": told["minutes"],
            "note": told["note"],
            **{name: told[name] for name in names},
            "location": told["location"] or str(self.initial.get("location") or IN_THE_CLINIC),
            "interventions": typed_treatments(self, self.written),
            "rescreen": rescreen_of(told, [*told["positive"], *told["beyond_today"], *told["red_flags"]]),
            "estim": self._estim(),
            "measurements": [*typed_measurements(told, MEASURED), *kept],
        }

    def _estim(self) -> dict[str, Any] | None:
        if not self.cleaned_data["estim_used"]:
            return None
        return {name: self.cleaned_data[f"estim_{name}"] for name in ESTIM}

    def clean(self) -> dict[str, Any]:
        """Answers that contradict each other are said where they stand."""
        told = super().clean() or self.cleaned_data
        ticked = any(told.get(name) for name in ("positive", "beyond_today", "red_flags"))
        if told.get("changes") != "true" and (ticked or (told.get("change_note") or "").strip()):
            self.add_error("changes", "Choose 'Something changed': something is written or ticked below.")
        check_values(self, told, MEASURED)
        return told


class SignForm(forms.Form):
    """Signing, and discarding, ask for nothing but the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class HoldForm(SignForm):
    """Why nobody was needled, in the version that was read."""

    reason = forms.CharField(
        label="Why the patient was not needled", max_length=500, required=False,
        help_text="Asked before the visit is signed; it may be added later.",
    )  # fmt: skip


class CosignForm(forms.Form):
    """Co-signing: a remark, if any."""

    remark = forms.CharField(
        label="Remark, if any", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SupervisorForm(forms.Form):
    """Who is to co-sign from now on, and why."""

    supervisor = forms.ModelChoiceField(
        Membership.objects.none(), error_messages={"required": "Choose who is to co-sign."}
    )
    reason = forms.CharField(label="Why somebody else, if that helps", max_length=300, required=False)

    def __init__(self, *args: Any, therapist: UUID, **kwargs: Any) -> None:
        """`therapist` is whose note it is: nobody supervises themselves."""
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = practice.therapists().exclude(pk=therapist)  # type: ignore[attr-defined]
        self.fields["supervisor"].label_from_instance = attrgetter("name")  # type: ignore[attr-defined]


class AddendumForm(forms.Form):
    """A dated addition to a signed note."""

    text = forms.CharField(
        label="What is added", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what is to be added."},
    )  # fmt: skip
    reason = _text("Why it comes later", 300)
