"""Whether a therapist's patients got better as often as the comparable patients of the colleagues.

Like is held against like: the same group of conditions, and the same severity at the start. The colleagues' share is
standardised to the therapist's own mix of both; intervals of stratified shares are put together from those of each
stratum. Nobody is ranked: the rule answers for each therapist alone, in no order of merit.

Source: domain.md (e) for the MCID. Wilson 1927 (interval of a share); Zou & Donner 2008 (intervals of
weighted sums and of differences from their parts) and Newcombe 1998, method 10; Dunn 1961 (several comparisons at
once); Schulz & Grimes 2002 (more than a fifth without an outcome threatens any comparison). The smallest number of
episodes that is compared is a project choice.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import NormalDist
from typing import Final, NamedTuple
from uuid import UUID

from progress.rules.outcomes import Z, wilson

MINIMUM_COMPARED: Final = 10  # project choice: of the therapist's episodes, and of the colleagues'
MOST_UNMEASURED: Final = 0.2  # Schulz & Grimes 2002
CONFIDENCE: Final = 0.95


class Stratum(NamedTuple):
    """What is alike: a group of conditions, and the severity band of its primary measure at the start."""

    group: str
    severity: str


class Standing(StrEnum):
    """What a comparison says."""

    NOT_ENOUGH_DATA = "not_enough_data"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    MORE_OFTEN = "more_often"
    LESS_OFTEN = "less_often"


@dataclass(frozen=True, slots=True)
class Finished:
    """One episode that ended, or whose patient stopped coming; None where nothing was measured that says it."""

    episode: UUID
    therapist: UUID
    group: str
    severity: str | None
    reached: bool | None
    stopped: bool = False

    @property
    def stratum(self) -> Stratum | None:
        """Where it may be compared: nowhere without a severity at the start and a second value."""
        if self.severity is None or self.reached is None:
            return None
        return Stratum(self.group, self.severity)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or a difference between 0 and 1 (between -1 and 1), with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of how many reached an MCID."""

    reached: int = 0
    of: int = 0

    def less(self, other: "Tally") -> "Tally":
        """What is left without the other."""
        return Tally(self.reached - other.reached, self.of - other.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One therapist beside the colleagues. Each finished episode is compared, unmeasured or alone."""

    therapist: UUID
    compared: tuple[Finished, ...] = ()
    unmeasured: tuple[Finished, ...] = ()
    alone: tuple[Finished, ...] = ()
    own: Mapping[Stratum, Tally] = field(default_factory=dict)
    peers: Mapping[Stratum, Tally] = field(default_factory=dict)
    share: Estimate | None = None
    expected: Estimate | None = None
    difference: Estimate | None = None
    standing: Standing = Standing.NOT_ENOUGH_DATA

    @property
    def finished(self) -> tuple[Finished, ...]:
        """All of the therapist's episodes that ended."""
        return self.compared + self.unmeasured + self.alone

    @property
    def number_of_peers(self) -> int:
        """How many episodes of colleagues stand on the other side."""
        return sum(tally.of for tally in self.peers.values())

    @property
    def too_many_unmeasured(self) -> bool:
        """Whether those without an outcome could turn the picture round. Source: Schulz & Grimes 2002."""
        return len(self.unmeasured) > MOST_UNMEASURED * len(self.finished)

    @property
    def is_enough(self) -> bool:
        """Whether there is enough on both sides, and little enough missing."""
        both = min(len(self.compared), self.number_of_peers)
        return both >= MINIMUM_COMPARED and not self.too_many_unmeasured


def compare(finished: Iterable[Finished]) -> list[Comparison]:
    """Each therapist with a finished episode, in the order in which they first appear.

    The interval of a difference covers all therapists compared at once (Bonferroni), or among many one would stand out
    by chance.
    """
    by_therapist: defaultdict[UUID, list[Finished]] = defaultdict(list)
    for one in finished:
        by_therapist[one.therapist].append(one)
    tallies = {therapist: tallied(rows) for therapist, rows in by_therapist.items()}
    clinic = tallied(row for rows in by_therapist.values() for row in rows)
    sorted_out = [_beside(therapist, rows, tallies[therapist], clinic) for therapist, rows in by_therapist.items()]
    z = z_for(sum(one.is_enough for one in sorted_out))
    return [_judged(one, z) if one.is_enough else one for one in sorted_out]


def tallied(rows: Iterable[Finished]) -> dict[Stratum, Tally]:
    """How many of how many reached an MCID in each stratum, of those that can be compared."""
    of: Counter[Stratum] = Counter()
    reached: Counter[Stratum] = Counter()
    for row in rows:
        if stratum := row.stratum:
            of[stratum] += 1
            reached[stratum] += bool(row.reached)
    return {stratum: Tally(reached[stratum], number) for stratum, number in of.items()}


def z_for(comparisons: int) -> float:
    """The normal quantile for so many comparisons at 95 % together. Source: Dunn 1961."""
    return NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / max(comparisons, 1))


def share_of(own: Iterable[Tally], z: float = Z) -> Estimate:
    """The plain share of one or more episodes, with its score interval. Source: Wilson 1927."""
    tallies = list(own)
    reached, of = sum(tally.reached for tally in tallies), sum(tally.of for tally in tallies)
    return Estimate(reached / of, *wilson(reached, of, z))


def standardised(own: Mapping[Stratum, Tally], peers: Mapping[Stratum, Tally], z: float = Z) -> Estimate:
    """The colleagues' share, had they the therapist's mix of strata; each of `own` has some of `peers`.

    Source: direct standardisation, with the interval of a weighted sum by Zou & Donner 2008.
    """
    total = sum(tally.of for tally in own.values())
    parts = [(tally.of / total, share_of([peers[stratum]], z)) for stratum, tally in own.items()]
    value = math.fsum(weight * part.value for weight, part in parts)
    below = math.sqrt(math.fsum((weight * (part.value - part.low)) ** 2 for weight, part in parts))
    above = math.sqrt(math.fsum((weight * (part.high - part.value)) ** 2 for weight, part in parts))
    return Estimate(value, max(0.0, value - below), min(1.0, value + above))


def difference_of(first: Estimate, second: Estimate) -> Estimate:
    """The first share less the second, with the interval of the two together. Source: Newcombe 1998, method 10."""
    value = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, max(-1.0, value - below), min(1.0, value + above))


def _beside(
    therapist: UUID, rows: Sequence[Finished], own: Mapping[Stratum, Tally], clinic: Mapping[Stratum, Tally]
) -> Comparison:
    peers = {stratum: left for stratum, tally in own.items() if (left := clinic[stratum].less(tally)).of}
    return Comparison(
        therapist=therapist,
        compared=tuple(row for row in rows if row.stratum in peers),
        unmeasured=tuple(row for row in rows if row.stratum is None),
        alone=tuple(row for row in rows if row.stratum is not None and row.stratum not in peers),
        own={stratum: own[stratum] for stratum in peers},
        peers=peers,
    )


def _judged(one: Comparison, z: float) -> Comparison:
    own, peers = one.own, one.peers
    difference = difference_of(share_of(own.values(), z), standardised(own, peers, z))
    standing = Standing.NO_CLEAR_DIFFERENCE
    if difference.low > 0 or difference.high < 0:
        standing = Standing.MORE_OFTEN if difference.low > 0 else Standing.LESS_OFTEN
    return Comparison(
        therapist=one.therapist, compared=one.compared, unmeasured=one.unmeasured, alone=one.alone, own=own,
        peers=peers, share=share_of(own.values()), expected=standardised(own, peers), difference=difference,
        standing=standing,
    )  # fmt: skip
