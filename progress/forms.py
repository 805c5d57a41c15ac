"""Filters that live in the address: of the work list and of the manager's page."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from practice import reference
from practice import selectors as practice
from progress.rules.due import Kind
from progress.rules.period import Period
from progress.selectors.clinic import Asked

KIND_WORDS = {
    Kind.ALERT: "Numbers to look at",
    Kind.ADVERSE_EVENT: "Adverse events",
    Kind.CALL_BACK: "Calls to make",
    Kind.UNSIGNED: "Notes to sign",
    Kind.COSIGN: "Notes to co-sign",
    Kind.SCREENING: "Screening",
    Kind.ANSWERS: "Answers to ask again",
    Kind.CONSENT: "Consent",
    Kind.ASSESSMENT: "Assessments",
    Kind.PLAN: "Plans",
    Kind.REPORT: "Progress reports",
    Kind.CERTIFICATION: "Certification",
    Kind.REBOOK: "Appointments to move",
    Kind.VISIT: "Due for a visit, not booked",
    Kind.CHECK_IN: "Check-ins",
    Kind.CREDENTIAL: "Credentials",
}


FIRST, LAST = date(1990, 1, 1), date(2190, 1, 1)
SENSIBLE = (MinValueValidator(FIRST, "Choose a day after 1990."), MaxValueValidator(LAST, "Choose a day before 2190."))


def parsed_day(text: str) -> date | None:
    """A day as the address writes it; None where it is none, or so far off that weeks cannot be counted."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


class WorkFilter(forms.Form):
    """Mine or the clinic's, and which kind."""

    whose = forms.ChoiceField(
        label="Whose", required=False, choices=(("mine", "Mine"), ("clinic", "The clinic's")), initial="mine",
        widget=forms.Select(attrs={"data-plain": True}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="Kind", required=False, widget=forms.Select(attrs={"data-plain": True}))

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(kind.value, KIND_WORDS[kind]) for kind in kinds]
        self.fields["kind"].choices = [("", "Everything"), *words]  # type: ignore[attr-defined]


class PeriodFilter(forms.Form):
    """The period, and which condition."""

    usual = timedelta(days=83)

    from_ = forms.DateField(label="From", validators=SENSIBLE, widget=forms.DateInput(attrs={"type": "date"}))
    to = forms.DateField(label="To", validators=SENSIBLE, widget=forms.DateInput(attrs={"type": "date"}))
    condition = forms.ChoiceField(label="Condition", required=False, widget=forms.Select(attrs={"data-plain": True}))

    def __init__(self, asked: Mapping[str, Any], *, today: date) -> None:
        """What is not asked for is the usual period up to today, and stands in the fields like that."""
        typed = {name: asked[name] for name in asked if asked[name]}
        last = parsed_day(typed.get("to", "")) or today
        usual = {"from": (last - self.usual).isoformat(), "to": today.isoformat()}
        super().__init__({**usual, **typed})
        self.fields["from"] = self.fields.pop("from_")
        self.order_fields(["from", "to", "therapist", "condition"])
        conditions = [(key, condition["name"]) for key, condition in reference.conditions().items()]
        self.fields["condition"].choices = [("", "All"), *conditions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Not backwards, and at most five years."""
        typed: dict[str, Any] = super().clean() or {}
        if self.errors:
            return typed
        period = Period(typed["from"], typed["to"])
        if period.first > period.last:
            self.add_error("to", "The last day lies before the first. Check both days.")
        elif (period.last - period.first).days > Period.LONGEST:
            self.add_error("from", "Choose at most five years.")
        return {**typed, "period": period}


class ComparisonFilter(PeriodFilter):
    """As before, over a year: care has to end before it can be compared."""

    usual = timedelta(days=364)


class ClinicFilter(PeriodFilter):
    """As the period, and whose patients."""

    therapist = forms.UUIDField(label="Therapist", required=False)

    def __init__(self, asked: Mapping[str, Any], *, today: date) -> None:
        super().__init__(asked, today=today)
        people = [("", "Everybody"), *((str(member.pk), member.name) for member in practice.therapists())]
        self.fields["therapist"].widget = forms.Select(choices=people, attrs={"data-plain": True})

    def clean_therapist(self) -> UUID | None:
        """Somebody of the clinic, also who has left it."""
        whose: UUID | None = self.cleaned_data["therapist"]
        if whose is not None and not practice.staff().filter(pk=whose).exists():
            raise forms.ValidationError("Choose somebody of the list.")
        return whose


def asked_of(form: PeriodFilter) -> Asked:
    """What a valid filter asks for."""
    typed = form.cleaned_data
    return Asked(typed["period"], typed.get("therapist"), typed["condition"])
