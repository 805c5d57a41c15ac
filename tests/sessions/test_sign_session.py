"""Signing a needling session."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from patients.models import Visit
from practice import scoping
from practice.audit import AuditEvent
from practice.errors import RecordIsFinal, RuleViolation, StaleVersion
from practice.models import Clinic, Credential
from sessions import services
from sessions.models import NeedlingSession
from tests.factories import patients
from tests.factories.sessions import (
    TARGET,
    adverse_event,
    draft_session,
    signable_session,
    signed_session,
)


def codes(answer):
    return {blocker["code"] for blocker in answer.json()["blockers"]}


def test_a_complete_note_is_signed_and_leaves_one_event(cast, api, episode):
    session = signable_session(cast, episode)
    answer = api("ana").post(f"sessions/{session.pk}/sign/")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["state"], len(told["content_hash"]), told["signed_by"]) == (
        "signed", 64, str(cast.members["ana"].pk),
    )  # fmt: skip
    assert "blockers" not in told
    assert told["plan"]
    assert told["consent"]
    assert [e.verb for e in AuditEvent.objects.filter(target_id=session.pk)] == ["session.recorded", "session.signed"]


def test_what_is_missing_answers_409_with_blockers_and_signs_nothing(cast, api, episode):
    session = draft_session(cast, episode)
    answer = api("ana").post(f"sessions/{session.pk}/sign/")
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert {"no_targets", "rescreen_missing", "response_missing", "adverse_events_unanswered"} <= codes(answer)
    assert not Visit.objects.get(pk=session.pk).is_signed


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"targets": [{**TARGET, "needles_out": 1}]}, "needle_count_mismatch", "targets[0].needles_out"),
        ({"targets": [{**TARGET, "muscle": "longus_colli"}]}, "do_not_needle", "targets[0].muscle"),
        ({"targets": [{**TARGET, "muscle": "trapezius_lower"}]}, "high_risk_unconfirmed", "targets[0].risk_confirmed"),
        ({"targets": [{**TARGET, "technique": ""}]}, "technique_missing", "targets[0].technique"),
        ({"targets": [{**TARGET, "length_mm": None}]}, "needle_size_missing", "targets[0].length_mm"),
        ({"targets": []}, "no_targets", "targets"),
        ({"rescreen": None}, "rescreen_missing", "rescreen"),
        ({"response": ""}, "response_missing", "response"),
        ({"adverse_events": None}, "adverse_events_unanswered", "adverse_events"),
        ({"risk_explained": ["bruising"]}, "risk_not_explained", "risk_explained"),
        ({"rescreen": {"changes": True, "positive": ["systemic_infection_fever"]}}, "not_a_candidate", "screening"),
        ({"rescreen": {"changes": True, "positive": ["myelo_hand_gait"]}}, "red_flag_open", "screening"),
        ({"rescreen": {"changes": True, "positive": ["fasting_alcohol"]}}, "precaution_unplanned", "precautions"),
    ],
)
def test_each_gap_blocks(cast, api, episode, changes, code, field):
    session = signable_session(cast, episode, **changes)
    answer = api("ana").post(f"sessions/{session.pk}/sign/")
    assert answer.status_code == 409
    assert [(b["code"], b["field"]) for b in answer.json()["blockers"]] == [(code, field)]


def test_an_incident_with_reason_and_follow_up_clears_the_count(cast, api, episode):
    session = signable_session(cast, episode, targets=[{**TARGET, "needles_out": 1}])
    program, path = api("ana"), f"sessions/{session.pk}/sign/"
    event = {"session": str(session.pk), "key": "retained_needle"}
    assert program.post("adverse-events/", event).status_code == 201
    assert codes(program.post(path)) == {"incident_incomplete"}
    found = program.get("adverse-events/", {"session": str(session.pk)}).json()["results"][0]
    told = {"description": "One needle was in the towel.", "action_taken": "Counted twice, told the patient."}
    tag = program.get(f"adverse-events/{found['id']}/")["ETag"]
    assert program.patch(f"adverse-events/{found['id']}/", told, HTTP_IF_MATCH=tag).status_code == 200
    assert program.post(path).status_code == 200


def test_without_consent_screening_or_plan_nothing_is_signed(cast, api):
    bare = patients.episode(cast)
    session = signable_session(cast, bare)
    assert {"consent_missing", "screening_missing", "plan_missing"} <= codes(
        api("ana").post(f"sessions/{session.pk}/sign/")
    )


def test_an_expired_licence_blocks_on_the_day_of_service(cast, api, episode):
    session = signable_session(cast, episode)
    day = Visit.objects.get(pk=session.pk).occurred_on
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(expires_on=day)
    assert api("ana").get(f"sessions/{session.pk}/").json()["blockers"] == []
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(jurisdiction="OR")
    assert codes(api("ana").post(f"sessions/{session.pk}/sign/")) == {"license_or_endorsement"}


def test_an_uncleared_severe_event_stops_the_next_session_and_not_its_own(cast, api, episode):
    first = signable_session(cast, episode, occurred_at=timezone.now() - timedelta(days=2))
    adverse_event(cast, episode, "pneumothorax", session=first)
    assert api("ana").post(f"sessions/{first.pk}/sign/").status_code == 200
    second = signable_session(cast, episode)
    assert codes(api("ana").post(f"sessions/{second.pk}/sign/")) == {"not_a_candidate"}
    patients.clearance(cast, episode, "pneumothorax")
    assert api("ana").post(f"sessions/{second.pk}/sign/").status_code == 200


@pytest.mark.parametrize("item", ["pneumothorax", "prior_serious_reaction"])
def test_a_serious_kind_that_was_graded_lower_locks_needling_as_well(cast, api, episode, item):
    first = signed_session(cast, episode, occurred_at=timezone.now() - timedelta(days=2))
    adverse_event(cast, episode, "pneumothorax", session=first, grade="moderate", description="Small, no drain.")
    second = signable_session(cast, episode)
    assert codes(api("ana").post(f"sessions/{second.pk}/sign/")) == {"not_a_candidate"}
    said = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    assert (said["candidacy_latest"], said["overall_status"]) == ("do_not_needle", "urgent_referral")
    patients.clearance(cast, episode, item)
    assert api("ana").post(f"sessions/{second.pk}/sign/").status_code == 200


def test_only_the_therapist_who_treated_signs(cast, episode):
    session = signable_session(cast, episode)
    Visit.objects.filter(pk=session.pk).update(therapist=cast.members["max"])
    with pytest.raises(RuleViolation, match="other_clinician"):
        services.sign_session(actor=cast.actor("ana"), session=session, now=timezone.now())


def test_signing_twice_is_refused_and_a_stale_version_too(cast, api, episode):
    session = signable_session(cast, episode)
    program, path = api("ana"), f"sessions/{session.pk}/sign/"
    assert program.post(path, HTTP_IF_MATCH='"7"').status_code == 412
    tag = program.get(f"sessions/{session.pk}/")["ETag"]
    assert program.post(path, HTTP_IF_MATCH=tag).status_code == 200
    assert program.post(path).status_code == 409
    for stale in ("*", tag):
        assert program.patch(f"sessions/{session.pk}/", {"note": "x"}, HTTP_IF_MATCH=stale).status_code == 409
    assert program.put(f"sessions/{session.pk}/", {"note": "x"}).status_code == 409


def test_roles_and_other_clinics(cast, api, episode):
    session = signable_session(cast, episode)
    path = f"sessions/{session.pk}/sign/"
    assert {n: api(n).post(path).status_code for n in ("rui", "max", "ida", "pia", "eva")} == {
        "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404,
    }  # fmt: skip


def test_the_way_of_counting_is_kept_with_the_note(cast, api, episode):
    targets = [{**TARGET, "side": side} for side in ("left", "right")]
    session = signed_session(cast, episode, targets=[*targets, {**TARGET, "muscle": "levator_scapulae"}])
    Clinic.objects.filter(pk=cast.here.pk).update(counting_policy="sides_separate")
    told = api("ana").get(f"sessions/{session.pk}/").json()["billing"]
    assert (told["code"], told["count"], told["basis"]) == ("20560", 2, "merged")


def test_the_note_keeps_the_events_that_it_was_signed_with(cast, api, episode):
    session = signed_session(cast, episode, adverse_events=[{"kind": "bruising"}])
    adverse_event(cast, episode, "syncope", session=session)
    told = api("ana").get(f"sessions/{session.pk}/").json()
    assert [event["key"] for event in told["adverse_events"]] == ["bruising"]
    visit = Visit.objects.get(pk=session.pk)
    assert visit.computed_hash() == visit.content_hash


def test_two_signatures_at_once_leave_exactly_one(committed):
    with scoping.clinic_in_force(committed.here.pk):
        session = signable_session(committed)
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def sign() -> None:
        try:
            with scoping.clinic_in_force(committed.here.pk):
                row = NeedlingSession.objects.select_related("visit").get(pk=session.pk)
                gate.wait(timeout=20)
                services.sign_session(actor=committed.actor("ana"), session=row, now=timezone.now(), if_version=1)
            outcomes.append("signed")
        except (RecordIsFinal, StaleVersion):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["refused", "signed"]
    with scoping.clinic_in_force(committed.here.pk):
        assert AuditEvent.objects.filter(target_id=session.pk, verb="session.signed").count() == 1
