"""Where what stands in the way of a needle or a signature is settled, and the way back to the note from there."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from patients.rules.freshness import beyond_the_visit
from patients.rules.screening import asked_keys
from practice import reference
from practice.doors.returning import with_way_back
from practice.errors import Blocker
from sessions.models import NeedlingSession
from sessions.rules.gravity import is_grave
from sessions.rules.targets import needs_incident

ANCHORS = {
    "rescreen": "changes", "adverse_events": "events_answer", "estim": "estim_used", "measurements": "pain_after",
}  # fmt: skip


def override_url(session: NeedlingSession, blockers: Iterable[Blocker]) -> str:
    """Where the therapist decides against a precaution that stands in the way; '' where none does."""
    if not any(blocker.code == "precaution_unplanned" for blocker in blockers):
        return ""
    visit = session.visit
    form = f"/episodes/{visit.episode_id}/overrides/new/?on={visit.occurred_on.isoformat()}"
    return with_way_back(form, draft_at(session))


def draft_at(session: NeedlingSession) -> str:
    """The page of a session, to which what is settled elsewhere leads back."""
    return f"/sessions/{session.pk}/"


def linked(
    blockers: Iterable[Blocker], session: NeedlingSession, *, consent: UUID | None = None
) -> list[dict[str, Any]]:
    """Blockers with the place where each of them is settled; a `consent` in force is where its copy is noted."""
    incident = f"{draft_at(session)}#incident"
    return [
        {
            **blocker.as_json(), "url": _way(blocker, session, consent), "grave": is_grave(blocker.code),
            "incident": incident if needs_incident(blocker) else "",
        }
        for blocker in blockers
    ]  # fmt: skip


def _way(blocker: Blocker, session: NeedlingSession, consent: UUID | None) -> str:
    """Where a blocker is settled: what expired is asked again alone, and only that."""
    elsewhere = {
        **places(session.visit.episode_id, back=draft_at(session)),
        "consent_copy_missing": f"/consents/{consent}/",
    }
    return elsewhere.get(blocker.code) or elsewhere.get(blocker.field) or _place(blocker.field, session)


def places(episode_id: UUID, *, back: str = "") -> dict[str, str]:
    """Where blockers are settled that are not of the session itself, by the record that they name, or by their code.

    What is written there leads back to the note at `back`.
    """
    episode, screening = f"/episodes/{episode_id}/", reference.current("screening")
    held = sorted(beyond_the_visit(asked_keys(screening), screening))
    forms = {
        "screening": "screening/new/", "consent": "consent/new/", "screening_expired": "screening/again/",
        "red_flag_open": "clearances/new/", "clearance": "clearances/new/",
        **{f"screening.{key}": f"screening/again/?ask={key}" for key in held},
    }  # fmt: skip
    elsewhere = {"plan": f"{episode}plan/", "clinician": "/clinic/", "diagnosis": episode, "episode": episode}
    return {**{name: with_way_back(f"{episode}{form}", back) for name, form in forms.items()}, **elsewhere}


def _place(field: str, session: NeedlingSession) -> str:
    path = draft_at(session)
    if field.startswith("interventions["):
        return f"{path}#closing"
    if field.startswith("targets["):
        return f"{path}#id_{field.replace('[', '-').replace('].', '-')}"
    return f"{path}#{'targets' if field == 'targets' else 'id_' + ANCHORS.get(field, field.replace('.', '_'))}"
