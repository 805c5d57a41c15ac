"""What is open of a patient and can be cleared by a letter: one list for page and API."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from patients.rules.flags import SERIOUS_REACTION, Raised
from patients.selectors.safety import Safety
from practice.asking import Question

# Which serious events of a patient lock needling on a day, as the higher app knows them.
LOCKING_EVENTS: Final[Question[[UUID, date], Sequence[Raised]]] = Question()


def clearable(safety: Safety, patient_id: UUID) -> Mapping[str, Sequence[Raised]]:
    """By what a letter may name what is open on the day: red flags, a serious reaction, and the kinds of events.

    A letter about 'the serious reaction' clears every serious event as well (`rules.flags.standing_events`).
    """
    found: defaultdict[str, list[Raised]] = defaultdict(list)
    for flag in safety.standing:
        found[flag.key].append(flag)
    for known in LOCKING_EVENTS.ask(patient_id, safety.day):
        for event in known:
            found[event.key].append(event)
            found[SERIOUS_REACTION].append(event.under(SERIOUS_REACTION))
    return found
