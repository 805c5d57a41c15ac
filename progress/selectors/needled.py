"""Where the needles of an episode went, and what its measures did after each muscle."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from practice import reference
from practice.body_views import SIDES
from progress.rules import heat
from progress.rules.heat import Told
from progress.rules.period import Period
from progress.selectors.timeline import Needled

BOTH: Final = "bilateral"


def with_needles(rows: Iterable[Needled]) -> list[Told]:
    """Every muscle with needles in it, by side; both sides are two."""
    return [
        Told(row.muscle, side, row.on, row.session_id)
        for row in rows
        if row.needles_in
        for side in (SIDES if row.side == BOTH else (row.side,))
    ]


def muscle_rows(
    told: Sequence[Told], period: Period | None, compared: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Each muscle of the episode, the most frequent first: sessions by side, in all, and what followed."""
    whole, now = heat.by_muscle(heat.counted(told)), heat.by_muscle(heat.counted(told, period))
    known = reference.muscles()
    rows = [
        {
            "name": known[muscle]["common_name"] if muscle in known else muscle,
            **{side: now.get(muscle, {}).get(side, 0) for side in (*SIDES, "midline")},
            "sessions": len({one.session for one in told if one.muscle == muscle}),
            "helped": list(_differences(muscle, compared)),
        }
        for muscle in whole
    ]
    return sorted(rows, key=lambda row: (-row["sessions"], row["name"]))


def comparable(helped: Mapping[str, Any]) -> dict[str, list[Any]]:
    """`compared`: the measures that say something of at least one muscle; `waiting`: the names of the others."""
    said = {part["measure"]: any(row["difference"] for row in part["muscles"]) for part in helped["measures"]}
    parts = helped["measures"]
    waiting = [part["name"].lower() for part in parts if not said[part["measure"]]]
    return {"compared": [part for part in parts if said[part["measure"]]], "waiting": waiting}


def _differences(muscle: str, measures: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for part in measures:
        row = next((row for row in part["muscles"] if row["muscle"] == muscle), None)
        yield {"name": part["name"], "unit": part["unit"], "difference": row and row["difference"]}
