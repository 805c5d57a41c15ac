"""Forms of the clinic's own pages: shapes only, they never save."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from practice import fields
from practice.access import Role
from practice.models import Clinic, Credential, Membership

WORK_ROLES = [(role.value, role.label) for role in Role if role is not Role.PATIENT]


def _timezones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class ClinicForm(forms.ModelForm):
    """The clinic's settings."""

    timezone = forms.ChoiceField(
        label="Time zone",
        choices=_timezones,
        widget=forms.Select(attrs={"data-search": True}),
        help_text="Days and reports are counted in it.",
    )

    class Meta:
        model = Clinic
        fields = fields.CLINIC
        labels = {"email": "E-mail", "jurisdiction": "State", "paper": "Paper of printed reports"}
        help_texts = {
            "address": "Stands in the letterhead of reports.",
            "jurisdiction": "Two letters, for example WA. Licences are checked for it.",
            "counting_policy": "Which needled muscles count as one when a billing code is suggested.",
        }
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"name": {"required": "Enter the clinic's name."}}


class MemberForm(forms.ModelForm):
    """A member's name and roles."""

    roles = forms.MultipleChoiceField(
        choices=WORK_ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )

    class Meta:
        model = Membership
        fields = fields.MEMBER
        help_texts = {"suffix": "Stands behind the name under a note, for example PT, DPT."}
        error_messages = {"name": {"required": "Enter the name."}}


class InvitationForm(MemberForm):
    """A new member."""

    email = forms.EmailField(
        label="E-mail", help_text="A link to set a password is sent there.",
        error_messages={"required": "Enter the e-mail address.", "invalid": "Enter an address like name@clinic.org."},
    )  # fmt: skip
    field_order = ("email", "name", "suffix", "roles")


class CredentialForm(forms.ModelForm):
    """A licence or needling authority."""

    class Meta:
        model = Credential
        fields = fields.CREDENTIAL
        labels = {"jurisdiction": "State", "issued_on": "Issued on", "expires_on": "Expires on"}
        widgets: dict[str, Any] = {
            "issued_on": forms.DateInput(attrs={"type": "text"}),
            "expires_on": forms.DateInput(attrs={"type": "text"}),
        }
        error_messages = {
            "number": {"required": "Enter the number of the credential."},
            "jurisdiction": {"required": "Enter the state, two letters."},
            "issued_on": {"required": "Enter the day of issue.", "invalid": "Enter a day like 2026-11-22."},
            "expires_on": {"required": "Enter the day of expiry.", "invalid": "Enter a day like 2026-11-22."},
        }
