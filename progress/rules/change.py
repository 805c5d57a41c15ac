"""What changed in one measure between baseline and latest, and whether that change means something.

Source: domain.md (e); thresholds in measures.json, `thresholds_by_condition`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from patients.rules.measurements import Number, exact, frt_cut_off, frt_positive, one_decimal, severity_band
from progress.rules.reference import ReferenceTables, Table
from progress.rules.series import Point

NPRS = "nprs_average"
HEADACHE_DAYS = "headache_days_28"
HEADACHE_GROUPS = frozenset({"tension_type_headache", "cervicogenic_headache", "migraine"})

# Outcomes that are followed from baseline to latest. Screens (phq2), parts of a mean, ratings that are a change
# already (groc), what the patient did (exercise_adherence) and posture angles ('never a sole goal') are not.
FOLLOWED = (
    HEADACHE_DAYS,
    NPRS,
    "ndi_raw",
    "hit6",
    "psfs",
    "acute_med_days_28",
    "crom_rotation_left",
    "crom_rotation_right",
    "frt_left",
    "frt_right",
    "dnf_endurance",
    "crom_flexion",
    "crom_extension",
    "crom_latflex_left",
    "crom_latflex_right",
    "midas",
    "hdi",
    "promis_pi",
)
WITH_RESPONDER = frozenset({HEADACHE_DAYS, NPRS})
WITH_BANDS = frozenset({"ndi_raw", "hit6", "midas"})
MOVEMENT_TESTS = ("crom_", "frt_")
FLEXION_ROTATION = "frt_"


def responder_measure(group: str) -> str:
    """The measure that decides about responders: headache days, or average pain where no headache is treated.

    Source: domain.md (e), project choice.
    """
    return HEADACHE_DAYS if group in HEADACHE_GROUPS else NPRS


def improvement(earlier: Number, later: Number, *, higher_is_better: bool) -> Decimal:
    """By how much `later` is better than `earlier`, in the measure's unit; negative when it is worse."""
    gain = exact(later) - exact(earlier)
    return gain if higher_is_better else -gain


def percent_change(baseline: Number, latest: Number) -> Decimal | None:
    """100 x (latest - baseline) / baseline, one decimal; None when the baseline is 0. Source: domain.md (e)."""
    first = exact(baseline)
    return one_decimal(100 * (exact(latest) - first) / first) if first else None


def responder(baseline: Number, latest: Number, percent: int) -> bool | None:
    """Whether the measure fell by at least `percent` of its baseline; None when the baseline is 0.

    Decided on the values themselves, not on the rounded percentage. Source: domain.md (e): 50 % is the convention
    of drug trials restated in Luedtke 2020, 30 % comes from the literature on add-on treatment.
    """
    first = exact(baseline)
    return 100 * (first - exact(latest)) >= percent * first if first else None


def reaches(gain: Decimal, threshold: Number | None) -> bool | None:
    """Whether an improvement is at least a threshold (MCID or MDC); None when no threshold is known.

    Source: domain.md (e), 'MCID met' and 'Reliable change'; values in measures.json with their citations.
    """
    return None if threshold is None else gain >= exact(threshold)


def measure_result(measure: str, series: Sequence[Point], group: str, reference: ReferenceTables) -> dict[str, Any]:
    """One entry of `measures`: baseline, latest, change and what they mean. `series` holds at least one point.

    With a single value there is no change, and nothing that rests on one.
    """
    first, last = series[0], series[-1]
    result: dict[str, Any] = {
        "baseline": float(first.value),
        "baseline_visit": first.visit,
        "latest": float(last.value),
        "latest_visit": last.visit,
        "n": len(series),
    }
    if len(series) > 1:
        result |= _change(measure, first.value, last.value, group, reference)
    return result | _labels(measure, first.value, last.value, reference.measure_by_key[measure])


def _change(measure: str, first: Decimal, last: Decimal, group: str, reference: ReferenceTables) -> dict[str, Any]:
    gain = improvement(first, last, higher_is_better=reference.higher_is_better(measure))
    percent = percent_change(first, last)
    result: dict[str, Any] = {
        "change": float(one_decimal(last - first)),
        "percent_change": None if percent is None else float(percent),
    }
    limits = _limits(measure, group, reference)
    if "mcid" in limits:
        result |= {"mcid": limits["mcid"], "mcid_met": reaches(gain, limits["mcid"])}
    if "mdc" in limits:
        result |= {"mdc": limits["mdc"], "reliable_change": reaches(gain, limits["mdc"])}
    if measure in WITH_RESPONDER:
        result |= {"responder30": responder(first, last, 30), "responder50": responder(first, last, 50)}
    return result


def _limits(measure: str, group: str, reference: ReferenceTables) -> Table:
    """Thresholds of the condition group; movement tests have one MDC for everybody, the first in the reference.

    Source: domain.md (e): flexion-rotation test, real change >= 7 degrees (verified); neck movement likewise.
    """
    if measure.startswith(MOVEMENT_TESTS):
        return {"mdc": reference.measure_by_key[measure]["mdc"][0]["value"]}
    return reference.thresholds(group, measure)


def known_elsewhere(definition: Table, name: str) -> bool:
    """Whether the catalogue has an `mcid` or `mdc` of a measure, for whichever condition; shares are none in its unit.

    Where none is set for a condition group this tells 'none for this condition' from 'none known'.
    """
    return any(entry.get("kind", "absolute") == "absolute" for entry in definition.get(name) or ())


def _labels(measure: str, first: Decimal, last: Decimal, definition: Table) -> dict[str, Any]:
    if measure in WITH_BANDS:
        return {"band_baseline": severity_band(definition, first), "band_latest": severity_band(definition, last)}
    if measure.startswith(FLEXION_ROTATION):
        cut_off = frt_cut_off(definition)
        return {"positive_baseline": frt_positive(first, cut_off), "positive_latest": frt_positive(last, cut_off)}
    return {}
