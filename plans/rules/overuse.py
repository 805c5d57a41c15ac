"""When the diary's days with acute medicine are so many that somebody should think of overuse, and what to say.

Source: measures.json acute_med_days_28; ICHD-3 8.2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from patients.rules.medicines import CLASS_WORDS, LIMITS, MIXED, limit_of, medication_overuse, strictest
from plans.rules.windows import Window

NEAR: Final = 2


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


def overuse_in(window: Window, known: Iterable[str] = ()) -> list[Overuse]:
    """Classes whose days reach the limit (`medication_overuse`) or come within two of it, those that reach it first.

    `known` are the classes that the patient's file and headache profile name: with them the strictest class decides
    about all days, as it does for a count that was measured.
    Source: measures.json acute_med_days_28; ICHD-3 8.2. Counted as recorded: missing days are never guessed.
    """
    counts = dict(window.medicine_days_by_class)
    alone = next(iter(counts)) if len(counts) == 1 else MIXED
    stricter = len(counts) > 1 or limit_of(alone) > LIMITS[MIXED]
    if counts and strictest({*counts, *known}) == MIXED and stricter:
        counts[MIXED] = window.medicine_days
    found = [Overuse(name, n, limit_of(name), medication_overuse(n, name)) for name, n in counts.items()]
    near = [prompt for prompt in found if prompt.days >= prompt.limit - NEAR]
    return sorted(near, key=lambda prompt: (not prompt.reached, -prompt.days, prompt.medicine == MIXED))
