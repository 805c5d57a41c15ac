"""On how many days acute headache medicine is a worry, by its class, and what is said then; never a diagnosis.

Source: measures.json acute_med_days_28; conditions.json `alerts`; ICHD-3 8.2.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from patients.rules.measurements import Number, exact
from practice.errors import Blocker

MIXED: Final = "mixed"
SIMPLE_LIMIT, STRONG_LIMIT = 15, 10
LIMITS: Final[Mapping[str, int]] = {
    "simple": SIMPLE_LIMIT,
    "triptan": STRONG_LIMIT,
    "opioid": STRONG_LIMIT,
    "ergot": STRONG_LIMIT,
    "combination": STRONG_LIMIT,
    MIXED: STRONG_LIMIT,
}
CLASS_WORDS: Final = {
    "simple": "Simple pain relievers",
    "triptan": "Triptans",
    "opioid": "Opioids",
    "ergot": "Ergots",
    "combination": "Combination pain relievers",
    MIXED: "Acute medicines of several classes",
}


def limit_of(medicine: str | None) -> int:
    """From how many days in 28 a class of acute medicine is a worry; where none is known, the strictest limit holds.

    Simple analgesics 15 days; triptans, opioids, ergots, combinations and several classes together 10 days. The
    conditions name 10 days and no class (chronic tension-type headache, chronic migraine): that is the limit while
    nobody knows the class, and a class that is known has its own.
    Source: measures.json acute_med_days_28; conditions.json `alerts`; ICHD-3 8.2.
    """
    return LIMITS.get(medicine or "", STRONG_LIMIT)


def strictest(classes: Iterable[str | None]) -> str | None:
    """The class whose limit holds for days of which all these classes are known: the only one, else several together.

    None where none is known. Of several classes one at least has the lower limit, which then holds for all days.
    Source: measures.json acute_med_days_28; ICHD-3 8.2; project choice.
    """
    known = {one for one in classes if one}
    return MIXED if len(known) > 1 else next(iter(known), None)


def medication_overuse(days: Number | None, medicine: str | None) -> bool:
    """Whether acute medicine on so many days in 28 reaches the limit of its class; without a number it does not.

    Source: measures.json acute_med_days_28; ICHD-3 8.2.
    """
    return days is not None and exact(days) >= limit_of(medicine)


def medicine_notices(days_by_class: Mapping[str, int], path: str = "medicine_days") -> list[Blocker]:
    """What is said of the medicine days that an assessment tells: each class that reaches its limit, the most days
    first. A reason to talk with the prescriber: it stops no signature and names no diagnosis.

    Source: conditions.json `alerts` ('talk with the prescriber'); measures.json acute_med_days_28; ICHD-3 8.2.
    """
    many = [(days, name) for name, days in days_by_class.items() if medication_overuse(days, name)]
    return [
        Blocker(
            "many_medicine_days",
            f"{CLASS_WORDS[name]} on {days} of 28 days; the limit is {limit_of(name)}. Consider a referral to the "
            "prescriber to review acute medicines. This is a count, not a diagnosis.",
            path,
        )
        for days, name in sorted(many, reverse=True)
    ]
