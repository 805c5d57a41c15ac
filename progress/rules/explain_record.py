"""What safety, counts, codes, clocks and alerts of an episode rest on, in a sentence for the clinician.

They are no matter of the patient's own page and have no sentence for it.

Source: domain.md (a), (b), (c), (g); the sentences are a project choice.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from patients.rules.payer import PayerRule
from practice.counting import counted
from progress.rules import evidence
from progress.rules.explain_alerts import explain_alerts
from progress.rules.explained import Explained, Input, Threshold
from progress.rules.facts import EpisodeFacts, VisitFacts
from progress.rules.reference import ReferenceTables

Results = Mapping[str, Any]
CANDIDACY: Final = {
    "candidacy_initial": ("Candidacy at the start", "the first full screen"),
    "candidacy_latest": ("Candidacy for the next needle", "the whole record"),
}


def explain_record(facts: EpisodeFacts, results: Results, reference: ReferenceTables) -> Iterator[Explained]:
    """The results that rest on the record and not on measures; the alerts last."""
    found = tuple(_of_the_record(facts, results, reference))
    yield from found
    yield from explain_alerts(facts, results, reference, {one.result: one for one in found})


def _of_the_record(facts: EpisodeFacts, results: Results, reference: ReferenceTables) -> Iterator[Explained]:
    visits = facts.ordered_visits
    yield _candidacy("candidacy_initial", results, evidence.behind_initial(facts, reference))
    yield _candidacy("candidacy_latest", results, evidence.behind_latest(facts, reference))
    counts = evidence.behind_counts(visits, results["needle_count_mismatch_visits"])
    yield _visits("needle_count_mismatch_visits", "Needles in = needles out", results, counts)
    against = evidence.behind_not_allowed(facts, reference)
    yield _visits("needling_while_not_allowed_visits", "Needled only when allowed", results, against)
    yield _ruled_out(results, visits)
    yield _events(results, visits)
    yield from (_code(row, visits) for row in results["cpt"])
    yield _report(facts, results)
    yield _certification(facts, results)


def _candidacy(key: str, results: Results, decided: tuple[Input, ...]) -> Explained:
    title, rests = CANDIDACY[key]
    said = results[key].replace("_", " ")
    return Explained(result=key, title=title, clinician=f"{said.capitalize()}, from {rests}.", inputs=decided)


def _visits(key: str, title: str, results: Results, inputs: tuple[Input, ...]) -> Explained:
    numbers = results[key]
    said = f"No: see visit {', '.join(map(str, numbers))}." if numbers else "Yes, at every visit."
    return Explained(result=key, title=title, clinician=said, inputs=inputs)


def _ruled_out(results: Results, visits: Sequence[VisitFacts]) -> Explained:
    found = results["do_not_needle_errors"]
    inputs = tuple(Input(row["muscle"], row["visit"], visits[row["visit"] - 1].on, "ruled out") for row in found)
    said = f"{len(found)} needled although the catalogue rules them out." if found else "None was needled."
    return Explained(result="do_not_needle_errors", title="Muscles that are ruled out", clinician=said, inputs=inputs)


def _events(results: Results, visits: Sequence[VisitFacts]) -> Explained:
    inputs = tuple(
        Input(event.key, number, event.on, event.grade)
        for number, visit in enumerate(visits, start=1)
        for event in visit.adverse_events
    )
    said = f"{sum(results['adverse_event_counts'].values())} recorded." if inputs else "None recorded."
    return Explained(result="adverse_event_counts", title="Adverse events", clinician=said, inputs=inputs)


def _code(row: Mapping[str, Any], visits: Sequence[VisitFacts]) -> Explained:
    visit = visits[row["visit"] - 1]
    needled = tuple(
        Input(f"{target.muscle} {target.side}".strip(), row["visit"], visit.on, float(target.needles_in))
        for target in visit.targets
        if target.needles_in
    )
    return Explained(
        result=f"cpt.{row['visit']}",
        title=f"Code of visit {row['visit']}",
        clinician=f"{row['code'] or 'No code'}: {row['distinct_muscles']} muscles by {_way(visit)}.",
        inputs=needled,
        thresholds=(Threshold("Muscles for 20561, at least", 3.0, "APTA 2020"),),
    )


def _way(visit: VisitFacts) -> str:
    """Which way of counting it was: a signed note keeps its own."""
    if visit.counted_by is None:
        return "the clinic's way of counting"
    return f"the way of counting that it was signed with ({visit.counted_by.label.lower()})"


def _report(facts: EpisodeFacts, results: Results) -> Explained:
    clock = results["progress_report"]
    rule, day = facts.payer, f"treatment day {clock['treatment_days']}"
    due = clock["due_by_treatment_day"]
    said = f"No payer asks; {day}." if due is None else f"{clock['status'].capitalize()}: {day}, due by {due}."
    return Explained(
        result="progress_report",
        title="Progress report",
        clinician=said,
        inputs=(Input("treatment days", None, None, float(clock["treatment_days"])),),
        thresholds=_limit("Treatment days between reports", rule.report_every, rule),
    )


def _certification(facts: EpisodeFacts, results: Results) -> Explained:
    clock, plan = results["certification"], facts.plan
    outside = len(clock["dates_outside"])
    said = "No payer asks." if plan else "There is no plan yet."
    if clock["expires_on"]:
        said = f"To {clock['expires_on']}; {counted(outside, 'treatment day')} outside."
    inputs = (Input("weeks of the plan", None, plan.start, float(plan.duration_weeks)),) if plan else ()
    renewals = plan.recertifications if plan else ()
    renewed = (Input("weeks renewed", None, one.on, float(one.duration_weeks)) for one in renewals)
    uncovered = (Input("treatment day outside", None, date.fromisoformat(day), None) for day in clock["dates_outside"])
    return Explained(
        result="certification",
        title="Certification",
        clinician=said,
        inputs=(*inputs, *renewed, *uncovered),
        thresholds=_limit("Days that one certification lasts, at most", facts.payer.certification_days, facts.payer),
    )


def _limit(words: str, days: int | None, rule: PayerRule) -> tuple[Threshold, ...]:
    """What the payer's rule asks; nothing where it asks nothing."""
    return () if days is None else (Threshold(words, float(days), f"payer rule: {rule.name}"),)
