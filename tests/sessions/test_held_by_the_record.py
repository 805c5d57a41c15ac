"""A red flag and a serious event hold care through every door that stores them; a clearance lets it go on."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from patients.models import EpisodeOfCare
from patients.rules.episodes import held_by_record, reason_of_hold
from tests.factories import patients, plans
from tests.factories.sessions import as_json, record_visit, signable_session, signed_session

FOUND = {"changes": True, "positive": ["neuro"]}


def stands(episode):
    row = EpisodeOfCare.objects.get(pk=episode.pk)
    return row.state, row.held_on


def at_a_session(cast, api, episode):
    return api("ana").post("sessions/", as_json(episode, rescreen=FOUND))


def at_a_visit(cast, api, episode):
    sent = {"episode": str(episode.pk), "occurred_at": patients.lately(), "outcome": "held", "rescreen": FOUND}
    return api("ida").post("visits/", sent)


def at_an_assessment(cast, api, episode):
    sent = {"episode": str(episode.pk), "occurred_at": patients.lately().isoformat(), "red_flags": ["neuro"]}
    return api("ana").post("assessments/", sent)


def of_an_aura(cast, api, episode):
    told = [{"name": "Zigzags", "aura": True, "aura_weakness": True}]
    sent = {"episode": str(episode.pk), "occurred_at": patients.lately().isoformat(), "headaches": told}
    return api("ana").post("assessments/", sent)


@pytest.mark.parametrize("stored", [at_a_session, at_a_visit, at_an_assessment, of_an_aura])
def test_a_red_flag_holds_care_from_the_day_of_its_visit_until_it_is_cleared(cast, api, episode, stored):
    answer = stored(cast, api, episode)
    assert answer.status_code == 201, answer.content
    day = patients.today(cast)
    assert stands(episode) == ("on_hold", day)
    told = api("ana").get(f"episodes/{episode.pk}/").json()
    assert told["state_reason"].startswith("Red flag: New neurological deficit")
    history = apps.get_model("patients", "EpisodeOfCareEvent").objects.filter(id=episode.pk).order_by("pgh_id")
    assert list(history.values_list("state", flat=True))[-1] == "on_hold"
    patients.clearance(cast, episode, "neuro")
    assert stands(episode) == ("plan_active", None)
    assert api("ana").post(f"episodes/{episode.pk}/resume/").status_code == 200


def test_a_flag_that_is_added_later_to_a_draft_holds_and_one_that_is_taken_back_lets_go_on(cast, api, episode):
    program, session = api("ana"), signable_session(cast, episode)
    path = f"sessions/{session.pk}/"
    program.patch(path, {"rescreen": FOUND}, HTTP_IF_MATCH="*")
    assert stands(episode)[0] == "on_hold"
    program.patch(path, {"rescreen": {"changes": False, "positive": []}}, HTTP_IF_MATCH="*")
    assert stands(episode)[0] == "plan_active"


TAKES_BACK = {
    at_a_session: "sessions", at_a_visit: "visits", at_an_assessment: "assessments", of_an_aura: "assessments"
}  # fmt: skip


@pytest.mark.parametrize("stored", TAKES_BACK)
def test_a_draft_that_is_taken_back_lets_go_on_what_it_alone_had_held(cast, api, episode, stored):
    made = stored(cast, api, episode).json()
    assert stands(episode)[0] == "on_hold"
    gone = api("ana").post(f"{TAKES_BACK[stored]}/{made['id']}/discard/", HTTP_IF_MATCH="*")
    assert gone.status_code == 204, gone.content
    assert stands(episode) == ("plan_active", None)


@pytest.mark.parametrize("stands_in_the_way", ["a flag of another visit", "a serious event", "by hand"])
def test_a_draft_that_is_taken_back_leaves_what_something_else_holds(cast, api, episode, stands_in_the_way):
    if stands_in_the_way == "by hand":
        api("ana").post(f"episodes/{episode.pk}/hold/", {"reason": "The patient is away."})
    made = at_an_assessment(cast, api, episode).json()
    if stands_in_the_way == "a flag of another visit":
        at_a_visit(cast, api, episode)
    if stands_in_the_way == "a serious event":
        api("ana").post("adverse-events/", {"episode": str(episode.pk), "key": "pneumothorax"})
    assert api("ana").post(f"assessments/{made['id']}/discard/", HTTP_IF_MATCH="*").status_code == 204
    assert stands(episode)[0] == "on_hold"


@pytest.mark.parametrize("kind", ["pneumothorax", "bruising"])
def test_a_serious_event_holds_care_until_it_is_cleared_and_a_mild_one_does_not(cast, api, episode, kind):
    sent = {"episode": str(episode.pk), "key": kind, "occurred_at": patients.lately()}
    assert api("ana").post("adverse-events/", sent).status_code == 201
    if kind == "bruising":
        assert stands(episode) == ("plan_active", None)
        return
    assert stands(episode) == ("on_hold", patients.today(cast))
    assert EpisodeOfCare.objects.get(pk=episode.pk).state_reason == "Serious event: pneumothorax"
    patients.clearance(cast, episode, kind)
    assert stands(episode) == ("plan_active", None)


def test_a_serious_event_of_the_note_itself_holds_care_and_leaves_the_note_to_be_signed(cast, api, episode):
    listed = [{"key": "pneumothorax", "description": "Short of breath.", "action_taken": "Ambulance called."}]
    made = api("ana").post("sessions/", as_json(episode, adverse_events=listed))
    assert stands(episode)[0] == "on_hold"
    signed = api("ana").post(f"sessions/{made.json()['id']}/sign/")
    assert signed.status_code == 200, signed.content


def test_a_suspicion_locks_and_holds_nothing_until_a_clinician_confirms_it(cast, api, episode):
    sent = {"episode": str(episode.pk), "key": "pneumothorax", "state": "suspected"}
    event = api("ana").post("adverse-events/", sent).json()
    assert stands(episode)[0] == "plan_active"
    path = f"adverse-events/{event['id']}/"
    confirmed = {"state": "confirmed", "attribution": "probable"}
    assert api("ana").patch(path, confirmed, HTTP_IF_MATCH="*").status_code == 200
    assert stands(episode)[0] == "on_hold"
    ruled_out = {"state": "ruled_out", "description": "The film shows none."}
    assert api("ana").patch(path, ruled_out, HTTP_IF_MATCH="*").status_code == 200
    assert stands(episode)[0] == "plan_active"


def test_the_reason_is_said_once_and_the_session_is_signed_after_the_clearance(cast, api, episode):
    first = signed_session(cast, episode, occurred_at=timezone.now() - timedelta(days=2))
    sent = {"episode": str(episode.pk), "session": str(first.pk), "key": "pneumothorax"}
    assert api("ana").post("adverse-events/", sent).status_code == 201
    path = f"sessions/{signable_session(cast, episode).pk}/sign/"
    assert [b["code"] for b in api("ana").post(path).json()["blockers"]] == ["not_a_candidate"]
    patients.clearance(cast, episode, "pneumothorax")
    assert api("ana").post(path).status_code == 200


def test_one_of_two_reasons_keeps_care_on_hold(cast, api, episode):
    at_a_session(cast, api, episode)
    api("ana").post("adverse-events/", {"episode": str(episode.pk), "key": "pneumothorax"})
    patients.clearance(cast, episode, "neuro")
    assert stands(episode)[0] == "on_hold"
    patients.clearance(cast, episode, "pneumothorax")
    assert stands(episode)[0] == "plan_active"


def test_what_was_held_by_hand_goes_on_by_hand(cast, api, episode):
    api("ana").post(f"episodes/{episode.pk}/hold/", {"reason": "The patient is away."})
    at_a_visit(cast, api, episode)
    patients.clearance(cast, episode, "neuro")
    assert stands(episode)[0] == "on_hold"
    assert held_by_record(reason_of_hold("Red flag", ["New deficit", "Cancer"])) is True
    assert held_by_record("The patient is away.") is False


def test_a_cleared_flag_of_an_earlier_day_holds_nothing(cast, api, episode):
    patients.screening(cast, episode, red_flags=["neuro"], answered_at=patients.midday(cast, episode.started_on))
    patients.clearance(cast, episode, "neuro")
    at = patients.midday(cast, episode.started_on + timedelta(days=1))
    record_visit(cast, episode, occurred_at=at, rescreen=FOUND)
    assert stands(episode)[0] == "plan_active"


def test_no_plan_is_signed_while_a_red_flag_is_open(cast, api, as_page):
    episode = patients.ready_episode(cast)
    patients.signed_assessment(cast, episode)
    plan = plans.draft_plan(cast, episode)
    at_a_visit(cast, api, episode)
    assert stands(episode)[0] == "plan_draft"
    refused = api("ana").post(f"plans/{plan.pk}/sign/", {}, HTTP_IF_MATCH="*")
    [blocker] = refused.json()["blockers"]
    assert (refused.status_code, blocker["code"]) == (409, "red_flag_open")
    [listed] = api("ana").get("plans/").json()["results"]
    assert listed["blockers"] == [blocker]
    page = as_page("ana").get(f"/episodes/{episode.pk}/plan/").content.decode()
    assert f'href="/episodes/{episode.pk}/clearances/new/"' in page
    patients.clearance(cast, episode, "neuro")
    assert api("ana").post(f"plans/{plan.pk}/sign/", {}, HTTP_IF_MATCH="*").status_code == 200
    assert stands(episode)[0] == "plan_active"
