"""The reports that were asked for, as far as the actor may see them."""

from django.db.models import QuerySet

from patients.models import Consent, EpisodeOfCare
from patients.selectors.payer import payer_rule_of
from practice import access
from practice.access import Actor, Permission
from practice.models import Clinic
from reports.models import Report


def reports_for(actor: Actor) -> "QuerySet[Report]":
    """The reports of the clinic, for those who may open them, with episode, patient and who asked."""
    access.require(actor, Permission.REPORT_VIEW)
    rows: QuerySet[Report] = Report.objects.select_related("episode__patient", "requested_by")
    return rows


def consent_copies(actor: Actor, consent: Consent) -> "QuerySet[Report]":
    """The patient's copies of one consent, the newest first, for those who may see consents."""
    access.require(actor, Permission.CONSENT_VIEW)
    rows: QuerySet[Report] = Report.objects.select_related("episode__patient", "requested_by")
    return rows.filter(consent=consent).order_by("-pk")


def justification_asked(episode: EpisodeOfCare, clinic: Clinic) -> bool:
    """Whether the payer waits for progress reports of an episode that goes on: they say why skilled care does."""
    return episode.discharged_on is None and payer_rule_of(episode, clinic).report_every is not None
