"""What is done about each reason for precautions: one written plan for each relative item that is answered yes.

Source: screening.json, `result_rule` 5; domain.md (d).
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from patients.rules.candidacy import MAY_NEEDLE, Candidacy, asks_for_precautions
from patients.rules.screening import labels
from practice.errors import BadInput, Blocker, require

Plans = Mapping[str, str]
# Where the plan of an item stands in what is sent: `precaution_plans.diabetes`.
FIELD: Final = "precaution_plans"
LONGEST: Final = 500  # characters of one plan: what fits beside the item


def field_of(item: str) -> str:
    """The path to an item's plan in the JSON of a screen."""
    return f"{FIELD}.{item}"


def plan_items(screening: Mapping[str, Any]) -> frozenset[str]:
    """The items that need a written plan when they are answered yes. Source: result_rule 5."""
    return frozenset(item["key"] for item in screening["contraindications"] if asks_for_precautions(item))


def plans_in(plans: Plans | None, *, text: str, items: Collection[str]) -> dict[str, str]:
    """What a stored screen says about each of the items, those left out about which it says nothing.

    `plans` is None in a screen that is older than them: then its one `text` stands for each item, as it was accepted.
    Source: result_rule 5; that what was accepted goes on counting is a project choice.
    """
    if plans is None:
        return dict.fromkeys(items, text.strip()) if text.strip() else {}
    return {key: plans[key] for key in items if key in plans}


def plans_of(
    items: Collection[str],
    *,
    sent: Plans | None,
    text: str,
    stands: Plans,
    before: Collection[str] = (),
    said: str = "",
) -> dict[str, str]:
    """The plan of each item: what was sent for it, or what stands of it from the screen before.

    Who sends a `text` and no plans at all has in it the plan of the one item that has none; of several it is nobody's.
    A text that stood in the screen before (`said`) is no plan of an item that it had not found (`before`).
    Source: result_rule 5 ('each needs a written plan'); that one text is enough for one item is a project choice.
    """
    written = {key: words.strip() for key, words in (sent or {}).items() if words.strip()}
    plans = {key: words for key, words in {**stands, **written}.items() if key in items}
    open_items = set(items) - set(plans)
    if not sent and text.strip() and len(open_items) == 1:
        [only] = open_items
        if only in before or text.strip() != said.strip():
            plans[only] = text.strip()
    return plans


def require_plans(
    decision: Candidacy, items: Collection[str], *, plans: Plans, sent: Plans | None, screening: Mapping[str, Any]
) -> None:
    """Each relative item that is answered yes has a plan, as long as needling is possible; nothing else has one.

    `items` are the relative ones answered yes. Source: result_rule 5.
    """
    words = labels(screening)
    stray = sorted({key for key, said in (sent or {}).items() if said.strip()} - set(items))
    text = f"“{', '.join(stray[:3])}” is no reason for precautions that is answered yes."
    require(not stray, "plan_without_item", text, FIELD, kind=BadInput)
    missing = [key for key in sorted(items) if key not in plans] if decision.result in MAY_NEEDLE else []
    if missing:
        raise BadInput(Blocker("precautions_missing", asks_for_plan(words[key]), field_of(key)) for key in missing)


def asks_for_plan(label: str) -> str:
    """What is said of a relative item answered yes without a plan; `label` is the question in its words."""
    return f"Write what you do about it: {label}."
