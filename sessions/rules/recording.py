"""What must hold for a session to be stored at all, draft or not; what may wait until the signature is elsewhere.

Source: domain.md (b); muscles.json; what may wait until the signature is a project choice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from patients.rules import measured
from practice.errors import BadInput, Blocker

MOST_NEEDLES = 40
# Where a session takes place unless somebody says otherwise.
IN_THE_CLINIC = "clinic"


def require_recordable(
    targets: Iterable[Mapping[str, Any]],
    measurements: Iterable[Mapping[str, Any]],
    muscles: Mapping[str, Mapping[str, Any]],
    measures: Mapping[str, Mapping[str, Any]],
    *,
    stored: Iterable[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """The measurements ready to be stored; refuses targets and measurements that cannot be, by their fields.

    `stored` are the measurements that the draft holds already.
    """
    problems = list(_target_problems(targets, muscles))
    try:
        found = measured.checked(measurements, measures, stored=stored)
    except BadInput as refused:
        problems += refused.blockers
    if problems:
        raise BadInput(problems)
    return found


def _target_problems(
    targets: Iterable[Mapping[str, Any]], muscles: Mapping[str, Mapping[str, Any]]
) -> Iterator[Blocker]:
    seen: set[tuple[str, str]] = set()
    for index, target in enumerate(targets):
        key, side = target["muscle"], target["side"]
        path = f"targets[{index}].muscle"
        if key not in muscles:
            yield Blocker("unknown_muscle", f"There is no muscle “{key[:64]}” in the catalogue.", path)
        elif (key, side) in seen:
            text = f"{muscles[key]['common_name']}, {side}, is there twice. Keep one row and add its needles up."
            yield Blocker("muscle_twice", text, path)
        seen.add((key, side))
        yield from _count_problems(target, index)


def _count_problems(target: Mapping[str, Any], index: int) -> Iterator[Blocker]:
    for name in ("needles_in", "needles_out"):
        count = target.get(name)
        if count is not None and not 0 <= count <= MOST_NEEDLES:
            text = f"Enter a count from 0 to {MOST_NEEDLES}."
            yield Blocker("needle_count_range", text, f"targets[{index}].{name}")


def needles_recorded_at(
    before: datetime | None, counts: Iterable[int | None], now: datetime, *, stored: int = 0
) -> datetime | None:
    """When the needles of a session were stored: with the last place that came to those needled, None once none is.

    `counts` are the needles of each place as they are sent, `stored` in how many places there were some before. A
    count, or a place, that is put right keeps the moment: no place comes to them.
    Source: domain.md (b) element 5, consent in force; that what is stored bears witness is a project choice.
    """
    needled = sum(bool(count) for count in counts)
    if not needled:
        return None
    return now if before is None or needled > stored else before


def moment_of_needles(occurred_at: datetime, recorded_at: datetime) -> datetime:
    """The moment to which needles are held where consent is withdrawn or signed on their day: the time of the session,
    and no earlier than the record of them. What was made on a device without network is recorded when it arrives.

    Source: domain.md (b) element 5, consent in force; that what is stored bears witness is a project choice.
    """
    return max(occurred_at, recorded_at)


def require_copied_from(sent: Sequence[Any], known: Iterable[Any]) -> None:
    """A copied target names a target of the same patient."""
    found = set(known)
    problems = [
        Blocker("unknown_source", "There is no such target of this patient.", f"targets[{index}].copied_from")
        for index, source in enumerate(sent)
        if source is not None and source not in found
    ]
    if problems:
        raise BadInput(problems)


def red_flags_today(rescreen: Mapping[str, Any] | None, screening: Mapping[str, Any]) -> list[str]:
    """Which of the short re-screen's answers are red flags of screening.json; they stay open beyond the day."""
    known = {flag["key"] for flag in screening["red_flags"]}
    return sorted(known.intersection((rescreen or {}).get("positive", ())))
