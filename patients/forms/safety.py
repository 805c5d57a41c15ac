"""Forms of screening, clearance and consent."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from patients import fields
from patients.forms.shapes import RecordForm
from patients.models import Consent, Override
from patients.rules import screening as rules
from patients.rules.clearances import NOTHING_TO_CLEAR
from patients.rules.risks import regions_of
from practice import reference
from practice.days import WRONG_DAY
from practice.forms import Moment

YES, NO = "yes", "no"
ANSWERS: Final = [(YES, "Yes"), (NO, "No")]
SIDES: Final = [("", "Both"), ("left", "Left"), ("right", "Right")]

GROUP_TITLES: Final[Mapping[str, str]] = {
    "snnoop10": "Headache warning signs",
    "vascular_5d3n": "Neck vessels",
    "craniocervical_instability": "Stability of the upper neck",
    "myelopathy": "Spinal cord",
    "fracture": "Fracture",
    "infection_malignancy": "Infection and cancer",
    "cardiac_pulmonary": "Heart and lungs",
    "radiculopathy": "Nerve roots",
    "absolute-patient": "Reasons not to needle",
    "absolute-area": "Areas not to be needled",
    "relative-patient": "Reasons for precautions",
    "relative-area": "Precautions in an area",
}
ORDER: Final = tuple(GROUP_TITLES)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form: its key, its words, what stands behind it, and whether it is a red flag.

    `ask` is what to ask where it says more than the words, '' elsewhere.
    One about an area names muscles: it must where it forbids the area, and may where it asks for precautions.
    """

    key: str
    label: str
    why: str
    group: str
    is_flag: bool
    forbids_area: bool
    about_area: bool
    ask: str = ""


def questions(form: Mapping[str, Any]) -> list[Question]:
    """Every question of one edition of the form: red flags first, then the items, by group."""
    flags = [Question(f["key"], f["label"], f["why"], f["group"], True, False, False) for f in form["red_flags"]]
    items = [
        Question(
            item["key"], item["label"], item["reason"], f"{item['level']}-{item['applies_to']}", False,
            item["action"] == "avoid_area", item["applies_to"] == "area",
            item["ask"] if item["ask"] != item["label"] else "",
        )
        for item in rules.asked_items(form)
    ]  # fmt: skip
    return sorted([*flags, *items], key=lambda question: _rank(question.group))


def _rank(group: str) -> int:
    return ORDER.index(group) if group in ORDER else len(ORDER)


def title_of(group: str) -> str:
    """What stands above a group of questions."""
    return GROUP_TITLES.get(group, group.replace("_", " ").capitalize())


def muscle_choices() -> list[tuple[str, str]]:
    """Muscles of the catalogue by name."""
    return sorted(((key, row["common_name"]) for key, row in reference.muscles().items()), key=lambda pair: pair[1])


class ScreeningForm(forms.Form):
    """The screen: every question has an answer, or its group says 'none of these'; `only` limits what is asked."""

    answered_at = Moment(label="When it was asked")
    precautions = forms.CharField(
        max_length=2000, required=False, label="Precautions", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What you do about each reason for precautions that is answered yes, and what was told of it.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, only: Collection[str] | None = None, former: Callable[[str], str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.former = former  # what the person's former course of care knew, in words: to be seen, never an answer
        found = questions(reference.current("screening"))
        self.questions = [question for question in found if only is None or question.key in only]
        self.is_partial = len(self.questions) < len(found)
        for question in self.questions:
            self.fields[question.key] = forms.ChoiceField(
                choices=ANSWERS, required=False, label=question.label, widget=forms.RadioSelect
            )
            if question.about_area:
                self.fields[f"muscles_{question.key}"] = self._muscles(needed=question.forbids_area)
                self.fields[f"side_{question.key}"] = forms.ChoiceField(
                    choices=SIDES, required=False, label="On which side", widget=forms.RadioSelect, initial=""
                )
        for group in dict.fromkeys(question.group for question in self.questions):
            self.fields[f"none_{group}"] = forms.BooleanField(required=False, label=title_of(group))

    @staticmethod
    def _muscles(*, needed: bool) -> forms.MultipleChoiceField:
        attrs = {"data-needed": "needed where the answer is yes"} if needed else {}
        return forms.MultipleChoiceField(
            choices=muscle_choices, required=False, label="Muscles not to be needled",
            widget=forms.CheckboxSelectMultiple(attrs=attrs),
            help_text="" if needed else "None chosen: needling goes on with the precautions that you write below. A "
            "chosen muscle is needled only on a day for which a therapist decides so by name.",
        )  # fmt: skip

    def groups(self) -> Iterator[dict[str, Any]]:
        """The questions as the page shows them, group by group."""
        for group in dict.fromkeys(question.group for question in self.questions):
            rows = [question for question in self.questions if question.group == group]
            yield {
                "key": group,
                "title": title_of(group),
                "is_flags": rows[0].is_flag,
                "none": self[f"none_{group}"],
                "rows": [
                    {
                        "question": q,
                        "field": self[q.key],
                        "former": self.former(q.key) if self.former else "",
                        "muscles": self[f"muscles_{q.key}"] if q.about_area else None,
                        "side": self[f"side_{q.key}"] if q.about_area else None,
                    }
                    for q in rows
                ],
            }

    def clean(self) -> dict[str, Any]:
        """Every question is answered, or its group is closed with 'none of the rest'; an area says which muscles."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for group in dict.fromkeys(question.group for question in self.questions):
            if not typed.get(f"none_{group}"):
                self._require_answers(group, typed)
        for q in self.questions:
            if q.forbids_area and typed.get(q.key) == YES and not typed.get(f"muscles_{q.key}"):
                self.add_error(f"muscles_{q.key}", rules.asks_for_muscles(q.label))
        return typed

    def _require_answers(self, group: str, typed: Mapping[str, Any]) -> None:
        open_ones = [q.label for q in self.questions if q.group == group and not typed.get(q.key)]
        if open_ones:
            count = f"{len(open_ones)} questions have" if len(open_ones) > 1 else "1 question has"
            words = f"{count} no answer yet. Answer yes or no, or tick “None of the rest”."
            self.add_error(f"none_{group}", words)

    def service_input(self) -> dict[str, Any]:
        """What the service takes: the keys answered yes, and the muscles that areas forbid."""
        yes = [question for question in self.questions if self.cleaned_data.get(question.key) == YES]
        chosen = {q.key: self.cleaned_data.get(f"muscles_{q.key}") for q in yes if q.about_area}
        sides = {key: self.cleaned_data.get(f"side_{key}") for key in chosen}
        return {
            "answered_at": self.cleaned_data["answered_at"],
            "precautions": self.cleaned_data["precautions"],
            "positive": [question.key for question in yes if not question.is_flag],
            "red_flags": [question.key for question in yes if question.is_flag],
            "limited_muscles": {key: muscles for key, muscles in chosen.items() if muscles},
            "limited_sides": {key: dict.fromkeys(chosen[key] or (), side) for key, side in sides.items() if side},
            "asked": [question.key for question in self.questions] if self.is_partial else [],
        }


class ClearanceForm(forms.Form):
    """Who cleared what, when, and why."""

    item = forms.ChoiceField(
        label="What is cleared",
        error_messages={"required": "Choose what is cleared.", "invalid_choice": NOTHING_TO_CLEAR},
    )
    given_by = forms.CharField(
        max_length=120, label="Cleared by", help_text="Name and profession of the clinician.",
        error_messages={"required": "Enter the clinician's name."},
    )  # fmt: skip
    given_on = forms.DateField(label="On", error_messages={"required": "Enter the day."})
    reason = forms.CharField(
        max_length=500, label="What was found", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what was found."},
    )  # fmt: skip

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items  # type: ignore[attr-defined]


class OverrideForm(RecordForm):
    """Which item, for which day, and why."""

    item = forms.ChoiceField(label="Decided against", error_messages={"required": "Choose what is overridden."})
    field_order = fields.OVERRIDE

    class Meta:
        model = Override
        fields = fields.OVERRIDE
        labels = {"holds_on": "For the session on", "reason": "Why needling is right all the same"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "holds_on": {"required": "Enter the day of the session.", "invalid": WRONG_DAY},
            "reason": {"required": "Write the reason."},
        }

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items  # type: ignore[attr-defined]


def region_choices() -> list[tuple[str, str]]:
    """The regions of the muscle catalogue in which something may be needled."""
    return [(region, region[:1].upper() + region[1:]) for region in regions_of(reference.muscles().values())]


class ConsentForm(RecordForm):
    """What was signed, by whom, how, and until when it holds."""

    areas = forms.MultipleChoiceField(
        choices=region_choices, required=False, widget=forms.CheckboxSelectMultiple, label="Regions agreed to",
        help_text="None ticked: all of them. The risks below are those of the structures under these muscles.",
    )  # fmt: skip
    signature = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput, label="Signature")
    has_paper = forms.BooleanField(required=False, label="I have the paper with the signature")

    class Meta:
        model = Consent
        fields = tuple(name for name in fields.CONSENT if name not in ("episode", "text_version"))
        error_messages = {
            "signed_on": {"required": "Enter the day of signing."},
            "signed_name": {"required": "Enter the name under the consent."},
            "regions": {"required": "Enter the regions."},
            "signed_how": {"required": "Choose how it was signed."},
        }
        labels = {
            "scope": "Agreed to", "signed_on": "Signed on", "signed_name": "Signed by", "guardian_name": "Guardian",
            "guardian_relation": "Guardian's relation", "expires_on": "Holds until", "copy_given": "A copy was given",
            "assent": "The child agrees too", "signed_how": "How it was signed", "regions": "In your own words",
        }  # fmt: skip
        help_texts = {
            "expires_on": "Empty: until it is withdrawn.",
            "guardian_name": "Needed under 18.",
            "signed_name": "In full. For a typed signature this is the signature.",
        }
        widgets = {"scope": forms.RadioSelect, "signed_how": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """How it was signed is never taken for granted, and there is no choice that says nothing."""
        super().__init__(*args, **kwargs)
        self.fields["signed_how"].choices = Consent.Signing.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever says 'on paper' has that paper; the record itself knows only how it was signed."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.pop("has_paper", False) and typed.get("signed_how") == Consent.Signing.PAPER:
            words = "Tick this once you have the signed paper, or choose how else it is signed."
            self.add_error("has_paper", words)
        return typed


class WithdrawalForm(forms.Form):
    """Why the patient takes the consent back."""

    reason = forms.CharField(
        max_length=300, label="Reason", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The patient owes no reason; “did not say” is enough.",
        error_messages={"required": "Write a reason, or that none was given."},
    )  # fmt: skip
