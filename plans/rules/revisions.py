"""What changed from one revision of a plan to the next."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Change(NamedTuple):
    """One line of a comparison: what it is about, and how it read before and now ('' where it was not there)."""

    name: str
    before: str
    after: str


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """The lines that differ, in the order of the newer revision; what fell away comes last.

    Source: house rule; a payer asks what changed in the plan (domain.md (a), progress report, minimum content).
    """
    names: Sequence[str] = [*after, *(name for name in before if name not in after)]
    found = (Change(name, before.get(name, ""), after.get(name, "")) for name in names)
    return [change for change in found if change.before != change.after]


Points = Mapping[str, str]


def goal_changes(before: Mapping[str, Points], after: Mapping[str, Points]) -> list[Change]:
    """Goal by goal and point by point what differs: a goal of both revisions by its points, another one as a whole.

    Source: a payer asks what changed in the plan (domain.md (a), progress report, minimum content): how far a goal was
    moved, and from when on, is what the next report is measured against.
    """
    found: list[Change] = []
    for name in [*after, *(name for name in before if name not in after)]:
        if name in before and name in after:
            found += changes(
                *({f"{name}, {point}": said for point, said in of[name].items()} for of in (before, after))
            )
        else:
            found.append(Change(name, _whole(before.get(name, {})), _whole(after.get(name, {}))))
    return found


def _whole(points: Points) -> str:
    return "; ".join(f"{point} {said}" for point, said in points.items() if said)


def amount_in_words(times_per_day: int | None) -> str:
    """How much on a day of a visit; unsaid it is one treatment. Source: Medicare Benefit Policy Manual ch. 15."""
    if (times_per_day or 1) == 1:
        return "one treatment on each day of a visit"
    return f"{times_per_day} treatments on each day of a visit"


def likely_types(condition: Mapping[str, Any], kinds: Sequence[str]) -> list[str]:
    """Types of care to begin with, for a plan that names none.

    Needling where the condition knows a role for it that is more than a precaution, exercise and education always,
    posture where such work is in the library for its group. Source: conditions.json `dry_needling_role`,
    exercises.json `groups`.
    """
    role = condition["dry_needling_role"]
    found = ["needling"] if role and not role.startswith("Precaution") else []
    found.append("exercise")
    if {"posture", "posture_habit"} & set(kinds):
        found.append("posture")
    return [*found, "education"]
