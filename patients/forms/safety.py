"""Forms of clearance, override and consent."""

from typing import Any

from django import forms

from patients import fields
from patients.forms.shapes import RecordForm
from patients.models import Consent, Override
from patients.rules.risks import regions_of
from practice import reference
from practice.days import WRONG_DAY


class _Offered(forms.ChoiceField):
    """What is offered to choose from; of anything else the rule says why not."""

    def valid_value(self, value: Any) -> bool:
        return True


class ClearanceForm(forms.Form):
    """Who cleared what, when, and why."""

    item = _Offered(label="What is cleared", error_messages={"required": "Choose what is cleared."})
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
