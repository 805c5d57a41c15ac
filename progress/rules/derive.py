"""Everything that the numbers of one episode say, in one object.

Source: domain.md (e) and (g).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from practice.vocabulary import MuscleCounting as Policy
from progress.rules import alerts, change, clocks, goals, safety, status, trend
from progress.rules.facts import EpisodeFacts
from progress.rules.reference import ReferenceTables
from progress.rules.series import Point, pairs, points
from sessions.rules.billing import Count, by_policy

Results = dict[str, Any]
AllSeries = Mapping[str, Sequence[Point]]


def derive(facts: EpisodeFacts, reference: ReferenceTables, *, policy: Policy = Policy.MERGED) -> Results:
    """The derived results of an episode under the names of the progress contract; JSON types only.

    `policy` is the clinic's way of counting muscles for billing; a session that was signed with another keeps it.
    Source: domain.md (e) and (g).
    """
    series = every_series(facts, reference)
    results = outcomes(facts, series, reference) | _safety(facts, reference) | _record(facts, reference, policy)
    return results | {"alerts": alerts.alerts(facts, results, reference)}


def every_series(facts: EpisodeFacts, reference: ReferenceTables) -> dict[str, tuple[Point, ...]]:
    """The points of every measure of the reference that was recorded or can be derived, in the reference's order."""
    visits = facts.ordered_visits
    recorded = {change.NPRS}.union(*(visit.measures for visit in visits))
    found = {measure: points(visits, measure) for measure in reference.measure_by_key if measure in recorded}
    return {measure: series for measure, series in found.items() if series}


def outcomes(facts: EpisodeFacts, series: AllSeries, reference: ReferenceTables) -> Results:
    """Measures, responders, goals, trends and the overall status."""
    measures = measure_results(facts.group, series, reference)
    mcids = {measure: reference.thresholds(facts.group, measure).get("mcid") for measure in trend.SCORES}
    deciding = change.responder_measure(facts.group)
    reached = goals.goal_results(facts.plan.goals if facts.plan else (), series)
    results: Results = {
        "responder_measure": deciding,
        "measures": measures,
        "nprs_average_series": pairs(series.get(change.NPRS, ())),
        "headache_days_series": pairs(series.get(change.HEADACHE_DAYS, ())),
        "responder30": measures.get(deciding, {}).get("responder30"),
        "responder50": measures.get(deciding, {}).get("responder50"),
        "goals": reached,
        "all_goals_met": goals.all_met(reached),
        "deteriorating": trend.deteriorating(series, mcids),
        "relapsing": trend.relapsing(series.get(change.NPRS, ()), mcids[change.NPRS]),
        "plateau": trend.plateau(series, mcids, all_goals_met=goals.all_met(reached)),
    }
    return results | _status(facts, results, reference)


def measure_results(group: str, series: AllSeries, reference: ReferenceTables) -> Results:
    """`measures`: one entry for each followed measure with at least one value."""
    return {
        measure: change.measure_result(measure, series[measure], group, reference)
        for measure in change.FOLLOWED
        if measure in series
    }


def _status(facts: EpisodeFacts, results: Results, reference: ReferenceTables) -> Results:
    improved = status.improved_from_baseline(results["measures"], responder30=results["responder30"])
    findings = status.Findings(
        urgent=safety.is_urgent(facts, reference),
        comparable=status.comparable(results["measures"]),
        improved=improved,
        **{name: results[name] for name in ("deteriorating", "relapsing", "all_goals_met", "plateau")},
    )
    return {"overall_status": status.overall_status(findings).value, "improved_from_baseline": improved}


def _safety(facts: EpisodeFacts, reference: ReferenceTables) -> Results:
    visits = facts.ordered_visits
    return {
        "candidacy_initial": safety.initial_candidacy(facts, reference).result.value,
        "candidacy_latest": safety.latest_candidacy(facts, reference).result.value,
        "needle_count_mismatch_visits": safety.count_mismatch_visits(visits),
        "do_not_needle_errors": safety.do_not_needle_errors(visits, reference),
        "needling_while_not_allowed_visits": safety.not_allowed_visits(facts, reference),
        "adverse_event_counts": safety.event_counts(visits),
        "needling_sessions": sum(visit.needled for visit in visits),
    }


def _record(facts: EpisodeFacts, reference: ReferenceTables, policy: Policy) -> Results:
    needled = [(number, visit) for number, visit in enumerate(facts.ordered_visits, start=1) if visit.targets]
    known = {targets: by_policy(targets, reference.cpt_keys) for targets in {visit.targets for _, visit in needled}}
    return {
        "cpt": [_cpt(number, known[visit.targets], visit.counted_by or policy) for number, visit in needled],
        "progress_report": clocks.progress_report(facts),
        "certification": clocks.certification(facts.plan, facts.visits, facts.payer),
    }


def _cpt(number: int, counts: Mapping[Policy, Count], policy: Policy) -> Results:
    return {
        "visit": number,
        "code": counts[policy]["code"],
        "distinct_muscles": counts[policy]["count"],
        "by_policy": {name.value: dict(count) for name, count in counts.items()},
    }
