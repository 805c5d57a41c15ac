"""What stands open in a record: red flags, serious events, needles that differ; each rule by itself."""

from collections import Counter

import pytest
from hypothesis import given

from patients.rules.flags import Cleared, Elsewhere, Raised
from progress.rules import safety
from progress.rules.facts import ScreeningFacts
from tests.progress.episodes import FIRST, ONE_TARGET, day, episode, event, needling, visit
from tests.progress.records import RECORDS
from tests.reference_tables import TABLES

SCREEN = ScreeningFacts(on=FIRST, red_flags=frozenset({"older"}))
AWAY = Elsewhere((Raised("neuro", day(5)),), ())
FLAGGED = episode(visit(7, red_flags=("pattern_change",)), screenings=(SCREEN,), flags_elsewhere=(AWAY,))


@pytest.mark.parametrize(
    ("after", "known", "found"),
    [
        (-1, 1, set()), (0, 1, {"older"}), (5, 1, {"older", "neuro"}), (7, 1, {"older", "neuro", "pattern_change"}),
        (7, 0, {"older", "neuro"}),
    ],
)  # fmt: skip
def test_a_red_flag_is_open_from_its_day_on_whether_screen_visit_or_another_episode_raised_it(after, known, found):
    visits = FLAGGED.ordered_visits[:known]
    assert safety.open_red_flags(FLAGGED, visits, on=day(after)) == found


@pytest.mark.parametrize(
    ("letters", "found"),
    [
        ([], {"older", "neuro", "pattern_change"}),
        ([Cleared("older", day(-9))], {"neuro", "pattern_change"}),
        ([Cleared("older", day(-9), elsewhere=True)], {"older", "neuro", "pattern_change"}),
        ([Cleared("pattern_change", day(6))], {"older", "neuro", "pattern_change"}),
        ([Cleared("pattern_change", day(8)), Cleared("older", day(8))], {"neuro"}),
    ],
)
def test_which_flags_are_open_at_the_end_of_the_record(letters, found):
    facts = episode(*FLAGGED.visits, screenings=(SCREEN,), flags_elsewhere=(AWAY,), clearances=tuple(letters))
    assert safety.still_open(facts) == found


def test_screens_count_in_the_order_of_their_days_and_not_of_their_entry():
    again = ScreeningFacts(on=day(9), red_flags=frozenset({"neuro"}))
    facts = episode(screenings=(again, ScreeningFacts(on=FIRST)), clearances=(Cleared("neuro", FIRST),))
    assert safety.still_open(facts) == {"neuro"}


@pytest.mark.parametrize(
    ("keys", "fainted"), [([], False), (["bruising", "dizziness"], False), (["bruising", "syncope"], True)]
)
def test_a_faint_is_a_faint_among_whatever_else_went_wrong(keys, fainted):
    assert safety.has_fainted(event(key) for key in keys) is fainted


@pytest.mark.parametrize(
    ("what", "letter", "after", "locks"),
    [
        (event("pneumothorax", "mild"), None, 0, True), (event("bruising", "severe"), None, 0, True),
        (event("bruising", "moderate"), None, 0, False), (event("pneumothorax", after=5), None, 4, False),
        (event("pneumothorax", after=5), None, 5, True), (event("seizure"), Cleared("seizure", day(-1)), 9, True),
        (event("seizure"), Cleared("seizure", FIRST), 9, False),
        (event("seizure"), Cleared("seizure", day(9)), 8, True),
        (event("seizure"), Cleared("prior_serious_reaction", day(9)), 9, False),
        (event("seizure"), Cleared("pneumothorax", FIRST), 9, True),
    ],
)  # fmt: skip
def test_a_serious_event_locks_needling_from_its_day_to_its_clearance(what, letter, after, locks):
    facts = episode(visit(adverse_events=(what,)), clearances=(letter,) if letter else ())
    assert safety.is_uncleared(facts, what, TABLES, on=day(after)) is locks
    beside = [event("bruising", "mild"), what]
    assert safety.has_uncleared_event(facts, beside, TABLES, on=day(after)) is locks
    assert not safety.has_uncleared_event(facts, beside[:1], TABLES, on=day(after))


@pytest.mark.parametrize(
    ("happened", "urgent"),
    [
        ({}, False),
        ({"visits": (visit(red_flags=("older",)),)}, True),
        ({"visits": (visit(red_flags=("older",)),), "clearances": (Cleared("older", FIRST),)}, False),
        ({"visits": (visit(adverse_events=(event("seizure"),)),)}, True),
        ({"events_elsewhere": (event("seizure"),)}, True),
        ({"events_elsewhere": (event("syncope"),)}, False),
        ({"flags_elsewhere": (AWAY,)}, True),
        ({"visits": (visit(adverse_events=(event("seizure"),)),), "clearances": (Cleared("seizure", FIRST),)}, False),
    ],
)
def test_an_open_flag_or_an_uncleared_serious_event_is_urgent(happened, urgent):
    assert safety.is_urgent(episode(**happened), TABLES) is urgent


@pytest.mark.parametrize(
    ("targets", "differs"),
    [([], False), ([(2, 2)], False), ([(0, 0)], False), ([(2, 1)], True), ([(1, 2)], True), ([(2, None)], True),
     ([(None, None)], True), ([(2, 1), (1, 2)], True)],
)  # fmt: skip
def test_a_visit_differs_by_one_muscle_even_where_the_totals_agree(targets, differs):
    needles = needling(*(("temporalis", "left", into, out) for into, out in targets))
    assert safety.count_mismatch_visits([visit(), visit(7, targets=needles)]) == ([2] if differs else [])


@given(facts=RECORDS)
def test_a_visit_put_before_moves_every_number_by_one_and_adds_none(facts):
    visits, whole = facts.ordered_visits, visit(targets=ONE_TARGET)
    after = [number + 1 for number in safety.count_mismatch_visits(visits)]
    assert safety.count_mismatch_visits([whole, *visits]) == after
    moved = [row | {"visit": row["visit"] + 1} for row in safety.do_not_needle_errors(visits, TABLES)]
    assert safety.do_not_needle_errors([whole, *visits], TABLES) == moved


def test_each_needled_muscle_that_the_catalogue_rules_out_is_an_error_and_a_planned_one_is_none():
    rows = [("longus_colli", "left", 1, 1), ("longus_colli", "right", 2, 2), ("trapezius_upper", "left", 1, 1)]
    planned = [("longus_colli", "left", 0, 0), ("longus_colli", "right", None, None)]
    visits = [visit(), visit(7, targets=needling(*rows)), visit(14, targets=needling(*planned))]
    assert safety.do_not_needle_errors(visits, TABLES) == [{"visit": 2, "muscle": "longus_colli"}] * 2


@given(facts=RECORDS)
def test_no_event_of_a_visit_is_lost_or_counted_twice(facts):
    counts = safety.event_counts(facts.visits)
    assert sum(counts.values()) == sum(len(one.adverse_events) for one in facts.visits)
    assert safety.event_counts(facts.ordered_visits) == counts
    last = Counter(safety.event_counts(facts.visits[:1])) + Counter(safety.event_counts(facts.visits[1:]))
    assert last == Counter(counts)
