"""The form of a visit without needling."""

from collections.abc import Mapping
from typing import Any

from django import forms

from patients.models import Measurement
from patients.vocabulary import NOT_SEEN
from patients.vocabulary import VisitState as State
from practice.forms import Moment
from sessions.forms import choices
from sessions.forms.measures import check_values, measured_field, offer_measures, offer_scales, typed_measurements
from sessions.forms.session import BEYOND_TODAY, rescreen_of
from sessions.forms.treatments import add_treatments, treatments_of, typed_treatments
from sessions.rules.visits import OUTCOMES

Phase = Measurement.Phase
AT_THE_VISIT = {
    "rotation_left": "crom_rotation_left", "rotation_right": "crom_rotation_right", "hit6": "hit6", "ndi": "ndi_raw",
    "flexor_endurance": "dnf_endurance",
}  # fmt: skip
MEASURED = {
    "pain_before": ("nprs_current", Phase.BEFORE),
    "pain_after": ("nprs_current", Phase.AFTER),
    **{name: (measure, Phase.VISIT) for name, measure in AT_THE_VISIT.items()},
}
WORDS = {
    State.ATTENDED: "Treated without needles",
    State.HELD: "Seen, not needled",
    State.CANCELLED: "Cancelled",
    State.NO_SHOW: "Did not come",
}

FOUND = ("positive", "beyond_today", "red_flags")  # the fields that say what the short re-screen found


def _prose(label: str, length: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AbsenceForm(forms.Form):
    """What the desk writes down of somebody who does not come."""

    outcome = forms.ChoiceField(
        label="What happened", choices=[(o.value, WORDS[o]) for o in NOT_SEEN],
        error_messages={"required": "Choose whether the visit was cancelled or the patient did not come."},
    )  # fmt: skip
    occurred_at = Moment(label="For when the visit was planned")
    reason = forms.CharField(
        label="What the patient said, in a few words", max_length=200, required=False,
        help_text="For the diary of the clinic, such as 'no lift'. Nothing about health belongs here.",
    )  # fmt: skip


class VisitForm(forms.Form):
    """What became of the visit, and what was done instead of needling."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="What became of the visit", choices=[(o.value, WORDS[o]) for o in OUTCOMES])
    occurred_at = Moment(label="When")
    reason = forms.CharField(label="Why there was no needling", max_length=500, required=False)
    minutes = forms.IntegerField(
        min_value=0, max_value=600, required=False, error_messages={"invalid": "Enter a whole number."},
        widget=forms.NumberInput(attrs={"data-unit": "min"}),
    )  # fmt: skip
    location = forms.ChoiceField(label="Where", required=False)
    changes = forms.ChoiceField(
        label="Any change in health or medicines since last time?",
        choices=(("false", "Nothing changed"), ("true", "Something changed")), required=False,
    )  # fmt: skip
    change_note = forms.CharField(label="What changed, in words", max_length=500, required=False)
    red_flags = forms.MultipleChoiceField(
        label="Red flags found today", choices=choices.red_flags, required=False, widget=forms.CheckboxSelectMultiple
    )
    positive = forms.MultipleChoiceField(
        label="What is true today", choices=choices.every_visit_items, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    beyond_today = forms.MultipleChoiceField(
        label=BEYOND_TODAY, choices=choices.beyond_today, required=False, widget=forms.CheckboxSelectMultiple
    )
    done = _prose("What was done, in words", 2000)
    pain_before = measured_field("Pain before", "nprs_current")
    pain_after = measured_field("Pain after", "nprs_current")
    response = _prose("Response right after", 2000)
    education = forms.MultipleChoiceField(
        label="Advice given", choices=choices.ADVICE, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = _prose("Note, if any", 4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_scales(self)
        offer_measures(self, AT_THE_VISIT)
        place = str(self.initial.get("location") or "")
        self.fields["location"].choices = choices.or_other(choices.PLACES, place)  # type: ignore[attr-defined]
        offered = dict(choices.ADVICE)
        more = [(text, text) for text in self.initial.get("education") or () if text not in offered]
        self.fields["education"].choices = [*choices.ADVICE, *more]  # type: ignore[attr-defined]
        self.written = self.initial.get("interventions") or ()
        self.kept_positive = self.initial.get("kept_positive") or ()
        add_treatments(self, self.written)

    @property
    def measures(self) -> list[forms.BoundField]:
        """What may be measured at a visit, whoever treats."""
        return [self[name] for name in AT_THE_VISIT]

    @property
    def treatments(self) -> list[forms.BoundField]:
        """Each kind of treatment with its field."""
        return treatments_of(self)

    def typed(self, kept: list[dict[str, Any]]) -> dict[str, Any]:
        """What was typed as services take it; `kept` are measurements that the form does not show."""
        told = self.cleaned_data
        plain = ("outcome", "occurred_at", "reason", "minutes", "done", "response", "education", "note")
        seen = told["outcome"] not in NOT_SEEN
        place = told["location"] or self.initial.get("location") or ""
        return {
            **{name: told[name] for name in plain},
            "location": place if seen else "",
            "rescreen": rescreen_of(told, [*self.kept_positive, *(key for name in FOUND for key in told[name])]),
            "interventions": typed_treatments(self, self.written),
            "measurements": [*typed_measurements(told, MEASURED), *kept],
        }

    def clean(self) -> dict[str, Any]:
        """Answers that contradict each other are said where they stand."""
        told: Mapping[str, Any] = super().clean() or self.cleaned_data
        said = any(told.get(name) for name in FOUND) or (told.get("change_note") or "").strip()
        if told.get("changes") != "true" and said:
            self.add_error("changes", "Choose 'Something changed': something is written or ticked below.")
        check_values(self, told, MEASURED)
        return dict(told)
