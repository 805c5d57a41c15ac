"""The red flags that other episodes of a patient raised, as the rules look at them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare
from patients.rules.flags import Elsewhere, Found, Raised, raised_in
from patients.selectors.found import found_in, moments_of
from progress.selectors.events import OfPatients

DISCHARGED = EpisodeOfCare.State.DISCHARGED


@dataclass(frozen=True, slots=True)
class RedFlags:
    """By patient and by episode what was raised while care goes on; most patients have nothing here."""

    raised: Mapping[UUID, Mapping[UUID, tuple[Raised, ...]]]

    @classmethod
    def of(
        cls, episodes: Iterable[EpisodeOfCare], visits: Sequence[Any], screenings: Sequence[Any], zone: ZoneInfo
    ) -> "RedFlags":
        """From rows in their order, which know their patient (`of_patient`); `episodes` say which of them have ended.

        No query: the rows are those of the episodes, and of the patients' other episodes those that tell of flags.
        """
        ended = {episode.pk for episode in episodes if episode.state == DISCHARGED}
        flagged = {row.episode_id: row.of_patient for row in (*visits, *screenings) if row.red_flags}
        asked: defaultdict[UUID, list[Found]] = defaultdict(list)
        for screen in screenings:
            if screen.episode_id in flagged:
                asked[screen.episode_id].append(found_in(screen, screen.answered_at.astimezone(zone).date()))
        seen: defaultdict[UUID, list[Found]] = defaultdict(list)
        for visit in visits:
            if visit.red_flags:
                seen[visit.episode_id].append(Found(visit.occurred_on, visit.red_flags, moments_of(visit)))
        found: defaultdict[UUID, dict[UUID, tuple[Raised, ...]]] = defaultdict(dict)
        for episode, patient in flagged.items():
            if episode not in ended:
                found[patient][episode] = tuple(raised_in(asked[episode], seen[episode]))
        return cls(found)

    def elsewhere(self, episode: EpisodeOfCare, of_patients: OfPatients) -> tuple[Elsewhere, ...]:
        """What the patient's other episodes raised; after its end an episode hears of no more."""
        others = self.raised.get(episode.patient_id, {})
        found = (
            Elsewhere(raised, of_patients.letters_for(episode.patient_id, other))
            for other, raised in others.items()
            if other != episode.pk
        )
        until: date | None = episode.discharged_on
        return tuple(one if until is None else one.until(until) for one in found)
