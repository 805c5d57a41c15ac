"""Visits without needling: which the actor may see, and what is asked before they are signed."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, prefetch_related_objects

from patients.models import EpisodeOfCare
from patients.rules.screening import labels
from patients.selectors.diagnosis import codes_not_in_force
from patients.selectors.safety import safety_of, to_screen
from patients.vocabulary import NOT_SEEN
from plans.selectors.force import SIGNED, has_plan, signed_plans
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.statements import JSONRows, loaded
from sessions.models import VisitNote
from sessions.rules.visits import VisitFacts
from sessions.selectors.note_facts import interventions_of

_WHO = ("visit__therapist", "visit__taken_over_by", "treated_by")


def visit_notes_for(actor: Actor) -> "QuerySet[VisitNote]":
    """The visits without needling that the actor may see; patients see their own, once signed."""
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows: QuerySet[VisitNote] = VisitNote.objects.select_related("visit__episode__patient", *_WHO)
    rows = rows.annotate(occurred_at=F("visit__occurred_at"))
    return rows if own is None else rows.filter(visit__episode__patient_id=own, visit__signed_at__isnull=False)


def absences_for(actor: Actor) -> "QuerySet[VisitNote]":
    """The cancelled and missed visits of the clinic, for those who write them down: when, whose, nothing of a note."""
    access.require(actor, Permission.ABSENCE_WRITE)
    rows: QuerySet[VisitNote] = VisitNote.objects.select_related("visit__episode__patient")
    return rows.filter(visit__state__in=NOT_SEEN).annotate(occurred_at=F("visit__occurred_at"))


def episodes_to_miss(actor: Actor) -> "QuerySet[EpisodeOfCare]":
    """The episodes whose visits the actor may write down as cancelled or missed."""
    access.require(actor, Permission.ABSENCE_WRITE)
    rows: QuerySet[EpisodeOfCare] = EpisodeOfCare.objects.select_related("patient", "therapist")
    return rows


def with_measurements(note: VisitNote) -> VisitNote:
    """The visit with its measurements at hand, in one query."""
    prefetch_related_objects([note], "visit__measurements")
    return note


def visit_facts(note: VisitNote) -> VisitFacts:
    """The facts of a visit without needling, in one query; in two where its re-screen found something."""
    visit = note.visit
    concerned = (visit.signs_id, visit.therapist_id)
    licences = (practice.licences_on(member_id, visit.occurred_on).values("pk") for member_id in concerned)
    rows = EpisodeOfCare.objects.filter(pk=visit.episode_id).values_list(
        *map(ArraySubquery, licences), JSONRows(signed_plans(visit.episode_id).values(*SIGNED))
    )
    licensed, treated_with_licence, plans = rows.get()
    rescreen = note.rescreen or {}
    told = rescreen.get("positive") or str(rescreen.get("note") or "").strip()
    return VisitFacts(
        state=visit.state,
        licensed=bool(licensed),
        treated_with_licence=bool(treated_with_licence) or visit.taken_over_by_id is None,
        has_diagnosis=bool(visit.episode.icd10 or visit.episode.condition),
        codes_not_in_force=codes_not_in_force(visit.episode, visit.occurred_on),
        has_active_plan=has_plan(loaded(plans), visit.occurred_on, practice.clinic()),
        minutes=visit.minutes,
        location=note.location,
        reason=note.reason,
        done=note.done,
        response=note.response,
        interventions=interventions_of(note.interventions),
        change_unexplained=bool(rescreen.get("changes")) and not told,
        to_screen=_to_screen(note),
        labels=labels(reference.current("screening")),
    )


def _to_screen(note: VisitNote) -> tuple[str, ...]:
    if not (note.rescreen or {}).get("positive"):
        return ()
    return to_screen(note.rescreen, safety_of(note.visit.episode, note.visit.occurred_on))
