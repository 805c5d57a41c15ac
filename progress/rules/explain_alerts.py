"""What each alert of an episode rests on: its values and events, and the limits they were held against.

Source: domain.md (g) `alerts`; the sentences are a project choice.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from patients.rules.candidacy import ADULT_AGE
from patients.rules.medicines import limit_of
from progress.rules import evidence, safety
from progress.rules.alert_words import ALERT_WORDS
from progress.rules.alerts import PHQ2_LIMIT, codes_differ, needs_call_back
from progress.rules.explained import Explained, Input, Threshold, inputs_of
from progress.rules.facts import EpisodeFacts, VisitFacts
from progress.rules.medicines import MEDICINE_DAYS, deciding_class, known_classes, last_count
from progress.rules.reference import ReferenceTables
from progress.rules.series import points
from sessions.rules.check_ins import SORENESS_CALL_BACK

Results = Mapping[str, Any]
THRESHOLDS: Final = {
    "phq2_positive": Threshold("PHQ-2, at least", float(PHQ2_LIMIT), "Kroenke 2003"),
    "soreness_call_back": Threshold(
        "Soreness after 72 hours, at least", float(SORENESS_CALL_BACK), "Measure catalogue: call back at 4 of 10"
    ),
    "guardian_consent_required": Threshold(
        "Age of the patient's own consent", float(ADULT_AGE), "Rule of the clinic's reference, section (d): minors"
    ),
}


def explain_alerts(
    facts: EpisodeFacts, results: Results, reference: ReferenceTables, told: Mapping[str, Explained]
) -> Iterator[Explained]:
    """Each alert; `told` are the results of the record by name, for those alerts that only repeat one."""
    for key in results["alerts"]:
        words = ALERT_WORDS[key]
        yield Explained(
            result=f"alerts.{key}",
            title=words.title,
            clinician=words.action,
            inputs=_inputs(key, facts, results, reference, told),
            thresholds=tuple(_thresholds(key, facts, told)),
        )


SAME_AS: Final = {
    "needle_count_mismatch": "needle_count_mismatch_visits",
    "needling_while_not_allowed": "needling_while_not_allowed_visits",
    "progress_report_overdue": "progress_report",
    "visit_outside_certification": "certification",
}


def _inputs(
    key: str, facts: EpisodeFacts, results: Results, reference: ReferenceTables, told: Mapping[str, Explained]
) -> tuple[Input, ...]:
    visits = facts.ordered_visits
    if key in SAME_AS:
        return told[SAME_AS[key]].inputs
    table = {
        "medication_overuse": lambda: behind_medicine(facts),
        "phq2_positive": lambda: inputs_of("phq2", points(visits, "phq2")[-1:]),
        "soreness_call_back": lambda: tuple(_sore(visits)),
        "serious_adverse_event": lambda: behind_serious(facts, reference),
        "red_flag_open": lambda: evidence.behind_open_flags(facts),
        "guardian_consent_required": lambda: evidence.behind_consent(facts),
        "vasovagal_precaution": lambda: evidence.behind_faint(facts),
        "cpt_policy_sensitive": lambda: tuple(_codes(results, visits)),
    }
    return table[key]()


def _thresholds(key: str, facts: EpisodeFacts, told: Mapping[str, Explained]) -> Iterator[Threshold]:
    if key in THRESHOLDS:
        yield THRESHOLDS[key]
    if key in SAME_AS:
        yield from told[SAME_AS[key]].thresholds
    if key == "medication_overuse":
        limit = float(limit_of(deciding_class(facts)))
        yield Threshold("Days with acute medicine in 28, at least", limit, "ICHD-3 8.2, by class of medicine")


def behind_medicine(facts: EpisodeFacts) -> tuple[Input, ...]:
    """The last count of medicine days, and every class that is known: the strictest of them sets the limit."""
    last = last_count(facts)
    known = tuple(Input(where, None, None, key) for where, key in known_classes(facts))
    return (
        *inputs_of(MEDICINE_DAYS, (last,) if last else ()),
        *(known or (Input("class of acute medicine", None, None, "not known"),)),
    )


def behind_serious(facts: EpisodeFacts, reference: ReferenceTables) -> tuple[Input, ...]:
    """The serious events of this episode, and those of another one that lock needling here."""
    own = evidence.events_that(facts, lambda event: safety.is_serious(event, reference), elsewhere=False)
    return tuple(dict.fromkeys((*own, *evidence.behind_uncleared(facts, reference))))


def _sore(visits: Sequence[VisitFacts]) -> Iterator[Input]:
    for number, visit in enumerate(visits, start=1):
        if visit.soreness_72h is not None and needs_call_back(visit.soreness_72h):
            yield Input("soreness after 72 hours", number, visit.on, float(visit.soreness_72h))


def _codes(results: Results, visits: Sequence[VisitFacts]) -> Iterator[Input]:
    for row in results["cpt"]:
        if codes_differ(row["by_policy"]):
            for policy, count in row["by_policy"].items():
                yield Input(f"code, {policy}", row["visit"], visits[row["visit"] - 1].on, count["code"] or "no code")
