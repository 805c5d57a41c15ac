"""Which muscles the screen rules out in a session, for the page, the API and a tablet without network."""

from typing import Final

from patients.models import Side
from practice import reference
from sessions.rules.facts import SigningFacts
from sessions.rules.limits import Where, in_force, ruled_out

SIDES: Final = ("", *Side.values)  # '' while nobody has said which


def ruled_out_in(facts: SigningFacts) -> list[dict[str, str]]:
    """Every muscle and side that no needle goes into on the day, with the words for it."""
    places = (Where(key, side, muscle["region"]) for key, muscle in reference.muscles().items() for side in SIDES)
    found = ruled_out(places, in_force(facts.limited_areas, facts.overrides))
    return [{"muscle": place.muscle, "side": place.side, "words": words} for place, words in found]
