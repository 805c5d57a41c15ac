"""What stands around every page of an episode here: the patient's banner, the episode and the day."""

from datetime import date
from typing import Any
from uuid import UUID

from patients.models import EpisodeOfCare
from patients.selectors import banner_of, episodes_for
from practice import reference
from practice import selectors as practice
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest


def episode_at(request: ClinicRequest, episode_id: UUID) -> EpisodeOfCare:
    """The episode, as far as the actor may see it."""
    return open_or_404(request, episodes_for(request.actor), pk=episode_id)


def around(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, Any]:
    """The context that every page of an episode begins with."""
    day = today(request)
    condition = reference.conditions().get(episode.condition, {}).get("name", episode.condition)
    return {"episode": episode, "condition": condition, "day": day, "banner": banner_of(episode.patient, episode, day)}


def today(request: ClinicRequest) -> date:
    """Today in the clinic."""
    return practice.today_in(request.clinic)
