"""What is open and grave about a person, as the first of what is due on the page of the patient."""

from collections.abc import Iterable, Iterator
from typing import Any

from patients.models import EpisodeOfCare
from practice.access import Actor
from progress.rules.due import Due, Kind, Tone
from progress.selectors.work import PLACES, WorkItem, item_for


def matters_of(actor: Actor, episode: EpisodeOfCare, matters: Iterable[dict[str, Any]]) -> Iterator[WorkItem]:
    """The open matters of the banner (`banner_of`); who may not close one is led to the chart."""
    for matter in matters:
        due = Due(Kind(matter["work"]), Tone(matter["tone"]), matter["label"], matter["on"])
        closes = "needs" not in matter or any(matter["needs"] == found.name.lower() for found in actor.permissions)
        url = matter["url"] if closes else PLACES[Kind.VISIT].format(patient=episode.patient_id)
        yield item_for(due, episode, url, episode.therapist)
