"""A draft of a needling session becomes a visit without needling: the patient was seen and not needled."""

from datetime import datetime

from patients import visits
from patients.models import Visit
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import RuleViolation
from sessions.models import CheckIn, NeedlingSession, Target, VisitNote
from sessions.rules.holding import require_not_needled
from sessions.selectors.holding import needled_muscles
from sessions.selectors.sessions import with_parts

ANSWERED = "The patient has answered a check-in for this session: it stays a needling session."


@action(needs=Permission.SESSION_WRITE, logs="session.held")
def hold_session(
    *, actor: Actor, session: NeedlingSession, now: datetime, reason: str = "", if_version: int | None = None
) -> VisitNote:
    """The visit goes on as one without needling; what was written and still applies stays, the rest goes.

    What went wrong stays as a record of its own in the episode.
    """
    visit: Visit = Visit.objects.select_related("episode__patient").locked(session.pk, if_version=if_version)
    visit.require_open()
    session = NeedlingSession.objects.get(pk=visit.pk)
    session.visit = visit
    require_not_needled(needled_muscles(with_parts(session)))
    if CheckIn.objects.filter(session=session).exists():
        raise RuleViolation.of("has_check_ins", ANSWERED)
    for event in session.adverse_events.all():
        event.session = None
        event.save()
    Target.objects.filter(session=session).delete()
    NeedlingSession.objects.filter(pk=session.pk).delete()
    note = VisitNote(
        id=visit.pk, visit=visit, reason=reason, location=session.location, rescreen=session.rescreen,
        interventions=session.interventions, done=session.other_interventions, response=session.response,
        education=session.education,
    )  # fmt: skip
    note.save(force_insert=True)
    visits.change_visit(visit, actor=actor, now=now, state=Visit.State.HELD)
    return note
