"""Treatment beside the needles: what may be named, and that its minutes are kept apart from those of needling.

Source: domain.md (b) 19 and (c), timed codes need their own minutes.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from practice.errors import BadInput, Blocker
from sessions.rules.facts import TimedFacts


def require_known(sent: Iterable[Mapping[str, Any]], known: Container[str]) -> None:
    """Each kind of treatment is one of interventions.json, and stands there once."""
    problems, seen = [], set[str]()
    for index, row in enumerate(sent):
        key, path = row["key"], f"interventions[{index}].key"
        if key not in known:
            problems.append(Blocker("unknown_intervention", f"There is no treatment “{key[:64]}”.", path))
        elif key in seen:
            problems.append(Blocker("intervention_twice", "This treatment is there twice. Add its minutes up.", path))
        seen.add(key)
    if problems:
        raise BadInput(problems)


def intervention_blockers(
    interventions: Iterable[TimedFacts], minutes: int | None, *, needled: bool
) -> Iterator[Blocker]:
    """Element 19: a timed treatment has its minutes, and they fit into the visit beside the needling.

    `minutes` is the whole visit. Source: domain.md (c), 'Timed codes need their own minutes; needling minutes must not
    be counted twice'.
    """
    timed = 0
    for index, row in enumerate(interventions):
        timed += row.minutes or 0 if row.timed else 0
        if row.timed and not row.minutes:
            text = f"Enter the minutes of {row.name.lower()}: its code is paid by time."
            yield Blocker("intervention_minutes_missing", text, f"interventions[{index}].minutes")
    if minutes and (timed > minutes or (needled and timed == minutes)):
        beside = "; needling needs minutes of its own" if needled else ""
        text = f"Timed treatment takes {timed} of the visit's {minutes} minutes{beside}. Correct one of them."
        yield Blocker("timed_minutes_overlap", text, "minutes")
