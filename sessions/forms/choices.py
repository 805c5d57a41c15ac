"""What the clinic's people choose from: muscles by region, sizes, risks and advice, in the catalogue's words."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from patients.rules.freshness import beyond_the_visit
from patients.rules.screening import asked_items
from practice import reference

Choices = list[tuple[Any, Any]]

TECHNIQUES: Final = (
    ("pistoning", "Pistoning"),
    ("rotation", "Rotation"),
    ("slow, no piston", "Slow, no piston"),
    ("in_situ", "Left in place"),
)
DIAMETERS: Final = ("0.16", "0.20", "0.25", "0.30")
LENGTHS: Final = ("13", "15", "25", "30", "40", "50", "60")
RISKS: Final = (
    ("bruising", "Bruising"),
    ("soreness", "Soreness"),
    ("bleeding", "Bleeding"),
    ("fainting", "Fainting"),
    ("pneumothorax", "Pneumothorax"),
    ("nerve_injury", "Nerve injury"),
    ("infection", "Infection"),
)
ADVICE: Final = (
    ("aftercare sheet", "Aftercare sheet given"),
    ("when to call", "When to call, and whom"),
    ("soreness", "Soreness is usual"),
    ("keep moving", "Keep moving gently"),
)
PLACES: Final = (("clinic", "Clinic"), ("home", "Patient's home"), ("workplace", "Workplace"))
SKIN: Final = (("alcohol", "Alcohol"), ("chlorhexidine", "Chlorhexidine"), ("iodine", "Iodine"))
# Words that therapists write most often about the response; the page adds them with a tap.
PHRASES: Final = (
    "Looser at once.",
    "Less pain.",
    "Mild ache.",
    "Moves more freely.",
    "No change yet.",
    "Tolerated well.",
)
# Items that have a question of their own in the form.
ASKED_ELSEWHERE: Final = frozenset({"no_consent", "license_or_endorsement", "red_flag_open"})


def muscles() -> Choices:
    """Muscles by region; what must not be needled says so."""
    known = sorted(reference.muscles().items(), key=lambda entry: (entry[1]["region"], entry[1]["common_name"]))
    return [
        ("", "Choose a muscle"),
        *(
            (region.capitalize(), [(key, _name(muscle)) for key, muscle in found])
            for region, found in groupby(known, key=lambda entry: str(entry[1]["region"]))
        ),
    ]


def _name(muscle: Any) -> str:
    name = str(muscle["common_name"])
    return f"{name} (do not needle)" if muscle["do_not_needle"] else name


def every_visit_items() -> Choices:
    """The items of the screen that are asked again at every visit."""
    items = reference.current("screening")["contraindications"]
    asked = [item for item in items if item["recheck"] == "every visit" and item["key"] not in ASKED_ELSEWHERE]
    return [(item["key"], item["label"]) for item in asked]


def beyond_today() -> Choices:
    """The items of the screen that hold for the episode: the short re-screen does not ask them, and may find one."""
    form = reference.current("screening")
    items = asked_items(form)
    held = beyond_the_visit([item["key"] for item in items], form)
    return [(item["key"], item["label"]) for item in items if item["key"] in held]


def item_label(key: str) -> str:
    """The words of an item of the full screen."""
    items = reference.current("screening")["contraindications"]
    return next((item["label"] for item in items if item["key"] == key), key)


def red_flags() -> Choices:
    """Red flags."""
    return [(flag["key"], flag["label"]) for flag in reference.current("screening")["red_flags"]]


def event_kinds() -> Choices:
    """Kinds of adverse events."""
    return [("", "Choose what happened"), *((k, event["label"]) for k, event in reference.adverse_events().items())]


def or_other(choices: Iterable[tuple[str, str]], written: str) -> Choices:
    """Choices, with what was written elsewhere when it is none of them."""
    known = list(choices)
    return known if not written or written in dict(known) else [*known, (written, written)]
