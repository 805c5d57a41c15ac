"""Fields that are measurements: their scale, the value of last time, and what was typed as services take it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import date_format

from patients.models import Measurement
from patients.rules import measured
from practice import reference
from practice.errors import BadInput
from practice.units import unit_of

Phase = Measurement.Phase
PAIN: Final = {"pain_before": Phase.BEFORE, "pain_after": Phase.AFTER}


def measured_field(label: str, measure: str) -> forms.DecimalField:
    """A field for the value of a measure."""
    unit = "of 10" if measure == "nprs_current" else "°"
    widget = forms.NumberInput(attrs={"data-unit": unit, "step": "1"})
    return forms.DecimalField(label=label, required=False, max_digits=7, decimal_places=2, widget=widget)


def offer_measures(form: forms.Form, shown: Mapping[str, str]) -> None:
    """Fields for values of the visit as a whole, by name and measure, in the catalogue's words, units and ends."""
    for name, key in shown.items():
        known = reference.measures()[key]
        widget = forms.NumberInput(
            attrs={"data-unit": unit_of(known), "step": known["step"], "min": known["min"], "max": known["max"]}
        )
        form.fields[name] = forms.DecimalField(
            label=known["name"], required=False, max_digits=7, decimal_places=2, widget=widget
        )


def offer_scales(form: forms.Form) -> None:
    """Pain before and after as a scale beside the number, with the catalogue's ends."""
    known = reference.measures()["nprs_current"]
    for name in PAIN:
        form.fields[name].widget.attrs |= {"min": known["min"], "max": known["max"], "data-slider": True}


def mark_last(form: forms.Form, last: Mapping[str, Measurement]) -> None:
    """Last time's pain at the fields and on their scales; `last` is by phase."""
    for name, phase in PAIN.items():
        found = last.get(phase)
        if found and found.value is not None:
            value = f"{found.value.normalize():f}"
            words = f"{value} on {date_format(found.visit.occurred_on, 'j M')}"
            form.fields[name].widget.attrs |= {"data-last": words, "data-last-value": value}


def typed_measurements(told: Mapping[str, Any], shown: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """The values of the fields that are measurements, as services take them."""
    return [
        {"measure": measure, "phase": phase, "value": told[name]}
        for name, (measure, phase) in shown.items()
        if told[name] is not None
    ]


def check_values(form: forms.Form, told: Mapping[str, Any], shown: Mapping[str, tuple[str, str]]) -> None:
    """The rule's own words at the field, instead of a path into a list that the page does not have."""
    for name, (measure, _) in shown.items():
        value: Decimal | None = told.get(name)
        if value is not None:
            try:
                measured.checked([{"measure": measure, "value": value}], reference.measures())
            except BadInput as refused:
                form.add_error(name, refused.blockers[0].message)
