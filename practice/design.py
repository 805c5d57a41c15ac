"""Samples for the design system's page: invented people, every component in every state."""

import re
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles import finders

from practice import design_rooms
from practice.body_chart import body_chart, chart_to_choose_from
from practice.body_views import Shown

SIDES = [("left", "Left"), ("right", "Right"), ("bilateral", "Both"), ("midline", "Midline")]
MUSCLES = [
    ("", "---------"),
    ("trapezius_upper", "Upper trapezius"),
    ("trapezius_middle", "Middle trapezius"),
    ("trapezius_lower", "Lower trapezius"),
    ("levator_scapulae", "Levator scapulae"),
    ("splenius_capitis", "Splenius capitis"),
    ("splenius_cervicis", "Splenius cervicis"),
    ("semispinalis_capitis", "Semispinalis capitis"),
    ("suboccipitals", "Suboccipital group"),
    ("sternocleidomastoid", "Sternocleidomastoid"),
    ("temporalis", "Temporalis"),
]
PATIENT = {
    "name": "Mara Lindqvist-Okafor",
    "url": "#main",
    "age": 42,
    "pronouns": "she/her",
    "record_number": "H-00042",
    "born_on": "27 Mar 1984",
    "episode": {"label": "Cervicogenic headache", "url": "#main", "status": "Active"},
    "alerts": [
        {"kind": "consent", "tone": "good", "label": "Consent to 3 Mar", "url": ""},
        {"kind": "screening", "tone": "watch", "label": "Screening expires in 4 days", "url": "#main"},
        {"kind": "area", "tone": "stop", "label": "No needling: left shoulder", "url": ""},
        {"kind": "bleeding", "tone": "watch", "label": "Takes apixaban", "url": ""},
        {"kind": "allergy", "tone": "note", "label": "Nickel", "url": ""},
        {"kind": "faint", "tone": "note", "label": "Fainted once", "url": ""},
    ],
}
STATES = [
    "draft",
    "signed",
    "active",
    "improving",
    "met",
    "due",
    "unsigned",
    "plateau",
    "waiting",
    "not_asked",
    "completed",
    "attended",
    "closed",
    "stable",
    "queued",
    "running",
    "done",
    "failed",
    "planned",
    "overdue",
    "expired",
    "missing",
    "worse",
    "withdrawn",
    "discharged",
    "cancelled",
]
SWATCHES = [
    "ground",
    "surface",
    "sunk",
    "line",
    "line-strong",
    "text",
    "text-quiet",
    "accent",
    "accent-soft",
    "good",
    "good-soft",
    "watch",
    "watch-soft",
    "stop",
    "stop-soft",
    "note",
    "note-soft",
]


SCALE = {"data-unit": "of 10", "data-slider": True, "min": 0, "max": 10}
HEATED = [
    (muscle, side)
    for muscle in ("trapezius_upper", "splenius_capitis", "levator_scapulae", "temporalis")
    for side in ("left", "right")
]
CALENDAR = [
    ("09:00", ("done", "Mara Lindqvist-Okafor", "Needling", "good", "good", "Done"), ()),
    ("10:00", ("in_treatment", "João Teixeira", "Assessment", "note", "user", "In treatment"), ()),
    ("11:00", (), ("waiting", "Wei Zhang", "Exercises", "watch", "clock", "Waiting")),
    ("12:00", ("booked", "Ada Testcase", "Needling", "", "calendar", "Booked"), ()),
]
SLOT = ("state", "name", "kind", "tone", "icon", "words")
WEEK = [
    {"name": "Fri", "number": 20, "state": "free"},
    {"name": "Sat", "number": 21, "state": "headache", "value": 6},
    {"name": "Sun", "number": 22, "state": "empty"},
]
STRIPS = [
    ("good", "check", "Saved", "Diary of today · 14:02"),
    (
        "watch",
        "clock",
        "Saved on this phone",
        "1 entry is on this phone. It goes to the clinic when there is a network.",
    ),
    ("stop", "watch", "Needs you", "1 entry needs you."),
]


NAV = [
    {"label": "Today", "url": "#main", "icon": "today", "current": True},
    {"label": "Patients", "url": "#main", "icon": "patients"},
    {"label": "Work list", "url": "#main", "icon": "work", "count": 3},
    {"label": "Progress", "url": "#main", "icon": "progress"},
    {"label": "Reports", "url": "#main", "icon": "reports"},
    {"label": "Clinic", "url": "#main", "icon": "clinic"},
]


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Full name", help_text="As on the insurance card.")
    born_on = forms.DateField(label="Date of birth", help_text="For example 27 Mar 1984.")
    pain = forms.IntegerField(
        label="Pain now",
        min_value=0,
        max_value=10,
        help_text="0 is no pain, 10 the worst imaginable. Lower is better.",
        widget=forms.NumberInput(attrs={"data-unit": "of 10", "data-slider": True, "data-last": "7 on 12 Oct"}),
    )
    diameter = forms.DecimalField(
        label="Needle diameter",
        decimal_places=2,
        max_digits=4,
        widget=forms.NumberInput(attrs={"data-unit": "mm", "step": "0.05", "data-prefilled": True}),
    )
    side = forms.ChoiceField(
        choices=[("", "---------"), *SIDES], widget=forms.Select(attrs={"data-prefilled": "From 12 Oct"})
    )
    symptoms = forms.MultipleChoiceField(
        choices=[("nausea", "Nausea"), ("light", "Light hurts"), ("sound", "Sound hurts")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    soreness = forms.ChoiceField(
        choices=[(number, number) for number in range(11)], widget=forms.RadioSelect(attrs={"data-scale": True})
    )
    document = forms.FileField(help_text="A PDF, PNG or JPEG of at most 5 MB.", required=False)
    muscle = forms.ChoiceField(choices=MUSCLES, help_text="Type a few letters.")
    agreed = forms.BooleanField(label="The patient has read the information sheet and had time to ask")
    note = forms.CharField(widget=forms.Textarea, required=False)


class SampleTarget(forms.Form):
    """One row of a formset."""

    muscle = forms.ChoiceField(choices=MUSCLES)
    side = forms.ChoiceField(choices=[("", "---------"), *SIDES])
    needles_in = forms.IntegerField(min_value=0, max_value=20)
    needles_out = forms.IntegerField(min_value=0, max_value=20)
    depth_mm = forms.IntegerField(
        label="Depth", min_value=0, required=False, widget=forms.NumberInput(attrs={"data-unit": "mm", "step": 5})
    )


class SampleScales(forms.Form):
    """Pain in every state of its scale."""

    not_asked = forms.IntegerField(label="Pain before", required=False, widget=forms.NumberInput(attrs=SCALE))
    none_at_all = forms.IntegerField(label="Pain after", required=False, widget=forms.NumberInput(attrs=SCALE))
    with_last = forms.IntegerField(
        label="Pain at worst",
        required=False,
        widget=forms.NumberInput(attrs=SCALE | {"data-last": "7 on 12 Oct", "data-last-value": "7"}),
    )


def chart_samples() -> dict[str, Any]:
    """The body chart to choose from, with needles and twitches, and in heat with its legend."""
    chart = body_chart()
    places = [
        ("trapezius_upper", "right"),
        ("splenius_capitis", "left"),
        ("temporalis", "left"),
        ("scm_sternal", "right"),
    ]
    needles = [
        Shown(*place, sign=str(at), said=f"{at} needles in", ringed=at % 2 == 0) for at, place in enumerate(places, 1)
    ]
    steps = [
        Shown(muscle, side, str(step), f"{step} sessions", heat=step) for step, (muscle, side) in enumerate(HEATED, 1)
    ]
    return {
        "choosing": chart_to_choose_from(),
        "needled": chart.with_shown(needles).only_chosen(),
        "heat": chart.with_shown(steps).only_chosen(),
        "steps": [{"heat": step, "least": step, "most": step} for step in range(1, 9)],
    }


def icon_names() -> list[str]:
    """Every symbol of the sprite, in its order."""
    sprite = finders.find("img/icons.svg")
    return re.findall(r'<symbol id="([\w-]+)"', Path(str(sprite)).read_text())


def samples() -> dict[str, Any]:
    """What the design page shows: forms at rest and refused, a patient, and the names of what there is."""
    target_rows = forms.formset_factory(SampleTarget, extra=1, can_delete=True)
    first_row = {"muscle": "trapezius_upper", "side": "right", "needles_in": 2, "needles_out": 2}
    return design_rooms.samples() | {
        "clinic": {"name": "Harbor Physical Therapy"},
        "banner": PATIENT,
        "form": SampleForm(initial={"pain": 4, "diameter": "0.30", "side": "left"}),
        "refused": SampleForm({"name": "", "pain": "11", "side": "left"}, prefix="refused"),
        "formset": target_rows(initial=[first_row]),
        "blockers": [
            {"code": "needle_count_mismatch", "message": "The count differs: 6 in, 5 out.", "field": ""},
            {"code": "response_missing", "message": "Say how the patient responded.", "field": ""},
        ],
        "crumbs": [
            {"label": "Patients", "url": "#main"},
            {"label": "Mara Lindqvist-Okafor", "url": "#main"},
            {"label": "Session"},
        ],
        "states": STATES,
        "chart": chart_samples(),
        "scales": SampleScales(initial={"none_at_all": 0, "with_last": 4}),
        "calendar": [
            {"clock": clock, "slots": [dict(zip(SLOT, slot, strict=False)) for slot in slots]}
            for clock, *slots in CALENDAR
        ],
        "week": WEEK,
        "heat_steps": range(1, 9),
        "strips": STRIPS,
        "icons": icon_names(),
        "swatches": SWATCHES,
        "nav": NAV,
    }
