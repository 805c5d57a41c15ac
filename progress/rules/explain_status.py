"""What the trends and the overall status rest on, and what they say to clinician and patient.

Source: domain.md (e); the sentences are a project choice.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from patients.vocabulary import EpisodeState
from progress.rules import evidence
from progress.rules.change import HEADACHE_DAYS, NPRS
from progress.rules.explain_change import explain_changes, explain_goals, explain_responders, goal_inputs
from progress.rules.explained import DOMAIN, Explained, Input, Threshold, inputs_of, limit
from progress.rules.facts import EpisodeFacts
from progress.rules.reference import ReferenceTables
from progress.rules.series import Point
from progress.rules.status import DECIDING, Status
from progress.rules.trend import DAYS_FACTOR, DAYS_MORE, MIN_POINTS, PLATEAU_BAND, PLATEAU_SPAN, SCORES
from progress.rules.words import STATUS_LABELS, status_words

Results = Mapping[str, Any]
AllSeries = Mapping[str, Sequence[Point]]
Behind = tuple[tuple[Input, ...], tuple[Threshold, ...]]
BEHIND: Final = {
    Status.DETERIORATING: "deteriorating", Status.RELAPSING: "relapsing", Status.PLATEAU: "plateau",
    Status.IMPROVING: "improved_from_baseline", Status.NO_MEANINGFUL_CHANGE: "improved_from_baseline",
}  # fmt: skip
FEW: Final = "No: it takes at least 4 values of average pain."


def explain(
    facts: EpisodeFacts, results: Results, series: AllSeries, reference: ReferenceTables
) -> tuple[Explained, ...]:
    """Every derived result of section (e), the status first; `results` as `derive` tells them."""
    trends = (
        _deteriorating(facts.group, results, series, reference),
        _relapsing(facts.group, results, series, reference),
        _plateau(results, series),
        _improved(facts.group, results, series, reference),
    )
    return (
        _status(facts, results, _behind_status(facts, results, series, reference, trends)),
        *explain_changes(results, series, reference),
        *explain_responders(results, series),
        *explain_goals(results, series),
        *trends,
    )


def _status(facts: EpisodeFacts, results: Results, behind: Behind) -> Explained:
    status, ended = Status(results["overall_status"]), facts.state == EpisodeState.DISCHARGED
    words = status_words(status, improved_from_baseline=results["improved_from_baseline"], ended=ended)
    inputs, thresholds = behind
    return Explained(
        result="overall_status",
        title=STATUS_LABELS[status][1],
        clinician=words.clinician,
        patient=words.patient,
        inputs=inputs,
        thresholds=thresholds,
    )


def _behind_status(
    facts: EpisodeFacts, results: Results, series: AllSeries, reference: ReferenceTables, trends: Sequence[Explained]
) -> Behind:
    """The facts and limits of the finding that decided about the status."""
    status = Status(results["overall_status"])
    if status is Status.URGENT_REFERRAL:
        return (*evidence.behind_open_flags(facts), *evidence.behind_uncleared(facts, reference)), ()
    if status is Status.INSUFFICIENT_DATA:
        return _too_few(results, series)
    if status is Status.GOAL_MET:
        limits = tuple(limit for goal in explain_goals(results, series) for limit in goal.thresholds)
        return goal_inputs(results, series), limits
    found = next(one for one in trends if one.result == BEHIND[status])
    return found.inputs or _ends(tuple(results["measures"]), series), found.thresholds


def _too_few(results: Results, series: AllSeries) -> Behind:
    """The single values that there are, and how many measures have two."""
    single = (one for measure in results["measures"] for one in inputs_of(measure, series[measure]))
    counted = Input("followed measures with two values", None, None, 0.0)
    return (counted, *single), (Threshold("Values of one measure, at least", 2.0, DOMAIN),)


def _ends(measures: Sequence[str], series: AllSeries) -> tuple[Input, ...]:
    """Baseline and latest of each measure that has two values."""
    known = ((measure, series.get(measure, ())) for measure in measures)
    return tuple(one for measure, found in known if len(found) > 1 for one in inputs_of(measure, (found[0], found[-1])))


def _mcids(group: str, series: AllSeries, reference: ReferenceTables) -> Iterator[Threshold]:
    for measure in SCORES:
        value = reference.thresholds(group, measure).get("mcid")
        if value is not None and len(series.get(measure, ())) > 1:
            yield limit(measure, "mcid", value, reference)


def _deteriorating(group: str, results: Results, series: AllSeries, reference: ReferenceTables) -> Explained:
    holds, ends = results["deteriorating"], _ends((HEADACHE_DAYS, *SCORES), series)
    return Explained(
        result="deteriorating",
        title="Worse than at baseline",
        clinician=(
            "Yes: headache days rose to 1.3 times the baseline and by 2 days or more,"
            " or a score got worse by its MCID, since the baseline."
            if holds
            else "No: it takes two values of headache days, NDI, HIT-6 or average pain."
            if not ends
            else "No: neither headache days nor a score got worse since the baseline by as much as its threshold."
        ),
        patient=(
            "Your numbers are worse than at the start. Talk about it at your next visit."
            if holds
            else "Your numbers are not worse."
            if ends
            else "There are not enough numbers yet."
        ),
        inputs=ends,
        thresholds=(
            Threshold("Headache days, times the baseline", float(DAYS_FACTOR), DOMAIN),
            Threshold("Headache days more, at least", float(DAYS_MORE), DOMAIN),
            *_mcids(group, series, reference),
        ),
    )


def _relapsing(group: str, results: Results, series: AllSeries, reference: ReferenceTables) -> Explained:
    averages, holds = series.get(NPRS, ()), results["relapsing"]
    enough = len(averages) >= MIN_POINTS
    best = min(averages[:-2], key=lambda point: (point.value, point.visit)) if enough else None
    said = "Yes: the last two values of average pain lost an earlier gain by at least the MCID."
    no = "No: no gain of at least the MCID was lost at both of the last two values of average pain."
    mcid = reference.thresholds(group, NPRS).get("mcid")
    return Explained(
        result="relapsing",
        title="An earlier gain lost again",
        clinician=said if holds else no if enough else FEW,
        patient=(
            "Your pain was better and has slipped back; let us find out why."
            if holds
            else "Your pain has not slipped back after getting better."
            if enough
            else "There are not enough numbers yet to say this."
        ),
        inputs=inputs_of(NPRS, (averages[0], best, *averages[-2:])) if best else inputs_of(NPRS, averages),
        thresholds=() if mcid is None else (limit(NPRS, "mcid", mcid, reference),),
    )


def _plateau(results: Results, series: AllSeries) -> Explained:
    averages, holds = series.get(NPRS, ()), results["plateau"]
    enough = len(averages) >= MIN_POINTS
    said = "Yes: the last three averages lie within 1 of the one before them, over 14 days or more, with a goal open."
    no = "No: average pain still moves, or a score improved lately, or the span is short, or every goal is met."
    scores = (one for key in ("ndi_raw", "hit6") for one in inputs_of(key, series.get(key, ())[-2:]))
    return Explained(
        result="plateau",
        title="Standing still",
        clinician=said if holds else no if enough else FEW,
        patient=(
            "Your numbers have stayed the same for a while; let us review the plan."
            if holds
            else "Your numbers are not standing still."
            if enough
            else "There are not enough numbers yet to say this."
        ),
        inputs=(*inputs_of(NPRS, averages[-MIN_POINTS:]), *scores),
        thresholds=(
            Threshold("Average pain differs by less than", float(PLATEAU_BAND), DOMAIN),
            Threshold("Days that the four values span, at least", float(PLATEAU_SPAN.days), DOMAIN),
        ),
    )


def _improved(group: str, results: Results, series: AllSeries, reference: ReferenceTables) -> Explained:
    holds, deciding = results["improved_from_baseline"], results["responder_measure"]
    return Explained(
        result="improved_from_baseline",
        title="Improved from baseline",
        clinician=(
            "Yes: responder at 30 %, or the MCID reached on NDI, HIT-6 or average pain."
            if holds
            else "No: neither responder at 30 %, nor the MCID reached on NDI, HIT-6 or average pain."
        ),
        patient=(
            "Your numbers are clearly better than at the start."
            if holds
            else "Your numbers are not clearly better than at the start so far."
        ),
        inputs=_ends(tuple(dict.fromkeys((deciding, *DECIDING))), series),
        thresholds=tuple(_mcids(group, series, reference)),
    )
