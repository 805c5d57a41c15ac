"""The form of one headache: its profile, the answers to the criteria's questions, what the clinician chose."""

from typing import Any, Final

from django import forms

from patients import fields
from patients.forms.shapes import RecordForm
from patients.models import HeadacheProfile
from patients.rules.headaches import AURA_WARNINGS, MEDICINE_DAYS
from patients.vocabulary import AcuteMedicine, Trigger
from practice import reference

YES_NO: Final = (("", "Not stated"), ("yes", "Yes"), ("no", "No"))
ASKED: Final = "-q-"


class YesOrNo(forms.TypedChoiceField):
    """Yes, no, or not stated: chips."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label, choices=YES_NO, required=False, empty_value=None, widget=forms.RadioSelect,
            coerce=lambda sent: sent == "yes",
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """As the chips say it."""
        return {True: "yes", False: "no"}.get(value, value)


def _number(label: str, unit: str, most: int, help_text: str = "") -> forms.IntegerField:
    attrs = {"step": 1, "data-unit": unit, "max": most}
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, help_text=help_text,
        widget=forms.NumberInput(attrs=attrs),
    )  # fmt: skip


class HeadacheForm(RecordForm):
    """One kind of headache."""

    days_per_month = forms.DecimalField(
        label="Days a month", required=False, max_digits=3, decimal_places=1, min_value=0, max_value=31,
        widget=forms.NumberInput(attrs={"step": 1, "data-unit": "days"}),
    )  # fmt: skip
    months = _number("For how long", "months", 1200)
    attack_hours = forms.DecimalField(
        label="Hours of an untreated attack", required=False, max_digits=4, decimal_places=1, min_value=0,
        max_value=720, widget=forms.NumberInput(attrs={"step": 1, "data-unit": "h"}),
        help_text="720 when it never stops.",
    )  # fmt: skip
    usual_intensity = _number("Usual intensity", "of 10", 10)
    worst_intensity = _number("Worst intensity", "of 10", 10)
    worse_with_activity = YesOrNo(label="Worse with walking or stairs")
    light = YesOrNo(label="Light disturbs")
    sound = YesOrNo(label="Sound disturbs")
    aura = YesOrNo(label="Aura before or with it")
    aura_first = YesOrNo(label="Is it the first aura ever?")
    aura_long = YesOrNo(label="Did an aura last more than 60 minutes?")
    aura_weakness = YesOrNo(label="Was there weakness of an arm, a leg or the face?")
    triggers = forms.MultipleChoiceField(
        label="Set off by", choices=Trigger.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    chosen = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = HeadacheProfile
        fields = tuple(name for name in fields.HEADACHE if name not in ("medicine_days", "answers"))
        labels = {
            "name": "What to call it", "where": "Side", "own_triggers": "Set off by, in own words",
            "onset": "How and when it began",
        }  # fmt: skip
        help_texts = {"name": "In plain words, for example “band around the head”."}
        error_messages = {"name": {"required": "Give this headache a name."}}

    def __init__(self, *args: Any, unnamed: str = "", **kwargs: Any) -> None:
        """`unnamed` is what a complaint is called that nobody gave a name; '' where each headache gets its own."""
        super().__init__(*args, **kwargs)
        self.unnamed = unnamed
        if unnamed:
            self.fields["name"].required = False
            self.fields["name"].help_text = f"Empty: “{unnamed}”. A headache gets a name of its own."
        self.fields["chosen"].choices = [(key, row["name"]) for key, row in reference.conditions().items()]  # type: ignore[attr-defined]
        taken = self.initial.get("medicine_days") or {}
        for key, label in AcuteMedicine.choices:
            self.fields[f"med_{key}"] = _number(label, "days", MEDICINE_DAYS)
            self.initial[f"med_{key}"] = taken.get(key)

    def clean_name(self) -> str:
        """As typed, or what the complaint is called anyway."""
        typed: str = self.cleaned_data["name"]
        return typed or self.unnamed

    def groups(self) -> list[dict[str, Any]]:
        """The fields as the page shows them."""
        found = [(title, names, [self[name] for name in names]) for title, names in GROUPS]
        return [{"title": title, "fields": shown, "of_aura": names is AURA_WARNINGS} for title, names, shown in found]

    def medicines(self) -> list[Any]:
        """Days with medicine, by class."""
        return [self[f"med_{key}"] for key in AcuteMedicine.values]

    def answers(self) -> dict[str, bool]:
        """The answers to the criteria's questions, as sent or as kept."""
        if not self.is_bound:
            return dict(self.initial.get("answers") or {})
        start = f"{self.prefix}{ASKED}"
        sent = {name.removeprefix(start): self.data.get(name) for name in self.data if name.startswith(start)}
        return {key: answer == "yes" for key, answer in sent.items() if answer in ("yes", "no")}

    def has_changed(self) -> bool:
        """Also when only questions were answered."""
        return super().has_changed() or self.answers() != (self.initial.get("answers") or {})

    def told(self) -> dict[str, Any]:
        """What the form says, as far as it can be read: for the criteria while somebody types."""
        typed = self.cleaned_data if self.is_bound else self.initial
        kept = {name: typed.get(name) for name in fields.HEADACHE if typed.get(name) is not None}
        days = {key: typed.get(f"med_{key}") for key in AcuteMedicine.values}
        taken = {key: number for key, number in days.items() if number is not None}
        return {**kept, "answers": self.answers(), "medicine_days": taken}


GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("How often and how strong", ("days_per_month", "months", "attack_hours", "usual_intensity", "worst_intensity")),
    ("What it is like", ("where", "quality", "worse_with_activity", "nausea", "light", "sound", "aura")),
    ("About the aura: a yes is a red flag, to be seen by a physician urgently", AURA_WARNINGS),
)


class Headaches(forms.BaseFormSet):  # type: ignore[type-arg]
    """The headaches of a note; a row that is not kept yet and stays empty asks for nothing."""

    def initial_form_count(self) -> int:
        """As many as are kept, whatever the page says that it showed."""
        return len(self.initial or ()) if self.is_bound else super().initial_form_count()


HeadacheFormSet = forms.formset_factory(HeadacheForm, formset=Headaches, can_delete=True, extra=0)


def headaches_kept(formset: Any) -> list[HeadacheForm]:
    """The rows that are there and stay."""
    told = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [form for form in told if form.has_changed() or form.cleaned_data.get("name")]


def headaches_sent(formset: Any) -> list[dict[str, Any]]:
    """What these rows say."""
    found = []
    for form in headaches_kept(formset):
        typed = form.cleaned_data
        taken = {key: typed[f"med_{key}"] for key in AcuteMedicine.values if typed.get(f"med_{key}") is not None}
        own = {name: typed[name] for name in form.Meta.fields}
        found.append({**own, "medicine_days": taken, "answers": form.answers()})
    return found
