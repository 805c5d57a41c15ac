"""Treatment beside the needles, as a form asks for it: a field for each kind that the catalogue knows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from practice import reference

PREFIX = "treat_"


def add_treatments(form: forms.Form, written: Iterable[Mapping[str, Any]]) -> None:
    """A field for each treatment: minutes where its code is paid by time, else a tick."""
    told = {row["key"]: row.get("minutes") for row in written}
    for key, entry in reference.interventions().items():
        name, code = f"{PREFIX}{key}", f" ({entry['code']})" if entry["code"] else ""
        if entry["timed"]:
            widget = forms.NumberInput(attrs={"data-unit": "min"})
            form.fields[name] = forms.IntegerField(
                label=f"{entry['label']}{code}", min_value=0, max_value=240, required=False, widget=widget,
                error_messages={"invalid": "Enter a whole number."}, initial=told.get(key),
            )  # fmt: skip
        else:
            form.fields[name] = forms.BooleanField(label=entry["label"], required=False, initial=key in told)


def treatment_paths() -> dict[str, str]:
    """Where each field stands in a session: minutes, or that it was done."""
    known = reference.interventions().items()
    return {f"{PREFIX}{key}": f"interventions/{key}{'/minutes' if entry['timed'] else ''}" for key, entry in known}


def treatments_of(form: forms.Form) -> list[forms.BoundField]:
    """The fields, to be shown together."""
    return [form[f"{PREFIX}{key}"] for key in reference.interventions()]


def typed_treatments(form: forms.Form, written: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was typed as services take it; the remark of another program stays with its treatment."""
    notes = {row["key"]: row["note"] for row in written if row.get("note")}
    found = []
    for key, entry in reference.interventions().items():
        answer = form.cleaned_data.get(f"{PREFIX}{key}")
        if answer:
            minutes = {"minutes": answer} if entry["timed"] else {}
            found.append({"key": key, **minutes, **({"note": notes[key]} if key in notes else {})})
    return found
