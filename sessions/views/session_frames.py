"""What the pages of a session show where it is read."""

from typing import Any

from practice.doors.pages import ClinicRequest
from sessions.models import NeedlingSession
from sessions.selectors.billing import billing_in_full
from sessions.selectors.provenance import provenance_of
from sessions.selectors.sessions import hazards, targets_of
from sessions.views import frames


def shown(session: NeedlingSession, request: ClinicRequest) -> dict[str, Any]:
    """A session as it is read."""
    targets, visit = targets_of(session), session.visit
    known, copied = {hazard["key"]: hazard for hazard in hazards()}, provenance_of(targets)
    return {
        "session": session,
        "visit": visit,
        "episode": visit.episode,
        "banner": frames.banner(request, visit.episode.patient, visit.episode),
        "targets": [
            {"row": target, "muscle": known[target.muscle], **frames.provenance_words(copied.get(target.pk))}
            for target in targets
        ],
        "place": frames.place_words(session.location),
        "diagnosis": frames.diagnosis_words(session.diagnosis_noted, visit.episode),
        "timed": frames.treatments(session.interventions),
        "cosignature": getattr(session, "cosignature", None) if session.supervisor_id else None,
        "cosigns": session.supervisor_id == request.actor.membership_id,
        "needles_in": sum(target.needles_in or 0 for target in targets),
        "needles_out": sum(target.needles_out or 0 for target in targets),
        "measured": frames.measured_pairs(session),
        "events": frames.events_of(session),
        "findings": frames.rescreen_words(session),
        "overrides": frames.overrides_of(session),
        "billing": billing_in_full(session, request.clinic),
    }
