"""Whether the certification of a plan has lapsed, asked before care goes on after a hold."""

from datetime import date

from patients.episodes import STANDS_IN_THE_WAY, first_visit_on
from patients.models import EpisodeOfCare
from patients.selectors.payer import payer_rule_of
from plans.models import Certification
from plans.rules.certification import certified_periods, lapse
from plans.selectors.force import signed_plans
from practice import selectors as practice
from practice.errors import Blocker


@STANDS_IN_THE_WAY.answered_by
def lapsed_certification(episode: EpisodeOfCare, day: date) -> Blocker | None:
    """Why care does not go on without a recertification; None before the first signed plan, which is not certified."""
    first = signed_plans(episode.pk).first()
    if first is None or not first.duration_weeks:
        return None
    rows = Certification.objects.filter(episode=episode, kind=Certification.Kind.RENEWAL)
    renewals = rows.values_list("certified_on", "duration_weeks")
    rule = payer_rule_of(episode, practice.clinic())
    return lapse(
        certified_periods(first_visit_on(episode) or first.starts_on, first.duration_weeks, renewals, rule), day
    )
