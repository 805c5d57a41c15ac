"""Forms of the days that staff write down, a week at once: the patient's own forms, one a day."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.utils.functional import cached_property

from plans.forms import NO_REASON, AdherenceForm, DiaryForm, diary_initial
from plans.models import AdherenceDay, DiaryDay

VERSION = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
NOT_RECORDED = "none"
SAY_IT = {"required": "Choose one, or leave the day as it was."}
ASKED_BY_STAFF = {"intensity": "Worst of the day, of 10", "hours": "Hours", "medicines": "Acute medicine taken"}
TRUTH = {"true": True, "false": False}


class DiaryRow(DiaryForm):
    """One day of a week as staff write it down; 'not recorded' of a day that is recorded takes it back."""

    headache = forms.TypedChoiceField(
        label="Headache", choices=((NOT_RECORDED, "Not recorded"), ("false", "No headache"), ("true", "Headache")),
        coerce=TRUTH.get, empty_value=None, error_messages=SAY_IT, widget=forms.RadioSelect,
    )  # fmt: skip
    version = VERSION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ASKED_BY_STAFF.items():
            self.fields[name].label = label
        cast(forms.MultipleChoiceField, self.fields["medicines"]).choices = DiaryDay.Medicine.choices

    def clean(self) -> dict[str, Any]:
        """Strength and hours belong to a headache; a day of which something is told is told whole."""
        typed = {**self.cleaned_data}
        details = [typed.get(name) for name in ("intensity", "hours", "medicines", "note")]
        if typed.get("headache") is False:
            typed |= {"intensity": None, "hours": None}
        elif typed.get("headache") is None and typed.get("version") is None and any(details):
            self.add_error("headache", "Say whether there was a headache, or leave the whole day empty.")
        return typed


class AdherenceRow(AdherenceForm):
    """One day of a week as staff write it down; 'not reported' of a day that is reported takes it back."""

    done = forms.TypedChoiceField(
        label="What was done", error_messages=SAY_IT,
        choices=((NOT_RECORDED, "Not reported"), *AdherenceDay.Done.choices),
        coerce=lambda sent: "" if sent == NOT_RECORDED else sent, empty_value="", widget=forms.RadioSelect,
    )  # fmt: skip
    version = VERSION
    field_order = ("on", "done", "reason")

    def clean(self) -> dict[str, Any]:
        """A reason belongs to what was not, or not all, done."""
        typed = {**self.cleaned_data}
        wanted = typed.get("done") in (AdherenceDay.Done.PARTLY, AdherenceDay.Done.NOT_DONE)
        return {**typed, "reason": typed.get("reason", "") if wanted else NO_REASON}


class WeekBase(forms.BaseFormSet):
    """The days of a week, each with what is there."""

    telling: ClassVar[str]

    @cached_property
    def whole(self) -> forms.Form:
        """What a refusal is shown on: the days that were told, in the order in which the service gets them."""
        whole = forms.Form({})
        whole.rows = {"days": self._telling_rows() if self.is_valid() else []}  # type: ignore[attr-defined]
        whole.full_clean()
        return whole

    def told(self) -> list[dict[str, Any]]:
        """The days that say something new: those that stay unrecorded and those that stay as they are do not."""
        return [row.cleaned_data for row in self._telling_rows()]

    def _telling_rows(self) -> list[forms.Form]:
        return [row for row in self.forms if row.has_changed() and self._says(row.cleaned_data)]

    def _says(self, typed: Mapping[str, Any]) -> bool:
        return typed["version"] is not None or typed[self.telling] not in (None, "")


def _week_of(row: type[forms.Form], telling: str) -> type[WeekBase]:
    base = type(f"{row.__name__}sBase", (WeekBase,), {"telling": telling})
    return cast(type[WeekBase], forms.formset_factory(row, formset=base, extra=0, max_num=7, absolute_max=7))


DiaryWeek = _week_of(DiaryRow, "headache")
AdherenceWeek = _week_of(AdherenceRow, "done")


def diary_row(on: Any, day: DiaryDay | None) -> Mapping[str, Any]:
    """What a row shows of a day."""
    if day is None:
        return {"on": on, "headache": NOT_RECORDED}
    return {**diary_initial(on, day), "headache": "true" if day.headache else "false", "version": day.version}


def adherence_row(on: Any, day: AdherenceDay | None) -> Mapping[str, Any]:
    """What a row shows of a day."""
    if day is None:
        return {"on": on, "done": NOT_RECORDED}
    return {"on": on, "done": day.done, "reason": day.reason, "version": day.version}
