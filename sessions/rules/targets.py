"""What each needled muscle must hold before the note is signed: needles in and out first of all.

Source: domain.md (b) elements 8-12; muscles.json.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from practice.errors import Blocker
from sessions.rules.facts import LimitedArea, SigningFacts, TargetFacts
from sessions.rules.limits import because, in_force, limits_at

MISMATCH = "needle_count_mismatch"


def target_blockers(facts: SigningFacts, *, incident: bool) -> Iterator[Blocker]:
    """Elements 8-12 for every target, in the order in which they were recorded.

    An incident record accounts for a needle and clears the count. Source: domain.md (b), 'Needles in must equal
    needles out for each muscle'.
    """
    if not any(target.needled for target in facts.targets):
        yield Blocker("no_targets", "Add at least one muscle that was needled.", "targets")
    named = {limit.item for limit in facts.limited_areas}
    if nowhere := [key for key in facts.candidacy.area_limits if key not in named]:
        words = ", ".join(facts.words(key) for key in nowhere)
        yield Blocker("area_limited", f"Name the muscles or regions to keep needles out of: {words}.", "screening")
    if incident and not facts.incident_explained and any(map(count_differs, facts.targets)):
        text = "The count differs: write in the incident what happened and what was done about the needle."
        yield Blocker("incident_incomplete", text, "adverse_events")
    limits = in_force(facts.limited_areas, facts.overrides)
    for index, target in enumerate(facts.targets):
        path = f"targets[{index}]"
        never = list(_never_blockers(target, path, limits))
        yield from never
        is_to_count = not (never and target.needles_in is None)
        if count_differs(target) and is_to_count and not (incident and is_counted(target)):
            yield _count_blocker(target, path)
        if target.needled:
            yield from _risk_blockers(target, path)
            yield from _detail_blockers(target, path)


def is_counted(target: TargetFacts) -> bool:
    """Whether somebody counted both ways: an incident explains a difference, never a count that nobody made."""
    return target.needles_in is not None and target.needles_out is not None


class Counted(Protocol):
    """Needles in and out of one muscle; None while nobody counted."""

    @property
    def needles_in(self) -> int | None:
        """Counted going in."""

    @property
    def needles_out(self) -> int | None:
        """Counted coming out."""


def count_differs(target: Counted) -> bool:
    """Whether the needles out are not known to equal the needles in; a count that was not made differs.

    Source: domain.md (b), 'Needles in must equal needles out for each muscle'.
    """
    return target.needles_in is None or target.needles_in != target.needles_out


def is_begun(target: Counted) -> bool:
    """Whether somebody entered a count of the muscle, in or out."""
    return target.needles_in is not None or target.needles_out is not None


def words_of_counts(targets: Iterable[Counted]) -> str:
    """What is said of the needles of a note where it is listed; '' where in equals out for each muscle."""
    off = [target for target in targets if count_differs(target)]
    return count_words(differs=any(map(is_begun, off)), uncounted=bool(off))


def count_words(*, differs: bool, uncounted: bool) -> str:
    """'differ' is said only of what somebody counted; of the rest, that nobody has yet."""
    if differs:
        return "needles in and out differ"
    return "needles not counted yet" if uncounted else ""


def needs_incident(blocker: Blocker) -> bool:
    """Whether a count differs in a way that an incident record would explain."""
    return blocker.code == MISMATCH and blocker.field.endswith(".needles_out")


def _count_blocker(target: TargetFacts, path: str) -> Blocker:
    if target.needles_in is None:
        return Blocker(MISMATCH, f"Enter the needles in for {target.label}.", f"{path}.needles_in")
    counted = "no count" if target.needles_out is None else target.needles_out
    numbers = f"{target.needles_in} in, {counted} out"
    text = f"The count differs for {target.label}: {numbers}. Find the needle, or record an incident."
    return Blocker(MISMATCH, text, f"{path}.needles_out")


def _never_blockers(target: TargetFacts, path: str, limits: tuple[LimitedArea, ...]) -> Iterator[Blocker]:
    """What is ruled out is said as soon as the muscle is chosen; one that was planned and got no needle is none."""
    if target.needles_in == 0:
        return
    if target.do_not_needle:
        text = f"Do not needle {target.label}: the catalogue rules it out. Set its needles to 0 or remove it."
        yield Blocker("do_not_needle", text, f"{path}.muscle")
    if words := because(limits_at(target, limits)):
        text = f"{target.label.capitalize()}: {words}. Remove it, or set its needles to 0 if none went in."
        yield Blocker("area_limited", text, f"{path}.muscle")


def _risk_blockers(target: TargetFacts, path: str) -> Iterator[Blocker]:
    if target.high_risk and not target.do_not_needle and not target.risk_confirmed:
        near = f" It lies near: {', '.join(target.structures)}." if target.structures else ""
        text = f"{target.label.capitalize()} is a high-risk muscle. Confirm it a second time.{near}"
        yield Blocker("high_risk_unconfirmed", text + too_long_words(target), f"{path}.risk_confirmed")


def too_long_words(target: TargetFacts) -> str:
    """A sentence for a needle that is longer than the catalogue goes up to in the muscle, else ''."""
    if not target.too_long:
        return ""
    return (
        f" The needle of {target.length_mm} mm is longer than the {target.longest_mm} mm that the catalogue goes up to."
    )


def _detail_blockers(target: TargetFacts, path: str) -> Iterator[Blocker]:
    asked = (
        (target.side, "side_missing", "side", "Choose the side for {}."),
        (target.technique, "technique_missing", "technique", "Choose the technique for {}."),
        (target.diameter_mm, "needle_size_missing", "diameter_mm", "Enter the needle diameter for {}."),
        (target.length_mm, "needle_size_missing", "length_mm", "Enter the needle length for {}."),
        (target.twitch, "twitch_missing", "twitch", "Answer for {}: local twitch, yes, no or not sought?"),
    )
    for answer, code, name, text in asked:
        if not answer:
            yield Blocker(code, text.format(target.label), f"{path}.{name}")
    if target.deeper_than_long:
        text = (
            f"{target.label.capitalize()}: a needle of {target.length_mm} mm does not reach {target.depth_mm} mm deep."
            " Correct the depth or the length."
        )
        yield Blocker("deeper_than_the_needle", text, f"{path}.depth_mm")
    if target.familiar_pain is None:
        text = f"Answer for {target.label}: was the familiar pain reproduced?"
        yield Blocker("familiar_pain_missing", text, f"{path}.familiar_pain")
