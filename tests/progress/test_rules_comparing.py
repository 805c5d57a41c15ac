"""Therapists are compared like with like, from enough on, and never by chance alone."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.rules.comparing import (
    MINIMUM_COMPARED,
    Estimate,
    Finished,
    Standing,
    Stratum,
    Tally,
    compare,
    difference_of,
    share_of,
    standardised,
    tallied,
    z_for,
)
from progress.rules.comparing_words import STANDING_LABELS, explained_figures, standing_words

MILD, SEVERE = ("neck_pain", "mild"), ("neck_pain", "severe")
numbers = itertools.count()


def ended(therapist, reached, of, stratum=MILD, **more):
    group, severity = stratum
    return [Finished(next(numbers), therapist, group, severity, reached=n < reached, **more) for n in range(of)]


def of(therapist, rows):
    return next(one for one in compare(rows) if one.therapist == therapist)


@pytest.mark.parametrize(
    ("own", "peers", "standing"),
    [
        ((9, 9), (30, 60), Standing.NOT_ENOUGH_DATA),
        ((10, 10), (4, 9), Standing.NOT_ENOUGH_DATA),
        ((5, 10), (30, 60), Standing.NO_CLEAR_DIFFERENCE),
        ((6, 10), (30, 60), Standing.NO_CLEAR_DIFFERENCE),
        ((38, 40), (20, 40), Standing.MORE_OFTEN),
        ((2, 40), (20, 40), Standing.LESS_OFTEN),
    ],
)
def test_what_a_comparison_says(own, peers, standing):
    found = of("a", ended("a", *own) + ended("b", *peers))
    assert found.standing is standing
    assert standing_words(found)


def test_severe_patients_are_held_against_severe_patients():
    """By plain shares a (22 of 40) stands far below b (68 of 80); like with like they are the same."""
    rows = ended("a", 9, 10) + ended("a", 13, 30, SEVERE) + ended("b", 63, 70) + ended("b", 5, 10, SEVERE)
    found = of("a", rows)
    assert found.share.value == pytest.approx(22 / 40)
    assert found.expected.value == pytest.approx((10 * 63 / 70 + 30 * 5 / 10) / 40)
    assert found.standing is Standing.NO_CLEAR_DIFFERENCE


def test_who_has_no_counterpart_or_no_outcome_is_counted_and_not_compared():
    alone = ended("a", 1, 2, ("migraine", "mild"))
    unmeasured = [Finished(next(numbers), "a", "neck_pain", severity, reached) for severity, reached in
                  (("mild", None), (None, True))]  # fmt: skip
    found = of("a", ended("a", 7, 12) + alone + unmeasured + ended("b", 6, 12))
    assert (found.alone, found.unmeasured) == (tuple(alone), tuple(unmeasured))
    assert len(found.compared) == 12
    assert len(found.finished) == 16


@pytest.mark.parametrize(("missing", "enough"), [(3, True), (4, False)])
def test_more_than_a_fifth_without_an_outcome_is_not_compared(missing, enough):
    rows = ended("a", 7, 12) + ended("b", 6, 12)
    rows += [Finished(next(numbers), "a", "neck_pain", "mild", None) for _ in range(missing)]
    found = of("a", rows)
    assert found.is_enough is enough
    assert (found.difference is not None) is enough


def test_patients_who_stopped_coming_count_with_their_last_values():
    found = of("a", ended("a", 0, 4, stopped=True) + ended("a", 8, 8) + ended("b", 12, 12))
    assert found.share.value == pytest.approx(8 / 12)
    assert ("stopped", "In 4 of them the patient stopped coming; the last values count.") in list(
        explained_figures(found)
    )


def test_the_more_are_compared_the_wider_the_interval_of_a_difference():
    two = ended("a", 9, 20) + ended("b", 13, 20)
    many = two + [row for name in "cdef" for row in ended(name, 13, 20)]
    assert z_for(1) == pytest.approx(1.959964)
    assert z_for(6) > z_for(2) > z_for(1)
    assert of("a", two).standing is Standing.NO_CLEAR_DIFFERENCE
    narrow = difference_of(share_of([Tally(9, 20)]), standardised({1: Tally(9, 20)}, {1: Tally(65, 100)}))
    found = of("a", many).difference
    assert (found.value, found.low < narrow.low, found.high > narrow.high) == (pytest.approx(narrow.value), True, True)


def test_a_difference_is_newcombe_s():
    """Newcombe 1998, table II (a), method 10: 56/70 against 48/80."""
    found = difference_of(share_of([Tally(56, 70)]), share_of([Tally(48, 80)]))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_one_stratum_standardised_is_the_share_itself():
    stratum = Stratum(*MILD)
    assert standardised({stratum: Tally(1, 4)}, {stratum: Tally(6, 10)}) == share_of([Tally(6, 10)])


def test_every_standing_has_words():
    assert set(STANDING_LABELS) == set(Standing)


TRUE_SHARES = {("tth", "mild"): 0.75, ("tth", "severe"): 0.45, ("neck", "mild"): 0.6, ("neck", "severe"): 0.3}


def invented_clinic(chance, therapists=6, better=0.0):
    """Fifteen episodes for each therapist, who all are as good but for the first; each has another mix of patients."""
    for therapist in range(therapists):
        mild, more = chance.random(), better if therapist == 0 else 0.0
        for _ in range(15):
            stratum = chance.choice(["tth", "neck"]), "mild" if chance.random() < mild else "severe"
            reached = chance.random() < TRUE_SHARES[stratum] + more
            yield Finished(next(numbers), therapist, *stratum, reached=reached)


def test_among_therapists_who_are_as_good_hardly_anybody_ever_stands_out():
    """95 % for all together: in at most one of twenty clinics in which nobody differs somebody seems to."""
    chance = random.Random(1)
    clinics = [compare(invented_clinic(chance)) for _ in range(400)]
    loud = {Standing.MORE_OFTEN, Standing.LESS_OFTEN}
    assert sum(any(one.standing in loud for one in found) for found in clinics) <= 400 / 20


def test_who_really_differs_is_mostly_found():
    chance = random.Random(20)
    found = [of(0, invented_clinic(chance, better=0.6)).standing for _ in range(60)]
    assert found.count(Standing.MORE_OFTEN) > 30
    assert Standing.LESS_OFTEN not in found


STRATA = st.sampled_from([MILD, SEVERE, ("migraine", "mild"), ("migraine", None)])
ROWS = st.lists(
    st.builds(
        lambda therapist, stratum, reached, stopped: Finished(
            next(numbers), therapist, stratum[0], stratum[1], reached, stopped
        ),
        st.sampled_from("abc"), STRATA, st.sampled_from([True, True, False, False, None]), st.booleans(),
    ),
    max_size=90,
)  # fmt: skip
MANY = ROWS.map(lambda rows: rows + ended("a", 5, 12) + ended("b", 9, 12))


@given(MANY, st.randoms())
@settings(max_examples=60)
def test_whatever_the_episodes_are(rows, chance):
    found = {one.therapist: one for one in compare(rows)}
    assert {row for one in found.values() for row in one.finished} == set(rows)
    assert sum(len(one.finished) for one in found.values()) == len(rows)
    for one in found.values():
        assert len(one.compared) == sum(tally.of for tally in one.own.values())
        assert all(row.stratum in one.peers for row in one.compared)
        assert (one.standing is Standing.NOT_ENOUGH_DATA) is (one.difference is None) is not one.is_enough
        for part in (one.share, one.expected, one.difference):
            assert part is None or -1 <= part.low <= part.value <= part.high <= 1
        assert [figure for figure, text in explained_figures(one) if not text] == []
    shuffled = {one.therapist: one for one in compare(chance.sample(rows, len(rows)))}
    for name, one in found.items():
        assert (shuffled[name].share, shuffled[name].standing) == (one.share, one.standing)
        assert shuffled[name].difference == one.difference


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20))
@settings(max_examples=60)
def test_one_more_success_never_looks_worse(own, peers, more):
    def difference(reached):
        found = of("a", ended("a", reached, 20) + ended("b", peers, 20)).difference
        return found.low, found.value, found.high

    better = min(own + more, 20)
    assert all(after >= before - 1e-9 for before, after in zip(difference(own), difference(better), strict=True))


@given(st.integers(0, 20), st.integers(0, 20))
@settings(max_examples=40)
def test_two_therapists_see_the_same_difference_from_both_sides(first, second):
    one, other = (found.difference for found in compare(ended("a", first, 20) + ended("b", second, 20)))
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))


def test_tallies_leave_out_what_cannot_be_compared():
    rows = [*ended("a", 1, 2), Finished(next(numbers), "a", "neck_pain", None, True)]
    assert tallied(rows) == {Stratum(*MILD): Tally(1, 2)}
    assert Tally(3, 5).less(Tally(1, 2)) == Tally(2, 3)
    assert MINIMUM_COMPARED == 10
    assert isinstance(share_of([Tally(1, 2)]), Estimate)
