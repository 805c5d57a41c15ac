"""When the next visit is expected, which days count for a payer, and what a credential or an appointment asks for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.benchmarks import totals, usable
from progress.rules.clocks import treatment_days
from progress.rules.due import Due, Kind, Tone, credential_due, rebook_due, with_draft
from progress.rules.due_facts import next_visit_on
from progress.rules.facts import PlanFacts
from tests.progress.episodes import FIRST, day, episode, visit
from tests.reference_tables import ADVERSE_EVENTS

TODAY = date(2026, 11, 28)


@given(after=st.lists(st.integers(0, 60)), chance=st.randoms())
def test_a_day_of_treatment_counts_once_whatever_was_done_on_it(after, chance):
    visits = [visit(days, order=at, kind=chance.choice(["evaluation", "treatment"])) for at, days in enumerate(after)]
    found = treatment_days(visits)
    assert found == sorted({day(days) for days in after})
    assert treatment_days(visits[::-1]) == treatment_days([*visits, *visits]) == found


@pytest.mark.parametrize(
    ("weekly", "after"), [(1, 7), (2, 4), (3, 3), (7, 1), (0.5, 14), (1.5, 5), (0, None), (None, None)]
)
def test_the_next_visit_is_expected_as_often_as_the_plan_says_from_the_last_one_on(weekly, after):
    plan = PlanFacts(start=FIRST, duration_weeks=8, visits_per_week=weekly)
    expected = None if after is None else day(10 + after)
    assert next_visit_on(episode(visit(10), visit(3), plan=plan)) == expected
    assert next_visit_on(episode(plan=plan)) is None
    assert next_visit_on(episode(visit(), plan=None)) is None


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (-1, Tone.STOP, "Licence of Ana has expired"), (0, Tone.STOP, "Licence of Ana ends within 7 days"),
        (7, Tone.STOP, "Licence of Ana ends within 7 days"), (8, Tone.WATCH, "Licence of Ana ends within 30 days"),
        (30, Tone.WATCH, "Licence of Ana ends within 30 days"), (31, Tone.NOTE, "Licence of Ana ends within 60 days"),
        (60, Tone.NOTE, "Licence of Ana ends within 60 days"),
    ],
)  # fmt: skip
def test_a_credential_is_said_the_more_urgently_the_nearer_its_end(left, tone, words):
    ends = TODAY + timedelta(days=left)
    assert credential_due("Ana", "Licence", ends, TODAY) == Due(Kind.CREDENTIAL, tone, words, ends)


def test_a_credential_that_holds_for_longer_asks_for_nothing():
    assert credential_due("Ana", "Licence", TODAY + timedelta(days=61), TODAY) is None


@pytest.mark.parametrize(("ahead", "tone"), [(-1, Tone.STOP), (0, Tone.STOP), (1, Tone.WATCH)])
def test_an_appointment_with_somebody_who_left_is_moved_at_the_latest_on_its_day(ahead, tone):
    begins = datetime(2026, 11, 28, 14, 30, tzinfo=UTC) + timedelta(days=ahead)
    words = "At 14:30 with Ana, who treats here no more: move it or cancel it"
    assert rebook_due("Ana", "treats here no more", begins, TODAY) == Due(Kind.REBOOK, tone, words, begins.date())


def test_an_assessment_of_which_there_is_a_draft_is_to_be_finished_and_nothing_else_of_it_changes():
    to_write = Due(Kind.ASSESSMENT, Tone.NOTE, "Initial assessment to write", TODAY)
    assert with_draft(to_write) == Due(Kind.ASSESSMENT, Tone.NOTE, "Initial assessment to finish", TODAY)


def test_a_study_without_a_rate_compares_with_nothing():
    brady = {"rate": 7.55, "per": "per 100 treatments", "citation": "Brady 2014", "note": "x"}
    assert usable([brady | {"rate": None}, brady, brady | {"rate": 0}]) == [
        {"rate": rate, "per": "per 100 treatments", "citation": "Brady 2014"} for rate in (7.55, 0)
    ]


def test_of_each_study_the_share_stands_at_the_beginning_of_its_sentence():
    studies = [
        {"study": "Brady", "total": "19.18 percent of treatments"}, {"study": "New", "total": "8 percent, of 5"},
        {"study": "None", "total": "About 20 percent"}, {"study": "Other", "total": "3 per 1000"},
    ]  # fmt: skip
    assert totals(studies, {"Brady": "Brady 2014, JMMT"}) == [
        {"rate": 19.18, "per": "per 100 treatments", "citation": "Brady 2014, JMMT"},
        {"rate": 8.0, "per": "per 100 treatments", "citation": "New"},
    ]
    assert [one["rate"] for one in totals(ADVERSE_EVENTS["meta"]["study_totals"], {})] == [19.18, 36.7]
