"""The one status that sums up an episode.

Source: domain.md (e), 'Overall status'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from progress.rules.change import NPRS

DECIDING = ("ndi_raw", "hit6", NPRS)


class Status(StrEnum):
    """The overall statuses, in the order in which they are tried."""

    URGENT_REFERRAL = "urgent_referral"
    INSUFFICIENT_DATA = "insufficient_data"
    DETERIORATING = "deteriorating"
    RELAPSING = "relapsing"
    GOAL_MET = "goal_met"
    PLATEAU = "plateau"
    IMPROVING = "improving"
    NO_MEANINGFUL_CHANGE = "no_meaningful_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The single findings that the status is chosen from."""

    urgent: bool = False
    comparable: bool = True
    deteriorating: bool = False
    relapsing: bool = False
    all_goals_met: bool = False
    plateau: bool = False
    improved: bool = False


def overall_status(findings: Findings) -> Status:
    """The first finding that holds decides. Source: domain.md (e), 'Overall status'."""
    table = (
        (findings.urgent, Status.URGENT_REFERRAL),
        (not findings.comparable, Status.INSUFFICIENT_DATA),
        (findings.deteriorating, Status.DETERIORATING),
        (findings.relapsing, Status.RELAPSING),
        (findings.all_goals_met, Status.GOAL_MET),
        (findings.plateau, Status.PLATEAU),
        (findings.improved, Status.IMPROVING),
    )
    return next((status for holds, status in table if holds), Status.NO_MEANINGFUL_CHANGE)


def improved_from_baseline(measures: Mapping[str, Mapping[str, Any]], *, responder30: bool | None) -> bool:
    """Responder 30 on the responder measure, or the MCID reached on NDI, HIT-6 or average pain.

    Source: domain.md (e), `improving`. Movement and pressure thresholds support and never decide.
    """
    return bool(responder30) or any(measures.get(measure, {}).get("mcid_met") for measure in DECIDING)


def comparable(measures: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether any followed measure has two values."""
    return any(result["n"] > 1 for result in measures.values())
