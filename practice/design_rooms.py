"""Samples of the treatment room, the desk and the patient's phone, for the design system's page."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message

from practice.days import WRONG_DAY

DAY = date(2026, 11, 22)
YES_NO = [("no", "No"), ("yes", "Yes")]
SAID = [
    Message(constants.SUCCESS, "Signed. The note is closed; corrections are addenda."),
    Message(constants.WARNING, "The consent ends in four days."),
    Message(constants.ERROR, "Someone changed this record since you opened it. Reload and try again."),
    Message(constants.INFO, "Nothing was changed."),
]
STOPS = [
    {"message": "Record a consent that holds on this day.", "url": "#care"},
    {"message": "Ask again what expired in the screening.", "url": "#care"},
]
MATTERS = [
    {"label": "Warning sign after the session of 12 Oct: call the patient", "url": "#care", "tone": "stop"},
    {"label": "Faint of 12 Oct, moderate: not followed up", "url": "#care", "tone": "watch"},
]
ADVICE = {
    "warning_signs": [
        {"sign": "short_of_breath", "emergency": True, "text": "Short of breath or chest pain: it may be the lung."},
        {"sign": "swelling", "emergency": False, "text": "A swelling that grows: press a cold pack on it."},
    ],
    "emergency": "911",
    "phone": "555-0100",
}
REASONS = [("time", "No time"), ("pain", "It hurt"), ("forgot", "Forgotten")]


class SampleFilter(forms.Form):
    """Filters of a list; the day cannot be read."""

    q = forms.CharField(label="Name, record number or date of birth", required=False)
    status = forms.ChoiceField(choices=[("", "Every state"), ("active", "Active")], required=False)
    since = forms.DateField(label="Seen since", required=False, error_messages={"invalid": WRONG_DAY})


class SampleAnswers(forms.Form):
    """Answers of a screening, and the signature under a consent."""

    implant = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, required=False)
    faint = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, required=False)
    muscles = forms.MultipleChoiceField(
        choices=[("trapezius_upper", "Upper trapezius"), ("splenius_capitis", "Splenius capitis")],
        label="Muscles not to be needled", widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    side = forms.ChoiceField(choices=[("", "Both sides"), ("left", "Left"), ("right", "Right")], required=False)
    none = forms.BooleanField(required=False)
    signature = forms.CharField(widget=forms.HiddenInput, required=False)


def _questions(form: SampleAnswers) -> dict[str, Any]:
    implant = {"key": "sample_implant", "label": "An implant under the skin?", "why": "No needle goes in over it."}
    faint = {"key": "sample_faint", "label": "Fainted at a needle before?", "why": "Then lying down, and watched."}
    rows = [
        {"question": implant, "field": form["implant"], "muscles": form["muscles"], "side": form["side"]},
        {"question": faint, "field": form["faint"], "former": "Yes on 3 Aug"},
    ]
    return {"key": "sample", "title": "Questions of a screening", "is_flags": True, "rows": rows, "none": form["none"]}


def _exercise(number: int, name: str, reported: dict[str, str] | None, **details: Any) -> dict[str, Any]:
    entry = {
        "name": name, "instructions": ["Sit tall.", "Draw the chin back, hold for five seconds."],
        "precautions": "Stop where it makes you dizzy.",
    }  # fmt: skip
    prescription = {"pk": UUID(int=number), "version": 1, "note": "Slowly."}
    return {"prescription": prescription, "entry": entry, "dose": "2 × 10", "reported": reported, **details}


def _exercises() -> list[dict[str, Any]]:
    missed = {"done": "not_done", "reason": "time", "get_reason_display": "No time"}
    checklist = [
        {"key": "screen", "text": "The screen at eye level.", "checked": True},
        {"key": "arms", "text": "The arms rest.", "checked": False},
    ]
    return [
        _exercise(1, "Chin tuck", None),
        _exercise(2, "Scapular squeeze", {"done": "done"}),
        _exercise(3, "Neck rotation", {"done": "partly"}),
        _exercise(4, "Upper trapezius stretch", missed),
        _exercise(5, "Sit well at the desk", None, is_habit=True, checklist=checklist, dose=""),
    ]


def samples() -> dict[str, Any]:
    """What the page shows of these rooms; what scripts make of them is added by static/js/design.js."""
    answers = SampleAnswers(prefix="sample", initial={"implant": "yes", "muscles": ["trapezius_upper"]})
    return {
        "messages": SAID,
        "stops": STOPS,
        "matters": MATTERS,
        "no_episode": {"pk": UUID(int=0)},
        "filters": SampleFilter({"q": "mara", "since": "soon"}, auto_id="filter_%s"),
        "answers": answers,
        "questions": _questions(answers),
        "exercises": _exercises(),
        "reasons": REASONS,
        "day": DAY,
        "advice": ADVICE,
        "late_visit": {"recorded_later_at": datetime(2026, 11, 22, 22, 2, tzinfo=UTC)},
    }
