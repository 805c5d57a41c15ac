"""Forms of the clinic's own exercises: shapes only, they never save."""

from typing import Any

from django import forms

from patients.rules.screening import asked_items
from plans import fields
from plans.forms import DOSE_LABELS, DOSE_WIDGETS
from plans.models import ClinicExercise
from plans.rules.exercises import KINDS
from plans.rules.library import LONGEST_ITEM, LONGEST_WINDOW, LONGEST_WORDS, MOST_ITEMS, MOST_STEPS
from practice import reference


class Lines(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea

    def __init__(self, *args: Any, most: int = 12, longest: int = 400, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        """Texts as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Lines as texts, empty ones left out."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """As many as fit, each as long as it may be."""
        if self.required and not value:
            raise forms.ValidationError("Write at least one line.")
        if len(value) > self.most or any(len(line) > self.longest for line in value):
            raise forms.ValidationError(f"Write at most {self.most} lines of at most {self.longest} characters each.")

    def run_validators(self, value: Any) -> None:
        """None beyond `validate`: a list has no characters to look at."""


def _screening() -> list[tuple[str, str]]:
    """What the screen asks, in its order."""
    form = reference.current("screening")
    return [(row["key"], row["label"]) for row in (*asked_items(form), *form["red_flags"])]


def _muscles() -> list[tuple[str, str]]:
    """Muscles by their everyday name."""
    return sorted(((key, row["common_name"]) for key, row in reference.muscles().items()), key=lambda pair: pair[1])


class ClinicExerciseForm(forms.ModelForm):
    """One of the clinic's own exercises."""

    kind = forms.ChoiceField(
        choices=[("", ""), *KINDS.items()], error_messages={"required": "Choose the kind."},
        widget=forms.Select(attrs={"data-search": True}),
    )  # fmt: skip
    instructions = Lines(
        help_text="One step a line, in words that a patient understands.", widget=forms.Textarea(attrs={"rows": 5})
    )
    checklist = Lines(
        required=False, most=MOST_ITEMS, longest=LONGEST_ITEM, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For a habit: what is to be in place, one item a line.",
    )  # fmt: skip
    avoid = forms.MultipleChoiceField(
        choices=_screening, required=False, label="Asks for a reason where the screening says",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    muscles = forms.MultipleChoiceField(
        choices=_muscles, required=False, label="Muscles that it works",
        help_text="Where one of them is under an area limit, the exercise asks for a reason.",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    rows: dict[str, list[forms.Form]]
    to_weigh = ("avoid", "muscles")
    field_order = (
        "name", "kind", "purpose", "instructions", "precautions", *fields.DOSE, "checklist", "active", *to_weigh,
    )  # fmt: skip

    class Meta:
        model = ClinicExercise
        fields = fields.CLINIC_EXERCISE
        widgets = DOSE_WIDGETS
        labels = {**DOSE_LABELS, "active": "In use: it can be prescribed"}
        help_texts = {"purpose": "What it is good for, in one sentence."}
        error_messages = {"name": {"required": "Enter the name."}}

    def _post_clean(self) -> None:
        """Not Django's: rules refuse in the service, in their words."""

    def weighed(self) -> list[forms.BoundField]:
        """What is compared with the patient's screening; the page folds it."""
        return [self[name] for name in self.to_weigh]

    def said(self) -> list[forms.BoundField]:
        """The rest of what people see."""
        return [field for field in self.visible_fields() if field.name not in self.to_weigh]

    def as_details(self, steps: list[dict[str, Any]]) -> dict[str, Any]:
        """The exercise as the service takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**typed, "steps": steps, "checklist": [{"text": line} for line in typed["checklist"]]}


class StepForm(forms.Form):
    """One step: what changes of the dose, in words for the patient, and when it may come."""

    words = forms.CharField(
        label="What the patient does now", max_length=LONGEST_WORDS,
        error_messages={"required": "Say what the patient does now, or remove the step."},
    )  # fmt: skip
    sets = forms.IntegerField(label=DOSE_LABELS["sets"], required=False, widget=DOSE_WIDGETS["sets"],
                              min_value=1, max_value=20)  # fmt: skip
    reps = forms.IntegerField(label=DOSE_LABELS["reps"], required=False, widget=DOSE_WIDGETS["reps"],
                              min_value=1, max_value=100)  # fmt: skip
    hold_seconds = forms.IntegerField(label=DOSE_LABELS["hold_seconds"], required=False, min_value=1, max_value=7200,
                                      widget=DOSE_WIDGETS["hold_seconds"])  # fmt: skip
    per_day = forms.IntegerField(label=DOSE_LABELS["per_day"], required=False, widget=DOSE_WIDGETS["per_day"],
                                 min_value=1, max_value=24)  # fmt: skip
    days_per_week = forms.IntegerField(label=DOSE_LABELS["days_per_week"], required=False, min_value=1, max_value=7,
                                       widget=DOSE_WIDGETS["days_per_week"])  # fmt: skip
    adherence_percent = forms.IntegerField(
        label="Comes when", initial=80, min_value=1, max_value=100,
        widget=forms.NumberInput(attrs={"data-unit": "% of the due days are done", "min": 1, "max": 100}),
    )  # fmt: skip
    days = forms.IntegerField(
        label="Within", initial=14, min_value=1, max_value=LONGEST_WINDOW,
        widget=forms.NumberInput(attrs={"data-unit": "days", "min": 1, "max": LONGEST_WINDOW}),
    )  # fmt: skip
    measure = forms.ChoiceField(
        label="And a measure has reached", required=False, widget=forms.Select(attrs={"data-search": True}),
        choices=lambda: [("", ""), *((key, m["name"]) for key, m in reference.measures().items())],
    )  # fmt: skip
    value = forms.FloatField(label="Value", required=False)

    def as_step(self) -> dict[str, Any]:
        """The step as the service takes it."""
        typed = self.cleaned_data
        when: dict[str, Any] = {name: typed[name] for name in ("adherence_percent", "days")}
        if typed["measure"]:
            when["measure"] = {"key": typed["measure"], "value": typed["value"]}
        return {"words": typed["words"], "dose": {name: typed[name] for name in fields.DOSE}, "when": when}


def step_initial(step: dict[str, Any]) -> dict[str, Any]:
    """What the form of a step shows."""
    when = step["when"]
    asked = when.get("measure") or {}
    found = {"words": step["words"], "measure": asked.get("key", ""), "value": asked.get("value")}
    return {**found, **step["dose"], "adherence_percent": when["adherence_percent"], "days": when["days"]}


class StepRowsBase(forms.BaseFormSet):
    """The steps of an exercise."""

    def filled(self) -> list[StepForm]:
        """The rows that say something and stay."""
        found = [row for row in self.forms if row.has_changed() or row.initial.get("words")]
        return [row for row in found if not row.cleaned_data.get("DELETE")]


StepRows = forms.formset_factory(
    StepForm, formset=StepRowsBase, can_delete=True, extra=0, max_num=MOST_STEPS, absolute_max=MOST_STEPS
)
