"""Who supervises a session's note now: the one whom it names, or whoever was named after it was signed.

Nobody does where the supervisor took the note over and signed it: who signs does not co-sign as well.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce, NullIf

from practice import reference
from practice import selectors as practice
from practice.jurisdictions import state_rule
from practice.models import Membership
from sessions.models import Cosignature, NeedlingSession, SupervisorChange
from sessions.rules import supervision as rules


def with_supervisor_now(rows: "QuerySet[NeedlingSession]") -> "QuerySet[NeedlingSession]":
    """Each session with `supervised_by_id`, in the same query."""
    changes = SupervisorChange.objects.filter(session_id=OuterRef("pk")).order_by("-named_at", "-pk")
    named = Coalesce(Subquery(changes.values("supervisor_id")[:1]), "supervisor_id", output_field=UUIDField())
    who = NullIf(named, F("visit__signed_by_id"), output_field=UUIDField())
    found: QuerySet[NeedlingSession] = rows.annotate(supervised_by_id=who)
    return found


def supervised_by(session: NeedlingSession) -> UUID | None:
    """Who supervises a session that `with_supervisor_now` has read; another one has the one whom it names."""
    read: UUID | None = session.__dict__.get("supervised_by_id", session.supervisor_id)
    return None if read is not None and read == session.visit.signed_by_id else read


def waiting_for_cosignature() -> "list[tuple[NeedlingSession, Membership]]":
    """Signed notes that wait for their supervisor, each with the supervisor of now; one query more after a change."""
    rows: QuerySet[NeedlingSession] = NeedlingSession.objects.filter(
        supervisor__isnull=False, visit__signed_at__isnull=False, cosignature__isnull=True
    ).exclude(supervisor_changes__isnull=True, supervisor=F("visit__signed_by"))
    people = ("visit__episode__patient", "visit__episode__therapist", "visit__therapist", "visit__taken_over_by")
    also = (*people, "supervisor")
    found = list(with_supervisor_now(rows).select_related(*also))
    known = {row.supervisor_id: row.supervisor for row in found}
    others = {supervised_by(row) for row in found} - known.keys()
    if others:
        known |= Membership.objects.in_bulk(others)
    return [(row, known[supervised_by(row)]) for row in found]  # type: ignore[misc]


def supervision_of(session: NeedlingSession) -> dict[str, Any]:
    """The co-signature, the supervisor of now and who named whom instead of whom, for the note's page."""
    if session.supervisor_id is None:
        return {"cosignature": None, "changes": []}
    if supervised_by(session) is None:
        return {"cosignature": None, "changes": [], "supervisor_signed": session.supervisor}
    rows = SupervisorChange.objects.filter(session=session).select_related("previous", "supervisor", "named_by")
    changes = list(rows.order_by("named_at", "pk"))
    return {
        "cosignature": Cosignature.objects.filter(session=session).first(),
        "supervisor": changes[-1].supervisor if changes else session.supervisor,
        "changes": changes,
    }


def authority_on(member: Membership, day: date) -> frozenset[str]:
    """The kinds of credentials that a therapist holds on a day in the clinic's state."""
    state = practice.clinic().jurisdiction
    who = state_rule(reference.jurisdictions(), state, day).who
    return rules.authority_on(practice.credentials_on(member.pk, day), day, state, who=who)
