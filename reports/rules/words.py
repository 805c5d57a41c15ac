"""What measures, choices, alerts and clocks are called on a printed report."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from progress.charts import day, written
from progress.rules.status import Status
from reports.documents.facts import Notice, Tone

# The names of the catalogue say how a measure is scored; a column or a chart needs what people call it.
LABELS: Final = {
    "headache_days_28": "Headache days",
    "headache_hours_28": "Headache hours",
    "acute_med_days_28": "Acute medicine days",
    "nprs_average": "Average pain (NPRS)",
    "ndi_raw": "Neck disability (NDI)",
    "hit6": "Headache impact (HIT-6)",
    "midas": "Migraine disability (MIDAS)",
    "hdi": "Headache disability (HDI)",
    "psfs": "Specific function (PSFS)",
    "promis_pi": "Pain interference (PROMIS)",
    "frt_left": "Flexion-rotation, left",
    "frt_right": "Flexion-rotation, right",
    "dnf_endurance": "Deep neck flexors",
}
UNITS: Final = {
    "d/(28.d)": "in 28", "h/(28.d)": "hours in 28 days", "deg": "°", "d": "days", "h": "hours",
    "{Tscore}": "T-score",
}  # fmt: skip

STATUS: Final[Mapping[str, tuple[Tone, str]]] = {
    Status.URGENT_REFERRAL: ("stop", "Refer today"),
    Status.INSUFFICIENT_DATA: ("note", "Not enough data yet"),
    Status.DETERIORATING: ("stop", "Worse than at the start"),
    Status.RELAPSING: ("watch", "Relapsing"),
    Status.GOAL_MET: ("good", "Goals met"),
    Status.PLATEAU: ("watch", "Plateau"),
    Status.IMPROVING: ("good", "Improving"),
    Status.NO_MEANINGFUL_CHANGE: ("note", "No meaningful change"),
}

ALERTS: Final[Mapping[str, Notice]] = {
    key: Notice(name=name, state=state, tone=tone, words=words)
    for key, name, state, tone, words in (
        ("red_flag_open", "Red flag", "Open", "stop", "A red flag has not been cleared in writing."),
        ("serious_adverse_event", "Adverse event", "Serious", "stop", "A serious adverse event was recorded."),
        ("needling_while_not_allowed", "Needling", "Check", "stop",
         "A visit with needling took place while screening, consent or licence did not allow it."),
        ("needle_count_mismatch", "Needle count", "Check", "stop", "In a session needles in and needles out differ."),
        ("medication_overuse", "Acute medicine", "Overuse limit", "watch",
         "Acute medicine on so many days that medication-overuse headache must be considered (ICHD-3 8.2)."),
        ("soreness_call_back", "Soreness", "Call back", "watch", "Soreness of 4 or more still there after 72 hours."),
        ("phq2_positive", "Mood (PHQ-2)", "Positive", "watch", "The screen for low mood is positive: follow it up."),
        ("guardian_consent_required", "Consent", "Guardian", "watch", "A minor without a guardian's consent in force."),
        ("vasovagal_precaution", "Fainting", "Precaution", "note", "Has fainted, or faints easily: treat lying down."),
        ("cpt_policy_sensitive", "Billing", "Check", "watch",
         "The number of muscles in a visit depends on the payer's way of counting."),
        ("visit_outside_certification", "Certification", "Outside", "watch", "A visit is outside the certified days."),
        ("progress_report_overdue", "Progress report", "Overdue", "watch", "The payer's limit of days is passed."),
    )
}  # fmt: skip
REPORT_STATES: Final[Mapping[str, tuple[str, Tone]]] = {
    "ok": ("Not yet due", "good"),
    "due": ("Due", "watch"),
    "overdue": ("Overdue", "stop"),
    "closed": ("Closed", "note"),
}


def label_of(key: str, measure: Mapping[str, Any]) -> str:
    """What a measure is called in a sentence."""
    return LABELS.get(key, measure["name"])


def unit_of(measure: Mapping[str, Any]) -> str:
    """What follows a value of a measure: '°', 'in 28', 'of 10'; scores that do not start at 0 have no unit."""
    unit: str = measure["unit_ucum"]
    if unit == "{score}":
        return f"of {written(measure['max'])}" if measure["min"] == 0 else ""
    return UNITS.get(unit, unit)


def with_unit(value: float, unit: str) -> str:
    """'9 in 28', '68°'."""
    return f"{written(value)}{'' if unit in ('', '°', '%') else ' '}{unit}"


def responder_line(label: str, result: Mapping[str, Any]) -> str:
    """'Responder at 50 %: headache days changed by -55 %.'; '' while nothing can be said."""
    percent = result.get("percent_change")
    if percent is None or result.get("responder30") is None:
        return ""
    said = f"{label} {'down' if percent < 0 else 'up'} by {written(abs(percent))} %."
    reached = 50 if result["responder50"] else 30 if result["responder30"] else None
    return f"Responder at {reached} %: {said}" if reached else f"Not a responder so far: {said}"


def report_clock(clock: Mapping[str, Any]) -> Notice:
    """The clock of the payer's progress report."""
    state, tone = REPORT_STATES[clock["status"]]
    words = f"{clock['treatment_days']} treatment days; due by day {clock['due_by_treatment_day']}."
    return Notice(name="Progress report", state=state, tone=tone, words=words)


def certification_clock(expires_on: date | None, covers_to: date) -> Notice:
    """The clock of the plan's certification."""
    if expires_on is None:
        return Notice(name="Certification", state="None", tone="watch", words="There is no certified plan of care.")
    if expires_on < covers_to:
        return Notice(name="Certification", state="Expired", tone="stop", words=f"Expired on {day(expires_on)}.")
    return Notice(name="Certification", state="In force", tone="good", words=f"Expires on {day(expires_on)}.")


def clinic_words(key: str) -> str:
    """A key of a choice as people say it: 'in_situ' is 'in situ'."""
    return key.replace("_", " ")
