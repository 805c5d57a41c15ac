"""What each figure of the comparison of therapists rests on, in a sentence.

Source: project choice.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from progress.rules.comparing import MINIMUM_COMPARED, MOST_UNMEASURED, Comparison, Estimate, Standing

WARNING: Final = (
    "This is association, not cause, and no ranking. Who treats whom is no accident; condition and severity at the"
    " start are two of many things that differ between patients. Take a difference as a reason to look at the records."
)
SPACE: Final = "\N{NO-BREAK SPACE}"
STANDING_LABELS: Final = {
    Standing.NOT_ENOUGH_DATA: "Not enough data yet",
    Standing.NO_CLEAR_DIFFERENCE: "No clear difference",
    Standing.MORE_OFTEN: "More often",
    Standing.LESS_OFTEN: "Less often",
}
NO_DIFFERENCE: Final = "Chance alone explains a difference of this size."
BEYOND_CHANCE: Final = (
    "Better by the MCID {how} than comparable patients of colleagues, by more than chance explains. Look at the records"
    " before concluding anything."
)


def standing_words(one: Comparison) -> str:
    """What the comparison comes to, or what is missing for one."""
    if one.standing is Standing.NOT_ENOUGH_DATA:
        return " ".join(_missing(one))
    if one.standing is Standing.NO_CLEAR_DIFFERENCE:
        return NO_DIFFERENCE
    return BEYOND_CHANCE.format(how=STANDING_LABELS[one.standing].lower())


def explained_figures(one: Comparison) -> Iterator[tuple[str, str]]:
    """Figure by figure, a sentence that says how it came about; what is nought is left out."""
    counted = (one.finished, one.unmeasured, one.alone, one.compared)
    finished, unmeasured, alone, compared = (_episodes(len(rows)) for rows in counted)
    stopped, better = sum(row.stopped for row in one.finished), sum(bool(row.reached) for row in one.compared)
    yield "finished", f"{finished} ended in the period, or the patient stopped coming in it."
    if stopped:
        yield "stopped", f"In {stopped} of them the patient stopped coming; the last values count."
    if one.unmeasured:
        yield "unmeasured", f"{unmeasured} cannot be compared: the severity at the start or a second value is missing."
    if one.alone:
        yield "alone", f"{alone} cannot be compared: no colleague finished one like it."
    yield "compared", f"{compared} can be compared; {better} got better by the MCID or more{_percent(one.share)}."
    yield "peers", _peers(one)
    yield "difference", _difference(one)


def _missing(one: Comparison) -> Iterator[str]:
    if len(one.compared) < MINIMUM_COMPARED:
        yield f"{_episodes(len(one.compared))} can be compared; {MINIMUM_COMPARED} are needed."
    if one.number_of_peers < MINIMUM_COMPARED:
        yield f"Colleagues finished {_episodes(one.number_of_peers)} like these; {MINIMUM_COMPARED} are needed."
    if one.too_many_unmeasured:
        yield (
            f"{len(one.unmeasured)} of {len(one.finished)} lack the severity at the start or a second value, more than"
            f" {100 * MOST_UNMEASURED:.0f}{SPACE}%: measure at the first and at the last visit."
        )


def _peers(one: Comparison) -> str:
    text = f"{_episodes(one.number_of_peers)} of colleagues had the same conditions and severities at the start."
    if one.expected is None:
        return text
    return f"{text} In this therapist's mix of them, so many got better by the MCID or more{_percent(one.expected)}."


def _difference(one: Comparison) -> str:
    if one.difference is None:
        return f"No difference is shown. {standing_words(one)}"
    value, low, high = (_points(part) for part in (one.difference.value, one.difference.low, one.difference.high))
    return (
        f"The difference is {value} points, likely between {low} and {high} (95{SPACE}% for all therapists together)."
        f" {standing_words(one)}"
    )


def _points(part: float) -> str:
    """Percentage points with their sign, to one decimal at most, as a page says them."""
    rounded = round(100 * part, 1) + 0.0
    return f"{rounded:+g}".replace("-", "−") if rounded else "0"


def _percent(part: Estimate | None) -> str:
    if part is None:
        return ""
    value, low, high = (_whole(number) for number in (part.value, part.low, part.high))
    return f": {value}{SPACE}%, likely {low} to {high}{SPACE}%"


def _whole(part: float) -> int:
    """From the one decimal that programs are told, as a page rounds it: halves go up."""
    return int(Decimal(str(round(100 * part, 1))).quantize(Decimal(1), ROUND_HALF_UP))


def _episodes(number: int) -> str:
    return "1 episode" if number == 1 else f"{number} episodes"
