"""What a written clearance clears: red flags of all episodes, positive items and serious events, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.flags import (
    SERIOUS_REACTION,
    Cleared,
    Elsewhere,
    Found,
    Raised,
    open_events,
    open_flags,
    open_items,
    open_of_the_person,
    raised_in,
    recorded_at,
    require_taken_back_by,
    screened,
    standing,
    standing_events,
    standing_of_the_person,
)
from tests.refused import is_bad_input, refusals

APRIL, MAY, JUNE, JULY = (date(2026, month, 4) for month in (4, 5, 6, 7))
DAYS = st.integers(0, 90).map(lambda days: APRIL + timedelta(days=days))
KEYS = st.sampled_from(["neuro", "older", "prior_serious_reaction"])
FLAGS = st.lists(st.builds(Raised, key=KEYS, on=DAYS, at_first=st.booleans()), max_size=6)
LETTERS = st.lists(st.builds(Cleared, key=KEYS, on=st.none() | DAYS, elsewhere=st.booleans()), max_size=6)
EPISODES = st.lists(st.builds(Elsewhere, raised=FLAGS.map(tuple), letters=LETTERS.map(tuple)), max_size=3)


def test_only_the_first_screen_asks_about_the_past():
    first, again = Found(MAY, ["neuro", "older"]), Found(JUNE, ["neuro"])
    told = [Raised("neuro", MAY, at_first=True), Raised("older", MAY, at_first=True), Raised("neuro", JUNE)]
    assert screened([first, again]) == told
    assert screened([Found(MAY, []), again]) == [Raised("neuro", JUNE)]


def test_what_a_visit_finds_is_new_even_where_nobody_was_screened():
    visits = [Found(JUNE, ["older"])]
    assert raised_in([], visits) == [Raised("older", JUNE)]
    assert raised_in([Found(MAY, ["neuro"])], visits) == [Raised("neuro", MAY, at_first=True), Raised("older", JUNE)]


HERE, THERE = Raised("neuro", MAY), Elsewhere((Raised("older", MAY),), ())


@pytest.mark.parametrize(
    ("raised", "letters", "others", "still_open"),
    [
        ([HERE], [], [], {"neuro"}),
        ([HERE], [Cleared("neuro", MAY)], [], set()),
        ([], [], [THERE], {"older"}),
        ([HERE], [], [THERE], {"neuro", "older"}),
        ([], [Cleared("older", MAY)], [THERE], {"older"}),
        ([], [], [Elsewhere(THERE.raised, (Cleared("older", MAY),))], set()),
        ([HERE], [], [Elsewhere((), (Cleared("neuro", MAY),))], {"neuro"}),
        ([], [], [Elsewhere((Raised("older", JULY),), ())], set()),
    ],
)  # fmt: skip
def test_a_red_flag_belongs_to_the_person_and_each_episode_counts_its_own_letters(raised, letters, others, still_open):
    assert open_of_the_person(raised, letters, others, on=JUNE) == still_open


@given(raised=FLAGS, letters=LETTERS, others=EPISODES, more=EPISODES, on=DAYS, chance=st.randoms())
def test_another_episode_never_closes_a_flag_and_the_order_does_not_matter(raised, letters, others, more, on, chance):
    found = open_of_the_person(raised, letters, others, on=on)
    assert found <= open_of_the_person(raised, letters, [*others, *more], on=on)
    assert found >= open_flags(raised, letters, on=on)
    mixed = [chance.sample(rows, len(rows)) for rows in (raised, letters, others)]
    assert open_of_the_person(*mixed, on=on) == found


@pytest.mark.parametrize(
    ("letter", "is_open"),
    [
        (Cleared(SERIOUS_REACTION, APRIL), True), (Cleared(SERIOUS_REACTION, MAY), False),
        (Cleared(SERIOUS_REACTION, JUNE), False), (Cleared(SERIOUS_REACTION, JULY), True),
        (Cleared(SERIOUS_REACTION), False), (Cleared("pregnancy", JUNE), True),
    ],
)  # fmt: skip
def test_a_serious_reaction_is_open_until_a_letter_of_its_day_or_later(letter, is_open):
    assert open_items([SERIOUS_REACTION], MAY, [letter], on=JUNE) == ({SERIOUS_REACTION} if is_open else set())
    assert open_items([], MAY, [letter], on=JUNE) == set()


@pytest.mark.parametrize("item", ["needle_phobia", "over_implant", "no_consent", "diabetes"])
def test_no_letter_clears_another_item_of_the_form(item):
    assert open_items([item], MAY, [Cleared(item, MAY), Cleared(item)], on=JUNE) == {item}


NINE, TEN = (datetime(2026, 5, 4, hour, tzinfo=UTC) for hour in (9, 10))


@pytest.mark.parametrize(
    ("raised", "letter", "clears"),
    [
        (Raised("neuro", MAY, at=NINE), Cleared("neuro", MAY, at=TEN), True),
        (Raised("neuro", MAY, at=TEN), Cleared("neuro", MAY, at=NINE), False),
        (Raised("neuro", MAY, at=TEN), Cleared("neuro", MAY), True),
        (Raised("neuro", MAY), Cleared("neuro", MAY, at=NINE), True),
        (Raised("neuro", MAY, at=TEN), Cleared("neuro", JUNE, at=NINE), True),
        (Raised("neuro", MAY, at=NINE), Cleared("neuro", APRIL, at=TEN), False),
        (Raised("neuro", MAY, True, at=NINE), Cleared("neuro", APRIL, at=TEN), True),
        (Raised("neuro", MAY, True, at=TEN), Cleared("neuro", APRIL, at=NINE), False),
    ],
)  # fmt: skip
def test_within_a_day_the_moments_decide_where_both_are_known(raised, letter, clears):
    assert letter.clears(raised, by=JUNE) is clears
    assert open_events([raised], [letter], on=JUNE) == (set() if clears else {"neuro"})


def test_a_flag_keeps_the_moment_at_which_it_was_recorded_as_long_as_it_stays():
    first = recorded_at(["neuro"], known=(), moments={}, now=NINE)
    assert first == {"neuro": NINE.isoformat()}
    later = recorded_at(["neuro", "older"], known=["neuro"], moments=first, now=TEN)
    assert later == {"neuro": NINE.isoformat(), "older": TEN.isoformat()}
    assert recorded_at(["older"], known=["neuro", "older"], moments=later, now=TEN) == {"older": TEN.isoformat()}
    assert recorded_at(["neuro"], known=["neuro"], moments={}, now=TEN) == {}


@pytest.mark.parametrize(
    ("letter", "locks"),
    [
        (None, True), (Cleared("pneumothorax", APRIL), True), (Cleared("pneumothorax", MAY), False),
        (Cleared("prior_serious_reaction", MAY), False), (Cleared("prior_serious_reaction", APRIL), True),
        (Cleared("pneumothorax", JULY), True), (Cleared("seizure", JUNE), True), (Cleared("pneumothorax"), False),
    ],
)  # fmt: skip
def test_a_serious_event_locks_needling_until_a_letter_names_it_or_the_reaction(letter, locks):
    letters = [letter] if letter else []
    assert open_events([Raised("pneumothorax", MAY)], letters, on=JUNE) == ({"pneumothorax"} if locks else set())


def test_a_serious_event_locks_from_its_own_day_on():
    locked = [open_events([Raised("seizure", MAY)], [], on=MAY + timedelta(days=days)) for days in (-1, 0, 1)]
    assert locked == [set(), {"seizure"}, {"seizure"}]


@given(raised=FLAGS, letters=LETTERS, letter=st.builds(Cleared, key=KEYS, on=DAYS), on=DAYS)
def test_one_more_letter_never_opens_anything(raised, letters, letter, on):
    keys = [flag.key for flag in raised]
    assert open_events(raised, [*letters, letter], on=on) <= open_events(raised, letters, on=on)
    assert open_items(keys, MAY, [*letters, letter], on=on) <= open_items(keys, MAY, letters, on=on)


HOURS = st.integers(8, 18)
MOMENTS = DAYS.flatmap(lambda on: HOURS.map(lambda hour: datetime(on.year, on.month, on.day, hour, tzinfo=UTC)))
RAISED = st.builds(
    lambda key, at, at_first: Raised(key, at.date(), at_first, at), key=KEYS, at=MOMENTS, at_first=st.booleans()
)
GIVEN = st.builds(
    lambda key, at, older, elsewhere: Cleared(key, at.date() - timedelta(days=older), elsewhere, at),
    key=KEYS, at=MOMENTS, older=st.sampled_from([0, 0, 0, 9]), elsewhere=st.booleans(),
)  # fmt: skip


@given(raised=RAISED, letter=GIVEN)
def test_nothing_that_was_recorded_before_a_flag_or_an_event_clears_it(raised, letter):
    if letter.at < raised.at:
        assert not letter.clears(raised, by=letter.at.date())
        assert open_events([raised], [letter], on=raised.on) == {raised.key}


@given(raised=st.lists(RAISED, max_size=5), letters=st.lists(GIVEN, max_size=5), on=DAYS, chance=st.randoms())
def test_the_facts_of_a_day_are_told_in_any_order(raised, letters, on, chance):
    mixed = [chance.sample(rows, len(rows)) for rows in (raised, letters)]
    assert open_flags(*mixed, on=on) == open_flags(raised, letters, on=on)
    assert open_events(*mixed, on=on) == open_events(raised, letters, on=on)


@given(kept=st.lists(RAISED, max_size=4), gone=st.lists(RAISED, max_size=4), letters=st.lists(GIVEN), on=DAYS)
def test_what_is_taken_back_takes_nothing_else_along(kept, gone, letters, on):
    both = standing([*kept, *gone], letters, on=on)
    assert both == [*standing(kept, letters, on=on), *standing(gone, letters, on=on)]
    events = standing_events([*kept, *gone], letters, on=on)
    assert events == [*standing_events(kept, letters, on=on), *standing_events(gone, letters, on=on)]


def test_a_letter_of_this_episode_follows_what_another_one_raised():
    away = Raised("older", MAY, at_first=True)
    [told] = standing_of_the_person([], [], [Elsewhere((away,), ())], on=JUNE)
    assert told == Raised("older", MAY)
    assert not Cleared("older", APRIL).clears(told, by=JUNE)
    assert standing_of_the_person([HERE], [], [THERE], on=JUNE) == [HERE, Raised("older", MAY)]


@pytest.mark.parametrize(
    ("flags", "may_clear", "expected"),
    [([], False, []), ([], True, []), (["neuro"], True, []), (["neuro"], False, [("flag_stays", "rescreen")])],
)
def test_a_flag_on_record_is_taken_back_by_who_may_clear_it(flags, may_clear, expected):
    assert refusals(require_taken_back_by, flags, may_clear=may_clear) == expected
    assert not is_bad_input(require_taken_back_by, flags, may_clear=may_clear)
