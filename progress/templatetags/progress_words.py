"""Numbers, days and states in the words of the progress pages."""

from datetime import date
from typing import Any, Final

from django import template

from practice import reference
from practice.days import day_words
from progress.charts import written
from progress.rules.due import Kind, Tone
from progress.rules.status import Status
from progress.rules.words import MEASURE_WORDS, STATUS_LABELS
from progress.selectors.standing import MeasureRow
from progress.selectors.work import WorkItem

register = template.Library()

TONE_WORDS: Final = {Tone.STOP: "Now", Tone.WATCH: "Soon", Tone.NOTE: "To do"}
TONE_ICONS: Final = {Tone.STOP: "stop", Tone.WATCH: "clock", Tone.NOTE: "note"}
PAST: Final = frozenset({Kind.VISIT, Kind.UNSIGNED, Kind.COSIGN, Kind.ADVERSE_EVENT, Kind.CALL_BACK, Kind.CHECK_IN})


UP_WORDS: Final = {"clinic": "Progress of the clinic", "therapists": "Therapists compared"}
STANDING_ICONS: Final = {"no_clear_difference": "same", "more_often": "arrow-up", "less_often": "arrow-down"}


@register.filter
def up_words(page: str) -> str:
    """What the page is called that a figure stands on."""
    return UP_WORDS.get(page, UP_WORDS["clinic"])


@register.filter
def standing_icon(standing: str) -> str:
    """The icon that repeats what a comparison says."""
    return STANDING_ICONS.get(standing, "note")


@register.filter
def number(value: float | str | None) -> str:
    """A value without needless decimals; a dash where there is none (templates say '' for what is absent)."""
    return "–" if value in (None, "") else written(float(value or 0))


@register.filter
def signed_number(value: float | str | None) -> str:
    """As `number`, with its sign."""
    said = number(value)
    return f"+{said}" if value not in (None, "") and float(value or 0) > 0 else said


@register.filter
def status_tone(status: str) -> str:
    """The tone of an overall status."""
    return STATUS_LABELS[Status(status)][0]


@register.filter
def status_label(status: str) -> str:
    """An overall status in two words."""
    return STATUS_LABELS[Status(status)][1]


@register.filter
def change_words(row: MeasureRow) -> str:
    """'11 less than at the start'."""
    step = row.result.get("change")
    if step is None:
        return ""
    if not step:
        return "Same as at the start"
    return f"{written(abs(step))} {'less' if step < 0 else 'more'} than at the start"


@register.filter
def draft_words(row: MeasureRow) -> str:
    """That the latest value, or the one it is compared with, is of a note that is not signed; '' of signed ones."""
    first, last = row.drafts
    return "Draft, not signed" if last else "Start is a draft, not signed" if first else ""


@register.filter
def direction_words(row: MeasureRow) -> str:
    """Which way is better, and whether the change means something."""
    better = "lower is better" if row.lower_is_better else "higher is better"
    met = row.result.get("mcid_met")
    if met is None:
        met = row.result.get("responder30")
    if row.moved == "":
        return f"One value; {better}"
    if row.moved == "worse":
        return f"Worse than at the start; {better}"
    return better if met is None else f"{'A meaningful change' if met else 'Not a meaningful change'}; {better}"


@register.filter
def condition(key: str) -> str:
    """A condition by its name."""
    return str(reference.conditions()[key]["name"])


@register.filter
def tone(value: Tone) -> str:
    """The tone of a badge; things to do carry none."""
    return "" if value is Tone.NOTE else value.value


@register.filter
def tone_icon(value: Tone) -> str:
    """The icon that repeats a tone."""
    return TONE_ICONS[value]


@register.filter
def when_due(item: WorkItem) -> str:
    """The day on which it was or is due, else how pressing it is."""
    if item.due.on is None:
        return TONE_WORDS[item.due.tone]
    if item.kind == Kind.REBOOK:
        return f"{item.due.on:%a} {day_words(item.due.on, year=False)}"
    return f"{'Since' if item.kind in PAST else 'To'} {day_words(item.due.on, year=False)}"


@register.filter
def appointments_left(number: int) -> str:
    """How many appointments are with nobody who treats here."""
    told = "appointment, today or later, is" if number == 1 else "appointments, today or later, are"
    return f"{number} {told} with nobody who treats here."


@register.filter
def as_day(value: Any) -> str:
    """An ISO day or a date as '3 Mar 2026'."""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return day_words(day) if day else "–"


@register.filter
def input_words(what: str) -> str:
    """What an input of a result is called: a measure by its short name, anything else by its key."""
    known = MEASURE_WORDS.get(what)
    return known.label if known else what.replace("_", " ")


@register.filter
def is_number(value: Any) -> bool:
    """Whether an input of a result is a number and no word."""
    return isinstance(value, int | float)


@register.filter
def days_old(days: int) -> str:
    """How old an unsigned note is."""
    return {0: "Of today", 1: "1 day old"}.get(days, f"{days} days old")


@register.filter
def pressing_words(number: int) -> str:
    """How many of what is open are overdue, or end within days."""
    return f"{number} pressing"
