"""Forms of appointments: when, with whom, what for; and why one is cancelled."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from patients.models import Appointment, EpisodeOfCare, Visit
from patients.rules.appointments import NOT_A_THERAPIST, USUAL_MINUTES
from patients.rules.episodes import OPEN_STATES
from patients.selectors.appointments import outside_the_hours
from practice import reference
from practice import selectors as practice
from practice.days import WRONG_DAY, day_words
from practice.filters import FIRST, LAST
from practice.forms import Moment
from practice.models import Membership

LENGTHS = (15, 30, 45, 60, 90)
EVERYBODY = "all"
CHOOSE = "Choose the therapist"
SENSIBLE = (MinValueValidator(FIRST, "Choose a day after 1990."), MaxValueValidator(LAST, "Choose an earlier day."))


class AppointmentForm(forms.Form):
    """A time with a therapist; the rules say whether it is free."""

    starts_at = Moment(label="When", help_text="Day and time at the clinic, for example 6 Oct 2026 14:30.")
    minutes = forms.TypedChoiceField(
        label="How long", coerce=int, choices=[(n, f"{n} min") for n in LENGTHS], widget=forms.RadioSelect,
        error_messages={"required": "Choose how long it takes."},
    )  # fmt: skip
    therapist = forms.ModelChoiceField(
        queryset=Membership.objects.none(), label="With", empty_label=None,
        error_messages={"required": "Choose the therapist.", "invalid_choice": NOT_A_THERAPIST},
    )  # fmt: skip
    kind = forms.ChoiceField(label="What for", choices=Visit.Kind.choices, widget=forms.RadioSelect)
    episode = forms.ModelChoiceField(
        queryset=EpisodeOfCare.objects.none(), label="Course of care", required=False, empty_label="None yet"
    )
    note = forms.CharField(
        label="Note for the team", required=False, max_length=300,
        help_text="What the desk must know, for example an interpreter. Nothing clinical.",
    )  # fmt: skip

    outside_hours = forms.BooleanField(
        label="Book it outside the hours all the same", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, patient_id: UUID | None, clinical: bool = False, **kwargs: Any) -> None:
        """`clinical`: whether courses of care may be called by their condition."""
        super().__init__(*args, **kwargs)
        self._offer_therapists(self.initial.get("therapist"))
        self._offer_length(self.initial.get("minutes"))
        self._offer_episodes(patient_id, clinical)

    def _offer_therapists(self, wanted: Any) -> None:
        """Nobody is chosen in the place of one who was wanted and has left."""
        field: Any = self.fields["therapist"]
        field.queryset = practice.therapists()
        field.label_from_instance = lambda member: member.signature_name
        known = getattr(wanted, "pk", wanted)
        if known and not field.queryset.filter(pk=known).exists():
            gone = practice.staff().filter(pk=known).first()
            field.empty_label = CHOOSE
            field.help_text = (
                f"{gone.name if gone else 'This member'} takes no appointments any more. {NOT_A_THERAPIST}"
            )

    def _offer_length(self, known: Any) -> None:
        lengths = sorted({*LENGTHS, known}) if isinstance(known, int) else LENGTHS
        self.fields["minutes"].choices = [(n, f"{n} min") for n in lengths]  # type: ignore[attr-defined]

    def _offer_episodes(self, patient_id: UUID | None, clinical: bool) -> None:
        field: Any = self.fields["episode"]
        rows = EpisodeOfCare.objects.filter(patient_id=patient_id, state__in=OPEN_STATES) if patient_id else None
        if rows is None or not rows.exists():
            del self.fields["episode"]
            return
        field.queryset = rows.order_by("-started_on", "-pk")
        names = reference.conditions()
        field.label_from_instance = lambda row: (
            f"{names[row.condition]['name']}, since {day_words(row.started_on)}" if clinical
            else f"Care since {day_words(row.started_on)}"
        )  # fmt: skip

    def outside(self) -> str:
        """Why the time with which the form opens lies outside the hours, with the tick that confirms it; '' within."""
        told = {name: self.initial.get(name) for name in ("starts_at", "minutes", "therapist")}
        therapist: Any = self.fields["therapist"]
        member = therapist.queryset.filter(pk=getattr(told["therapist"], "pk", told["therapist"])).first()
        try:
            begin = self.fields["starts_at"].clean(told["starts_at"])
        except forms.ValidationError:
            return ""
        end = begin + timedelta(minutes=told["minutes"] or USUAL_MINUTES)
        problems = outside_the_hours(member, begin, end) if member else []
        if problems:
            self.fields["outside_hours"].widget = forms.CheckboxInput()
        return problems[0].message if problems else ""

    def add_error(self, field: str | None, error: Any) -> None:
        """A time outside the hours asks for the tick that confirms it, which is not seen before."""
        if field == "outside_hours":
            self.fields[field].widget = forms.CheckboxInput()
        super().add_error(field, error)

    def typed(self) -> dict[str, Any]:
        """As the service takes it."""
        told = dict(self.cleaned_data)
        told["ends_at"] = told["starts_at"] + timedelta(minutes=told.pop("minutes"))
        return told


def initial_of(row: Appointment) -> dict[str, Any]:
    """What the form of a booked appointment shows."""
    names = ("starts_at", "minutes", "therapist", "kind", "episode", "note")
    return {name: getattr(row, name) for name in names}


class CancelForm(forms.Form):
    """Why it is cancelled."""

    reason = forms.CharField(
        label="Why", max_length=300, help_text="A few words, for example: called off by the patient, therapist away.",
        error_messages={"required": "Say why, in a few words."},
    )  # fmt: skip


class CalendarFilter(forms.Form):
    """Which day, and whose."""

    day = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), validators=SENSIBLE,
        error_messages={"invalid": WRONG_DAY},
    )  # fmt: skip
    therapist = forms.ChoiceField(label="Therapist", error_messages={"invalid_choice": "Choose somebody of the list."})
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)
    moving = forms.UUIDField(required=False, widget=forms.HiddenInput)
    request = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, therapists: list[Membership], everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [(EVERYBODY, "Every therapist")] if everybody else []
        members = [(str(member.pk), member.signature_name) for member in therapists]
        self.fields["therapist"].choices = [*first, *members]  # type: ignore[attr-defined]


class FindPatientForm(forms.Form):
    """Whom the appointment is for."""

    q = forms.CharField(
        label="Find the patient", required=False, max_length=120,
        widget=forms.TextInput(attrs={
            "type": "search", "autocomplete": "off", "placeholder": "Name, record number, birth date",
        }),
    )  # fmt: skip
    at = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    therapist = forms.UUIDField(required=False, widget=forms.HiddenInput)
