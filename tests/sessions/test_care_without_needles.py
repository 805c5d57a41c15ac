"""Who must not be needled is cared for all the same: 'no needling today; other physical therapy may continue'."""

import pytest

from tests.factories import patients, plans
from tests.factories.sessions import record_visit, signable_session


def screened(cast, api, **answers):
    episode = patients.episode(cast)
    patients.consent(cast, episode)
    sent = {"episode": str(episode.pk), "answered_at": patients.midday(cast, episode.started_on).isoformat(), **answers}
    answer = api("ana").post("screenings/", sent)
    assert answer.status_code == 201, answer.content
    episode.refresh_from_db()
    return episode


@pytest.mark.parametrize("item", ["needle_phobia", "unable_communicate"])
def test_a_patient_who_must_not_be_needled_is_assessed_planned_for_and_treated_without_needles(cast, api, item):
    episode = screened(cast, api, positive=[item])
    assert episode.state == "assessment"
    patients.signed_assessment(cast, episode)
    assert episode.state == "plan_draft"
    plans.signed_plan(cast, episode)
    visit = record_visit(cast, episode)
    signed = api("ana").post(f"visits/{visit.pk}/sign/")
    assert (signed.status_code, signed.json()["state"]) == (200, "signed")
    refused = api("ana").post(f"sessions/{signable_session(cast, episode).pk}/sign/")
    assert refused.status_code == 409
    assert "not_a_candidate" in {blocker["code"] for blocker in refused.json()["blockers"]}


@pytest.mark.parametrize(
    "answers",
    [{"red_flags": ["older"]}, {"red_flags": ["neuro"]}, {"positive": ["needle_phobia"], "unanswered": ["older"]}],
)
def test_a_red_flag_or_an_open_question_keeps_care_at_its_screening(cast, api, answers):
    assert screened(cast, api, **answers).state == "screening"
