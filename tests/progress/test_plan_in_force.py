"""One plan is in force on a day: sessions, plan page, progress and work list go by the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans import services
from plans.models import TreatmentPlan
from practice.days import day_words
from tests.factories import patients
from tests.factories import plans as make
from tests.factories.sessions import record_visit, signable_session, treatable_episode
from tests.progress.summaries import as_lists_read_it, by_the_record, is_stale, refresh

GOAL = {"measure": "headache_days_28", "comparison": "<=", "target": 4}


@pytest.fixture
def episode(cast):
    return treatable_episode(cast)


def revised(cast, episode, **changes):
    """The next revision, signed now."""
    ana, today = cast.actor("ana"), make.today()
    newest = TreatmentPlan.objects.filter(episode=episode).latest("revision")
    draft = services.revise_plan(actor=ana, plan=newest, today=today)
    draft = services.change_plan(actor=ana, plan=draft, today=today, if_version=draft.version, **changes)
    return services.sign_plan(actor=ana, plan=draft, now=timezone.now())


def goals(api, episode):
    """The targets that progress holds the numbers against."""
    return [goal["value"] for goal in api("ana").get(f"episodes/{episode.pk}/progress/").json()["goals"]]


def test_a_session_of_an_earlier_day_belongs_to_the_plan_of_that_day(cast, api, episode):
    first = TreatmentPlan.objects.get(episode=episode)
    second = revised(cast, episode, visits_per_week=2)
    assert first.starts_on == second.starts_on, "a revision is a copy, its start too"
    for ago, plan in ((2, first), (0, second)):
        at = patients.midday(cast, make.today() - timedelta(days=ago)) if ago else patients.lately()
        session = signable_session(cast, episode, occurred_at=at)
        answer = api("ana").post(f"sessions/{session.pk}/sign/")
        assert answer.status_code == 200, answer.content
        assert answer.json()["plan"] == str(plan.pk)


def test_a_visit_goes_by_the_same_plan_and_none_before_the_first(cast, api, episode):
    first = TreatmentPlan.objects.get(episode=episode)
    revised(cast, episode)
    note = record_visit(cast, episode, occurred_at=patients.midday(cast, make.today() - timedelta(days=1)))
    assert api("ana").post(f"visits/{note.pk}/sign/").json()["plan"] == str(first.pk)


def test_a_revision_signed_ahead_waits_for_its_day(cast, as_page, api, episode, time_machine):
    before, starts_on = goals(api, episode), make.today() + timedelta(days=10)
    refresh(cast)
    revised(cast, episode, starts_on=starts_on, visits_per_week=3, goals=[GOAL])
    page = as_page("ana").get(f"/episodes/{episode.pk}/plan/")
    assert (page.context["plan"]["row"].revision, page.context["coming"]["row"].revision) == (1, 2)
    assert f"In force from {day_words(starts_on)}" in page.content.decode()
    assert goals(api, episode) == before
    refresh(cast)
    assert not is_stale(episode)
    time_machine.move_to(timezone.now() + timedelta(days=10))
    assert goals(api, episode) == [4]
    assert is_stale(episode), "a plan has begun since the summary was made"
    assert as_lists_read_it(cast) == by_the_record(cast)
    refresh(cast)
    assert not is_stale(episode)
    page = as_page("ana").get(f"/episodes/{episode.pk}/plan/")
    assert (page.context["plan"]["row"].revision, page.context["coming"]) == (2, None)
    assert [row.revision for row in page.context["earlier"]] == [1]


def test_a_first_plan_that_is_still_to_begin_is_shown_and_can_be_revised(cast, as_page):
    episode = make.some_episode(cast)
    plan = make.signed_plan(cast, episode, starts_on=make.today() + timedelta(days=3))
    browser = as_page("ana")
    page = browser.get(f"/episodes/{episode.pk}/plan/")
    assert (page.context["plan"], page.context["coming"]["row"]) == (None, plan)
    assert browser.get(f"/episodes/{episode.pk}/").context["goals"][0].goal.plan_id == plan.pk
    assert browser.post(f"/episodes/{episode.pk}/plan/revise/").status_code == 302


def test_a_signed_plan_that_no_payer_wants_certified_is_not_missing(cast, as_page, episode):
    address = f"/episodes/{episode.pk}/"
    type(episode).objects.filter(pk=episode.pk).update(payer_rule="none")
    shown = as_page("ana").get(address).content.decode()
    assert "No plan yet" not in shown
    assert shown.split("<dt>Certification</dt>")[1].split("</dd>")[0].count("Not asked for") == 1
    bare = patients.ready_episode(cast)
    assert "No plan yet" in as_page("ana").get(f"/episodes/{bare.pk}/").content.decode()
