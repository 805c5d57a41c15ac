"""What each measure, the responders and each goal rest on, and what they say to clinician and patient.

Source: domain.md (e); the sentences are a project choice.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from progress.rules.change import WITH_RESPONDER, known_elsewhere
from progress.rules.explained import (
    Explained,
    Input,
    Threshold,
    draft_words,
    inputs_of,
    label,
    limit,
    plain,
    with_unit,
)
from progress.rules.reference import ReferenceTables
from progress.rules.series import Point
from progress.rules.words import MEASURE_WORDS

Results = Mapping[str, Any]
AllSeries = Mapping[str, Sequence[Point]]
RESPONDERS: Final = "30 % from add-on and pain research, 50 % from drug trials (Luedtke 2020)"
OWN_WORDS: Final = {
    "headache_days_28": "headache days in 28 days",
    "nprs_average": "average pain, from 0 to 10",
    "ndi_raw": "score of the neck questionnaire",
    "hit6": "score of the headache questionnaire",
    "psfs": "score for your own activities",
    "acute_med_days_28": "days with painkillers in 28 days",
    "crom_rotation_left": "turning to the left, in degrees",
    "crom_rotation_right": "turning to the right, in degrees",
    "crom_flexion": "bending the head forward, in degrees",
    "crom_extension": "bending the head back, in degrees",
    "crom_latflex_left": "bending to the left, in degrees",
    "crom_latflex_right": "bending to the right, in degrees",
    "frt_left": "turning of the upper neck to the left, in degrees",
    "frt_right": "turning of the upper neck to the right, in degrees",
    "dnf_endurance": "endurance of the front neck muscles, in seconds",
    "midas": "days lost to migraine",
    "hdi": "score of the headache disability questionnaire",
    "promis_pi": "score for pain in daily life",
}
COMPARED: Final = {"<=": "at most", "<": "less than", ">=": "at least", ">": "more than", "=": "exactly"}


def explain_changes(results: Results, series: AllSeries, reference: ReferenceTables) -> Iterator[Explained]:
    """Each followed measure from its baseline to its latest value."""
    for measure, result in results["measures"].items():
        yield Explained(
            result=f"measures.{measure}",
            title=MEASURE_WORDS[measure].label,
            clinician=_to_clinician(measure, result, series[measure], reference),
            patient=_to_patient(measure, result, reference),
            inputs=inputs_of(measure, (series[measure][0], series[measure][-1])),
            thresholds=tuple(_limits(measure, result, reference)),
        )


def explain_responders(results: Results, series: AllSeries) -> Iterator[Explained]:
    """Responder at 30 % and at 50 %, on the measure that decides for the condition."""
    measure = results["responder_measure"]
    found = series.get(measure, ())
    for percent in (30, 50):
        met = results[f"responder{percent}"]
        yield Explained(
            result=f"responder{percent}",
            title=f"Responder at {percent} %",
            clinician=_responder(measure, results, percent),
            patient=_responder_to_patient(measure, met, percent, results),
            inputs=inputs_of(measure, (found[0], found[-1])) if found else (),
            thresholds=(Threshold(f"Reduction of {label(measure)}, % of baseline", float(percent), RESPONDERS),),
        )


def explain_goals(results: Results, series: AllSeries) -> Iterator[Explained]:
    """Each goal at the latest value of its measure."""
    for goal in results["goals"]:
        measure, name = goal["measure"], _own(goal["measure"])
        found, wanted = series.get(measure, ()), f"{COMPARED[goal['op']]} {plain(goal['value'])}"
        now = f"now {plain(found[-1].value)}{draft_words(found[-1])}" if found else "not measured yet"
        yield Explained(
            result=f"goals.{measure}",
            title=f"Goal: {MEASURE_WORDS[measure].label if measure in MEASURE_WORDS else measure}",
            clinician=f"{'Met' if goal['met'] else 'Not met'}: {wanted}, {now}.",
            patient=f"{'You have reached this goal' if goal['met'] else 'This goal is still open'}: {name}, {wanted}.",
            inputs=inputs_of(measure, found[-1:]),
            thresholds=(Threshold("Target", float(goal["value"]), "Plan of care"),),
        )


def _own(measure: str) -> str:
    return OWN_WORDS.get(measure, measure.replace("_", " "))


def _to_clinician(measure: str, result: Results, series: Sequence[Point], reference: ReferenceTables) -> str:
    start = f"{MEASURE_WORDS[measure].label}: {with_unit(measure, result['baseline'])} at visit"
    start += f" {result['baseline_visit']}{draft_words(series[0])}"
    if result["n"] == 1:
        return f"{start}; one value shows no change."
    said = f"{start}, {with_unit(measure, result['latest'])} at visit"
    changed = f"{said} {result['latest_visit']}{draft_words(series[-1])}, a change of {_signed(result)}."
    return " ".join([changed, *_verdicts(measure, result, reference)])


def _signed(result: Results) -> str:
    percent = result["percent_change"]
    sign = "+" if result["change"] > 0 else ""
    return f"{sign}{plain(result['change'])}" + ("" if percent is None else f" ({sign}{plain(percent)} %)")


def _verdicts(measure: str, result: Results, reference: ReferenceTables) -> Iterator[str]:
    if result.get("mcid") is not None:
        reached = "reaches" if result["mcid_met"] else "does not reach"
        yield f"It {reached} the smallest change that patients feel ({plain(result['mcid'])})."
    if result.get("mdc") is not None:
        beyond = "beyond" if result["reliable_change"] else "within"
        yield f"It is {beyond} the error of measurement ({plain(result['mdc'])}), as an improvement."
    if measure not in WITH_RESPONDER and result.get("mcid") is None and result.get("mdc") is None:
        definition = reference.measure_by_key[measure]
        known = any(known_elsewhere(definition, name) for name in ("mcid", "mdc"))
        yield "No threshold is set for this condition." if known else "No threshold is known for it."


def _to_patient(measure: str, result: Results, reference: ReferenceTables) -> str:
    name = _own(measure)
    if result["n"] == 1:
        return f"Your {name}: {plain(result['latest'])}. One number does not show a change yet."
    said = f"Your {name}: {plain(result['baseline'])} at the start, {plain(result['latest'])} now."
    if not result["change"]:
        return f"{said} That is the same."
    if (result["change"] > 0) != reference.higher_is_better(measure):
        return f"{said} That is worse than at the start."
    felt = result.get("mcid_met") if result.get("mcid") is not None else result.get("responder30")
    return f"{said} That is better{', by as much as people usually notice' if felt else ''}."


def _limits(measure: str, result: Results, reference: ReferenceTables) -> Iterator[Threshold]:
    for name in ("mcid", "mdc"):
        if result.get(name) is not None:
            yield limit(measure, name, result[name], reference)


def _responder(measure: str, results: Results, percent: int) -> str:
    met = results[f"responder{percent}"]
    if met is None:
        return f"Not known: {label(measure)} has no two values, or began at 0."
    change = results["measures"][measure]["percent_change"]
    moved = f"{'fell' if change < 0 else 'rose'} by {plain(abs(change))} %" if change else "did not change"
    return f"{'Yes' if met else 'No'}: {label(measure)} {moved} since the baseline; a fall by {percent} % is asked for."


def _responder_to_patient(measure: str, met: bool | None, percent: int, results: Results) -> str:
    part = "half" if percent == 50 else "a third"
    if met is None:
        began_at_nothing = results["measures"].get(measure, {}).get("baseline") == 0
        return "It began at 0, so it cannot fall." if began_at_nothing else "There are not enough numbers yet."
    state = "has fallen" if met else "has not fallen"
    return f"Your number for {_own(measure)} {state} by about {part} or more since the start."


def goal_inputs(results: Results, series: AllSeries) -> tuple[Input, ...]:
    """The latest values that all goals together rest on."""
    return tuple(one for goal in explain_goals(results, series) for one in goal.inputs)
