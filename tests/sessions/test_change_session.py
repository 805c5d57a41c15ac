"""Changing, discarding and copying forward a draft session."""

import pytest
from django.utils import timezone

from patients.models import Visit
from practice.audit import AuditEvent
from practice.errors import RuleViolation
from sessions import services
from sessions.models import AdverseEvent, NeedlingSession, Target
from tests.factories.sessions import (
    MEASURED,
    TARGET,
    _numbers,
    adverse_event,
    as_json,
    check_in,
    draft_session,
    signable_session,
    signed_session,
    treatable_episode,
)

T = _numbers(TARGET)


def test_a_change_needs_the_version_that_was_read(cast, api, episode):
    program, path = api("ana"), f"sessions/{draft_session(cast, episode).pk}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"note": "1"}).status_code == 428
    first = program.patch(path, {"note": "1"}, HTTP_IF_MATCH=tag)
    assert first.status_code == 200
    assert program.patch(path, {"note": "2"}, HTTP_IF_MATCH=tag).status_code == 412
    assert program.patch(path, {"targets": [T]}, HTTP_IF_MATCH=first["ETag"])["ETag"] != first["ETag"]
    assert Visit.objects.get(note="1")


def test_a_list_that_is_sent_replaces_the_stored_one_and_others_stay(cast, api, episode):
    session = signable_session(cast, episode)
    program, path = api("ana"), f"sessions/{session.pk}/"
    told = program.patch(path, {"targets": [{**T, "side": "left"}]}, HTTP_IF_MATCH="*").json()
    assert [target["side"] for target in told["targets"]] == ["left"]
    assert len(told["measurements"]) == len(MEASURED)
    told = program.patch(path, {"measurements": [], "adverse_events": None}, HTTP_IF_MATCH="*").json()
    assert (told["measurements"], told["adverse_events"], len(told["targets"])) == ([], None, 1)
    assert [e.verb for e in AuditEvent.objects.filter(target_id=session.pk)].count("session.changed") == 2


def test_a_put_takes_the_whole_session(cast, api, episode):
    session = draft_session(cast, episode)
    answer = api("ana").put(f"sessions/{session.pk}/", as_json(episode), HTTP_IF_MATCH="*")
    assert answer.status_code == 200, answer.content
    assert answer.json()["blockers"] == []
    assert api("ana").put(f"sessions/{session.pk}/", {"note": "x"}, HTTP_IF_MATCH="*").status_code == 400


def test_a_session_stays_in_its_episode(cast, api, episode):
    other = treatable_episode(cast)
    session = draft_session(cast, episode)
    answer = api("ana").patch(f"sessions/{session.pk}/", {"episode": str(other.pk)}, HTTP_IF_MATCH="*")
    assert set(answer.json()["errors"]) == {"episode"}


def test_events_that_stay_keep_their_record(cast, api, episode):
    session = signable_session(cast, episode, adverse_events=[{"kind": "bruising"}, {"kind": "syncope"}])
    kept = AdverseEvent.objects.get(kind="bruising").pk
    sent = {"adverse_events": [{"key": "bruising", "attribution": "certain"}]}
    api("ana").patch(f"sessions/{session.pk}/", sent, HTTP_IF_MATCH="*")
    row = AdverseEvent.objects.get()
    assert (row.pk, row.attribution) == (kept, "certain")


def test_an_event_recorded_apart_makes_the_open_form_stale(cast, api, episode):
    session = draft_session(cast, episode)
    tag = api("ana").get(f"sessions/{session.pk}/")["ETag"]
    adverse_event(cast, episode, "syncope", session=session)
    answer = api("ana").patch(f"sessions/{session.pk}/", {"adverse_events": []}, HTTP_IF_MATCH=tag)
    assert answer.status_code == 412
    assert AdverseEvent.objects.count() == 1


def test_roles(cast, api, episode):
    path = f"sessions/{draft_session(cast, episode).pk}/"
    sent = {name: api(name).patch(path, {"note": "x"}, HTTP_IF_MATCH="*").status_code for name in ("rui", "max", "ida")}
    assert sent == {"rui": 403, "max": 403, "ida": 403}


def test_a_draft_is_discarded_with_all_its_parts(cast, episode):
    session = signable_session(cast, episode)
    services.discard_session(actor=cast.actor("ana"), session=session, now=timezone.now())
    assert not Visit.objects.filter(pk=session.pk).exists()
    assert not Target.objects.exists()
    assert AuditEvent.objects.filter(target_id=session.pk, verb="session.discarded").count() == 1


def test_a_draft_that_something_hangs_on_is_kept(cast, episode):
    answered, gone_wrong = draft_session(cast, episode), draft_session(cast, episode)
    check_in(cast, answered, hours_after=2)
    adverse_event(cast, episode, session=gone_wrong)
    for session in (answered, gone_wrong):
        with pytest.raises(RuleViolation):
            services.discard_session(actor=cast.actor("ana"), session=session, now=timezone.now())
    assert NeedlingSession.objects.count() == 2


def test_the_last_signed_sessions_muscles_copy_and_nothing_else(cast, api, episode):
    planned = {**TARGET, "muscle": "temporalis", "needles_in": 0, "needles_out": 0}
    source = signed_session(cast, episode, targets=[TARGET, planned])
    draft_session(cast, episode, targets=[{**TARGET, "muscle": "occipitalis"}])
    program = api("ana")
    told = program.get("sessions/prefill/", {"episode": str(episode.pk)}).json()
    assert (told["copied_from"], set(told)) == (str(source.pk), {"episode", "copied_from", "occurred_at", "targets"})
    assert told["targets"] == [
        {
            "muscle": "trapezius_upper", "side": "right", "diameter_mm": 0.3, "length_mm": 40,
            "technique": "pistoning", "safeguard": "", "depth_mm": 20, "needles_in": None, "needles_out": None,
            "copied_from": str(Target.objects.get(session=source, muscle="trapezius_upper").pk),
        }
    ]  # fmt: skip
    answer = program.post("sessions/", {**as_json(episode), "targets": told["targets"]})
    assert answer.status_code == 201, answer.content
    assert "needle_count_mismatch" in {blocker["code"] for blocker in answer.json()["blockers"]}


def test_without_a_signed_session_nothing_copies(api, episode):
    told = api("ana").get("sessions/prefill/", {"episode": str(episode.pk)}).json()
    assert (told["copied_from"], told["targets"]) == (None, [])
    assert api("ida").get("sessions/prefill/", {"episode": str(episode.pk)}).status_code == 403
