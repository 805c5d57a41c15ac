"""What somebody should look at, as sorted keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from patients.rules.candidacy import is_minor
from patients.rules.measurements import Number, exact
from patients.rules.medicines import medication_overuse
from progress.rules.facts import EpisodeFacts, VisitFacts
from progress.rules.reference import ReferenceTables
from progress.rules.safety import (
    consent_in_force,
    has_fainted,
    has_uncleared_event,
    is_serious,
    latest_day,
    still_open,
)
from progress.rules.series import points
from sessions.rules.check_ins import SORENESS_CALL_BACK

PHQ2_LIMIT = 3


def alerts(facts: EpisodeFacts, results: Mapping[str, Any], reference: ReferenceTables) -> list[str]:
    """The alerts of an episode, sorted by key, from its facts and the results derived so far.

    What happened stays listed for the whole episode; red flags, medicines, PHQ-2 and consent count as they are at
    the end of the record. Source: domain.md (g) `alerts`, project choice.
    """
    visits = facts.ordered_visits
    raised = {
        "medication_overuse": medication_overuse(_latest(visits, "acute_med_days_28"), facts.acute_med_class),
        "soreness_call_back": any(needs_call_back(visit.soreness_72h) for visit in visits),
        "phq2_positive": phq2_positive(_latest(visits, "phq2")),
        "serious_adverse_event": _had_serious_event(facts, reference),
        "red_flag_open": bool(still_open(facts)),
        "guardian_consent_required": guardian_consent_required(facts),
        "vasovagal_precaution": has_fainted(facts.events) or _fainted_before(facts),
    }
    return sorted(key for key, holds in {**raised, **_from_results(results)}.items() if holds)


def needs_call_back(soreness_72h: Number | None) -> bool:
    """Soreness of at least 4 of 10, still there after 72 h. Source: measures.json, needling_soreness."""
    return soreness_72h is not None and exact(soreness_72h) >= SORENESS_CALL_BACK


def phq2_positive(score: Number | None) -> bool:
    """PHQ-2 of at least 3 of 6. Source: Kroenke 2003, in measures.json."""
    return score is not None and exact(score) >= PHQ2_LIMIT


def guardian_consent_required(facts: EpisodeFacts) -> bool:
    """A minor for whom no guardian's consent holds at the end of the record. Source: domain.md (d) 'Minors'."""
    day = latest_day(facts)
    return is_minor(facts.age_on(day)) and not consent_in_force(facts, on=day)


def _from_results(results: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "needle_count_mismatch": bool(results["needle_count_mismatch_visits"]),
        "needling_while_not_allowed": bool(results["needling_while_not_allowed_visits"]),
        "cpt_policy_sensitive": any(_codes_differ(visit["by_policy"]) for visit in results["cpt"]),
        "visit_outside_certification": bool(results["certification"]["dates_outside"]),
        "progress_report_overdue": results["progress_report"]["status"] == "overdue",
    }


def _codes_differ(by_policy: Mapping[str, Mapping[str, Any]]) -> bool:
    return len({count["code"] for count in by_policy.values()}) > 1


def _latest(visits: Sequence[VisitFacts], measure: str) -> Number | None:
    series = points(visits, measure)
    return series[-1].value if series else None


def _had_serious_event(facts: EpisodeFacts, reference: ReferenceTables) -> bool:
    """In this episode, cleared or not; in another one as long as it locks needling here."""
    own = (event for visit in facts.visits for event in visit.adverse_events)
    return any(is_serious(event, reference) for event in own) or has_uncleared_event(
        facts, facts.events_elsewhere, reference, on=latest_day(facts)
    )


def _fainted_before(facts: EpisodeFacts) -> bool:
    return any("vasovagal_history" in screening.positive for screening in facts.screenings)
