"""The form of the full screen, and of a part of it that is asked again."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from patients.rules import screening as rules
from patients.rules.precautions import LONGEST, field_of, plan_items
from practice import reference
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
    One about an area names muscles: it must where it forbids the area, and may where it asks for precautions. One that
    asks for precautions has a plan of its own.
    """

    key: str
    label: str
    why: str
    group: str
    is_flag: bool
    forbids_area: bool
    about_area: bool
    ask: str = ""
    needs_plan: bool = False


def questions(form: Mapping[str, Any]) -> list[Question]:
    """Every question of one edition of the form: red flags first, then the items, by group."""
    planned = plan_items(form)
    flags = [Question(f["key"], f["label"], f["why"], f["group"], True, False, False) for f in form["red_flags"]]
    items = [
        Question(
            item["key"], item["label"], item["reason"], f"{item['level']}-{item['applies_to']}", False,
            item["action"] == "avoid_area", item["applies_to"] == "area",
            item["ask"] if item["ask"] != item["label"] else "", item["key"] in planned,
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
        max_length=2000, required=False, label="Remarks on precautions", widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What was told, and what goes for several. What you do about each stands at its question.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, only: Collection[str] | None = None, former: Callable[[str], str] | None = None,
        plans: Mapping[str, str] | None = None, unplanned: Collection[str] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        """`plans` stood in the screen before; `unplanned` are items that are not asked again and have none there."""
        super().__init__(*args, **kwargs)
        self.named_otherwise: dict[str, str] = {}  # where a refusal is shown whose field has another name here
        self.former = former  # what the person's former course of care knew, in words: to be seen, never an answer
        found = questions(reference.current("screening"))
        self.questions = [question for question in found if only is None or question.key in only]
        self.is_partial = len(self.questions) < len(found)
        for question in self.questions:
            self.fields[question.key] = forms.ChoiceField(
                choices=ANSWERS, required=False, label=question.label, widget=forms.RadioSelect
            )
            if question.needs_plan:
                self._add_plan(question, (plans or {}).get(question.key, ""))
            if question.about_area:
                self.fields[f"muscles_{question.key}"] = self._muscles(needed=question.forbids_area)
                self.fields[f"side_{question.key}"] = forms.ChoiceField(
                    choices=SIDES, required=False, label="On which side", widget=forms.RadioSelect, initial=""
                )
        for group in dict.fromkeys(question.group for question in self.questions):
            self.fields[f"none_{group}"] = forms.BooleanField(required=False, label=title_of(group))
        self.unplanned = [q for q in found if q.needs_plan and q.key in unplanned and q not in self.questions]
        for question in self.unplanned:
            self._add_plan(question, "", needed="needed")

    def _add_plan(self, question: Question, stood: str, needed: str = "needed where the answer is yes") -> None:
        """The field for what is done about one item; the refusal that it is missing is shown there."""
        self.fields[f"plan_{question.key}"] = forms.CharField(
            max_length=LONGEST, required=False, label=f"What you do about it: {question.label}", initial=stood,
            widget=forms.Textarea(attrs={"rows": 2, "data-needed": needed}),
        )  # fmt: skip
        self.named_otherwise[field_of(question.key)] = f"plan_{question.key}"

    def plans_unasked(self) -> list[forms.BoundField]:
        """The plans that items lack which are not asked again."""
        return [self[f"plan_{question.key}"] for question in self.unplanned]

    @staticmethod
    def _muscles(*, needed: bool) -> forms.MultipleChoiceField:
        attrs = {"data-needed": "needed where the answer is yes"} if needed else {}
        return forms.MultipleChoiceField(
            choices=muscle_choices, required=False, label="Muscles not to be needled",
            widget=forms.CheckboxSelectMultiple(attrs=attrs),
            help_text="" if needed else "None chosen: needling goes on with what you wrote that you do about it. A "
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
                        "plan": self[f"plan_{q.key}"] if q.needs_plan else None,
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
        planned = [question for question in (*yes, *self.unplanned) if question.needs_plan]
        return {
            "answered_at": self.cleaned_data["answered_at"],
            "precautions": self.cleaned_data["precautions"],
            "precaution_plans": {q.key: self.cleaned_data.get(f"plan_{q.key}") or "" for q in planned},
            "positive": [question.key for question in yes if not question.is_flag],
            "red_flags": [question.key for question in yes if question.is_flag],
            "limited_muscles": {key: muscles for key, muscles in chosen.items() if muscles},
            "limited_sides": {key: dict.fromkeys(chosen[key] or (), side) for key, side in sides.items() if side},
            "asked": [question.key for question in self.questions] if self.is_partial else [],
        }
