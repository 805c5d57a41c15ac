"""How an adverse event is graded, when it can have happened and what may become of it, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sessions.rules.adverse_events import (
    counts_as_serious,
    grade_of,
    note_may_take_back,
    require_honest_grade,
    require_own_events,
    require_plausible_course,
    require_sound_state,
)
from sessions.vocabulary import EventGrade, EventState
from tests.reference_tables import ADVERSE_EVENTS, TABLES
from tests.refused import is_bad_input, refusals, says

EVENT = {event["key"]: event for event in ADVERSE_EVENTS["events"]}
SERIOUS = {
    "pneumothorax", "nerve_injury", "cns_injury", "vascular_injury", "systemic_infection", "anaphylaxis", "seizure",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "sent", "grade"),
    [("bruising", None, "mild"), ("bruising", "", "mild"), ("syncope", None, "moderate"), ("seizure", None, "severe"),
     ("bruising", "severe", "severe"), ("seizure", "mild", "mild")],
)  # fmt: skip
def test_a_grade_is_the_one_that_was_sent_else_that_of_its_kind(kind, sent, grade):
    assert grade_of(EVENT[kind], sent) == grade


@pytest.mark.parametrize("grade", EventGrade.values)
@pytest.mark.parametrize("kind", EVENT)
def test_an_event_is_serious_by_its_kind_or_by_its_grade(kind, grade):
    serious = kind in SERIOUS or grade == "severe"
    assert counts_as_serious(kind, grade, TABLES.serious_events) is serious


@pytest.mark.parametrize(
    ("kind", "grade", "description", "asks"),
    [
        ("pneumothorax", "severe", "", False), ("pneumothorax", "moderate", "", True),
        ("pneumothorax", "mild", " ", True), ("pneumothorax", "mild", "Seen on the film by chance.", False),
        ("bruising", "mild", "", False), ("bruising", "moderate", "", False), ("retained_needle", "mild", "", False),
    ],
)  # fmt: skip
def test_a_serious_kind_is_graded_lower_only_with_its_reason(kind, grade, description, asks):
    given = (EVENT[kind], grade, description, "adverse_events[1].")
    assert refusals(require_honest_grade, *given) == [("grade_needs_reason", "adverse_events[1].description")] * asks
    assert says(require_honest_grade, *given).startswith(f"{EVENT[kind]['label']} counts as severe." if asks else "")
    assert is_bad_input(require_honest_grade, *given) is asks


NOW = datetime(2026, 3, 10, 23, 50, tzinfo=UTC)
TODAY, STARTED = date(2026, 3, 10), date(2026, 3, 2)


@pytest.mark.parametrize(
    ("minutes", "occurred_on", "resolved_on", "expected"),
    [
        (0, TODAY, None, []), (15, TODAY, TODAY, []), (-60, STARTED, STARTED, []), (-60, STARTED, TODAY, []),
        (16, TODAY, None, [("in_the_future", "occurred_at")]),
        (0, STARTED - timedelta(days=1), None, [("before_the_episode", "occurred_at")]),
        (0, TODAY, TODAY - timedelta(days=1), [("ends_before_it_began", "resolved_on")]),
        (0, TODAY, TODAY + timedelta(days=1), [("resolved_in_the_future", "resolved_on")]),
    ],
)  # fmt: skip
def test_an_event_lies_within_the_episode_and_ends_after_it_began(minutes, occurred_on, resolved_on, expected):
    course = {
        "occurred_at": NOW + timedelta(minutes=minutes), "occurred_on": occurred_on, "started_on": STARTED,
        "resolved_on": resolved_on, "now": NOW, "today": TODAY,
    }  # fmt: skip
    assert refusals(require_plausible_course, **course) == expected
    path = [(code, f"adverse_events[0].{field}") for code, field in expected]
    assert refusals(require_plausible_course, **course, path="adverse_events[0].") == path
    assert is_bad_input(require_plausible_course, **course) is bool(expected)


WORDS = {"attributed": True, "description": "Weighed."}


@pytest.mark.parametrize("after", EventState.values)
@pytest.mark.parametrize("before", ["", *EventState.values])
def test_no_event_becomes_suspected_again_once_somebody_graded_it(before, after):
    again = after == "suspected" and before in ("confirmed", "ruled_out")
    assert refusals(require_sound_state, before=before, after=after, **WORDS) == [("graded_already", "state")] * again
    assert is_bad_input(require_sound_state, before=before, after=after, **WORDS) is again


@pytest.mark.parametrize(
    ("before", "after", "more", "expected"),
    [
        ("suspected", "confirmed", {"attributed": False}, [("attribution_missing", "event.attribution")]),
        ("confirmed", "confirmed", {"attributed": False}, []),
        ("", "confirmed", {"attributed": False}, []),
        ("suspected", "suspected", {"attributed": False}, []),
        ("suspected", "ruled_out", {"description": " "}, [("reason_missing", "event.description")]),
        ("confirmed", "ruled_out", {"description": ""}, [("reason_missing", "event.description")]),
        ("suspected", "ruled_out", {"attributed": False}, []),
        ("suspected", "confirmed", {"description": ""}, []),
    ],
)
def test_a_suspicion_is_confirmed_with_an_attribution_and_ruled_out_with_a_reason(before, after, more, expected):
    told = {"before": before, "after": after, "path": "event."} | WORDS | more
    assert refusals(require_sound_state, **told) == expected
    assert is_bad_input(require_sound_state, **told) is bool(expected)


@pytest.mark.parametrize(
    ("of_note", "own", "may"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_a_note_takes_back_only_what_it_wrote_by_the_same_member(of_note, own, may):
    assert note_may_take_back(of_note=of_note, own=own) is may


def test_what_others_recorded_for_a_session_stays_and_is_named():
    assert refusals(require_own_events, []) == []
    assert refusals(require_own_events, ["Bruise"]) == [("event_stays", "adverse_events")]
    assert "followed up since: a, b, c. Leave" in says(require_own_events, ["a", "b", "c", "d"])
    assert is_bad_input(require_own_events, ["Bruise"])
