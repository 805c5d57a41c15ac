"""Forms of a course of care."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from patients.models import EpisodeOfCare
from patients.vocabulary import EpisodeOutcome
from practice import reference
from practice import selectors as practice
from practice.models import Membership


def condition_choices() -> list[tuple[str, str]]:
    """Conditions of the catalogue, behind an empty choice."""
    return [("", ""), *((key, row["name"]) for key, row in reference.conditions().items())]


def payer_choices() -> list[tuple[str, str]]:
    """The payer rules of the table, behind the clinic's own choice."""
    rules = reference.payer_rules()
    usual = rules[practice.clinic().payer_rule]["name"]
    return [("", f"As usual in the clinic: {usual}"), *((key, row["name"]) for key, row in rules.items())]


def code_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """ICD-10 codes of the catalogue under the condition that they belong to, each once."""
    seen: set[str] = set()
    found = []
    for row in [*reference.conditions().values(), *reference.current("conditions")["related"]]:
        codes = [entry for entry in row["icd10"] if entry["code"] not in seen]
        seen |= {entry["code"] for entry in codes}
        if codes:
            found.append((row["name"], [code_choice(entry) for entry in codes]))
    return found


def code_choice(entry: Mapping[str, Any]) -> tuple[str, str]:
    """One code with its words."""
    return entry["code"], f"{entry['code']} {entry['description']}"


def other_codes() -> forms.MultipleChoiceField:
    """The field of the codes that are no condition's own and were not chosen before."""
    return forms.MultipleChoiceField(label="Other ICD-10 codes", required=False, widget=forms.CheckboxSelectMultiple)


def offer_codes(form: forms.BaseForm, condition: str) -> None:
    """The condition's own codes, and those chosen before, first (`icd10`); the rest stand folded (`other_icd10`)."""
    chosen = set(form.initial.get("icd10") or ())
    own = {entry["code"] for entry in reference.conditions()[condition]["icd10"]} | chosen
    every = [pair for _, codes in code_choices() for pair in codes]
    first, rest = form.fields["icd10"], form.fields["other_icd10"]
    first.choices = [pair for pair in every if pair[0] in own]  # type: ignore[attr-defined]
    rest.choices = [pair for pair in every if pair[0] not in own]  # type: ignore[attr-defined]


def offer_therapists(form: forms.Form) -> None:
    """The therapists of the clinic, by the name that they sign with."""
    field: Any = form.fields["therapist"]
    field.queryset = practice.therapists()
    field.label_from_instance = lambda member: member.signature_name


class EpisodeForm(forms.Form):
    """One course of care for one condition."""

    condition = forms.ChoiceField(
        choices=condition_choices, error_messages={"required": "Choose the condition."}, label="Condition",
        widget=forms.Select(attrs={"data-search": True}),
    )  # fmt: skip
    started_on = forms.DateField(
        label="First day", error_messages={"required": "Enter the first day of care."},
        help_text="The first visit; not in the future.",
    )  # fmt: skip
    therapist: "forms.ModelChoiceField[Membership]" = forms.ModelChoiceField(
        queryset=None, label="Therapist", error_messages={"required": "Choose the therapist."}
    )

    payer_rule = forms.ChoiceField(
        choices=payer_choices, required=False, label="Payer rule", widget=forms.Select(attrs={"data-plain": True}),
        help_text="When progress reports and certifications fall due.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_therapists(self)


class ReopenForm(forms.Form):
    """When care goes on, and with whom."""

    started_on = EpisodeForm.base_fields["started_on"]
    therapist = EpisodeForm.base_fields["therapist"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_therapists(self)


class LeadForm(forms.Form):
    """Who leads the care from now on."""

    therapist = forms.ModelChoiceField(
        Membership.objects.none(), label="Therapist", empty_label=None,
        error_messages={"required": "Choose the therapist.", "invalid_choice": "Choose a therapist of this clinic."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_therapists(self)


class EpisodeChangeForm(EpisodeForm):
    """As it was started, with the codes that the assessments gave it."""

    icd10 = forms.MultipleChoiceField(
        required=False, label="ICD-10 codes of the condition", help_text="The last signed assessment set them.",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    other_icd10 = other_codes()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_codes(self, self.initial["condition"])

    def about(self) -> list[forms.BoundField]:
        """Every field but the codes, which have a chooser of their own."""
        return [field for field in self.visible_fields() if field.name not in ("icd10", "other_icd10")]

    def clean(self) -> dict[str, Any]:
        """The codes as one list."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        others = typed.pop("other_icd10", [])
        return {**typed, "icd10": [*typed.get("icd10", []), *others]}


class ReasonForm(forms.Form):
    """Why care pauses, or to whom it goes."""

    reason = forms.CharField(
        max_length=500, label="Reason", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a few words."},
    )  # fmt: skip


class ResumeForm(forms.Form):
    """Nothing to fill in: going on is a decision."""


class DischargeForm(forms.Form):
    """How and when care ended."""

    outcome = forms.ChoiceField(
        choices=EpisodeOfCare.Outcome.choices, label="Outcome", widget=forms.RadioSelect,
        error_messages={"required": "Choose how care ends."},
    )  # fmt: skip
    reason = forms.CharField(
        max_length=500, required=False, label="Reason", widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed for a referral (to whom, and why), the patient's wish, and “Other”.",
    )  # fmt: skip
    discharged_on = forms.DateField(label="Day of discharge", error_messages={"required": "Enter the day."})
    discharge_summary = forms.CharField(
        max_length=4000, label="Discharge summary", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What was done and reached since the last progress report, and what the patient goes on with.",
        error_messages={"required": "Write the discharge summary."},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[EpisodeOutcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        outcome.choices = [(each.value, each.label) for each in offered]
