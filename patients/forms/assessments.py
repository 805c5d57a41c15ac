"""The forms of an assessment: examination, measures and palpation findings."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms

from patients import fields
from patients.forms.episodes import offer_codes, other_codes
from patients.forms.screening import muscle_choices
from patients.forms.shapes import ChoicesThatMayWait, NumberThatMayWait, RecordForm, TextThatMayWait
from patients.models import Addendum, Assessment, Measurement, PalpationFinding
from patients.rules import measured
from patients.rules.assessments import KINDS
from practice import reference
from practice.days import day_words
from practice.errors import BadInput
from practice.forms import Moment
from practice.units import unit_of

LastValues = Mapping[str, tuple[Decimal, date, bool]]

ELSEWHERE: Final = frozenset({"needling_soreness", "needling_soreness_hours", "exercise_adherence"})
COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "ndi_raw": ("Neck Disability Index: sum of the answered items", "Neck Disability Index: items answered"),
    "headache_days_28": ("Diary: days with headache", "Diary: days recorded"),
}
# The counts of the diary stand beside the measure that they give, where the diary's offer is; others are seldom used.
BESIDE: Final = {
    "headache_days_28": tuple(f"c_headache_days_28_{name}" for name in measured.INPUTS["headache_days_28"]),
}
# Side, quality and triggers stand in the profile of each headache; the assessment's own are the app's and stay as sent.
OWN: Final = tuple(n for n in fields.ASSESSMENT if n not in ("headache_side", "headache_quality", "triggers"))
SECTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Pain", ("nprs_current", "nprs_best", "nprs_worst", "neck_pain_vas")),
    (
        "Headache",
        ("headache_days_28", "acute_med_days_28", "headache_intensity", "headache_duration_h", "headache_hours_28"),
    ),
    ("Questionnaires", ("ndi_raw", "hit6", "psfs", "midas", "phq2", "groc", "hdi", "promis_pi")),
)  # fmt: skip


class AssessmentForm(RecordForm):
    """An assessment's own fields, with one field for each measure of the catalogue."""

    occurred_at = Moment(label="When")
    kind = forms.ChoiceField(
        label="Kind", choices=[(kind.value, kind.label) for kind in KINDS], widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of assessment."},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="Duration", required=False, min_value=0, max_value=600,
        widget=forms.NumberInput(attrs={"data-unit": "min", "step": 5}),
    )  # fmt: skip
    complaint = TextThatMayWait(label="Main complaint", max_length=300, help_text="In the patient's words.")
    impression = TextThatMayWait(label="Clinical impression", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    icd10 = ChoicesThatMayWait(label="ICD-10 codes of the condition", widget=forms.CheckboxSelectMultiple)
    other_icd10 = other_codes()
    red_flags = forms.MultipleChoiceField(
        label="Red flags found today", required=False, widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(flag["key"], flag["label"]) for flag in reference.current("screening")["red_flags"]],
    )  # fmt: skip

    class Meta:
        model = Assessment
        fields = OWN
        widgets = {
            "history": forms.Textarea(attrs={"rows": 4}),
            "examination": forms.Textarea(attrs={"rows": 4}),
            "posture": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "medicines": "Also blood thinners, and how many days a month acute headache medicine is taken.",
            "examination": "What was tested and found; the numbers go below.",
        }

    use_required_attribute = False

    def __init__(self, *args: Any, last: LastValues, condition: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.primary = reference.primary_measure(condition)
        offer_codes(self, condition)
        for key, side in _places():
            measure, at = reference.measures()[key], measured.place(key, side)
            field = _measure_field(measure, side, last.get(at), is_primary=key == self.primary)
            self.fields[f"m_{at}"] = field
        for key, labels in COUNTS.items():
            for name, label in zip(measured.INPUTS[key], labels, strict=True):
                self.fields[f"c_{key}_{name}"] = forms.IntegerField(
                    label=label, required=False, min_value=0, widget=forms.NumberInput(attrs={"step": 1})
                )
        for key in sorted(measured.FROM_DIARY):
            self.fields[f"d_{key}"] = forms.DateField(required=False, widget=forms.HiddenInput)

    def measure_sections(self) -> Iterator[dict[str, Any]]:
        """The measures as the page shows them; what is seldom used stands folded."""
        for title, keys in SECTIONS:
            yield self._section(title, [name for key in keys for name in (f"m_{key}", *BESIDE.get(key, ()))])
        clinical = [
            f"m_{measured.place(key, side)}"
            for key, side in _places()
            if reference.measures()[key]["category"] == "clinical"
        ]
        yield self._section("Movement and strength", [n for n in clinical if not n.startswith("m_ppt_")])
        yield self._section("Pressure pain threshold", [n for n in clinical if n.startswith("m_ppt_")], folded=True)
        counts = [f"c_{key}_{name}" for key in COUNTS if key not in BESIDE for name in measured.INPUTS[key]]
        yield self._section("Worked out from counts", counts, folded=True)

    def _section(self, title: str, names: list[str], *, folded: bool = False) -> dict[str, Any]:
        found = [self[name] for name in names if name in self.fields]
        used = any(field.errors or field.value() not in (None, "") for field in found)
        return {"title": title, "fields": found, "folded": folded and not used}

    def clean(self) -> dict[str, Any]:
        """Each number is one that its measure can have."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        self._take_anew()
        for field, row in self._rows(typed):
            try:
                measured.checked([row], reference.measures())
            except BadInput as problem:
                self.add_error(field, problem.blockers[0].message)
        return typed

    def _take_anew(self) -> None:
        """A day of the diary that cannot be read is said at the number that it stands behind: nobody sees the day."""
        for key in measured.FROM_DIARY:
            if self.errors.pop(f"d_{key}", None):
                self.add_error(f"m_{key}", "The day of the diary cannot be read. Take the number from the diary anew.")

    def places(self) -> list[str]:
        """The fields that the measurements come from, in the order in which they are sent."""
        return [field for field, _ in self._rows(self.cleaned_data)]

    def measured_so_far(self) -> list[dict[str, Any]]:
        """The values as they stand, for the criteria while somebody writes."""
        if self.is_bound:
            return [row for _, row in self._rows(self.cleaned_data)]
        known = {name: Decimal(str(value)) for name, value in self.initial.items() if name.startswith("m_")}
        return [row for _, row in self._rows(known)]

    def service_input(self, kept: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
        """What the service takes; `kept` are measurements that the form does not show."""
        typed = self.cleaned_data
        names = ("occurred_at", "kind", "minutes", "red_flags", *OWN)
        return {
            **{name: typed[name] for name in names},
            "icd10": [*typed["icd10"], *typed["other_icd10"]],
            "measurements": [*(row for _, row in self._rows(typed)), *kept],
        }

    def _rows(self, typed: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for key, side in _places():
            at = measured.place(key, side)
            inputs = {name: typed.get(f"c_{key}_{name}") for name in measured.INPUTS.get(key, ())}
            counted = {name: count for name, count in inputs.items() if count is not None}
            value = typed.get(f"m_{at}")
            until = {"diary_until": self._taken_until(key, typed)}
            if counted:
                yield f"c_{key}_{next(iter(inputs))}", {"measure": key, "value": value, "inputs": counted, **until}
            elif value is not None:
                yield f"m_{at}", {"measure": key, "side": side, "value": value, **until}

    def _taken_until(self, key: str, typed: Mapping[str, Any]) -> date | None:
        """The last day of the diary that a value was taken from; what was typed over is not the diary's any more."""
        until: date | None = typed.get(f"d_{key}")
        numbers = [f"m_{key}", *(f"c_{key}_{name}" for name in measured.INPUTS.get(key, ()))]
        if until is None or (key in measured.INPUTS and typed.get(numbers[1]) is None):
            return None
        kept = [self.initial.get(name) for name in numbers]
        same = [None if value in (None, "") else Decimal(str(value)) for value in kept] == [*map(typed.get, numbers)]
        return until if same or until != self.initial.get(f"d_{key}") else None


def _places() -> Iterator[tuple[str, str]]:
    """Each measure that the form asks for, with the side where it has one."""
    for key, measure in reference.measures().items():
        if key not in measured.WORKED_OUT and key not in ELSEWHERE:
            yield from ((key, side) for side in measured.sides(measure))


def _is_shown(row: Measurement) -> bool:
    return row.phase == Measurement.Phase.VISIT and (row.measure, row.side) in set(_places())


def hidden_measurements(rows: Iterable[Measurement]) -> list[dict[str, Any]]:
    """Measurements of a draft that the form does not show, for example from the clinic's app: they stay."""
    return [{name: getattr(row, name) for name in fields.MEASUREMENT} for row in rows if not _is_shown(row)]


def measure_initial(rows: Iterable[Measurement]) -> dict[str, Any]:
    """What the measure fields hold at first: the measurements of a draft."""
    found: dict[str, Any] = {}
    for row in filter(_is_shown, rows):
        if row.inputs:
            found |= {f"c_{row.measure}_{name}": count for name, count in row.inputs.items()}
        elif row.value is not None:
            found[f"m_{measured.place(row.measure, row.side)}"] = f"{row.value.normalize():f}"
        if row.diary_until:
            found[f"d_{row.measure}"] = row.diary_until
    return found


def fields_taken(measurement: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of a measure hold when a measurement is taken into the form: what stood there goes."""
    key = measurement["measure"]
    names = [f"m_{key}", *(f"c_{key}_{name}" for name in measured.INPUTS.get(key, ()))]
    return {**dict.fromkeys(names, ""), **measure_initial([Measurement(**measurement)])}


def _measure_field(
    measure: Mapping[str, Any], side: str, last: tuple[Decimal, date, bool] | None, *, is_primary: bool
) -> forms.DecimalField:
    """A number; its bounds are the rule's to refuse, in the measure's words."""
    attrs = {"step": measure["step"], "data-unit": unit_of(measure)}
    if last is not None:
        value, on, signed = last
        words = f"{value.normalize():f} on {day_words(on)}"
        attrs["data-last"] = words if signed else f"{words} (draft, not signed)"
        attrs["data-last-value"] = f"{value.normalize():f}"
        attrs["data-better"] = measure["direction"].split("_")[0]
    field = NumberThatMayWait(
        label=f"{measure['name']}, {side}" if side else measure["name"], max_digits=7, decimal_places=2,
        widget=forms.NumberInput(attrs=attrs),
        help_text=f"{measure['min']} to {measure['max']}, {measure['direction'].replace('_', ' ')}."
        + (" Progress is measured against this one." if is_primary else ""),
    )  # fmt: skip
    field.widget.attrs |= {"min": measure["min"], "max": measure["max"]}
    return field


class FindingForm(RecordForm):
    """What the fingers found in one muscle."""

    muscle = forms.ChoiceField(
        choices=lambda: [("", ""), *muscle_choices()], error_messages={"required": "Choose the muscle."},
        widget=forms.Select(attrs={"data-search": True}),
    )  # fmt: skip
    tenderness = forms.IntegerField(
        required=False, min_value=0, max_value=10, help_text="0 to 10.", widget=forms.NumberInput(attrs={"step": 1})
    )

    class Meta:
        model = PalpationFinding
        fields = fields.FINDING
        labels = {"familiar_pain": "Familiar pain", "taut_band": "Taut band", "referral": "Refers to"}
        error_messages = {"side": {"required": "Choose the side."}}


FindingFormSet = forms.formset_factory(FindingForm, can_delete=True, extra=0)


def findings_kept(formset: Any) -> list[FindingForm]:
    """The rows that are there and stay."""
    told = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [form for form in told if form.cleaned_data.get("muscle")]


def findings_sent(formset: Any) -> list[dict[str, Any]]:
    """What these rows say."""
    return [{name: form.cleaned_data[name] for name in fields.FINDING} for form in findings_kept(formset)]


class AddendumForm(RecordForm):
    """What is added to a signed note."""

    class Meta:
        model = Addendum
        fields = fields.ADDENDUM
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {"text": "What is added", "reason": "Why it was not in the note"}
        error_messages = {"text": {"required": "Write what is to be added."}}
