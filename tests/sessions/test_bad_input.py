"""What must never be stored: hostile and mistaken input to the sessions' resources.

Rules: sessions.rules.recording.require_copied_from, sessions.rules.recording.require_recordable.
"""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import Measurement, Visit
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, Target
from tests.factories.sessions import TARGET, _numbers, as_json, draft_session, treatable_episode

T = _numbers(TARGET)
M = {"measure": "nprs_current", "phase": "before", "value": 6}


def target(**changes):
    return {"targets": [T, {**T, "side": "left", **changes}]}


def measured(**changes):
    return {"measurements": [{**M, **changes}]}


# What is sent, and the field at which it is said.
REFUSED = [
    (target(muscle="biceps_of_atlantis"), "targets[1].muscle"),
    (target(muscle=None), "targets[1].muscle"),
    (target(muscle=["trapezius_upper"]), "targets[1].muscle"),
    (target(side="upwards"), "targets[1].side"),
    (target(side="right"), "targets[1].muscle"),
    (target(needles_in=-1), "targets[1].needles_in"),
    (target(needles_in=41), "targets[1].needles_in"),
    (target(needles_in=1.5), "targets[1].needles_in"),
    (target(needles_in="two"), "targets[1].needles_in"),
    (target(needles_out=True), "targets[1].needles_out"),
    (target(needles_out=10**30), "targets[1].needles_out"),
    (target(diameter_mm=-0.3), "targets[1].diameter_mm"),
    (target(diameter_mm=30), "targets[1].diameter_mm"),
    (target(length_mm=4000), "targets[1].length_mm"),
    (target(depth_mm=-1), "targets[1].depth_mm"),
    (target(technique="x" * 41), "targets[1].technique"),
    (target(twitch="maybe"), "targets[1].twitch"),
    (target(familiar_pain="yes"), "targets[1].familiar_pain"),
    (target(note={"a": 1}), "targets[1].note"),
    (target(copied_from=str(uuid.uuid4())), "targets[1].copied_from"),
    (target(colour="blue"), "targets[1].colour"),
    ({"targets": None}, "targets"),
    ({"targets": {}}, "targets"),
    ({"targets": [None]}, "targets[0]"),
    ({"targets": [T] * 61}, "targets"),
    (measured(value=11), "measurements[0].value"),
    (measured(measure="crom_rotation_right", value=137), "measurements[0].value"),
    (measured(value=None), "measurements[0].value"),
    (measured(value="6"), "measurements[0].value"),
    (measured(measure="happiness"), "measurements[0].measure"),
    (measured(phase="during"), "measurements[0].phase"),
    (measured(measure="ppt_temporalis", value=200), "measurements[0].side"),
    ({"measurements": [M, M]}, "measurements[1].measure"),
    ({"measurements": None}, "measurements"),
    ({"minutes": -5}, "minutes"),
    ({"minutes": "long"}, "minutes"),
    ({"position": "upside-down"}, "position"),
    ({"estim": []}, "estim"),
    ({"estim": {"frequency_hz": "fast"}}, "estim.frequency_hz"),
    ({"rescreen": {"positive": []}}, "rescreen.changes"),
    ({"rescreen": {"changes": True, "positive": ["hangover"]}}, "rescreen.positive[0]"),
    ({"gloves": "yes"}, "gloves"),
    ({"risk_explained": "bruising"}, "risk_explained"),
    ({"education": [1]}, "education[0]"),
    ({"response": "x" * 2001}, "response"),
    ({"adverse_events": "none"}, "adverse_events"),
    ({"adverse_events": [{"key": "alien_abduction"}]}, "adverse_events[0].key"),
    ({"adverse_events": [{"key": "bruising", "grade": "tiny"}]}, "adverse_events[0].grade"),
    ({"adverse_events": [{"key": "bruising"}, {"key": "bruising"}]}, "adverse_events[1].key"),
    ({"occurred_at": "yesterday"}, "occurred_at"),
    ({"occurred_at": None}, "occurred_at"),
    ({"occurred_at": "2999-01-01T10:00:00Z"}, "occurred_at"),
    ({"occurred_at": "1999-01-01T10:00:00Z"}, "occurred_at"),
    ({"episode": str(uuid.uuid4())}, "episode"),
    ({"episode": 7}, "episode"),
    ({"id": "not-an-id"}, "id"),
    ({"therapist": str(uuid.uuid4())}, "therapist"),
    ({"signed_at": "2026-01-01T10:00:00Z"}, "signed_at"),
    ({"state": "signed"}, "state"),
]


def stored():
    return [model.objects.count() for model in (Visit, NeedlingSession, Target, Measurement, AdverseEvent)]


@pytest.fixture
def program(cast, api):
    cast.episode = treatable_episode(cast)
    return api("ana")


def test_each_mistake_is_said_at_its_field_and_stores_nothing(cast, program):
    before, wrong = stored(), []
    for changes, field in REFUSED:
        answer = program.post("sessions/", {**as_json(cast.episode), **changes})
        told = answer.json()
        fields = set(told.get("errors", {}))
        found = any(name == field or name.startswith((f"{field}[", f"{field}.")) for name in fields)
        if answer.status_code != 400 or not found or not all(told["errors"].values()):
            wrong.append((changes, field, answer.status_code, told))
    assert wrong == []
    assert stored() == before


def test_the_same_mistakes_do_not_change_a_draft(cast, program):
    session = draft_session(cast, cast.episode)
    path, before = f"sessions/{session.pk}/", stored()
    for changes, _ in REFUSED:
        answer = program.patch(path, changes, HTTP_IF_MATCH="*")
        assert answer.status_code == 400, changes
    assert stored() == before
    assert Visit.objects.get(pk=session.pk).version == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"7", b'"text"', b"\xff\xfe", b'{"episode": NaN}', b'{"note": "\\u0000"}', b"[" * 5000],
)
def test_a_body_that_is_no_object_is_400(program, body):
    before = stored()
    answer = program.generic("POST", "sessions/", body)
    assert answer.status_code == 400, answer.content
    assert stored() == before


def test_a_huge_body_is_refused(cast, program):
    answer = program.post("sessions/", as_json(cast.episode, note="x" * 6_000_000))
    assert answer.status_code in (400, 413)


def test_another_clinics_ids_do_not_exist(cast, program, api):
    session = draft_session(cast, cast.episode)
    eva = api("eva")
    assert eva.post("sessions/", as_json(cast.episode)).json()["errors"]["episode"] == ["There is no such record."]
    assert eva.get(f"sessions/{session.pk}/").status_code == 404
    assert eva.patch(f"sessions/{session.pk}/", {"note": "x"}, HTTP_IF_MATCH="*").status_code == 404
    assert eva.get("sessions/prefill/", {"episode": str(cast.episode.pk)}).status_code == 404
    assert eva.get("sessions/", {"episode": str(cast.episode.pk)}).json()["results"] == []
    sent = {"session": str(session.pk), "hours_after": 24, "soreness": 2}
    assert "session" in eva.post("check-ins/", sent).json()["errors"]
    assert "session" in eva.post("adverse-events/", {"session": str(session.pk), "key": "bruising"}).json()["errors"]


@pytest.mark.parametrize(
    "query", ["episode=7", "occurred_from=soon", "page_size=0", "page_size=201", "cursor=x", "x=1"]
)
def test_filters_that_make_no_sense_are_400(program, query):
    assert program.get(f"sessions/?{query}").status_code == 400


def test_prefill_without_an_episode_is_400(program):
    assert program.get("sessions/prefill/").status_code == 400
    assert program.get("sessions/prefill/?episode=x").status_code == 400
    assert program.get(f"sessions/prefill/?episode={uuid.uuid4()}").status_code == 404


CHECK_INS = [
    {"soreness": 11}, {"soreness": -1}, {"soreness": None}, {"soreness": "2"}, {"hours_after": 5},
    {"warning_signs": ["ghosts"]}, {"warning_signs": "fainted"}, {"headache": "yes"}, {"relief": 11},
    {"session": None}, {"answered_at": "2999-01-01T00:00:00Z"}, {"answered_at": "1999-01-01T00:00:00Z"}, {"x": 1},
]  # fmt: skip


def test_check_ins_that_cannot_be_are_400(cast, program):
    session = draft_session(cast, cast.episode)
    for changes in CHECK_INS:
        sent = {"session": str(session.pk), "hours_after": 24, "soreness": 2, **changes}
        assert program.post("check-ins/", sent).status_code == 400, changes
    assert not CheckIn.objects.exists()


EVENTS = [
    {"key": "dragon"}, {"grade": "tiny"}, {"attribution": "surely"}, {"occurred_at": "2999-01-01T00:00:00Z"},
    {"occurred_at": "1999-01-01T00:00:00Z"}, {"resolved_on": "2999-01-01"}, {"resolved_on": "1999-01-01"},
    {"episode": None}, {"description": 7}, {"key": "seizure", "grade": "mild"}, {"x": 1},
]  # fmt: skip


def test_adverse_events_that_cannot_be_are_400(cast, program):
    for changes in EVENTS:
        sent = {"episode": str(cast.episode.pk), "key": "bruising", **changes}
        assert program.post("adverse-events/", sent).status_code == 400, changes
    assert program.post("adverse-events/", {"key": "bruising"}).status_code == 400
    assert not AdverseEvent.objects.exists()


def test_a_form_with_nonsense_says_so_and_stores_nothing(cast, as_page, program):
    before, path = stored(), f"/episodes/{cast.episode.pk}/sessions/new/"
    sent = {
        "occurred_at": (timezone.now() - timedelta(hours=1)).isoformat(sep=" ")[:16], "pain_before": "11",
        "targets-TOTAL_FORMS": "1", "targets-INITIAL_FORMS": "0", "events-TOTAL_FORMS": "0",
        "events-INITIAL_FORMS": "0", "targets-0-muscle": "nowhere", "targets-0-needles_in": "-1",
    }  # fmt: skip
    answer = as_page("ana").post(path, sent)
    assert answer.status_code == 400
    for words in (b"goes from 0 to 10", b"Enter a count from 0 to 40", b"nowhere"):
        assert words in answer.content, words
    assert as_page("ana").post(path, {}).status_code == 400
    assert stored() == before
