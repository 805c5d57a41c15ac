"""Forms of certifications: shapes only, they never save."""

from datetime import datetime
from operator import attrgetter
from typing import Any

from django import forms
from django.utils import timezone

from patients.forms.shapes import MayWait, TextThatMayWait
from plans import fields
from plans.forms import DAY
from plans.models import Certification
from practice import selectors as practice

How = Certification.How
OF_A_VERBAL_ORDER = ("taken_at", "taken_by", "read_back")


class DayThatMayWait(MayWait, forms.DateField):
    """A day."""


class TimeThatMayWait(MayWait, forms.TimeField):
    """A time of the day."""


class CertificationForm(forms.ModelForm):
    """A certification; what belongs to another way of certifying than the chosen one is left out.

    The time of a verbal order is asked for alone: its day is the day of certification.
    """

    kind = forms.ChoiceField(label="Which one", choices=Certification.Kind.choices, widget=forms.RadioSelect)
    how = forms.ChoiceField(label="How", choices=How.choices, widget=forms.RadioSelect)
    certified_by = TextThatMayWait(
        max_length=120, label="Certified by",
        help_text="The physician or other practitioner who signed or gave the order, or who gets the plan.",
    )  # fmt: skip
    referral_on = DayThatMayWait(
        label="Referral signed on", widget=forms.DateInput(attrs={"type": "text"}), error_messages=DAY
    )
    taken_at = TimeThatMayWait(
        label="Given at", help_text="A time like 14:30.", error_messages={"invalid": "Enter a time like 14:30."}
    )
    read_back = forms.BooleanField(label="Read back to the physician and confirmed", required=False)

    class Meta:
        model = Certification
        fields = fields.CERTIFICATION
        labels = {"certified_on": "Certified on", "duration_weeks": "For", "taken_by": "Taken by"}
        widgets = {
            "certified_on": forms.DateInput(attrs={"type": "text"}),
            "duration_weeks": forms.NumberInput(attrs={"data-unit": "weeks", "min": 1, "max": 52}),
        }
        error_messages = {
            "certified_on": {"required": "Enter the day of the signature, the order or the sending.", **DAY},
            "duration_weeks": {"required": "Enter for how many weeks."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken_by: Any = self.fields["taken_by"]
        taken_by.queryset, taken_by.label_from_instance = practice.colleagues(), attrgetter("name")
        taken_by.required = False

    def _post_clean(self) -> None:
        """Not Django's: rules refuse in the service, in their words."""

    def as_details(self) -> dict[str, Any]:
        """The certification as the service takes it."""
        typed = dict(self.cleaned_data)
        if typed["how"] != How.SENT:
            typed["referral_on"] = None
        if typed["how"] != How.VERBAL:
            return {**typed, **dict.fromkeys(OF_A_VERBAL_ORDER)}
        at = typed["taken_at"]
        moment = timezone.make_aware(datetime.combine(typed["certified_on"], at)) if at else None
        return {**typed, "taken_at": moment}

    def verbal_fields(self) -> list[forms.BoundField]:
        """What is asked of a verbal order alone."""
        return [self[name] for name in OF_A_VERBAL_ORDER]

    def usual_fields(self) -> list[forms.BoundField]:
        """What is asked of each certification."""
        return [self[name] for name in ("kind", "how", "certified_on", "duration_weeks", "certified_by")]


class CountersignForm(forms.ModelForm):
    """The physician's signature under a verbal order; `version` is the version that was read."""

    countersigned_on = forms.DateField(
        label="Signed on", widget=forms.DateInput(attrs={"type": "text"}),
        error_messages={"required": "Enter the day of the signature.", **DAY},
    )  # fmt: skip
    countersigned_by = forms.CharField(label="Signed by", max_length=120, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Certification
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Not Django's: rules refuse in the service, in their words."""

    def as_details(self) -> dict[str, Any]:
        """The signature as the service takes it."""
        typed = {name: self.cleaned_data[name] for name in ("countersigned_on", "countersigned_by")}
        return {**typed, "if_version": self.cleaned_data["version"] or 0}
