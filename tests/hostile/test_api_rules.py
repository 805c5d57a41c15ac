"""Values of the right kind that cannot be true: each refused at its field, in plain words, and not stored."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import plans
from tests.hostile.bodies import sound_bodies
from tests.hostile.ground import complaint, named

NEVER = "9999-12-31T00:00:00Z"


def later(days):
    return (timezone.now() + timedelta(days=days)).isoformat()


def target(**details):
    sound = {"muscle": "trapezius_upper", "side": "right", "needles_in": 2, "needles_out": 2}
    return {"targets": [{**sound, **details}]}


def value(measure, number, **details):
    return {"measurements": [{"measure": measure, "phase": "before", "value": number, **details}]}


def goal(**details):
    return {"goals": [{"measure": "hit6", "comparison": "<=", "target": 50, "baseline": 60, **details}]}


CASES = [
    ("sessions/", value("nprs_current", 11), 400, "measurements[0].value"),
    ("sessions/", value("nprs_current", -1), 400, "measurements[0].value"),
    ("sessions/", value("crom_rotation_right", 137), 400, "measurements[0].value"),
    ("sessions/", value("hit6", 37), 400, "measurements[0].value"),
    ("sessions/", value("hit6", 35), 400, "measurements[0].value"),
    ("sessions/", value("no_such_measure", 1), 400, "measurements[0].measure"),
    ("sessions/", target(needles_in=-1), 400, "targets[0].needles_in"),
    ("sessions/", target(needles_out=41), 400, "targets[0].needles_out"),
    ("sessions/", target(muscle="biceps_of_nobody"), 400, "targets[0].muscle"),
    ("sessions/", target(side="inside"), 400, "targets[0].side"),
    ("sessions/", {"targets": target()["targets"] * 2}, 400, "targets[1].muscle"),
    ("sessions/", {"occurred_at": "2001-01-01T10:00:00Z"}, 400, "occurred_at"),
    ("sessions/", {"occurred_at": NEVER}, 400, "occurred_at"),
    ("sessions/", {"adverse_events": [{"key": "curse"}]}, 400, "adverse_events[0].key"),
    ("sessions/", {"rescreen": {"changes": False, "positive": ["curse"]}}, 400, "rescreen.positive"),
    ("sessions/", {"minutes": 100_000}, 400, "minutes"),
    ("sessions/", {"position": "flying"}, 400, "position"),
    ("assessments/", value("hit6", 37, phase="visit"), 400, "measurements[0].value"),
    ("assessments/", {"occurred_at": "2001-01-01T10:00:00Z"}, 400, "occurred_at"),
    ("assessments/", {"occurred_at": NEVER}, 400, "occurred_at"),
    ("assessments/", {"icd10": ["Z99.99XX"]}, 400, "icd10"),
    ("assessments/", {"findings": [{"muscle": "biceps_of_nobody", "side": "left"}]}, 400, "findings[0].muscle"),
    (
        "assessments/",
        {"findings": [{"muscle": "temporalis", "side": "left", "tenderness": 11}]},
        400,
        "findings[0].tenderness",
    ),
    ("assessments/", {"findings": [{"muscle": "temporalis", "side": "left"}] * 2}, 400, "findings[1].muscle"),
    ("patients/", {"date_of_birth": "2990-01-01"}, 400, "date_of_birth"),
    ("patients/", {"date_of_birth": "1790-01-01"}, 400, "date_of_birth"),
    ("patients/", {"given_name": "  "}, 400, "given_name"),
    ("patients/", {"email": "not an address"}, 400, "email"),
    ("episodes/", {"condition": "curse"}, 400, "condition"),
    ("episodes/", {"icd10": ["A"]}, 400, "icd10"),
    ("episodes/", {"icd10": ["Z99.99XX"]}, 400, "icd10"),
    ("episodes/", {"started_on": "2990-01-01"}, 400, "started_on"),
    ("episodes/", {"started_on": "1890-01-01"}, 400, "started_on"),
    ("plans/", goal(target=200), 400, "goals[0].target"),
    ("plans/", goal(target=10), 400, "goals[0].target"),
    ("plans/", goal(measure="no_such_measure"), 400, "goals[0].measure"),
    ("plans/", goal(due_on="1990-01-01"), 400, "goals[0].due_on"),
    ("plans/", {"duration_weeks": 53}, 400, "duration_weeks"),
    ("plans/", {"visits_per_week": 0}, 400, "visits_per_week"),
    ("diary-days/", {"intensity": 11}, 400, "intensity"),
    ("diary-days/", {"hours": 25}, 400, "hours"),
    ("diary-days/", {"on": "2990-01-01"}, 400, "on"),
    ("diary-days/", {"headache": False}, 400, "intensity"),
    ("adherence/", {"on": "2990-01-01"}, 400, "on"),
    ("adherence/", {"done": "twice"}, 400, "done"),
    ("check-ins/", {"soreness": 11}, 400, "soreness"),
    ("check-ins/", {"hours_after": 3}, 400, "hours_after"),
    ("check-ins/", {"answered_at": NEVER}, 400, "answered_at"),
    ("adverse-events/", {"occurred_at": NEVER}, 400, "occurred_at"),
    ("adverse-events/", {"resolved_on": "1990-01-01"}, 400, "resolved_on"),
    ("screenings/", {"positive": ["curse"]}, 400, "positive"),
    ("screenings/", {"answered_at": NEVER}, 400, "answered_at"),
    ("screenings/", {"limited_muscles": {"curse": ["temporalis"]}}, 400, "limited_muscles"),
    ("consents/", {"signed_on": "2990-01-01"}, 400, "signed_on"),
    ("consents/", {"expires_on": "1990-01-01"}, 400, "expires_on"),
    ("clearances/", {"item": "curse"}, 400, "item"),
    ("clearances/", {"given_on": "2990-01-01"}, 400, "given_on"),
    ("certifications/", {"duration_weeks": 0}, 400, "duration_weeks"),
    ("certifications/", {"certified_on": "2990-01-01"}, 400, "certified_on"),
    ("prescriptions/", {"exercise": "curse"}, 400, "exercise"),
    ("prescriptions/", {"days_per_week": 8}, 400, "days_per_week"),
    ("prescriptions/", {"ends_on": "1990-01-01"}, 400, "ends_on"),
    ("visits/", value("nprs_current", 11), 400, "measurements[0].value"),
    ("visits/", {"occurred_at": "2001-01-01T10:00:00Z"}, 400, "occurred_at"),
    ("visits/", {"occurred_at": NEVER}, 400, "occurred_at"),
    ("visits/", {"outcome": "vanished"}, 400, "outcome"),
    ("visits/", {"outcome": "no_show"}, 400, "minutes"),
    ("visits/", {"interventions": [{"key": "curse", "minutes": 10}]}, 400, "interventions[0].key"),
    ("visits/", {"interventions": [{"key": "exercise", "minutes": 10}] * 2}, 400, "interventions[1].key"),
    ("visits/", {"rescreen": {"changes": False, "positive": ["curse"]}}, 400, "rescreen.positive"),
    ("sessions/", {"interventions": [{"key": "exercise", "minutes": 241}]}, 400, "interventions[0].minutes"),
    ("assessments/", {"headaches": [{"name": "Band", "days_per_month": 32}]}, 400, "headaches[0].days_per_month"),
    ("assessments/", {"headaches": [{"name": "Band"}] * 2}, 400, "headaches[1].name"),
    ("assessments/", {"headaches": [{"name": "Band", "chosen": ["curse"]}]}, 400, "headaches[0].chosen"),
    ("assessments/", {"headaches": [{"name": "Band", "answers": {"curse": True}}]}, 400, "headaches[0].answers"),
    ("overrides/", {"item": "curse"}, 400, "item"),
    ("overrides/", {"holds_on": "2990-01-01"}, 400, "holds_on"),
    ("overrides/", {"holds_on": "1990-01-01"}, 400, "holds_on"),
    ("overrides/", {"reason": "  "}, 400, "reason"),
    ("reports/", {"from": "2026-02-01", "to": "2026-01-01"}, 400, "from"),
    ("reports/", {"to": "2990-01-01"}, 400, "to"),
    ("reports/", {"episode": None}, 400, "episode"),
]


@pytest.mark.parametrize(("resource", "change", "status", "field"), CASES, ids=lambda x: json.dumps(x)[:60])
def test_what_cannot_be_true_is_refused_at_its_field(ground, resource, change, status, field):
    body = {**sound_bodies(ground)[f"POST {resource}"], **change}
    with ground.nothing_stored():
        answer = ground.send("ana", "POST", f"/api/v1/{resource}", json.dumps(body, default=str).encode())
    assert (answer.status_code, complaint(answer)) == (status, ""), answer.content
    assert any(error.startswith(field) for error in named(answer)), answer.content
    sentences = [words for found in json.loads(answer.content)["errors"].values() for words in found]
    assert all(words.strip('"“')[0].isalnum() and " " in words for words in sentences)


TWICE = {
    "diary-days/": lambda g: {"on": plans.today() - timedelta(days=1)},
    "adherence/": lambda g: {"on": plans.today()},
    "check-ins/": lambda g: {"session": g.rows["needling.CheckIn session"], "hours_after": 24},
    "plans/": lambda g: {"episode": g.rows["patients.EpisodeOfCare"]},
    "prescriptions/": lambda g: {"exercise": "chin_tuck"},
    "overrides/": lambda g: {"episode": g.rows["patients.Override episode"]},
}


@pytest.mark.parametrize("resource", TWICE)
def test_what_is_there_already_is_a_conflict(ground, resource):
    body = {**sound_bodies(ground)[f"POST {resource}"], **TWICE[resource](ground)}
    with ground.nothing_stored():
        answer = ground.send("ana", "POST", f"/api/v1/{resource}", json.dumps(body, default=str).encode())
    assert (answer.status_code, complaint(answer)) == (409, ""), answer.content


FOREIGN = [
    ("sessions/", "episode"), ("assessments/", "episode"), ("plans/", "episode"), ("screenings/", "episode"),
    ("consents/", "episode"), ("clearances/", "episode"), ("certifications/", "episode"), ("prescriptions/", "episode"),
    ("reports/", "episode"), ("adverse-events/", "episode"), ("adverse-events/", "session"), ("check-ins/", "session"),
    ("episodes/", "patient"), ("episodes/", "therapist"), ("diary-days/", "patient"), ("adherence/", "prescription"),
    ("credentials/", "membership"), ("visits/", "episode"), ("overrides/", "episode"), ("sessions/", "supervisor"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "field"), FOREIGN)
def test_what_another_clinic_owns_does_not_exist(ground, resource, field):
    name = "max" if resource == "credentials/" else "ana"
    sound = sound_bodies(ground)[f"POST {resource}"]
    nothing = {**sound, field: "01a20000-0000-7000-8000-000000000000"}
    with ground.nothing_stored():
        answers = [
            ground.send(name, "POST", f"/api/v1/{resource}", json.dumps(body, default=str).encode())
            for body in ({**sound, field: ground.elsewhere[field]}, nothing)
        ]
    assert [answer.status_code for answer in answers] == [400, 400], answers[0].content
    assert named(answers[0]) == named(answers[1]) == {field}
    assert answers[0].content.replace(ground.elsewhere[field].encode(), nothing[field].encode()) == answers[1].content
