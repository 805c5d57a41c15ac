"""What the pages in a browser are to reach, and whether they did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.browser import Seen

MOST_BYTES: Final = {"Session": 150_000}
MOST_TAP, MOST_SHIFT = 100, 0.1  # milliseconds; the sum of shifts that counts as steady
NOTHING: Final = "nothing"  # a tap on the heading: what this machine takes for any tap
SCORES: Final = {"performance": 95, "accessibility": 100, "best-practices": 100}  # of Lighthouse, at least


@dataclass(frozen=True, slots=True)
class Judged:
    """A target of a page with the figure that was measured, in words, and whether it was met."""

    of: str
    words: str
    met: bool


def of_page(name: str, told: Seen) -> list[Judged]:
    """Weight, steadiness, what axe finds, and how fast each kind of tap is answered."""
    most = MOST_BYTES.get(name)
    found = [_judged(name, f"≤ {most // 1000} kB", met=told.weight.page <= most)] if most else []
    found.append(_judged(name, f"shift ≤ {MOST_SHIFT}", met=told.shift <= MOST_SHIFT))
    found.append(_judged(name, "no violation", met=not told.violations))
    return found + [_tapped(name, words, times) for words, times in told.taps.items() if times]


def of_scores(name: str, told: Sequence[Mapping[str, int]]) -> list[Judged]:
    """Lighthouse's scores, on a phone and on a desk."""
    met = all(scores[kind] >= least for scores in told for kind, least in SCORES.items())
    return [_judged(name, f"at least {', '.join(map(str, SCORES.values()))}", met=met)]


def middle(times: Sequence[float]) -> float:
    """The middle one of some milliseconds."""
    return sorted(times)[len(times) // 2]


def _tapped(name: str, words: str, times: Sequence[float]) -> Judged:
    figures = f"{middle(times):.0f} ms, slowest of {len(times)}: {max(times):.0f} ms"
    if words == NOTHING:
        return Judged(name, f"{words}: {figures}", met=True)
    told = _judged(name, f"{words} ≤ {MOST_TAP} ms", met=middle(times) <= MOST_TAP)
    return Judged(name, f"{told.words}: {figures}", told.met)


def _judged(name: str, words: str, *, met: bool) -> Judged:
    return Judged(name, f"{words} {'met' if met else 'missed'}", met)
