"""Courses of care and what decides them, as far as the actor may see them."""

from django.db.models import QuerySet

from patients.models import Clearance, Consent, EpisodeOfCare, Override, Screening
from practice import access
from practice.access import Actor, Permission


def episodes_for(actor: Actor) -> "QuerySet[EpisodeOfCare]":
    """The episodes of the clinic, for those who may open charts, with patient and therapist."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[EpisodeOfCare] = EpisodeOfCare.objects.select_related("patient", "therapist")
    return rows


def episodes_to_consent(actor: Actor) -> "QuerySet[EpisodeOfCare]":
    """The episodes for whose consent the actor may ask; the front desk may, without seeing the chart."""
    access.require(actor, Permission.CONSENT_VIEW)
    rows: QuerySet[EpisodeOfCare] = EpisodeOfCare.objects.select_related("patient", "therapist")
    return rows


def screenings_for(actor: Actor) -> "QuerySet[Screening]":
    """The full screens of the clinic, for those who may open charts."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[Screening] = Screening.objects.select_related("episode__patient", "answered_by")
    return rows


def clearances_for(actor: Actor) -> "QuerySet[Clearance]":
    """The clearances of the clinic, for those who may open charts."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[Clearance] = Clearance.objects.select_related("episode__patient", "recorded_by")
    return rows


def overrides_for(actor: Actor) -> "QuerySet[Override]":
    """The overrides of the clinic, for those who may open charts."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[Override] = Override.objects.select_related("episode__patient", "given_by")
    return rows


def consents_for(actor: Actor) -> "QuerySet[Consent]":
    """The consents of the clinic, for those who may see them; the front desk may."""
    access.require(actor, Permission.CONSENT_VIEW)
    rows: QuerySet[Consent] = Consent.objects.select_related("episode__patient")
    return rows
