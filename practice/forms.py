"""Forms of the clinic's own pages: shapes only, they never save; and the field for a moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from practice import documents, fields, reference
from practice.access import Role
from practice.days import WRONG_DAY, WRONG_MOMENT
from practice.errors import BadInput
from practice.hours import EXAMPLE
from practice.models import Clinic, Credential, Membership
from practice.rules import YEARS

HOURS_HINT = (
    f"For example {EXAMPLE}. With a break: Mon-Fri 08:00-12:00, Mon-Fri 13:00-17:00. "
    "A time outside them is booked only by somebody who means it."
)
WORK_ROLES = [(role.value, role.label) for role in Role if role is not Role.PATIENT]


class Moment(forms.DateTimeField):
    """Date and time in the clinic's zone. What a change of clocks makes double or impossible is said, never guessed."""

    widget = forms.DateTimeInput(format="%Y-%m-%d %H:%M")
    default_error_messages = {"required": "Enter date and time.", "invalid": WRONG_MOMENT}

    def prepare_value(self, value: Any) -> Any:
        """As it is read in the clinic; a time that came twice with its offset, so that it is stored as it was."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            first, second = _readings(timezone.localtime(value))
            if first.utcoffset() != second.utcoffset():
                return f"{timezone.localtime(value):%Y-%m-%d %H:%M}{_offset(timezone.localtime(value))}"
        return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        """The moment, in years that every calendar can count with."""
        try:
            found: datetime | None = super().to_python(value)
        except ValidationError as problem:
            if problem.code != "ambiguous_timezone":
                raise
            raise ValidationError(_clocks_changed((problem.params or {})["datetime"]), "clocks_changed") from None
        if found is not None and found.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return found


def _clocks_changed(typed: datetime) -> str:
    first, second = _readings(typed)
    if first.utcoffset() < second.utcoffset():  # type: ignore[operator]
        return f"The clocks went forward over {typed:%H:%M} on this day: enter the time that the clock showed."
    both = [f"{typed:%Y-%m-%d %H:%M}{_offset(reading)}" for reading in (first, second)]
    return f"The clocks went back, so this time came twice. Enter {both[0]} for the first or {both[1]} for the second."


def _readings(local: datetime) -> tuple[datetime, datetime]:
    """The two moments that a local time can stand for: the same one but for an hour each year."""
    zone = timezone.get_current_timezone()
    return local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)


def _offset(moment: datetime) -> str:
    return moment.isoformat()[-6:]


def _timezones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class ClinicForm(forms.ModelForm):
    """The clinic's settings, in the sections of their page."""

    SECTIONS = (
        ("Name and address", ("name", "address", "phone", "email")),
        ("Days and hours", ("timezone", "opening_hours")),
        ("Law and safety", ("jurisdiction", "minimum_age", "emergency_number")),
        ("Payers and reports", (
            "payer_rule", "own_report_every", "own_certification_days", "counting_policy", "paper",
        )),
        ("Appointments and patients", ("remind_hours", "takes_requests", "calendar_names")),
    )  # fmt: skip

    def sections(self) -> Iterator[dict[str, Any]]:
        """Each section with its title and its fields."""
        for title, names in self.SECTIONS:
            yield {"title": title, "fields": [self[name] for name in names]}

    timezone = forms.ChoiceField(
        label="Time zone",
        choices=_timezones,
        widget=forms.Select(attrs={"data-search": True}),
        help_text="Days and reports are counted in it.",
    )
    payer_rule = forms.ChoiceField(
        label="Payer rule",
        choices=lambda: [(key, row["name"]) for key, row in reference.payer_rules().items()],
        help_text="When progress reports and certifications fall due, unless an episode says otherwise.",
    )
    own_report_every = forms.IntegerField(
        label="Own rule: a progress report every", required=False, min_value=1, max_value=60,
        widget=forms.NumberInput(attrs={"data-unit": "treatment days", "min": 1, "max": 60}),
        help_text="For the payer rule “As the clinic chose”. Empty: no report is asked for.",
    )  # fmt: skip
    own_certification_days = forms.IntegerField(
        label="Own rule: a certification lasts", required=False, min_value=1, max_value=365,
        widget=forms.NumberInput(attrs={"data-unit": "days", "min": 1, "max": 365}),
        help_text="Never longer than the plan. Empty: the plan needs no certification.",
    )  # fmt: skip

    minimum_age = forms.IntegerField(
        label="Needling from the age of", required=False, min_value=1, max_value=18,
        widget=forms.NumberInput(attrs={"data-unit": "years", "min": 1, "max": 18}),
        help_text="The clinic's own choice within its state's law. Empty: no age is set; minors need a guardian.",
    )  # fmt: skip
    remind_hours = forms.IntegerField(
        label="Remind patients of appointments by e-mail", required=False, min_value=2, max_value=168,
        widget=forms.NumberInput(attrs={"data-unit": "hours ahead", "min": 2, "max": 168}),
        help_text="Empty: nobody is reminded. A patient can be left out in their details.",
    )  # fmt: skip

    class Meta:
        model = Clinic
        fields = fields.CLINIC
        labels = {
            "email": "E-mail", "jurisdiction": "State", "paper": "Paper of printed reports",
            "calendar_names": "Patients in therapists' calendar apps",
            "takes_requests": "Let people ask for an appointment on a public page",
            "emergency_number": "Emergency number",
            "opening_hours": "Opening hours",
        }  # fmt: skip
        help_texts = {
            "address": "Stands in the letterhead of reports.",
            "jurisdiction": "Two letters, for example WA. Licences are checked for it.",
            "emergency_number": "What patients are told to dial in an emergency, for example 911 or 112.",
            "calendar_names": "Calendar apps keep copies elsewhere, where a record number says nothing.",
            "opening_hours": f"{HOURS_HINT} Empty: appointments at any time.",
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
        labels = {"working_hours": "Own working hours, if they differ"}
        help_texts = {
            "suffix": "Stands behind the name under a note, for example PT, DPT.",
            "working_hours": f"Empty: the clinic's hours. {HOURS_HINT}",
        }
        error_messages = {"name": {"required": "Enter the name."}}


class InvitationForm(MemberForm):
    """A new member."""

    email = forms.EmailField(
        label="E-mail", help_text="A link to set a password is sent there.",
        error_messages={"required": "Enter the e-mail address.", "invalid": "Enter an address like name@clinic.org."},
    )  # fmt: skip
    field_order = ("email", "name", "suffix", "roles")

    class Meta(MemberForm.Meta):
        fields = fields.INVITED  # type: ignore[assignment]  # hours are written once they work here


class DocumentForm(forms.Form):
    """A scanned licence; what it is, is read from the file itself."""

    document = forms.FileField(
        label="Document", help_text="A PDF, PNG or JPEG of at most 5 MB.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty. Choose another one."},
    )  # fmt: skip

    def clean_document(self) -> bytes:
        """The content, once it is known to be small enough to read."""
        sent = self.cleaned_data["document"]
        try:
            documents.require_size(sent.size)
        except BadInput as refused:
            raise ValidationError([blocker.message for blocker in refused.blockers]) from None
        content: bytes = sent.read()
        return content


class CredentialForm(forms.ModelForm):
    """A licence or needling authority."""

    class Meta:
        model = Credential
        fields = fields.CREDENTIAL
        labels = {
            "jurisdiction": "State", "issued_on": "Issued on", "expires_on": "Expires on",
            "next_check_on": "Next check at the board", "suspended_on": "Suspended from",
        }  # fmt: skip
        help_texts = {
            "kind": "A compact privilege counts as the licence of its state.",
            "next_check_on": "The member is told 60, 30 and 7 days ahead.",
            "suspended_on": "It does not count from this day on. Care of earlier days can still be signed.",
        }
        widgets: dict[str, Any] = {
            "issued_on": forms.DateInput(attrs={"type": "text"}),
            "expires_on": forms.DateInput(attrs={"type": "text"}),
            "next_check_on": forms.DateInput(attrs={"type": "text"}),
            "suspended_on": forms.DateInput(attrs={"type": "text"}),
        }
        error_messages = {
            "kind": {"required": "Choose what it is."},
            "profession": {"required": "Enter the profession, for example PT."},
            "number": {"required": "Enter the number of the credential."},
            "jurisdiction": {"required": "Enter the state, two letters."},
            "issued_on": {"required": "Enter the day of issue.", "invalid": WRONG_DAY},
            "expires_on": {"required": "Enter the day of expiry.", "invalid": WRONG_DAY},
            "next_check_on": {"invalid": WRONG_DAY},
            "suspended_on": {"invalid": WRONG_DAY},
        }
