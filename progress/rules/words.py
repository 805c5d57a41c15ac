"""What an overall status means, said to the clinician and to the patient.

Source: domain.md (e), 'Plain-language lines for patients', project choice.
"""

from typing import Final, NamedTuple

from progress.rules.status import Status


class Words(NamedTuple):
    """One sentence for each reader; neither promises an effect."""

    clinician: str
    patient: str


# Source: domain.md (e), 'Plain-language lines for patients' and 'What clinicians do with a plateau', project choice.
STATUS_WORDS = {
    Status.URGENT_REFERRAL: Words(
        "An open red flag or an uncleared serious event: stop needling and refer today.",
        "Something needs a doctor's look before treatment goes on. Call the clinic if nobody has called you today.",
    ),
    Status.INSUFFICIENT_DATA: Words(
        "Not enough data yet: no measure that is followed has two values.",
        "There are not enough numbers yet to see a change.",
    ),
    Status.DETERIORATING: Words(
        "Worse than at baseline by more than the threshold: reassess, and contact the patient.",
        "Your numbers are worse; your therapist will contact you.",
    ),
    Status.RELAPSING: Words(
        "An earlier gain in pain was lost again: look for what changed, for example exercises or work.",
        "Your numbers were better and have slipped back; let us find out why.",
    ),
    Status.GOAL_MET: Words(
        "Every goal of the plan is met at the latest value: consider discharge or new goals.",
        "You have reached the goals of your plan.",
    ),
    Status.PLATEAU: Words(
        "No further change in pain: reassess the diagnosis, technique, dose, exercise, adherence and medicine use,"
        " or consider referral or discharge.",
        "Your numbers have stayed the same for a while; let us review the plan.",
    ),
    Status.IMPROVING: Words(
        "Better than at baseline by a responder or MCID threshold: continue the plan.",
        "Your numbers are clearly better than at the start.",
    ),
    Status.NO_MEANINGFUL_CHANGE: Words(
        "No change beyond the thresholds so far.",
        "Your numbers have not clearly changed so far.",
    ),
}
# Tone and name of each status, for pages and print.
STATUS_LABELS: Final = {
    Status.URGENT_REFERRAL: ("stop", "Refer today"),
    Status.INSUFFICIENT_DATA: ("note", "Not enough data yet"),
    Status.DETERIORATING: ("stop", "Getting worse"),
    Status.RELAPSING: ("watch", "Relapsing"),
    Status.GOAL_MET: ("good", "Goals met"),
    Status.PLATEAU: ("watch", "Plateau"),
    Status.IMPROVING: ("good", "Improving"),
    Status.NO_MEANINGFUL_CHANGE: ("note", "No meaningful change"),
}
# Of care that has ended nothing is to be done any more. Source: domain.md (a), plan_active -> discharged.
ENDED_WORDS: Final = {
    Status.DETERIORATING: "Care ended worse than at baseline by more than the threshold.",
    Status.RELAPSING: "Care ended after an earlier gain in pain was lost again.",
    Status.GOAL_MET: "Every goal of the plan was met at the latest value.",
    Status.PLATEAU: "Care ended without a further change in pain.",
    Status.IMPROVING: "Care ended better than at baseline by a responder or MCID threshold.",
    Status.NO_MEANINGFUL_CHANGE: "Care ended without a change beyond the thresholds.",
}
STILL_BETTER = Words(
    " The patient is still improved from baseline.",
    " They are still clearly better than at the start.",
)
STANDING = frozenset({Status.PLATEAU})


def status_words(status: Status | str, *, improved_from_baseline: bool = False, ended: bool = False) -> Words:
    """The sentences for a status; a plateau with an earlier gain says so, for it does not mean 'no benefit'.

    Of care that has ended (`ended`) nothing is asked of the clinician any more.
    """
    words = STATUS_WORDS[Status(status)]
    if ended:
        words = words._replace(clinician=ENDED_WORDS.get(Status(status), words.clinician))
    if improved_from_baseline and status in STANDING:
        return Words(*(line + more for line, more in zip(words, STILL_BETTER, strict=True)))
    return words


class MeasureWords(NamedTuple):
    """What a measure is called in a sentence, and what follows its value."""

    label: str
    unit: str


MEASURE_WORDS = {
    "headache_days_28": MeasureWords("Headache days", "in 28"),
    "nprs_average": MeasureWords("Average pain", "of 10"),
    "ndi_raw": MeasureWords("Neck disability (NDI)", "of 50"),
    "hit6": MeasureWords("Headache impact (HIT-6)", ""),
    "psfs": MeasureWords("Function (PSFS)", "of 10"),
    "acute_med_days_28": MeasureWords("Days with acute medicine", "in 28"),
    "crom_rotation_left": MeasureWords("Rotation to the left", "°"),
    "crom_rotation_right": MeasureWords("Rotation to the right", "°"),
    "crom_flexion": MeasureWords("Neck flexion", "°"),
    "crom_extension": MeasureWords("Neck extension", "°"),
    "crom_latflex_left": MeasureWords("Side bending to the left", "°"),
    "crom_latflex_right": MeasureWords("Side bending to the right", "°"),
    "frt_left": MeasureWords("Flexion-rotation to the left", "°"),
    "frt_right": MeasureWords("Flexion-rotation to the right", "°"),
    "dnf_endurance": MeasureWords("Deep neck flexor endurance", "s"),
    "midas": MeasureWords("Migraine disability (MIDAS)", "days"),
    "hdi": MeasureWords("Headache disability (HDI)", "of 100"),
    "promis_pi": MeasureWords("Pain interference (PROMIS)", "T"),
}


UNITS: Final = {"kPa": "kPa"}


def measure_words(measure: str, name: str, unit: str = "") -> MeasureWords:
    """The short words of a measure that is followed, else its name and unit in the catalogue."""
    return MEASURE_WORDS.get(measure, MeasureWords(name, UNITS.get(unit, "")))
