"""Which payer rule an episode follows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from patients.models import EpisodeOfCare
from patients.rules.payer import PayerRule, payer_rule
from practice import reference
from practice.models import Clinic


def payer_rule_of(episode: EpisodeOfCare, clinic: Clinic, *, before: datetime | None = None) -> PayerRule:
    """The rule that was chosen for the episode, else the clinic's; by today's table, or as it was before a moment."""
    key = episode.payer_rule or clinic.payer_rule
    return payer_rule(
        _table(before).get(key) or reference.payer_rules()[key],
        own_report_every=clinic.own_report_every,
        own_certification_days=clinic.own_certification_days,
    )


def _table(before: datetime | None) -> Mapping[str, Mapping[str, Any]]:
    if before is None:
        return reference.payer_rules()
    return reference.entries("payer_rules", reference.edition_before("payer_rules", before))
