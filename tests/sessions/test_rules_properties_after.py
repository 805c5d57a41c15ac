"""Promises of the rules of check-ins and adverse events, for whatever is given to them; no database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.moments import CLOCK_TOLERANCE
from sessions.rules.adverse_events import (
    as_grave,
    board_report,
    counts_as_serious,
    grade_of,
    open_steps,
    require_closable,
    require_honest_grade,
    require_known_steps,
    require_plausible_course,
    require_sound_state,
)
from sessions.rules.check_ins import (
    ASKED,
    COMES,
    SORENESS_CALL_BACK,
    SORENESS_CALL_BACK_HOURS,
    advice_for,
    alert_for,
    closes,
    counted_hours,
    filed_under,
    filing_words,
    has_come,
    hours_to_ask,
    raises_soreness,
    require_answerable,
    require_soreness,
    require_to_follow_up,
    suspected_kinds,
)
from sessions.vocabulary import EventGrade, EventState
from tests.reference_tables import ADVERSE_EVENTS, table
from tests.refused import refusals

HOUR = timedelta(hours=1)
SEEN = datetime(2026, 3, 6, 12, tzinfo=UTC)
ZONES = st.sampled_from([UTC, ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")])
MINUTES = st.integers(0, 130 * 60).map(lambda number: timedelta(minutes=number))
TITLES = st.sampled_from(sorted(COMES))
SIGNS = {row["key"]: row for row in table("sessions/reference/aftercare.json")["warning_signs"]}
TICKED = st.sets(st.sampled_from(sorted(SIGNS)))
SORENESS = st.none() | st.integers(0, 10)
EVENTS = {event["key"]: event for event in ADVERSE_EVENTS["events"]}
EVENT = st.sampled_from(sorted(EVENTS)).map(EVENTS.__getitem__)
GRADES = st.sampled_from(EventGrade.values)


def alert(title, passed, soreness, signs=()):
    """What an answer under a title raises, given so long after the session."""
    return alert_for(counted_hours(title, SEEN, SEEN + passed), soreness, signs)


# When an answer is asked for, and where it is kept


@given(title=TITLES, passed=MINUTES, later=MINUTES, zone=ZONES)
def test_the_hours_that_count_never_fall_and_know_no_time_zone(title, passed, later, zone):
    counted = counted_hours(title, SEEN, SEEN + passed)
    assert counted_hours(title, SEEN.astimezone(zone), (SEEN + passed).astimezone(zone)) == counted
    assert title <= counted <= counted_hours(title, SEEN, SEEN + passed + later)
    assert (counted == title) or passed >= SORENESS_CALL_BACK_HOURS * HOUR


@given(first=TITLES, second=TITLES, late=st.integers(0, 60 * 60), soreness=SORENESS)
def test_from_72_hours_on_the_title_of_an_answer_decides_nothing(first, second, late, soreness):
    passed = SORENESS_CALL_BACK_HOURS * HOUR + timedelta(minutes=late)
    assert raises_soreness(alert(first, passed, soreness)) is raises_soreness(alert(second, passed, soreness))
    assert raises_soreness(alert(first, passed, soreness)) is ((soreness or 0) >= SORENESS_CALL_BACK)


@given(title=TITLES, passed=MINUTES, zone=ZONES)
def test_an_answer_is_kept_for_hours_that_have_come_and_never_for_later_ones(title, passed, zone):
    at = SEEN + passed
    kept = filed_under(title, SEEN, at)
    assert filed_under(title, SEEN.astimezone(zone), at.astimezone(zone)) == kept
    assert kept <= title
    assert has_come(kept, SEEN, at)
    assert (kept == title) is has_come(title, SEEN, at)
    assert (filing_words(title, kept) == "") is (kept == title)


@given(passed=MINUTES, answered=st.sets(TITLES), more=TITLES, zone=ZONES)
def test_what_is_asked_can_be_answered_and_is_not_answered_yet(passed, answered, more, zone):
    now = SEEN + passed
    due = hours_to_ask(SEEN, now, answered)
    assert hours_to_ask(SEEN.astimezone(zone), now.astimezone(zone), answered) == due
    assert due is None or (due not in answered and ASKED[due][0] * HOUR <= passed < ASKED[due][1] * HOUR)
    assert due is None or has_come(due, SEEN, now)
    assert hours_to_ask(SEEN, now, answered | {more}) in (None, due)


@given(hours=st.sampled_from(sorted(ASKED)), minute=st.just(timedelta(minutes=1)))
def test_each_answer_is_asked_from_its_first_minute_to_the_one_before_its_last(hours, minute):
    first, last = (SEEN + number * HOUR for number in ASKED[hours])
    others = set(ASKED) - {hours}
    inside = [hours_to_ask(SEEN, at, others) for at in (first, last - minute)]
    outside = [hours_to_ask(SEEN, at, others) for at in (first - minute, last)]
    assert (inside, outside) == ([hours, hours], [None, None])


# What an answer raises, and what is done about it


@given(title=TITLES, passed=MINUTES, soreness=SORENESS, ticked=TICKED, sign=st.sampled_from(sorted(SIGNS)))
def test_a_warning_sign_is_urgent_at_any_hour_and_soreness_takes_nothing_away(title, passed, soreness, ticked, sign):
    found = alert(title, passed, soreness, {*ticked, sign})
    assert (found.code, found.urgent) == ("warning_signs", True)
    assert closes(found, clinician=True)
    assert not closes(found, clinician=False)


@given(title=TITLES, passed=MINUTES, soreness=st.integers(0, 9), later=MINUTES)
def test_more_soreness_or_a_later_answer_never_takes_a_call_back_away(title, passed, soreness, later):
    raised = alert(title, passed, soreness) is not None
    assert raised <= (alert(title, passed, soreness + 1) is not None)
    assert raised <= (alert(title, passed + later, soreness) is not None)
    assert alert(title, passed, None) is None


@given(ticked=TICKED, chance=st.randoms())
def test_advice_stands_for_each_sign_once_emergencies_first(ticked, chance):
    found = advice_for(chance.sample(sorted(ticked), len(ticked)), SIGNS)
    assert found == advice_for([*ticked, "wings"], SIGNS)
    assert {one.sign for one in found} == ticked
    assert [one.emergency for one in found] == sorted((one.emergency for one in found), reverse=True)


@given(ticked=TICKED, more=st.sampled_from(sorted(SIGNS)), chance=st.randoms())
def test_one_more_sign_never_takes_a_suspicion_or_its_grade_away(ticked, more, chance):
    kinds = suspected_kinds(ticked, SIGNS)
    assert suspected_kinds(chance.sample(sorted(ticked), len(ticked)), SIGNS) == kinds
    assert kinds.items() <= suspected_kinds(ticked | {more}, SIGNS).items()
    assert kinds.keys() == {SIGNS[sign]["suspect"] for sign in ticked}
    assert kinds.keys() <= EVENTS.keys()


@given(soreness=SORENESS, ticked=TICKED, done=st.sampled_from(["", " ", "Called."]), followed_up=st.booleans())
def test_every_answer_says_something_and_an_alert_is_closed_once_by_what_was_done(soreness, ticked, done, followed_up):
    says_something = soreness is not None or bool(ticked)
    assert (refusals(require_soreness, soreness, ticked) == []) is says_something
    found = alert(72, timedelta(hours=72), soreness, ticked)
    closed = refusals(require_to_follow_up, found, done, followed_up=followed_up) == []
    assert closed is (bool(done.strip()) and found is not None and not followed_up)


@given(after=st.integers(-90, 90), ahead=st.integers(-90, 90))
def test_an_answer_lies_between_the_session_and_now(after, ahead):
    answered = SEEN + timedelta(minutes=after)
    now = answered - timedelta(minutes=ahead)
    found = refusals(require_answerable, occurred_at=SEEN, answered_at=answered, now=now)
    assert (found == []) is (after >= 0 and timedelta(minutes=ahead) <= CLOCK_TOLERANCE)


# How an event is graded, and when it ends


@given(event=EVENT, sent=st.none() | st.just("") | GRADES, other=GRADES, reason=st.sampled_from(["", " ", "Seen."]))
def test_a_graver_grade_never_makes_an_event_less_serious(event, sent, other, reason):
    kinds = {key for key, one in EVENTS.items() if one["serious"]}
    grade = grade_of(event, sent)
    assert grade == (sent or event["default_grade"])
    serious = counts_as_serious(event["key"], grade, kinds)
    assert not as_grave(other, grade) or serious <= counts_as_serious(event["key"], other, kinds)
    asks = refusals(require_honest_grade, event, grade, reason) != []
    assert asks is (event["serious"] and grade != "severe" and not reason.strip())


@given(grades=st.lists(GRADES, min_size=3, max_size=3))
def test_grades_have_one_order(grades):
    one, two, three = grades
    assert as_grave(one, two) or as_grave(two, one)
    assert (as_grave(one, two) and as_grave(two, one)) is (one == two)
    assert not (as_grave(one, two) and as_grave(two, three)) or as_grave(one, three)


@given(back=st.integers(-3, 3), ends=st.none() | st.integers(-3, 3), today=st.integers(-1, 3))
def test_an_event_lies_within_the_episode_and_ends_between_its_day_and_today(back, ends, today):
    day, now = timedelta(days=1), SEEN + timedelta(days=today)
    at, ended = SEEN + back * day, None if ends is None else SEEN.date() + ends * day
    told = {"occurred_at": at, "occurred_on": at.date(), "started_on": SEEN.date(), "resolved_on": ended}
    found = refusals(require_plausible_course, **told, now=now, today=now.date())
    assert (found == []) is (0 <= back <= today and (ends is None or back <= ends <= today))


@given(event=EVENT, done=st.sets(st.integers(0, 9)), chance=st.randoms(), suspected=st.booleans())
def test_an_event_ends_once_it_is_graded_and_no_step_is_left(event, done, chance, suspected):
    steps = event["must_follow"]
    ticked = [step for at, step in enumerate(steps) if at in done]
    left = open_steps(steps, chance.sample(ticked, len(ticked)))
    assert sorted([*left, *ticked]) == sorted(steps)
    assert refusals(require_known_steps, ticked, steps) == []
    assert refusals(require_known_steps, [*ticked, "wings"], steps) == [("unknown_step", "steps_done")]
    ends = refusals(require_closable, resolved_on=SEEN.date(), suspected=suspected, missing=left) == []
    assert ends is (not suspected and not left)
    assert refusals(require_closable, resolved_on=None, suspected=suspected, missing=left) == []


@given(before=st.sampled_from(["", *EventState.values]), after=st.sampled_from(EventState.values),
       attributed=st.booleans(), reason=st.sampled_from(["", " ", "A cold."]))  # fmt: skip
def test_more_that_is_said_never_refuses_a_state(before, after, attributed, reason):
    told = {"before": before, "after": after}
    refused = refusals(require_sound_state, **told, attributed=attributed, description=reason)
    full = refusals(require_sound_state, **told, attributed=True, description="A cold.")
    assert set(full) <= set(refused)
    assert bool(full) is (after == "suspected" and before not in ("", "suspected"))


RULES = st.none() | st.builds(
    lambda days: {"days": days, "label": "Board", "rule": "Report.", "source": "s.", "confidence": "V2"},
    st.integers(1, 60),
)  # fmt: skip


@given(event=EVENT, rule=RULES)
def test_a_board_is_named_where_its_rule_is_known_or_the_kind_may_be_its_matter(event, rule):
    found = board_report(event, rule, "WA", SEEN.date())
    assert (found is not None) is (rule is not None or event["may_be_board_reportable"])
    assert found is None or found.due_on == (SEEN.date() + timedelta(days=rule["days"]) if rule else None)
