"""When days with acute medicine are so many that somebody should think of overuse: the limits, and what to say.

Source: measures.json acute_med_days_28; ICHD-3 8.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from patients.rules.measurements import Number, exact
from plans.rules.windows import Window

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
NEAR: Final = 2


def limit_of(medicine: str | None) -> int:
    """From how many days in 28 a class of acute medicine is a worry; an unknown class has the limit of simple ones.

    Simple analgesics 15 days; triptans, opioids, ergots, combinations and several classes together 10 days: the limit
    of simple analgesics holds for every class. Source: measures.json acute_med_days_28; ICHD-3 8.2.
    """
    return LIMITS.get(medicine or "", SIMPLE_LIMIT)


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


@dataclass(frozen=True, slots=True)
class Overuse:
    """One class of acute medicine whose days reach the limit (`reached`) or come near it."""

    medicine: str
    days: int
    limit: int
    reached: bool

    @property
    def text(self) -> str:
        """The prompt, as a reason to refer and never a diagnosis."""
        words = f"{CLASS_WORDS[self.medicine]} on {self.days} of 28 days; the limit is {self.limit}."
        if not self.reached:
            return f"{words} Talk about it at the next visit, before the limit is reached."
        return (
            f"{words} Consider a referral to the prescriber to review acute medicines."
            " This is a count from the diary, not a diagnosis."
        )

    @property
    def own_text(self) -> str:
        """The same for the patient: whom to talk to, and no alarm."""
        words = f"{OWN_WORDS.get(self.medicine, CLASS_WORDS[self.medicine])} on {self.days} of the last 28 days."
        if not self.reached:
            return f"{words} Tell your therapist about it at the next visit."
        return (
            f"{words} Medicine on many days can itself bring headaches. Talk to the doctor or pharmacist from whom you"
            " have it; do not stop it all at once on your own. This is a count of your diary, not a diagnosis."
        )


OWN_WORDS = {
    "ergot": "Ergot medicines (such as ergotamine)",
    "combination": "Tablets with several pain relievers in one",
    MIXED: "Headache medicines of several kinds",
}
CLASS_WORDS = {
    "simple": "Simple pain relievers",
    "triptan": "Triptans",
    "opioid": "Opioids",
    "ergot": "Ergots",
    "combination": "Combination pain relievers",
    MIXED: "Acute medicines of several classes",
}


def overuse_in(window: Window, known: Iterable[str] = ()) -> list[Overuse]:
    """Classes whose days reach the limit (`medication_overuse`) or come within two of it, those that reach it first.

    `known` are the classes that the patient's file and headache profile name: with them the strictest class decides
    about all days, as it does for a count that was measured.
    Source: measures.json acute_med_days_28; ICHD-3 8.2. Counted as recorded: missing days are never guessed.
    """
    counts = dict(window.medicine_days_by_class)
    alone = next(iter(counts)) if len(counts) == 1 else None
    if counts and strictest({*counts, *known}) == MIXED and limit_of(alone) > LIMITS[MIXED]:
        counts[MIXED] = window.medicine_days
    found = [Overuse(name, n, limit_of(name), medication_overuse(n, name)) for name, n in counts.items()]
    near = [prompt for prompt in found if prompt.days >= prompt.limit - NEAR]
    return sorted(near, key=lambda prompt: (not prompt.reached, -prompt.days, prompt.medicine == MIXED))
