"""Forms of two records of one person."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from patients.forms.shapes import TextThatMayWait
from patients.models import Patient
from practice.days import day_words

SEARCH_BOX = {"type": "search", "autocomplete": "off"}


class OtherForm(forms.Form):
    """The second record: searched for, or named."""

    q = TextThatMayWait(
        label="Other record",
        max_length=120,
        widget=forms.TextInput(attrs=SEARCH_BOX),
        help_text="Name, record number or birth date.",
    )
    other = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def chosen(self, rows: "QuerySet[Patient]") -> Patient | None:
        """The record that was named, when there is such a one."""
        asked = self.cleaned_data.get("other") if self.is_valid() else None
        return rows.filter(pk=asked).first() if asked else None

    def text(self) -> str:
        """What was searched for."""
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""


class MergeForm(forms.Form):
    """Which record stays, and why they are of one person."""

    stays = forms.ChoiceField(
        label="Which record stays?", widget=forms.RadioSelect,
        error_messages={"required": "Choose the record that stays."},
    )  # fmt: skip
    reason = forms.CharField(
        max_length=300, label="How do you know that both are one person?", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how you know, in a few words."},
    )  # fmt: skip
    other = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, records: tuple[Patient, Patient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = records
        stays: Any = self.fields["stays"]
        stays.choices = [(str(row.pk), _said(row)) for row in records]

    def kept_and_merged(self) -> tuple[Patient, Patient]:
        """The record that stays, and the one that goes into it."""
        here, other = self.records
        return (here, other) if self.cleaned_data["stays"] == str(here.pk) else (other, here)


def _said(row: Patient) -> str:
    return f"{row.record_number}, {row.full_name}, registered {day_words(timezone.localtime(row.created_at))}"


class UndoForm(forms.Form):
    """Why the records are of two people."""

    reason = forms.CharField(
        max_length=300, label="Why are they two people?", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a few words."},
    )  # fmt: skip
