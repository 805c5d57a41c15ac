"""Truth tables of the certification and progress-report clocks."""

from datetime import date

import pytest

from plans.rules.certification import certified_period
from progress.rules.clocks import certification, progress_report, report_status
from progress.rules.facts import PlanFacts, RecertificationFacts
from tests.progress.episodes import FIRST, day, episode, visit


@pytest.mark.parametrize(
    ("weeks", "last"),
    [(8, date(2026, 4, 27)), (12, date(2026, 5, 25)), (13, date(2026, 5, 31)), (26, date(2026, 5, 31))],
)
def test_a_certification_lasts_for_its_weeks_and_at_most_ninety_days(weeks, last):
    assert certified_period(FIRST, weeks) == (FIRST, last)


def plan(weeks=1, *renewals):
    return PlanFacts(
        start=FIRST,
        duration_weeks=weeks,
        recertifications=tuple(RecertificationFacts(on=day(on), duration_weeks=length) for on, length in renewals),
    )


@pytest.mark.parametrize(
    ("renewals", "visits", "expires", "outside"),
    [
        ((), (0, 7), 7, ()),
        ((), (0, 8), 7, (8,)),
        (((10, 2),), (0, 9, 10, 24), 24, (9,)),
        (((10, 2),), (0, 25), 24, (25,)),
        ((), (), 7, ()),
        ((), (3, 10), 10, ()),
    ],
)
def test_a_visit_on_the_last_day_is_inside_and_later_is_outside(renewals, visits, expires, outside):
    found = certification(plan(1, *renewals), [visit(number) for number in visits])
    assert found == {
        "expires_on": day(expires).isoformat(),
        "dates_outside": [day(number).isoformat() for number in outside],
    }


def test_without_a_plan_nothing_is_certified():
    assert certification(None, [visit()]) == {"expires_on": None, "dates_outside": []}


@pytest.mark.parametrize(
    ("days", "due", "status"), [(9, 10, "ok"), (10, 10, "due"), (11, 10, "overdue"), (12, 20, "ok")]
)
def test_the_state_of_the_report_clock(days, due, status):
    assert report_status(days, due, discharged=False) == status
    assert report_status(days, due, discharged=True) == "closed"


@pytest.mark.parametrize(
    ("visits", "reports", "due", "status"),
    [
        (10, (), 10, "due"),
        (11, (), 10, "overdue"),
        (10, (9,), 20, "ok"),
        (12, (4,), 15, "ok"),
        (12, (9, 4), 20, "ok"),
        (15, (4,), 15, "due"),
        (0, (), 10, "ok"),
    ],
)
def test_the_next_report_is_due_ten_treatment_days_after_the_last(visits, reports, due, status):
    facts = episode(*(visit(number) for number in range(visits)), report_dates=tuple(day(on) for on in reports))
    assert progress_report(facts) == {"treatment_days": visits, "due_by_treatment_day": due, "status": status}


def test_two_visits_on_one_day_are_one_treatment_day():
    assert progress_report(episode(visit(order=1), visit(order=2)))["treatment_days"] == 1


@pytest.mark.parametrize("closed", [{"state": "discharged"}, {"visits": (visit(kind="discharge"),)}])
def test_a_discharged_episode_needs_no_report(closed):
    assert progress_report(episode(**closed))["status"] == "closed"
