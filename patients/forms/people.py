"""The form of a person's details."""

from typing import Any, ClassVar

from django import forms

from patients import fields
from patients.forms.shapes import RecordForm
from patients.models import Patient

REQUIRED = {
    "given_name": "Enter the given name.",
    "family_name": "Enter the family name.",
    "date_of_birth": "Enter the date of birth.",
}

IDENTITY = tuple(REQUIRED)


class InviteForm(forms.Form):
    """Where the link goes."""

    email = forms.EmailField(
        label="E-mail", help_text="The patient's own address: whoever reads it can open the account.",
        error_messages={"required": "Enter the e-mail address.", "invalid": "Enter an address like name@home.org."},
    )  # fmt: skip


class PatientForm(RecordForm):
    """Who the person is; a namesake born on the same day asks for a second look."""

    confirm_duplicate = forms.BooleanField(required=False, widget=forms.HiddenInput, label="This is somebody else")

    class Meta:
        model = Patient
        fields = fields.PATIENT
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            name: {"required": text} for name, text in REQUIRED.items()
        }
        help_texts: ClassVar[dict[str, str]] = {
            "date_of_birth": "For example 17 May 1985 or 5/17/1985.",
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

    def asks_about_a_namesake(self) -> bool:
        """Whether the rules asked if this is somebody else."""
        return "confirm_duplicate" in self.errors

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's; the question about a namesake can be answered once it was asked."""
        if field == "confirm_duplicate":
            self.fields[field].widget = forms.CheckboxInput()
        super().add_error(field, error)
