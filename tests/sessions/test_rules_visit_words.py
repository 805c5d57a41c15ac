"""What can be stored of a visit, of other treatment and of an answer after it, and who signs: without a database."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from patients.vocabulary import VisitState
from practice.errors import Blocker
from sessions.rules.adverse_events import require_once
from sessions.rules.check_ins import require_answerable, require_soreness
from sessions.rules.gravity import GRAVE, gravest_first
from sessions.rules.holding import require_not_needled
from sessions.rules.interventions import require_known
from sessions.rules.recording import red_flags_today
from sessions.rules.supervision import is_licensed, names_supervisors
from sessions.rules.visits import require_recordable
from tests.reference_tables import SCREENING
from tests.refused import is_bad_input, refusals, says

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SEEN = ("minutes", "rescreen", "interventions", "done", "measurements", "response", "education")


@pytest.mark.parametrize("outcome", [*VisitState.values, "wings"])
def test_a_visit_was_attended_or_held_or_did_not_take_place(outcome):
    becomes = outcome in {"attended", "held", "cancelled", "no_show"}
    assert refusals(require_recordable, outcome, {}) == [("unknown_outcome", "outcome")] * (not becomes)
    assert is_bad_input(require_recordable, outcome, {}) is not becomes


@pytest.mark.parametrize(("outcome", "field"), list(product(["attended", "held", "cancelled", "no_show"], SEEN)))
def test_who_did_not_come_was_not_treated(outcome, field):
    was_seen = outcome in {"attended", "held"}
    assert refusals(require_recordable, outcome, {field: 30}) == [("not_seen", field)] * (not was_seen)
    assert is_bad_input(require_recordable, outcome, {field: 30}) is not was_seen


def test_of_an_absence_reason_and_note_are_said_and_every_other_thing_is_named():
    assert refusals(require_recordable, "no_show", {"reason": "Ill.", "note": "Called.", "minutes": 0}) == []
    told = dict.fromkeys(SEEN, "x")
    assert refusals(require_recordable, "cancelled", told) == [("not_seen", field) for field in SEEN]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([], []), (["exercise", "manual_therapy"], []),
        (["exercise", "wings"], [("unknown_intervention", "interventions[1].key")]),
        (["exercise", "manual_therapy", "exercise"], [("intervention_twice", "interventions[2].key")]),
        (["wings", "wings"], [("unknown_intervention", f"interventions[{at}].key") for at in (0, 1)]),
        (["exercise", "wings", "exercise"],
         [("unknown_intervention", "interventions[1].key"), ("intervention_twice", "interventions[2].key")]),
    ],
)  # fmt: skip
def test_each_treatment_is_one_of_the_list_and_stands_there_once(keys, expected):
    sent = [{"key": key} for key in keys]
    assert refusals(require_known, sent, {"exercise", "manual_therapy"}) == expected
    assert is_bad_input(require_known, sent, {"exercise", "manual_therapy"}) is bool(expected)


@pytest.mark.parametrize(
    ("rescreen", "flags"),
    [
        (None, []), ({}, []), ({"positive": []}, []), ({"positive": ["diabetes"]}, []),
        ({"positive": ["older", "diabetes", "neuro"]}, ["neuro", "older"]),
    ],
)  # fmt: skip
def test_of_the_short_re_screen_the_red_flags_stay_open_beyond_the_day(rescreen, flags):
    assert red_flags_today(rescreen, SCREENING) == flags


@pytest.mark.parametrize(
    ("soreness", "signs", "is_an_answer"),
    [(0, [], True), (7, [], True), (None, ["chest_pain"], True), (3, ["chest_pain"], True), (None, [], False)],
)
def test_a_warning_sign_holds_back_nothing_and_every_other_answer_says_the_soreness(soreness, signs, is_an_answer):
    assert refusals(require_soreness, soreness, signs) == [("soreness_missing", "soreness")] * (not is_an_answer)
    assert is_bad_input(require_soreness, soreness, signs) is not is_an_answer
    assert says(require_soreness, soreness, signs) == ("" if is_an_answer else "Choose a number from 0 to 10.")


@pytest.mark.parametrize(
    ("after", "ahead", "code"),
    [
        (timedelta(), timedelta(hours=-2), ""), (timedelta(seconds=-1), timedelta(hours=-2), "before_the_session"),
        (timedelta(hours=2), timedelta(minutes=15), ""), (timedelta(hours=2), timedelta(minutes=16), "in_the_future"),
    ],
)  # fmt: skip
def test_an_answer_comes_after_the_session_and_not_from_the_future(after, ahead, code):
    answered_at = NOON + ahead
    told = {"occurred_at": answered_at - after, "answered_at": answered_at, "now": NOON}
    assert refusals(require_answerable, **told) == ([(code, "answered_at")] if code else [])
    assert is_bad_input(require_answerable, **told) is bool(code)


@pytest.mark.parametrize(
    ("held", "signs"),
    [
        (set(), False),
        ({"needling"}, False),
        ({"training"}, False),
        ({"licence"}, True),
        ({"licence", "needling"}, True),
    ],
)
def test_who_signs_holds_a_licence_whatever_else_they_hold(held, signs):
    assert is_licensed(held) is signs


ANA, BEA, CLEO, DORA = (UUID(int=number) for number in range(4))


@pytest.mark.parametrize(
    ("member", "manages", "names"),
    [(ANA, False, True), (BEA, False, True), (CLEO, False, True), (DORA, False, False), (DORA, True, True)],
)
def test_who_treated_signed_or_supervises_names_another_supervisor_and_so_does_a_manager(member, manages, names):
    assert names_supervisors(member, therapist=ANA, signed_by=BEA, supervisor=CLEO, manages=manages) is names


def test_while_nobody_signed_or_supervises_only_who_treated_is_concerned():
    found = [
        names_supervisors(one, therapist=ANA, signed_by=None, supervisor=None, manages=False) for one in (ANA, BEA)
    ]
    assert found == [True, False]


def test_notices_are_read_by_weight_and_those_of_one_kind_stay_in_their_order():
    codes = ["asked_only_here", "needle_lot_missing", "first_session", "needle_long", "sharps_contradict_count"]
    told = [Blocker(code, "", field) for code in codes for field in ("b", "a")]
    assert [(one.code, one.field) for one in gravest_first(told)] == [
        (code, field) for code in reversed(codes) for field in ("b", "a")
    ]


@pytest.mark.parametrize("grave", GRAVE)
@pytest.mark.parametrize("light", ["risk_not_named", "first_session", "dwell_missing", "needle_lot_missing"])
def test_what_may_be_wrong_stands_before_what_is_merely_missing(grave, light):
    assert [one.code for one in gravest_first([Blocker(light, ""), Blocker(grave, "")])] == [grave, light]


def test_a_note_tells_of_each_kind_of_event_once():
    assert refusals(require_once, on_record=False) == []
    assert refusals(require_once, on_record=True) == [("event_on_record", "key")]
    assert not is_bad_input(require_once, on_record=True)


@pytest.mark.parametrize("needled", [[], ["upper trapezius, left"], ["upper trapezius, left", "temporalis, right"]])
def test_a_muscle_with_needles_in_it_was_needled_whatever_the_note_is_called(needled):
    assert refusals(require_not_needled, needled) == [("was_needled", "targets")] * bool(needled)
    words = says(require_not_needled, needled)
    assert words.startswith("Needles were counted in upper trapezius, left:" if needled else "")
    assert not is_bad_input(require_not_needled, needled)
