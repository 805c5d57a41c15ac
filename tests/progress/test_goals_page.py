"""How far the goals are, on the plan's page and on the progress page, by one rule."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans import services
from plans.models import TreatmentPlan
from tests.factories import plans as make
from tests.factories import progress

HTMX = {"HX-Request": "true"}


@pytest.fixture
def episode(cast):
    return progress.worked_episode(cast)


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_plan_asks_for_it_and_both_pages_say_the_same(cast, as_page, episode):
    browser = as_page("ana")
    assert f'hx-get="/episodes/{episode.pk}/goals/"' in words(browser.get(f"/episodes/{episode.pk}/plan/"))
    part = browser.get(f"/episodes/{episode.pk}/goals/", headers=HTMX)
    assert "<html" not in words(part)
    whole, page = browser.get(f"/episodes/{episode.pk}/goals/"), browser.get(f"/episodes/{episode.pk}/")
    shown = [[(row.goal.pk, row.progress) for row in answer.context["goals"]] for answer in (part, whole, page)]
    assert shown[0] == shown[1] == shown[2]
    assert [goal["met"] for goal in page.context["standing"].results["goals"]] == [
        row.progress.state == "met" for row in page.context["goals"]
    ]
    for said in (words(whole), words(page)):
        assert "Met" in said
        assert "since" in said


def test_every_state_is_said_with_its_day(cast, as_page, episode):
    standing = as_page("ana").get(f"/episodes/{episode.pk}/").context["goals"]
    assert {row.progress.state for row in standing} == {"met"}
    # a revision with goals that are near, far and never measured
    day = make.today()
    goals = [
        {"measure": "headache_days_28", "target": 1, "due_on": day - timedelta(days=1)},
        {"measure": "psfs", "target": 10, "text": "Back to choir"},
    ]
    plan = TreatmentPlan.objects.get(episode=episode)
    draft = services.revise_plan(actor=cast.actor("ana"), plan=plan, today=day)
    services.change_plan(actor=cast.actor("ana"), plan=draft, goals=goals, today=day, if_version=draft.version)
    draft.refresh_from_db()
    services.sign_plan(actor=cast.actor("ana"), plan=draft, now=timezone.now())
    text = words(as_page("ana").get(f"/episodes/{episode.pk}/goals/"))
    for said in ("On the way", "as of", "Overdue", "Back to choir"):
        assert said in text


@pytest.mark.parametrize(("weeks", "late"), [(10, False), (9, True)])
def test_a_goal_without_a_day_of_its_own_is_overdue_after_the_end_of_its_plan(cast, as_page, weeks, late):
    episode = make.some_episode(cast, started_on=make.today() - timedelta(weeks=10))
    make.signed_plan(cast, episode, duration_weeks=weeks)
    text = words(as_page("ana").get(f"/episodes/{episode.pk}/goals/"))
    assert ("end of plan" in text, "Overdue" in text) == (True, late)


def test_an_episode_without_goals_says_so(cast, as_page):
    episode = make.some_episode(cast)
    assert "No goals yet" in words(as_page("ida").get(f"/episodes/{episode.pk}/goals/"))


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 200), ("max", 200), ("ida", 200), ("rui", 403), ("pia", 403), ("eva", 404)]
)
def test_each_role(as_page, episode, name, status):
    assert as_page(name).get(f"/episodes/{episode.pk}/goals/").status_code == status
