"""Care that the record itself puts on hold, and lets go on: called by services of this app and the ones above."""

from datetime import date
from uuid import UUID

from patients import episodes
from patients.models import EpisodeOfCare, Visit
from patients.rules import episodes as rules
from patients.rules import screening as screening_rules
from patients.selectors.banner import locks_on
from patients.selectors.safety import safety_of
from patients.vocabulary import TOOK_PLACE
from practice import reference

State = EpisodeOfCare.State


def hold(episode: EpisodeOfCare, cause: str, words: list[str], *, on: date) -> None:
    """Treatment stops from a day on, for what was found; care that has not begun, or stands already, stays as it is."""
    reason = rules.reason_of_hold(cause, words)
    episodes.move_on_from(episode, State.ACTIVE, to=State.ON_HOLD, reason=reason, held_on=on)


def told_by(visit: Visit) -> frozenset[str]:
    """The red flags that a visit tells of: none where the patient was not seen."""
    return frozenset(visit.red_flags if visit.state in TOOK_PLACE else ())


def settle_flags(visit: Visit, *, today: date) -> None:
    """A red flag that a visit found and that nobody cleared holds care; what was taken back again lets it go on."""
    found = told_by(visit)
    standing = found and found.intersection(safety_of(visit.episode, max(today, visit.occurred_on)).open_red_flags)
    if standing:
        words = screening_rules.labels(reference.current("screening"))
        hold(visit.episode, rules.RED_FLAG, [words[key] for key in sorted(standing)], on=visit.occurred_on)
    else:
        go_on(visit.episode.patient_id, today)


def go_on(patient_id: UUID, day: date) -> None:
    """Whatever the record held of a patient's care goes on where nothing stands in its way any more."""
    held = EpisodeOfCare.objects.select_related("patient").filter(patient_id=patient_id, state=State.ON_HOLD)
    for row in held.order_by("pk"):
        if rules.held_by_record(row.state_reason) and not in_the_way(row, day):
            episodes.move_on_from(row, State.ON_HOLD, to=State.ACTIVE)


def in_the_way(episode: EpisodeOfCare, day: date) -> bool:
    """Whether a red flag, a serious event of the patient or a lapsed certification keeps care from going on."""
    if safety_of(episode, day).open_red_flags or locks_on(episode, day):
        return True
    return bool(episodes.missing_to_go_on(episode, day))
