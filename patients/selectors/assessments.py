"""Assessments, measurements and addenda, as far as the actor may see them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet, prefetch_related_objects

from patients.models import Addendum, Assessment, EpisodeOfCare, Measurement, Screening, Visit
from patients.rules import assessments as rules
from patients.rules import medicines
from patients.rules.assessments import EXAMINED, AssessmentFacts, assessment_signing_blockers
from patients.rules.codes import code_problems, code_warnings
from patients.rules.measured import place
from patients.selectors.safety import safety_of
from patients.vocabulary import TOOK_PLACE
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.errors import Blocker

PARTS = ("headaches", "findings", "visit__measurements", "visit__addenda")


def assessments_for(actor: Actor) -> "QuerySet[Assessment]":
    """The assessments of the clinic, for those who may open charts, with visit, episode and patient."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[Assessment] = Assessment.objects.select_related("visit__episode__patient", "visit__therapist")
    return rows.annotate(occurred_at=F("visit__occurred_at"))


def with_parts(assessment: Assessment) -> Assessment:
    """The assessment with its findings, measurements and addenda read afresh, in four queries."""
    assessment.__dict__.pop("_prefetched_objects_cache", None)
    assessment.visit.__dict__.pop("_prefetched_objects_cache", None)
    prefetch_related_objects([assessment], *PARTS)
    return assessment


def draft_of(actor: Actor, episode: EpisodeOfCare) -> Assessment | None:
    """The newest assessment of an episode that is still to be signed."""
    rows = assessments_for(actor).filter(visit__episode=episode, visit__signed_at=None)
    return rows.order_by("-visit__occurred_at").first()


def measurements_for(actor: Actor) -> "QuerySet[Measurement]":
    """Every measurement of the clinic, for those who may open charts."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[Measurement] = Measurement.objects.select_related("visit")
    return rows.annotate(occurred_at=F("visit__occurred_at"))


def addenda_of(visit_id: UUID) -> "QuerySet[Addendum]":
    """What was added to a signed note, in the order in which it was written."""
    rows: QuerySet[Addendum] = Addendum.objects.filter(visit_id=visit_id).order_by("written_at", "pk")
    return rows


class Last(NamedTuple):
    """A value that was measured before, its day, and whether its note is signed."""

    value: Decimal
    on: date
    signed: bool


def last_values(episode: EpisodeOfCare, *, before: datetime, besides: UUID | None = None) -> dict[str, Last]:
    """The last value of each measure and side before a moment in the episode, for the hint beside a field.

    `besides` is the visit that is being written: its own values are none of last time's.
    """
    rows = Measurement.objects.filter(visit__episode=episode, visit__occurred_at__lt=before, value__isnull=False)
    rows = rows.filter(visit__state__in=TOOK_PLACE).exclude(visit_id=besides)
    ordered = rows.order_by("visit__occurred_at", "visit_id", "pk")
    found = ordered.values_list("measure", "side", "value", "visit__occurred_on", "visit__signed_at")
    return {place(measure, side): Last(value, day, at is not None) for measure, side, value, day, at in found}


def signing_blockers(assessment: Assessment, *, actor: Actor) -> list[Blocker]:
    """What stands in the way of signing an assessment with its parts (`with_parts`); two queries.

    The licence is that of who is to sign (`Visit.signs_id`). Who may not sign at all is told what is missing in the
    note, and nothing of licences.
    """
    visit = assessment.visit
    primary = reference.primary_measure(visit.episode.condition)
    facts: dict[str, Any] = {name: getattr(assessment, name) for name in ("complaint", "impression", "icd10")}
    found = assessment_signing_blockers(
        AssessmentFacts(
            **facts,
            kind=visit.kind,
            measured=frozenset(row.measure for row in visit.measurements.all() if row.value is not None),
            primary=primary,
            primary_name=reference.measures()[primary]["name"] if primary else "",
            **_screened(visit),
            licensed=not actor.may(Permission.ASSESSMENT_SIGN)
            or practice.licences_on(visit.signs_id, visit.occurred_on).exists(),
        )
    )
    return [*found, *code_problems(assessment.icd10, visit.occurred_on, reference.codes())]


def _screened(visit: Visit) -> dict[str, Any]:
    """What the screen says that counts on the day of the visit; else the first one: it may be recorded afterwards."""
    safety = safety_of(visit.episode, visit.occurred_on)
    later = Screening.objects.filter(episode=visit.episode_id).order_by("answered_at", "pk")
    screen = safety.screening or later.first()
    if screen is None:
        return {"screened": False}
    expired = safety.screening is not None and safety.screening_expired
    return {"screened": True, "screen_expired": expired, "all_answered": not screen.unanswered}


def empty_findings(assessment: Assessment) -> list[Blocker]:
    """The muscles of an assessment with its parts (`with_parts`) of which nothing is said."""
    names = {key: muscle["common_name"].lower() for key, muscle in reference.muscles().items()}
    rows = sorted(assessment.findings.all(), key=lambda finding: finding.pk)
    told = [
        {"muscle": row.muscle, "side": row.get_side_display().lower()} | {name: getattr(row, name) for name in EXAMINED}
        for row in rows
    ]
    return rules.empty_findings(told, names)


def medicine_notices(assessment: Assessment) -> list[Blocker]:
    """What is said of medicine on many days in an assessment with its parts (`with_parts`); it stops nothing."""
    rows = sorted(assessment.headaches.all(), key=lambda headache: headache.pk)
    told = ((f"headaches[{at}].medicine_days", row.medicine_days) for at, row in enumerate(rows))
    return [notice for path, days in told for notice in medicines.medicine_notices(days, path)]


def coding_warnings(assessment: Assessment) -> list[Blocker]:
    """What a coder should look at in the chosen codes; it does not stop the signature."""
    return code_warnings(assessment.icd10, assessment.visit.occurred_on, reference.current("icd10cm"))
