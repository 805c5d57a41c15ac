"""Whether the days with acute medicine reach the limit of the strictest class that the record knows.

Source: measures.json acute_med_days_28; ICHD-3 8.2; that the strictest known class decides is a project choice.
"""

from collections.abc import Iterator
from typing import Final

from patients.rules.medicines import medication_overuse, strictest
from progress.rules.facts import EpisodeFacts
from progress.rules.series import Point, points

MEDICINE_DAYS: Final = "acute_med_days_28"
FILE, PROFILE, DIARY = "class in the patient's file", "class in the headache profile", "class in the diary"


def too_many_medicine_days(facts: EpisodeFacts) -> bool:
    """Whether the last count reaches the limit of the strictest class known; without a count it does not.

    One rule for alert and work list, and the diary's own prompt asks the same (`plans.rules.overuse`).
    Source: measures.json acute_med_days_28; ICHD-3 8.2.
    """
    last = last_count(facts)
    return last is not None and medication_overuse(last.value, deciding_class(facts))


def last_count(facts: EpisodeFacts) -> Point | None:
    """The last days with acute medicine per 28 that were measured."""
    found = points(facts.ordered_visits, MEDICINE_DAYS)
    return found[-1] if found else None


def deciding_class(facts: EpisodeFacts) -> str | None:
    """The strictest class of all that is known; None where nothing is."""
    return strictest(key for _, key in known_classes(facts))


def known_classes(facts: EpisodeFacts) -> Iterator[tuple[str, str]]:
    """Where a class is known from, and the class: the file, the headache profile, the diary up to the last count."""
    if facts.acute_med_class:
        yield FILE, facts.acute_med_class
    yield from ((PROFILE, key) for key in sorted(facts.profile_medicines))
    last = last_count(facts)
    if last is not None:
        yield from ((DIARY, key) for key in sorted(facts.ordered_visits[last.visit - 1].diary_medicines))
