"""Which needling code a session earns: CPT 20560 or 20561, under each way of counting muscles.

Source: domain.md (c).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict

from practice.vocabulary import MuscleCounting as Policy

ONE_OR_TWO_MUSCLES = "20560"
THREE_OR_MORE_MUSCLES = "20561"
THREE = 3


class Needled(Protocol):
    """What the count needs of a target: a key of muscles.json, a side, and the needles that went in."""

    @property
    def muscle(self) -> str:
        """Key of muscles.json."""

    @property
    def side(self) -> str:
        """left, right, bilateral or midline."""

    @property
    def needles_in(self) -> int | None:
        """How many; 0 or None when the muscle was only planned."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One muscle as a policy counts it, the targets that make it up, and why they count once."""

    muscle: str
    side: str
    targets: tuple[Needled, ...]
    reason: str


class Count(TypedDict):
    """How many muscles a policy counts, and the code it leads to (None when nothing was needled)."""

    count: int
    code: str | None


def count_muscles(targets: Iterable[Needled], policy: Policy, cpt_keys: Mapping[str, str]) -> int:
    """How many muscles were needled under a policy; `cpt_keys` maps a muscle to the anatomical muscle it is part of.

    A target without needles was planned only and never counts. Source: domain.md (c), table of policies.
    """
    return len(_grouped(targets, policy, cpt_keys))


def counted_muscles(targets: Iterable[Needled], policy: Policy, cpt_keys: Mapping[str, str]) -> list[Unit]:
    """Every muscle that `count_muscles` counts, with what it is made of. Source: domain.md (c), table of policies."""
    grouped = _grouped(targets, policy, cpt_keys)
    return [Unit(key, side, tuple(rows), _reason(policy, rows)) for (key, side), rows in grouped.items()]


def _reason(policy: Policy, rows: list[Needled]) -> str:
    if len(rows) == 1 and policy is not Policy.SIDES_SEPARATE:
        return "One muscle."
    return {
        Policy.MERGED: "Parts and sides of one muscle count once.",
        Policy.PARTS_SEPARATE: "Sides of one part count once; parts count apart.",
        Policy.SIDES_SEPARATE: "Each side counts apart; parts on one side count once.",
    }[policy]


def _grouped(
    targets: Iterable[Needled], policy: Policy, cpt_keys: Mapping[str, str]
) -> dict[tuple[str, str], list[Needled]]:
    found: dict[tuple[str, str], list[Needled]] = defaultdict(list)
    for target in targets:
        for unit in _units(target, policy, cpt_keys) if target.needles_in else ():
            found[unit].append(target)
    return dict(found)


def _units(target: Needled, policy: Policy, cpt_keys: Mapping[str, str]) -> set[tuple[str, str]]:
    whole = cpt_keys.get(target.muscle, target.muscle)
    if policy is Policy.MERGED:
        return {(whole, "")}
    if policy is Policy.PARTS_SEPARATE:
        return {(target.muscle, "")}
    return {(whole, side) for side in (("left", "right") if target.side == "bilateral" else (target.side,))}


def code_for(count: int) -> str | None:
    """20560 for one or two muscles, 20561 for three or more, None for none. Source: APTA 2020, domain.md (c)."""
    if count == 0:
        return None
    return THREE_OR_MORE_MUSCLES if count >= THREE else ONE_OR_TWO_MUSCLES


def by_policy(targets: Iterable[Needled], cpt_keys: Mapping[str, str]) -> dict[Policy, Count]:
    """Count and code under every policy, so that the clinician sees what the choice changes."""
    needled = list(targets)
    counts = {policy: count_muscles(needled, policy, cpt_keys) for policy in Policy}
    return {policy: Count(count=count, code=code_for(count)) for policy, count in counts.items()}
