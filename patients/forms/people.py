"""The form of a person's details."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from patients import fields, selectors
from patients.forms.shapes import RecordForm
from patients.models import Patient

REQUIRED = {
    "given_name": "Enter the given name.",
    "family_name": "Enter the family name.",
    "date_of_birth": "Enter the date of birth.",
}

TWICE = (
    "A patient of this name and date of birth is registered already."
    " Open that record, or say that this is somebody else."
)


class InviteForm(forms.Form):
    """Where the link goes."""

    email = forms.EmailField(
        label="E-mail", help_text="The patient's own address: whoever reads it can open the account.",
        error_messages={"required": "Enter the e-mail address.", "invalid": "Enter an address like name@home.org."},
    )  # fmt: skip


class PatientForm(RecordForm):
    """Who the person is; a namesake born on the same day asks for a second look."""

    namesakes: "list[tuple[str, Patient]]" = []
    someone_else = forms.BooleanField(required=False, widget=forms.HiddenInput, label="This is somebody else")

    class Meta:
        model = Patient
        fields = fields.PATIENT
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            name: {"required": text} for name, text in REQUIRED.items()
        }
        help_texts: ClassVar[dict[str, str]] = {
            "date_of_birth": "For example 1985-05-17 or 5/17/1985.",
            "preferred_name": "What the person likes to be called.",
            "sex": "For the norms of some measures.",
            "allergies": "Metals, latex, skin preparations.",
            "acute_medicine": "The class decides from how many days a month overuse is a worry.",
            "emergency_contact": "Name and telephone.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "acute_medicine": forms.Select(attrs={"data-plain": True}),
        }
        labels: ClassVar[dict[str, str]] = {
            "sex": "Sex", "acute_medicine": "Headache medicine in use", "phone": "Telephone", "email": "E-mail",
            "no_reminders": "Send no e-mail reminders of appointments",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Two records of one person are worse than one question too many."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        known = self._namesakes(typed)
        if known and not typed.get("someone_else"):
            self.fields["someone_else"].widget = forms.CheckboxInput()
            self.namesakes = [(reverse("patients:record", args=[row.pk]), row) for row in known]
            self.add_error("someone_else", TWICE)
        return typed

    def service_input(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "someone_else"}

    def _namesakes(self, typed: dict[str, Any]) -> list[Patient]:
        if not all(typed.get(name) for name in REQUIRED):
            return []
        unchanged = self.instance.pk and not set(self.changed_data) & set(REQUIRED)
        if unchanged:
            return []
        rows = selectors.namesakes(typed["given_name"], typed["family_name"], typed["date_of_birth"])
        return list(rows.exclude(pk=self.instance.pk)[:3])
