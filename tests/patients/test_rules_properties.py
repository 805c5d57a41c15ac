"""Promises of the rules of screening and consent, for whatever is given to them; no database.

Of each: the order of what is given does not matter, an unrelated thing changes nothing, both sides of each limit.
"""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from patients.rules.agreement import require_areas, require_recordable, require_signature
from patients.rules.clearances import require_clearance
from patients.rules.flags import Raised
from patients.rules.freshness import (
    EVERY_VISIT,
    SCREEN_GAP,
    Asked,
    asked_each_visit,
    beyond_the_visit,
    expired_on,
    expiring,
    lapsed,
    last_asked,
    pressing,
    screen_expired,
    to_ask_again,
)
from patients.rules.risks import regions_of
from patients.rules.screening import (
    area_items,
    asked_items,
    asked_keys,
    require_answers,
    require_day,
    require_limits,
    require_overridable,
    require_renewable,
    require_sides,
)
from tests.reference_tables import MUSCLES, SCREENING, table
from tests.refused import refusals

DAY = timedelta(days=1)
FIRST = date(2026, 1, 5)
DAYS = st.integers(0, 200).map(lambda number: FIRST + number * DAY)
KEYS = sorted(asked_keys(SCREENING))
ITEMS = sorted(item["key"] for item in asked_items(SCREENING))
FLAGS = sorted(flag["key"] for flag in SCREENING["red_flags"])
SETS = st.sets(st.sampled_from(KEYS), max_size=6)
WHEN = st.dictionaries(st.sampled_from(KEYS), DAYS, max_size=8)
RISKS = table("patients/reference/consent.json")["risks"]
CATALOGUE = MUSCLES["muscles"]
REGIONS = regions_of(CATALOGUE)
NAMES = {muscle["key"] for muscle in CATALOGUE}


# How long the answers of a screen hold


@given(screened=DAYS, on=DAYS, visits=st.lists(DAYS, max_size=6), more=DAYS, chance=st.randoms())
def test_a_visit_more_never_ends_a_screen_and_their_order_does_not_matter(screened, on, visits, more, chance):
    ended = screen_expired(screened, visits, on=on)
    assert screen_expired(screened, chance.sample(visits, len(visits)), on=on) is ended
    assert screen_expired(screened, [*visits, more], on=on) <= ended


@given(screened=DAYS, visits=st.lists(st.integers(1, 30), max_size=6), last=st.integers(0, 90))
def test_a_screen_holds_while_no_gap_is_longer_than_30_days(screened, visits, last):
    days = [screened + sum(visits[: at + 1]) * DAY for at in range(len(visits))]
    end = max([screened, *days]) + last * DAY
    assert screen_expired(screened, days, on=end) is (last * DAY > SCREEN_GAP)


SCREENS = st.lists(st.builds(Asked, DAYS, st.frozensets(st.sampled_from(KEYS), max_size=5)), max_size=5)


@given(screens=SCREENS, chance=st.randoms())
def test_each_question_was_last_asked_on_the_latest_of_its_days(screens, chance):
    found = last_asked(screens)
    assert last_asked(chance.sample(screens, len(screens))) == found
    assert found.keys() == {key for screen in screens for key in screen.keys}
    assert all(found[key] == max(screen.on for screen in screens if key in screen.keys) for key in found)


@given(asked=WHEN, visits=st.lists(DAYS, max_size=4), on=DAYS, key=st.sampled_from(KEYS))
def test_what_is_asked_today_is_not_asked_again_and_nothing_else_becomes_due_by_it(asked, visits, on, key):
    assume(all(day <= on for day in asked.values()))
    before = to_ask_again(asked, SCREENING, visit_days=visits, on=on)
    after = to_ask_again({**asked, key: on}, SCREENING, visit_days=visits, on=on)
    assert key not in after
    assert after <= before
    assert before <= asked_keys(SCREENING)


@given(asked=WHEN, on=DAYS)
def test_an_answer_that_holds_for_the_episode_is_asked_again_after_a_gap_alone(asked, on):
    assume(asked and all(on - SCREEN_GAP <= day <= on for day in asked.values()))
    again = to_ask_again(asked, SCREENING, visit_days=[], on=on)
    daily = asked_each_visit(SCREENING)
    assert {key for key in asked if key in again} == {key for key, day in asked.items() if key in daily and day < on}


@given(positive=SETS)
def test_an_answer_holds_for_the_visit_or_beyond_it(positive):
    beyond = beyond_the_visit(positive, SCREENING)
    assert beyond | (positive & asked_each_visit(SCREENING)) == positive
    assert not beyond & asked_each_visit(SCREENING)
    assert beyond_the_visit({*positive, "wings"}, SCREENING) == beyond


@given(stale=SETS, asked=SETS, positive=SETS, more=st.sampled_from(KEYS))
def test_one_more_yes_never_takes_a_pressing_question_away(stale, asked, positive, more):
    few = pressing(stale, asked=asked, positive=positive, whole=False)
    assert few <= pressing(stale, asked=asked, positive=positive | {more}, whole=False) <= stale
    assert pressing(stale, asked=asked - {more}, positive=positive, whole=False) >= few


@given(asked=WHEN, positive=SETS, on=DAYS, unasked=st.sampled_from(KEYS))
def test_what_runs_out_is_counted_by_days_and_never_falls_as_they_pass(asked, positive, on, unasked):
    never, days = expiring(asked, SCREENING, positive=positive)
    assert never == len(asked_keys(SCREENING) - asked.keys())
    assert list(days) == sorted(days)
    assert expired_on(never, days, on) <= expired_on(never, days, on + DAY)
    assert expired_on(never, [on], on) == never
    assert expired_on(never, [on], on + DAY) == never + 1
    assert expiring({**asked, unasked: on}, SCREENING, positive=())[0] <= never


@given(positive=SETS)
def test_only_a_first_session_ends_what_it_ends(positive):
    given_up = lapsed([*positive, "first_treatment"], SCREENING, needled_before=True)
    assert given_up == {"first_treatment"}
    assert lapsed([*positive, "first_treatment"], SCREENING, needled_before=False) == frozenset()
    assert all(item["recheck"] != EVERY_VISIT for item in SCREENING["contraindications"] if item["key"] in given_up)


# What a screen must hold


def answered(positive=(), red_flags=(), unanswered=()):
    return refusals(require_answers, positive=positive, red_flags=red_flags, unanswered=unanswered, screening=SCREENING)


@given(positive=st.sets(st.sampled_from(ITEMS)), flags=st.sets(st.sampled_from(FLAGS)), chance=st.randoms())
def test_answers_of_the_form_are_taken_in_any_order_and_a_strange_or_second_one_is_not(positive, flags, chance):
    yes, red = chance.sample(sorted(positive), len(positive)), chance.sample(sorted(flags), len(flags))
    open_ones = sorted(set(KEYS) - positive - flags)
    assert answered(yes, red, open_ones) == []
    assert answered([*yes, "wings"], red, open_ones) == [("unknown_item", "positive")]
    for key in yes[:1]:
        assert answered([*yes, key], red) == [("item_twice", "positive")]
        assert answered(yes, red, [key]) == [("answered_and_not", "unanswered")]


MUSCLE_SETS = st.sets(st.sampled_from(sorted(NAMES)), min_size=1, max_size=3)


@given(positive=st.sets(st.sampled_from(ITEMS), max_size=5), muscles=MUSCLE_SETS, stray=st.sampled_from(ITEMS))
def test_areas_are_limited_where_they_must_be_and_nowhere_unasked(positive, muscles, stray):
    given_muscles = {"positive": positive, "screening": SCREENING, "muscles": NAMES}
    limited = dict.fromkeys(positive & area_items(SCREENING), sorted(muscles))
    assert refusals(require_limits, limited, **given_muscles) == []
    for key in limited:
        less = {name: keys for name, keys in limited.items() if name != key}
        assert refusals(require_limits, less, **given_muscles) == [("limit_missing", "limited_muscles")]
    if stray not in positive:
        more = {**limited, stray: sorted(muscles)}
        assert refusals(require_limits, more, **given_muscles) == [("limit_without_item", "limited_muscles")]


@given(muscles=MUSCLE_SETS, side=st.sampled_from(["left", "right"]), other=st.sampled_from(sorted(NAMES)))
def test_a_side_belongs_to_a_muscle_that_is_limited(muscles, side, other):
    limited = {"over_implant": muscles}
    assert refusals(require_sides, {"over_implant": dict.fromkeys(muscles, side)}, limited=limited) == []
    found = refusals(require_sides, {"over_implant": {other: side}}, limited=limited)
    assert found == [("side_without_limit", "limited_sides")] * (other not in muscles)


@given(expired=SETS, more=SETS, answers=SETS)
def test_a_renewal_asks_at_least_what_expired_and_answers_at_most_what_it_asks(expired, more, answers):
    asked = expired | more
    told = {"expired": expired, "has_earlier": True, "screening": SCREENING}
    assert refusals(require_renewable, asked, answered=answers & asked, **told) == []
    for key in sorted(expired):
        assert refusals(require_renewable, asked - {key}, answered=(), **told) == [("expired_unasked", "asked")]
    if answers - asked:
        assert refusals(require_renewable, asked, answered=answers, **told) == [("answered_unasked", "asked")]


@given(started=DAYS, length=st.integers(0, 90), day=DAYS)
def test_an_override_and_a_clearance_lie_between_their_first_day_and_today(started, length, day):
    today = started + length * DAY
    assert (refusals(require_day, day, started_on=started, today=today) == []) is (started <= day <= today)
    told = {"screening": SCREENING, "kinds": (), "born_on": started - DAY, "given_on": day, "today": today}
    cleared = refusals(require_clearance, "neuro", open_ones=[Raised("neuro", started)], **told)
    assert (cleared == []) is (started <= day <= today)


@given(item=st.sampled_from([*KEYS, "wings"]), positive=SETS)
def test_only_a_relative_item_that_stands_is_overridden(item, positive):
    levels = {entry["key"]: entry["level"] for entry in SCREENING["contraindications"]}
    found = refusals(require_overridable, item, screening=SCREENING, positive=positive)
    assert (found == []) is (levels.get(item) == "relative" and item in positive)


# What a consent must hold


@given(born=DAYS, signed=DAYS, ends=st.none() | DAYS, today=DAYS, minor=st.booleans())
def test_a_consent_lies_between_birth_and_today_and_ends_after_it_began(born, signed, ends, today, minor):
    told = {"guardian_name": "Eva Lund", "guardian_relation": "mother", "assent": True, "minor": minor}
    found = refusals(require_recordable, signed_on=signed, expires_on=ends, today=today, born=born, **told)
    assert (found == []) is (born <= signed <= today and (ends is None or ends >= signed))
    assert all(field in {"signed_on", "expires_on"} for _, field in found)


@given(name=st.sampled_from(["", " ", "Eva"]), relation=st.sampled_from(["", "aunt"]), assent=st.booleans(),
       minor=st.booleans())  # fmt: skip
def test_a_guardian_and_assent_are_asked_of_a_child_alone(name, relation, assent, minor):
    told = {"guardian_name": name, "guardian_relation": relation, "assent": assent, "minor": minor}
    found = refusals(require_recordable, signed_on=FIRST, expires_on=None, today=FIRST, born=FIRST, **told)
    assert (found == []) is (not minor or (bool(name.strip()) and bool(relation) and assent))


@given(areas=st.lists(st.sampled_from(REGIONS)), strange=st.text(min_size=1).filter(lambda text: text not in REGIONS))
def test_one_region_that_there_is_none_of_refuses_all(areas, strange):
    assert refusals(require_areas, areas, REGIONS) == []
    assert refusals(require_areas, [*areas, strange], REGIONS) == [("unknown_region", "areas")]


POINTS = st.tuples(st.integers(0, 600), st.integers(0, 200))


@given(strokes=st.lists(st.lists(POINTS, min_size=2, max_size=9), min_size=1, max_size=6), more=st.text(min_size=1))
def test_a_drawing_is_kept_once_it_has_three_lines_and_nothing_else_is(strokes, more):
    path = " ".join(f"M{' L'.join(f'{x} {y}' for x, y in stroke)}" for stroke in strokes)
    found = refusals(require_signature, "drawn", path)
    assert (found == []) is (sum(len(stroke) - 1 for stroke in strokes) >= 3)
    assert refusals(require_signature, "paper", path) == [("signature_not_drawn", "signature")]
    assert refusals(require_signature, "paper", "") == []
    assert refusals(require_signature, "drawn", f"{path}<{more}") != []
