"""How long a full screen holds, and which of its questions press before a session, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.freshness import pressing, screen_expired

SCREENED = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("visits", "asked", "expired"),
    [
        ([], 0, False),
        ([], 30, False),
        ([], 31, True),
        ([20], 50, False),
        ([20], 51, True),
        ([31], 32, True),
        ([30, 60], 90, False),
        ([30, 61], 62, True),
        ([31], 20, False),
        ([-10], 31, True),
        ([31], 31, True),
    ],
)
def test_more_than_30_days_without_a_visit_end_a_screen(visits, asked, expired):
    days = [SCREENED + timedelta(days=day) for day in visits]
    assert screen_expired(SCREENED, days, on=SCREENED + timedelta(days=asked)) is expired


def test_the_order_of_the_visits_does_not_matter():
    days = [SCREENED + timedelta(days=day) for day in (60, 30)]
    assert not screen_expired(SCREENED, days, on=SCREENED + timedelta(days=90))


KEYS = st.frozensets(st.sampled_from(["diabetes", "neuro", "older", "pregnancy"]))


@pytest.mark.parametrize(
    ("asked", "positive", "is_pressing"),
    [(True, False, False), (True, True, True), (False, False, True), (False, True, True)],
)
def test_the_short_re_screen_answers_again_what_was_once_answered_no(asked, positive, is_pressing):
    told = {"asked": {"neuro"} if asked else set(), "positive": {"neuro"} if positive else set()}
    assert pressing({"neuro"}, **told, whole=False) == ({"neuro"} if is_pressing else set())


@given(stale=KEYS, asked=KEYS, positive=KEYS)
def test_after_a_gap_every_question_presses_and_never_one_that_still_holds(stale, asked, positive):
    assert pressing(stale, asked=asked, positive=positive, whole=True) == stale
    single = pressing(stale, asked=asked, positive=positive, whole=False)
    assert single <= stale
    assert single.isdisjoint(asked - positive)
