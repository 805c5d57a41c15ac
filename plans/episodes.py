"""The episode under a plan, an exercise or a certification, locked while it changes."""

from patients import episodes
from patients.models import EpisodeOfCare
from plans.rules.plans import require_care_goes_on


def locked_open(episode: EpisodeOfCare) -> EpisodeOfCare:
    """Locked, so that two at once cannot both find none; refuses once care has ended."""
    found = episodes.locked(episode)
    require_care_goes_on(found.state)
    return found
