"""What each alert of an episode means, and what to do about it.

Source: domain.md (g) `alerts`; what the words ask for is a project choice.
"""

from typing import Final, NamedTuple


class AlertWords(NamedTuple):
    """Tone (stop, watch or note), the fact, and what to do."""

    tone: str
    title: str
    action: str


# Source: domain.md (a), (b), (d), (e) and adverse_events.json; what the words ask for is a project choice.
ALERT_WORDS: Final = {
    "red_flag_open": AlertWords("stop", "A red flag is open", "Do not needle. Refer, and record the clearance."),
    "serious_adverse_event": AlertWords(
        "stop", "A serious adverse event happened", "Needling waits for a written clearance. Follow it to its end."
    ),
    "needling_while_not_allowed": AlertWords(
        "stop",
        "Needling was recorded on a day that did not allow it",
        "Check screening, consent and authority of that day, and add an addendum.",
    ),
    "guardian_consent_required": AlertWords(
        "stop", "A guardian's consent is missing", "Record it before the next needle."
    ),
    "needle_count_mismatch": AlertWords(
        "stop", "Needles in and out differed", "See that the incident and its follow-up are recorded."
    ),
    "visit_outside_certification": AlertWords(
        "watch", "A visit lies outside the certified period", "Record the recertification, or tell the payer."
    ),
    "progress_report_overdue": AlertWords("watch", "The progress report is overdue", "Write it at the next visit."),
    "medication_overuse": AlertWords(
        "watch",
        "Acute medicine on many days",
        "The number of days reaches the threshold for overuse: consider a referral. This is not a diagnosis.",
    ),
    "phq2_positive": AlertWords("watch", "PHQ-2 is positive", "Ask further, or refer."),
    "soreness_call_back": AlertWords(
        "watch", "Soreness of 4 or more after 72 hours", "Call the patient back, and adapt the dose."
    ),
    "vasovagal_precaution": AlertWords("note", "Faints with needles", "Treat lying down, with fewer needles."),
    "cpt_policy_sensitive": AlertWords(
        "note", "The code depends on how muscles are counted", "Check the payer's way of counting before billing."
    ),
}
TONES: Final = ("stop", "watch", "note")


def alerts_in_words(keys: list[str]) -> list[AlertWords]:
    """The alerts of an episode, the most serious first."""
    return sorted((ALERT_WORDS[key] for key in keys), key=lambda words: TONES.index(words.tone))
