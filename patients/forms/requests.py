"""Forms of requests for an appointment: the public one with its guard, and the desk's answers."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core import signing

from patients import fields
from patients.forms.appointments import AppointmentForm
from patients.forms.people import REQUIRED
from patients.forms.shapes import RecordForm
from patients.models import AppointmentRequest, Patient
from patients.rules.requests import require_answerable
from patients.selectors import namesakes
from practice.errors import BadInput

SALT = "patients.request"
FASTEST, SLOWEST = 3, 12 * 3600  # seconds between opening the page and sending it
AGAIN = "Look through what you have written, then send it once more."


class RequestForm(RecordForm):
    """A wish for an appointment, in the person's own words. Programs fill in the empty field, or answer at once."""

    times = forms.MultipleChoiceField(
        label="When does it suit?", required=False, choices=AppointmentRequest.Time.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    website = forms.CharField(
        label="Leave this field empty", required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = AppointmentRequest
        fields = fields.REQUEST
        labels: ClassVar[dict[str, str]] = {
            "name": "Your name", "phone": "Telephone", "email": "E-mail", "symptoms": "What troubles you?",
            "wishes": "Days or times that suit best",
            "may_contact": "The clinic may contact me about this request.",
        }  # fmt: skip
        help_texts: ClassVar[dict[str, str]] = {
            "symptoms": "In your own words, a few sentences. No insurance or card numbers.",
            "phone": "A telephone number or an e-mail address: at least one of them.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Enter your name."},
            "symptoms": {"required": "Write in a few words what troubles you."},
            "email": {"invalid": "Enter an address like name@home.org."},
        }  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"symptoms": forms.Textarea(attrs={"rows": 4})}

    @property
    def is_a_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        """All that is wrong is said at once; nobody reads the page and writes a request within three seconds."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        phone, email = (typed.get(name) or str(self.data.get(name, "")) for name in ("phone", "email"))
        try:
            require_answerable(phone, email, may_contact=bool(typed.get("may_contact")))
        except BadInput as problem:
            for blocker in problem.blockers:
                self.add_error(blocker.field, blocker.message)
        mark = typed.get("opened", "")
        if not self.errors and (not _is_ours(mark, SLOWEST) or _is_ours(mark, FASTEST)):
            self.add_error(None, AGAIN)
        return typed

    @property
    def mark(self) -> str:
        """When the page was opened, signed: it stays when the form is refused, unless it is too old or not ours."""
        sent = self.data.get("opened", "")
        return sent if _is_ours(sent, SLOWEST) else signing.dumps("opened", salt=SALT)

    def typed(self) -> dict[str, Any]:
        """As the service takes it."""
        return {name: self.cleaned_data[name] for name in fields.REQUEST}


def _is_ours(mark: str, seconds: int) -> bool:
    """Whether it was signed by us within so many seconds."""
    try:
        signing.loads(mark, salt=SALT, max_age=seconds)
    except signing.BadSignature:
        return False
    return True


class AcceptForm(AppointmentForm):
    """The appointment, and who the person is where there is no record yet."""

    given_name = forms.CharField(label="Given name", max_length=80, error_messages={"required": REQUIRED["given_name"]})
    family_name = forms.CharField(
        label="Family name", max_length=80, error_messages={"required": REQUIRED["family_name"]}
    )
    date_of_birth = forms.DateField(
        label="Date of birth", error_messages={"required": REQUIRED["date_of_birth"]},
        help_text="For example 17 May 1985 or 5/17/1985. Ask for it when you call.",
    )  # fmt: skip
    phone = forms.CharField(label="Telephone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    confirm_duplicate = forms.BooleanField(required=False, widget=forms.HiddenInput, label="This is somebody else")
    PERSON = ("given_name", "family_name", "date_of_birth", "phone", "email")
    field_order = (*PERSON, "confirm_duplicate", "starts_at", "minutes", "therapist", "kind", "episode", "note")

    def __init__(self, *args: Any, patient_id: UUID | None, **kwargs: Any) -> None:
        """For a patient who is known, only the appointment is asked for."""
        super().__init__(*args, patient_id=patient_id, **kwargs)
        if patient_id is not None:
            for name in (*self.PERSON, "confirm_duplicate"):
                del self.fields[name]

    @property
    def namesakes(self) -> list[Patient]:
        """Who is registered already, where the rules asked whether this is somebody else."""
        if "confirm_duplicate" not in self.errors:
            return []
        return namesakes(*(self.cleaned_data[name] for name in self.PERSON[:3]))

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's; the question about a namesake can be answered once it was asked."""
        if field == "confirm_duplicate":
            self.fields[field].widget = forms.CheckboxInput()
        super().add_error(field, error)

    def typed(self) -> dict[str, Any]:
        """As the service takes it: the person apart."""
        told = super().typed()
        person = {name: told.pop(name) for name in (*self.PERSON, "confirm_duplicate") if name in told}
        return {**told, **({"person": person} if person else {})}


class DeclineForm(forms.Form):
    """Why there will be no appointment."""

    reason = forms.CharField(
        label="Why", max_length=300, help_text="For the team: for example no free time, another clinic is nearer.",
        error_messages={"required": "Say why, in a few words."},
    )  # fmt: skip
