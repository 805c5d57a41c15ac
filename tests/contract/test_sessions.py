"""The session of the contract: written as it stands there, its blockers, its signature, its addenda."""

from datetime import datetime

import pytest

from tests.contract.journal import SESSION, ago, day

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
TARGET = SESSION["targets"][0]


def test_the_session_of_the_contract_is_stored_as_it_was_sent(therapist, episode, new_id):
    sent = {"id": new_id(), "episode": episode, "occurred_at": ago(minutes=20), **SESSION}
    for got in (therapist.create("sessions/", sent), therapist.get(f"sessions/{sent['id']}/")):
        for name in sent.keys() - {"occurred_at", "targets", "measurements"}:
            assert got[name] == sent[name], name
        assert datetime.fromisoformat(got["occurred_at"]) == datetime.fromisoformat(sent["occurred_at"])
        for name in ("targets", "measurements"):
            assert len(got[name]) == len(sent[name])
            for row, wanted in zip(got[name], sent[name], strict=True):
                assert {key: row[key] for key in wanted} == wanted, name
        assert got["blockers"] == []


def test_episode_and_moment_are_enough_to_begin(therapist, episode):
    draft = therapist.create("sessions/", {"episode": episode, "occurred_at": ago(minutes=20)})
    assert draft["adverse_events"] is None
    assert {blocker["code"] for blocker in draft["blockers"]} >= {
        "no_targets", "rescreen_missing", "response_missing", "adverse_events_unanswered",
    }  # fmt: skip
    for missing in ("episode", "occurred_at"):
        body = {"episode": episode, "occurred_at": ago(minutes=20)}
        answer = therapist.send("POST", "sessions/", {name: v for name, v in body.items() if name != missing})
        assert answer.status_code == 400
        assert missing in answer.json()["errors"]


def codes(row):
    return {blocker["code"] for blocker in row["blockers"]}


BY_BODY = {
    "needle_count_mismatch": {"targets": [{**TARGET, "needles_out": 1}]},
    "no_targets": {"targets": []},
    "do_not_needle": {"targets": [{**TARGET, "muscle": "obliquus_capitis_superior"}]},
    "rescreen_missing": {"rescreen": None},
    "technique_missing": {"targets": [{**TARGET, "technique": ""}]},
    "needle_size_missing": {"targets": [{**TARGET, "diameter_mm": None}]},
    "response_missing": {"response": ""},
    "adverse_events_unanswered": {"adverse_events": None},
}


@pytest.mark.parametrize("code", BY_BODY)
def test_what_is_missing_in_the_note_blocks_its_signature(clinic, therapist, episode, code):
    require_blocked(clinic, therapist, episode, code, **BY_BODY[code])


def require_blocked(clinic, therapist, episode, code, **sent):
    draft = clinic.session(episode, **sent)
    assert code in codes(draft)
    answer = therapist.send("POST", f"sessions/{draft['id']}/sign/")
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["blockers"] == therapist.get(f"sessions/{draft['id']}/")["blockers"]
    for blocker in answer.json()["blockers"]:
        assert set(blocker) == {"code", "message", "field"}
        assert blocker["message"]
    assert therapist.get(f"sessions/{draft['id']}/")["state"] == "draft"


def test_without_consent_and_screening(clinic, therapist):
    bare = clinic.bare_episode()
    require_blocked(clinic, therapist, bare, "consent_missing")
    require_blocked(clinic, therapist, bare, "screening_missing")


def test_with_a_screening_that_has_expired(clinic, therapist):
    episode = clinic.bare_episode(days_ago=60)
    clinic.screened(episode, answered_at=ago(days=50))
    clinic.agreed(episode)
    require_blocked(clinic, therapist, episode, "screening_expired")


def test_with_a_finding_that_rules_needling_out(clinic, therapist):
    episode = clinic.bare_episode()
    clinic.screened(episode, positive=["needle_phobia"])
    clinic.agreed(episode)
    require_blocked(clinic, therapist, episode, "not_a_candidate")


def test_in_an_area_that_the_screening_keeps_free(clinic, therapist):
    episode = clinic.bare_episode()
    limits = {"local_infection_skin": ["trapezius_upper"]}
    clinic.screened(episode, positive=["local_infection_skin"], limited_muscles=limits)
    clinic.agreed(episode)
    require_blocked(clinic, therapist, episode, "area_limited")


def test_on_a_day_without_a_licence(clinic, therapist):
    episode = clinic.bare_episode(days_ago=365 * 25)
    require_blocked(clinic, therapist, episode, "license_or_endorsement", occurred_at=ago(days=365 * 24))


def test_an_incident_record_clears_the_count(clinic, therapist, episode):
    path = f"sessions/{clinic.session(episode, targets=[{**TARGET, 'needles_out': 1}])['id']}/"
    incident = {
        "key": "retained_needle", "grade": "moderate", "description": "One needle was not found (synthetic).",
        "action_taken": "Searched, imaged, physician told (synthetic).",
    }  # fmt: skip
    changed = therapist.change(path, {"adverse_events": [incident]})
    assert "needle_count_mismatch" not in codes(changed)
    assert therapist.send("POST", f"{path}sign/").status_code == 200


@pytest.fixture(scope="module")
def signed(clinic, episode):
    made = clinic.session(episode)
    return clinic.signed(f"sessions/{made['id']}/")


def test_a_signed_session_is_final(therapist, signed):
    path = f"sessions/{signed['id']}/"
    assert signed["state"] == "signed"
    assert signed["signed_at"]
    assert len(signed["content_hash"]) == 64
    tag = therapist.send("GET", path).headers["ETag"]
    whole = {"episode": signed["episode"], "occurred_at": signed["occurred_at"], **SESSION, "note": "late"}
    for answer in (
        therapist.send("PATCH", path, {"note": "late"}, If_Match=tag),
        therapist.send("PATCH", path, {"no_such_field": 1}, If_Match=tag),
        therapist.send("PATCH", path, {"note": "late"}, If_Match='"1"'),
        therapist.send("PUT", path, whole, If_Match=tag),
        therapist.send("POST", f"{path}sign/"),
    ):
        assert answer.status_code == 409
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert therapist.send("DELETE", path).status_code == 405
    assert therapist.get(path) == therapist.get(path) | {"note": signed["note"], "content_hash": signed["content_hash"]}


@pytest.mark.parametrize("kind", ["sessions", "assessments"])
def test_addenda_add_to_what_is_signed(clinic, therapist, signed, new_id, kind):
    key = signed["id"] if kind == "sessions" else signed_assessment(clinic)
    sent = {"id": new_id(), "text": "The patient called: slept well.", "reason": "late entry"}
    path = f"{kind}/{key}/addenda/"
    first, again = therapist.send("POST", path, sent), therapist.send("POST", path, sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert therapist.send("POST", path, {**sent, "text": "Other."}).status_code == 409
    assert sent["id"] in {row["id"] for row in therapist.get(path)}
    assert first.json()["text"] == sent["text"]


def signed_assessment(clinic):
    episode = clinic.bare_episode()
    clinic.screened(episode)
    return clinic.signed(f"assessments/{clinic.assessed(episode)['id']}/")["id"]


def test_a_draft_takes_no_addendum(clinic, therapist, episode):
    answer = therapist.send("POST", f"sessions/{clinic.session(episode)['id']}/addenda/", {"text": "x", "reason": "y"})
    assert answer.status_code == 409


def test_copy_forward_brings_muscles_and_never_counts_or_answers(therapist, signed):
    found = therapist.get(f"sessions/prefill/?episode={signed['episode']}")
    assert [target["muscle"] for target in found["targets"]] == ["trapezius_upper"]
    for name in ("needles_in", "needles_out", "twitch", "familiar_pain"):
        assert not found["targets"][0].get(name), name
    assert not {"measurements", "rescreen", "consent_confirmed", "adverse_events"} & set(found)


def test_a_consent_is_withdrawn_and_blocks_from_then_on(clinic, therapist):
    episode = clinic.bare_episode()
    consent = clinic.agreed(episode)
    gone = therapist.create(f"consents/{consent['id']}/withdraw/", {"reason": "Changed their mind."}, status=200)
    assert gone["withdrawn_at"]
    assert {"consent_missing", "consent_withdrawn"} & codes(clinic.session(episode))


def test_an_episode_is_discharged(clinic, therapist):
    episode = clinic.bare_episode()
    sent = {"discharged_on": day(), "outcome": "goals_met", "discharge_summary": "Well again (synthetic)."}
    answer = therapist.send("POST", f"episodes/{episode}/discharge/", sent)
    assert answer.status_code == 200, answer.text
    assert therapist.get(f"episodes/{episode}/")["state"] == "discharged"
