"""What a draft of a session holds, seen from the visit without needling that it may become."""

from typing import Any

from practice import reference
from sessions.models import NeedlingSession
from sessions.rules.holding import GOES, STAYS
from sessions.selectors.sessions import targets_of


def written_in(session: NeedlingSession) -> dict[str, Any]:
    """Everything that was written in a draft with its parts at hand, by name."""
    visit = session.visit
    parts = {
        "minutes": visit.minutes, "note": visit.note, "measurements": list(visit.measurements.all()),
        "adverse_events": list(session.adverse_events.all()), "targets": targets_of(session),
        "supervisor": session.supervisor_id,
    }  # fmt: skip
    own = (name for name in (*STAYS, *GOES) if name not in parts)
    return {**{name: getattr(session, name) for name in own}, **parts}


def needled_muscles(session: NeedlingSession) -> list[str]:
    """The muscles into which needles went, by name and side."""
    known = reference.muscles()
    needled = (target for target in targets_of(session) if target.needles_in)
    return [f"{known[target.muscle]['common_name']}, {target.side}" for target in needled]
