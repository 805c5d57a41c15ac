"""Which payer rule an episode follows."""

from patients.models import EpisodeOfCare
from patients.rules.payer import PayerRule, payer_rule
from practice import reference
from practice.models import Clinic


def payer_rule_of(episode: EpisodeOfCare, clinic: Clinic) -> PayerRule:
    """The rule that was chosen for the episode, else the clinic's."""
    row = reference.payer_rules()[episode.payer_rule or clinic.payer_rule]
    return payer_rule(
        row,
        own_report_every=clinic.own_report_every,
        own_certification_days=clinic.own_certification_days,
    )
