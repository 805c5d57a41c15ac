"""After a hold care goes on under a certification that holds: one that lapsed is renewed first, through every door."""

import html
from datetime import date, timedelta

import pytest
from django.utils import timezone

from patients import services as patients_services
from patients.models import EpisodeOfCare
from patients.rules.episodes import require_resumable
from plans.rules.certification import Period, certified_periods, lapse
from practice import services as practice_services
from practice.days import day_words
from practice.errors import RuleViolation
from tests.factories import patients
from tests.factories import plans as make

MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 1)


@pytest.fixture
def held(cast):
    """Care that began ten weeks ago under a plan of eight weeks, on hold since yesterday."""
    episode = make.some_episode(cast)
    make.signed_plan(cast, episode)
    yesterday = make.today() - timedelta(days=1)
    return patients_services.hold_episode(
        actor=cast.actor("ana"), episode=episode, reason="The certification lapsed.", today=yesterday
    )


def state(episode):
    return EpisodeOfCare.objects.get(pk=episode.pk).state


def resume(api, episode):
    return api("ana").post(f"episodes/{episode.pk}/resume/")


def test_a_certification_that_lapsed_is_renewed_before_care_goes_on(api, as_page, held):
    refused = resume(api, held)
    [blocker] = refused.json()["blockers"]
    assert (refused.status_code, blocker["code"]) == (409, "certification_lapsed")
    ended = make.today() - timedelta(weeks=2)
    assert blocker["message"].startswith(f"The certification of the plan ended on {day_words(ended)}. Record a recert")
    page = as_page("ana").post(f"/episodes/{held.pk}/resume/", {"version": str(held.version)})
    assert page.status_code == 400
    assert blocker["message"] in html.unescape(page.text)
    assert state(held) == "on_hold"
    told = {"episode": held.pk, "kind": "renewal", "certified_on": make.today(), "duration_weeks": 8}
    assert api("ana").post("certifications/", {**told, "certified_by": "Dr Roe (synthetic)"}).status_code == 201
    assert resume(api, held).status_code == 200
    assert state(held) == "plan_active"


def test_the_first_certification_counts_from_the_first_visit_and_not_from_the_plan(cast, api):
    episode = make.some_episode(cast)
    make.signed_plan(cast, episode, starts_on=make.today() - timedelta(weeks=4))
    patients_services.hold_episode(actor=cast.actor("ana"), episode=episode, reason="Away.", today=make.today())
    [blocker] = resume(api, episode).json()["blockers"]
    assert f"ended on {day_words(make.today() - timedelta(weeks=2))}" in blocker["message"]


def test_a_verbal_order_is_enough(cast, api, held):
    make.verbal_order(cast, held, ago=0)
    assert resume(api, held).status_code == 200


@pytest.mark.parametrize("whose", ["episode", "clinic"])
def test_a_payer_who_asks_for_none_keeps_nobody(cast, api, held, whose):
    if whose == "episode":
        patients_services.change_episode(actor=cast.actor("ana"), episode=held, today=make.today(), payer_rule="none")
    else:
        practice_services.change_clinic(actor=cast.actor("max"), payer_rule="none")
    assert resume(api, held).status_code == 200


def test_a_certification_that_holds_still_lets_care_go_on(cast, api):
    episode = make.some_episode(cast)
    make.signed_plan(cast, episode, duration_weeks=12)
    patients_services.hold_episode(actor=cast.actor("ana"), episode=episode, reason="Away.", today=make.today())
    assert resume(api, episode).status_code == 200


def test_who_was_referred_out_begins_with_a_screen_and_no_certification(cast, api, held):
    patients_services.refer_out(
        actor=cast.actor("ana"), episode=held, reason="To Dr Roe (synthetic).", now=timezone.now()
    )
    assert resume(api, held).status_code == 200
    assert state(held) == "screening"


def test_nobody_waits_for_the_certification_of_a_plan_that_was_never_signed(cast, api):
    episode = patients.episode(cast, state="on_hold", held_on=make.today())
    assert resume(api, episode).status_code == 200


def test_the_last_day_is_inside_and_one_period_that_holds_is_enough():
    periods = certified_periods(MARCH, 4, [(JUNE, 2)])
    assert periods == (Period(MARCH, date(2026, 3, 30)), Period(JUNE, date(2026, 6, 15)))
    assert lapse(periods, date(2026, 6, 15)) is None
    assert lapse(periods[:1], date(2026, 3, 30)) is None
    found = lapse(periods, date(2026, 6, 16))
    assert found is not None
    assert "ended on 15 Jun 2026" in found.message
    assert lapse((), JUNE) is None


def test_what_is_missing_is_said_beside_what_is_not_cleared():
    with pytest.raises(RuleViolation) as refused:
        require_resumable(["thunderclap"], {}, missing=[lapse([Period(MARCH, MARCH)], JUNE)])
    assert [blocker.code for blocker in refused.value.blockers] == ["red_flag_open", "certification_lapsed"]
