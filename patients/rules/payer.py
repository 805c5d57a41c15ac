"""What a payer asks of an episode: how often a progress report, and how long a certification of the plan holds."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class PayerRule(NamedTuple):
    """The clocks of an episode; None where one does not run.

    `report_every` counts treatment days, the others calendar days. `capped` says that a certification lasts no longer
    than the plan.
    """

    key: str
    name: str
    report_every: int | None
    certification_days: int | None
    capped: bool = True
    first_signature_days: int | None = None
    verbal_order_days: int | None = None


MEDICARE_STYLE = PayerRule("medicare_style", "Medicare-style", 10, 90, True, 30, 14)


def payer_rule(
    row: Mapping[str, Any], *, own_report_every: int | None, own_certification_days: int | None
) -> PayerRule:
    """A row of payer_rules.json as the clocks read it; where the clinic chooses, with the clinic's own numbers.

    Source: domain.md (a), 'Medicare-style clocks (make them settings per payer)'.
    """
    chosen = row["clinic_chooses"]
    return PayerRule(
        key=row["key"],
        name=row["name"],
        report_every=own_report_every if chosen else row["report_every_treatment_days"],
        certification_days=own_certification_days if chosen else row["certification_days"],
        capped=row["capped_by_plan_duration"],
        first_signature_days=row["first_signature_within_days"],
        verbal_order_days=row["verbal_order_signed_within_days"],
    )
