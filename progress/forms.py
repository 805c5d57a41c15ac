"""Filters that live in the address: of the work list and of the manager's page."""

from datetime import date, timedelta
from typing import Any

from django import forms

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
    Kind.SCREENING: "Screening",
    Kind.CONSENT: "Consent",
    Kind.ASSESSMENT: "Assessments",
    Kind.PLAN: "Plans",
    Kind.REPORT: "Progress reports",
    Kind.CERTIFICATION: "Certification",
    Kind.VISIT: "Due for a visit",
    Kind.CHECK_IN: "Check-ins",
    Kind.CREDENTIAL: "Credentials",
}


class WorkFilter(forms.Form):
    """Mine or the clinic's, and which kind."""

    whose = forms.ChoiceField(
        label="Whose", required=False, choices=(("mine", "Mine"), ("clinic", "The clinic's")), initial="mine",
        widget=forms.Select(attrs={"data-plain": True}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="Kind", required=False, widget=forms.Select(attrs={"data-plain": True}))

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Everything"), *((kind.value, KIND_WORDS[kind]) for kind in kinds)]  # type: ignore[attr-defined]


class ClinicFilter(forms.Form):
    """The period, and whose patients with which condition."""

    from_ = forms.DateField(label="From", required=False)
    to = forms.DateField(label="To", required=False)
    therapist = forms.UUIDField(label="Therapist", required=False)
    condition = forms.ChoiceField(label="Condition", required=False, widget=forms.Select(attrs={"data-plain": True}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["from"] = self.fields.pop("from_")
        self.order_fields(["from", "to", "therapist", "condition"])
        people = [("", "Everybody"), *((str(member.pk), member.name) for member in practice.therapists())]
        self.fields["therapist"].widget = forms.Select(choices=people, attrs={"data-plain": True})
        conditions = [(key, condition["name"]) for key, condition in reference.conditions().items()]
        self.fields["condition"].choices = [("", "All"), *conditions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last twelve weeks unless told; not backwards, and at most five years."""
        typed: dict[str, Any] = super().clean() or {}
        if self.errors:
            return typed
        period = Period(
            typed.get("from") or (typed.get("to") or self.today) - timedelta(days=83), typed.get("to") or self.today
        )
        if period.first > period.last:
            self.add_error("to", "The last day lies before the first. Check both days.")
        elif (period.last - period.first).days > Period.LONGEST:
            self.add_error("from", "Choose at most five years.")
        return {**typed, "period": period}


def asked_of(form: ClinicFilter) -> Asked:
    """What a valid filter asks for."""
    typed = form.cleaned_data
    return Asked(typed["period"], typed["therapist"], typed["condition"])
