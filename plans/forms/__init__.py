"""Forms of the plans pages: shapes only, they never save."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, cast

from django import forms

from patients.vocabulary import MEDICINE_FOR_PATIENTS
from plans import fields
from plans.models import AdherenceDay, DiaryDay, Prescription, TreatmentPlan
from plans.rules.exercises import KINDS
from practice import reference
from practice.days import WRONG_DAY

DAY = {"invalid": WRONG_DAY}
HOURS = ("1", "2", "3", "4", "6", "8", "12", "24")
WHY = "Why it is suitable all the same"
NO_REASON = AdherenceDay.Reason.NONE


NEEDED_TO_SIGN = ("duration_weeks", "visits_per_week")


class PlanForm(forms.ModelForm):
    """A draft of the plan of care: `revision` is the one that is written, `version` its version that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    treatment_types = forms.MultipleChoiceField(
        choices=TreatmentPlan.TreatmentType.choices, required=False, label="Type of treatment",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    rows: dict[str, list[forms.Form]]

    class Meta:
        model = TreatmentPlan
        fields = fields.PLAN
        labels = {
            "starts_on": "Starts on", "duration_weeks": "Runs for", "visits_per_week": "Visits",
            "times_per_day": "Amount", "interventions": "What is planned", "note": "Note",
        }  # fmt: skip
        help_texts = {
            "times_per_day": "Treatments on the day of a visit. Empty is one.",
            "interventions": (
                "In words: which muscles or regions, which exercises, what is taught. The plan is signed with this or "
                "with a type of treatment."
            ),
            "visits_per_week": "0.5 is one visit every two weeks.",
        }
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "text"}),
            "duration_weeks": forms.NumberInput(attrs={"data-unit": "weeks", "min": 1, "max": 52}),
            "visits_per_week": forms.NumberInput(attrs={"data-unit": "a week", "min": "0.5", "max": 7, "step": "0.5"}),
            "times_per_day": forms.NumberInput(attrs={"data-unit": "a day", "min": 1, "max": 4}),
            "interventions": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {"starts_on": {"required": "Enter the day on which the plan starts.", **DAY}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What a draft may lack, but no signed plan, is not marked as optional."""
        super().__init__(*args, **kwargs)
        for name in NEEDED_TO_SIGN:
            self.fields[name].widget.attrs["data-needed"] = "needed to sign"
        for name in ("treatment_types", "interventions"):
            self.fields[name].widget.attrs["data-needed"] = "this or the other, to sign"


class GoalForm(forms.Form):
    """One goal: the measure says whether 'at most' or 'at least' is meant."""

    measure = forms.ChoiceField(
        choices=lambda: [("", ""), *((key, m["name"]) for key, m in reference.measures().items())],
        widget=forms.Select(attrs={"data-search": True}), error_messages={"required": "Choose the measure."},
    )  # fmt: skip
    baseline = forms.DecimalField(max_digits=7, decimal_places=2, required=False)
    target = forms.DecimalField(
        max_digits=7, decimal_places=2,
        error_messages={"required": "Enter the target, or remove the goal.", "invalid": "Enter a number."},
    )  # fmt: skip
    due_on = forms.DateField(
        label="Due on", required=False, widget=forms.DateInput(attrs={"type": "text"}), error_messages=DAY
    )
    text = forms.CharField(label="In the patient's words", required=False, max_length=300)

    def as_goal(self) -> dict[str, Any]:
        """The goal as the service takes it; a baseline that is left out is looked up there."""
        typed = {name: self.cleaned_data[name] for name in ("measure", "target", "due_on", "text")}
        if self.cleaned_data["baseline"] is not None:
            typed["baseline"] = self.cleaned_data["baseline"]
        return typed


class GoalRowsBase(forms.BaseFormSet):
    """The goals of a plan."""

    def filled(self) -> list[GoalForm]:
        """The rows that say something and stay."""
        found = [row for row in self.forms if row.has_changed() or row.initial]
        return [row for row in found if not row.cleaned_data.get("DELETE")]


GoalRows = forms.formset_factory(GoalForm, formset=GoalRowsBase, can_delete=True, extra=0, max_num=20, absolute_max=20)


DOSE_WIDGETS = {
    "sets": forms.NumberInput(attrs={"data-unit": "sets", "min": 1, "max": 20}),
    "reps": forms.NumberInput(attrs={"data-unit": "times", "min": 1, "max": 100}),
    "hold_seconds": forms.NumberInput(attrs={"data-unit": "seconds", "min": 1, "max": 7200}),
    "per_day": forms.NumberInput(attrs={"data-unit": "a day", "min": 1, "max": 24}),
    "days_per_week": forms.NumberInput(attrs={"data-unit": "days a week", "min": 1, "max": 7}),
}
DOSE_LABELS = {
    "sets": "Sets", "reps": "Repeats", "hold_seconds": "Hold", "per_day": "How often", "days_per_week": "On",
}  # fmt: skip


class AskedForReason(forms.ModelForm):
    """Asks why an exercise is suitable, where the screening speaks against it."""

    def __init__(self, *args: Any, ask_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_reason:
            del self.fields["precaution_reason"]


class DoseForm(AskedForReason):
    """A new dose of what is prescribed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Prescription
        fields = (*fields.DOSE, "note", "precaution_reason")
        widgets = DOSE_WIDGETS
        labels = {**DOSE_LABELS, "note": "Note for the patient", "precaution_reason": WHY}


class StepForm(forms.ModelForm):
    """The next step of what is prescribed: a reason where one is asked for, and the version that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Prescription
        fields = ("precaution_reason",)
        labels: ClassVar[dict[str, str]] = {"precaution_reason": WHY}

    def as_details(self) -> dict[str, Any]:
        """The step as the service takes it."""
        reason, version = self.cleaned_data["precaution_reason"], self.cleaned_data["version"]
        return {"precaution_reason": reason, "if_version": version or 0}


class PrescribeForm(AskedForReason):
    """A first dose of an exercise or habit, prefilled from the library."""

    class Meta:
        model = Prescription
        fields = (*fields.DOSE, "starts_on", "note", "precaution_reason")
        widgets = {**DOSE_WIDGETS, "starts_on": forms.DateInput(attrs={"type": "text"})}
        labels = {**DOSE_LABELS, "starts_on": "Starts on", "note": "Note for the patient", "precaution_reason": WHY}
        error_messages = {"starts_on": {"required": "Enter the first day.", **DAY}}


class LibrarySearch(forms.Form):
    """What to look for in the library."""

    q = forms.CharField(label="Search", required=False, max_length=80)
    kind = forms.ChoiceField(
        choices=[("", "All kinds"), *KINDS.items()], required=False, widget=forms.Select(attrs={"data-plain": True})
    )

    def asked(self) -> tuple[str, str]:
        """The words and the kind; whatever is not valid finds everything."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("kind", "")


class AdherenceForm(forms.Form):
    """What was done of one exercise on one day."""

    on = forms.DateField(widget=forms.HiddenInput)
    done = forms.ChoiceField(choices=AdherenceDay.Done.choices)
    reason = forms.ChoiceField(
        choices=[choice for choice in AdherenceDay.Reason.choices if choice[0] != NO_REASON], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip


def _hours(sent: str) -> Decimal:
    """As Decimal's, but what is no number is a ValueError, which forms know how to refuse."""
    try:
        return Decimal(sent)
    except InvalidOperation:
        raise ValueError(sent) from None


class DiaryForm(forms.Form):
    """One day with or without a headache; few taps, so chips where an API takes numbers."""

    on = forms.DateField(widget=forms.HiddenInput)
    headache = forms.TypedChoiceField(
        choices=(("true", "Yes"), ("false", "No")), coerce=lambda sent: sent == "true", widget=forms.HiddenInput
    )
    intensity = forms.TypedChoiceField(
        label="How strong was it at its worst?", choices=[(n, str(n)) for n in range(1, 11)], coerce=int,
        empty_value=None, required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    hours = forms.TypedChoiceField(
        label="How many hours?", coerce=_hours, empty_value=None, required=False, widget=forms.RadioSelect
    )
    medicines = forms.MultipleChoiceField(
        label="Which medicine did you take for it?", choices=MEDICINE_FOR_PATIENTS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    note = forms.CharField(label="Note", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = str((kwargs.get("initial") or {}).get("hours") or "")
        known = [*HOURS, kept] if kept and kept not in HOURS else [*HOURS]
        hours = cast(forms.TypedChoiceField, self.fields["hours"])
        hours.choices = [(value, value) for value in sorted(known, key=Decimal)]


def diary_initial(on: Any, day: DiaryDay | None) -> Mapping[str, Any]:
    """What the form shows for a day that is recorded, or not yet."""
    if day is None:
        return {"on": on, "headache": "true"}
    hours = None if day.hours is None else f"{day.hours.normalize():f}"
    return {
        "on": on, "headache": "true", "intensity": day.intensity, "hours": hours, "medicines": day.medicines,
        "note": day.note,
    }  # fmt: skip
