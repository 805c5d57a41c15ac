"""What the screening says is done about the precautions of a session: for page, API and a tablet without network."""

from collections.abc import Mapping

from patients.rules.screening import labels
from practice import reference


def planned_in_words(plans: Mapping[str, str]) -> list[dict[str, str]]:
    """Each item with its words and its plan, in the order of the words."""
    words = labels(reference.current("screening"))
    found = [{"item": item, "words": words.get(item, item), "plan": plan} for item, plan in plans.items()]
    return sorted(found, key=lambda row: row["words"])
