"""Reads of certifications: what was recorded, what it covers, and what is still to be signed."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from patients.models import EpisodeOfCare
from patients.rules.payer import PayerRule
from plans.models import Certification, TreatmentPlan
from plans.rules import certification as rules
from practice import access
from practice import selectors as practice
from practice.access import Actor, Permission


def certifications_for(actor: Actor) -> "QuerySet[Certification]":
    """The certifications that the actor may see."""
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows: QuerySet[Certification] = Certification.objects.select_related("episode")
    return rows if own is None else rows.filter(episode__patient_id=own)


def certifications_of(episode: EpisodeOfCare) -> list[Certification]:
    """The certifications of an episode, the newest first."""
    rows = Certification.objects.filter(episode=episode).select_related("taken_by", "plan")
    return list(rows.order_by("-certified_on"))


def certifiable_from(episode: EpisodeOfCare) -> date | None:
    """The first day on which the plan of an episode can have been certified; None without a signed plan."""
    zone = ZoneInfo(practice.clinic().timezone)
    rows = TreatmentPlan.objects.filter(episode=episode, signed_at__isnull=False).order_by("revision")
    first = rows.values_list("starts_on", "signed_at").first()
    return min(first[0], first[1].astimezone(zone).date()) if first else None


def facts_of(row: Certification, zone: ZoneInfo | None = None) -> rules.CertificationFacts:
    """What the rules look at, in the time zone of the clinic in force where none is given."""
    zone = zone or ZoneInfo(practice.clinic().timezone)
    return rules.CertificationFacts(
        kind=row.kind,
        how=row.how,
        certified_on=row.certified_on,
        certified_by=row.certified_by,
        referral_on=row.referral_on,
        taken_on=row.taken_at.astimezone(zone).date() if row.taken_at else None,
        read_back=row.read_back,
        countersigned_on=row.countersigned_on,
        countersigned_by=row.countersigned_by,
    )


@dataclass(frozen=True, slots=True)
class Certified:
    """One certification as people read it: the row, how it was certified, what it covers, when its signature is due."""

    row: Certification
    words: str
    until: date | None
    due_on: date | None


def certified(episode: EpisodeOfCare, rule: PayerRule) -> list[Certified]:
    """The certifications of an episode by the payer's rule, the newest first.

    How long the first one lasts is counted from the first treatment, not from its signature: it has no end here.
    """
    return [_certified(row, rule) for row in certifications_of(episode)]


def _certified(row: Certification, rule: PayerRule) -> Certified:
    facts = facts_of(row)
    renewed = row.kind == Certification.Kind.RENEWAL
    period = rules.certified_period(row.certified_on, row.duration_weeks, rule) if renewed else None
    due_on = rules.signature_due_on(facts, rule)
    return Certified(row, rules.in_words(facts, rule), period.last if period else None, due_on)
