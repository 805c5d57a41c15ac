"""Needles counted in and out of a muscle, limited areas and lengths: truth tables and properties without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.facts import LimitedArea, OverrideFacts
from sessions.rules.limits import Where, because, in_force, limits_at
from sessions.rules.signing import has_incident
from sessions.rules.targets import (
    count_differs,
    count_words,
    is_begun,
    is_counted,
    target_blockers,
    too_long_words,
    words_of_counts,
)
from tests.sessions.notes import GOOD, GOOD_TARGET

COUNTS = st.none() | st.integers(0, 40)


def counted(into, out):
    return replace(GOOD_TARGET, needles_in=into, needles_out=out)


@pytest.mark.parametrize(
    ("into", "out", "differs", "begun", "both_ways"),
    [
        (2, 2, False, True, True), (0, 0, False, True, True), (2, 1, True, True, True), (2, 3, True, True, True),
        (0, 1, True, True, True), (2, 0, True, True, True), (2, None, True, True, False), (None, 2, True, True, False),
        (0, None, True, True, False), (None, 0, True, True, False), (None, None, True, False, False),
    ],
)  # fmt: skip
def test_what_a_pair_of_counts_says(into, out, differs, begun, both_ways):
    target = counted(into, out)
    assert (count_differs(target), is_begun(target), is_counted(target)) == (differs, begun, both_ways)


@given(into=COUNTS, out=COUNTS)
def test_only_equal_counts_of_needles_are_conserved(into, out):
    target = counted(into, out)
    assert count_differs(target) is not (is_counted(target) and into - out == 0)
    assert is_counted(target) <= is_begun(target)


@given(pairs=st.lists(st.tuples(COUNTS, COUNTS), max_size=5), chance=st.randoms())
def test_a_note_is_silent_only_where_every_muscle_s_needles_came_out(pairs, chance):
    targets = [counted(*pair) for pair in pairs]
    words = words_of_counts(targets)
    assert (words == "") == all(into is not None and into == out for into, out in pairs)
    assert words_of_counts(chance.sample(targets, len(targets))) == words


@pytest.mark.parametrize(
    ("differs", "uncounted", "words"),
    [(False, False, ""), (True, False, "needles in and out differ"), (True, True, "needles in and out differ"),
     (False, True, "needles not counted yet")],
)  # fmt: skip
def test_differ_is_said_only_of_what_somebody_counted(differs, uncounted, words):
    assert count_words(differs=differs, uncounted=uncounted) == words


@pytest.mark.parametrize(
    ("pairs", "words"),
    [([(2, 2)], ""), ([(2, 2), (None, None)], "needles not counted yet"), ([(2, None)], "needles in and out differ"),
     ([(None, None), (3, 2)], "needles in and out differ")],
)  # fmt: skip
def test_what_is_said_of_the_needles_where_a_note_is_listed(pairs, words):
    assert words_of_counts([counted(*pair) for pair in pairs]) == words


@pytest.mark.parametrize(
    ("recorded", "events", "accounts"),
    [
        (False, None, False), (False, (), False), (False, ("bruising",), False), (True, None, True), (True, (), True),
        (False, ("retained_needle",), True), (False, ("bruising", "retained_needle"), True),
    ],
)  # fmt: skip
def test_a_needle_is_accounted_for_by_an_incident_or_by_the_event_itself(recorded, events, accounts):
    assert has_incident(replace(GOOD, incident_recorded=recorded, adverse_events=events)) is accounts


@given(into=COUNTS, out=COUNTS)
def test_an_incident_stands_for_a_difference_and_never_for_a_count(into, out):
    facts = replace(GOOD, targets=(counted(into, out),))
    blocked = [row for row in target_blockers(facts, incident=True) if row.code == "needle_count_mismatch"]
    assert bool(blocked) is (into is None or out is None)


@pytest.mark.parametrize(
    ("length", "longest", "says"),
    [(40, 40, False), (41, 40, True), (40.5, 40, True), (40, None, False), (None, 40, False), (13, 40, False)],
)
def test_a_needle_longer_than_the_catalogue_goes_up_to_is_said_with_both_lengths(length, longest, says):
    words = too_long_words(replace(GOOD_TARGET, length_mm=length, longest_mm=longest))
    told = f" The needle of {length} mm is longer than the {longest} mm that the catalogue goes up to."
    assert words == (told if says else "")


IMPLANT = LimitedArea(area="trapezius_upper", item="over_implant", reason="implant")
SKIN = LimitedArea(area="shoulder girdle", side="left", item="local_infection_skin")
FACE = LimitedArea(area="masseter", item="local_infection_skin")


def overridden(*items):
    return [OverrideFacts(item=item, reason="Weighed.", by="Ana Ruiz") for item in items]


@pytest.mark.parametrize(
    ("items", "left"),
    [
        ([], (IMPLANT, SKIN, FACE)), (["diabetes"], (IMPLANT, SKIN, FACE)), (["over_implant"], (SKIN, FACE)),
        (["local_infection_skin"], (IMPLANT,)), (["local_infection_skin", "over_implant"], ()),
    ],
)  # fmt: skip
def test_an_override_lifts_every_limit_of_the_item_that_it_names_and_no_other(items, left):
    assert in_force([IMPLANT, SKIN, FACE], overridden(*items)) == left


@pytest.mark.parametrize(
    ("muscle", "side", "covers"),
    [
        ("trapezius_upper", "left", [IMPLANT, SKIN]), ("trapezius_upper", "right", [IMPLANT]),
        ("trapezius_upper", "bilateral", [IMPLANT, SKIN]), ("levator_scapulae", "left", [SKIN]),
        ("levator_scapulae", "right", []), ("levator_scapulae", "midline", [SKIN]),
    ],
)  # fmt: skip
def test_a_place_is_covered_by_its_muscle_s_limits_and_its_region_s_on_the_side_that_is_meant(muscle, side, covers):
    place = Where(muscle, side, "shoulder girdle")
    assert limits_at(place, [IMPLANT, SKIN, FACE]) == covers
    assert bool(because(limits_at(place, [IMPLANT, SKIN, FACE]))) is bool(covers)
    assert limits_at(place, []) == []


LIMITS = st.lists(st.builds(
    LimitedArea, area=st.sampled_from(["trapezius_upper", "shoulder girdle", "masseter"]),
    side=st.sampled_from([None, "left", "right", "bilateral"]), item=st.sampled_from(["a", "b"]),
), max_size=5)  # fmt: skip


@given(limits=LIMITS, more=LIMITS, side=st.sampled_from(["left", "right"]))
def test_another_limit_opens_no_place_and_both_sides_touch_what_one_side_does(limits, more, side):
    here, both = (Where("trapezius_upper", where, "shoulder girdle") for where in (side, "bilateral"))
    assert limits_at(here, [*limits, *more]) == [*limits_at(here, limits), *limits_at(here, more)]
    assert all(limit in limits_at(both, limits) for limit in limits_at(here, limits))
