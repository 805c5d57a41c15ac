"""What another clinic owns is not there: in paths, bodies and filters; what a role may not do is 403."""

import pytest

from tests.contract.journal import ago, day

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
DETAIL = (
    "patients",
    "episodes",
    "screenings",
    "consents",
    "assessments",
    "sessions",
    "plans",
    "goals",
    "prescriptions",
)


@pytest.fixture(scope="module")
def foreign(sign_in):
    """Resource → the id of one of Summit's rows."""
    there = sign_in("therapist", "summit")
    found = {name: there.get(f"{name}/?page_size=1")["results"] for name in DETAIL}
    return {name: rows[0]["id"] for name, rows in found.items() if rows}


def test_the_other_clinic_has_rows_to_hide(foreign):
    assert {"patients", "episodes", "screenings", "consents", "assessments", "sessions", "plans", "goals"} <= set(
        foreign
    )


@pytest.mark.parametrize("name", DETAIL)
def test_another_clinics_row_is_404_in_a_path(foreign, therapist, new_id, name):
    for key in (foreign.get(name, new_id()), new_id()):
        answers = [therapist.send("GET", f"{name}/{key}/")]
        if name not in ("screenings", "consents"):
            answers.append(therapist.send("PATCH", f"{name}/{key}/", {"note": "x"}, If_Match='"1"'))
        for answer in answers:
            assert answer.status_code == 404
            assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["episodes/{}/progress/", "episodes/{}/timeline/", "sessions/prefill/?episode={}"],
)
def test_another_clinics_episode_is_404_everywhere(foreign, therapist, path):
    assert therapist.send("GET", path.format(foreign["episodes"])).status_code == 404


@pytest.mark.parametrize("step", ["sessions/{}/sign/", "assessments/{}/sign/", "plans/{}/sign/", "sessions/{}/addenda/",
                                  "episodes/{}/discharge/", "consents/{}/withdraw/"])  # fmt: skip
def test_another_clinics_row_takes_no_step(foreign, therapist, step):
    answer = therapist.send("POST", step.format(foreign[step.split("/")[0]]), {})
    assert answer.status_code == 404


def test_another_clinics_id_in_a_body_does_not_exist(foreign, therapist, new_id):
    bodies = {
        "episodes": {"patient": foreign["patients"], "condition": "tth_chronic", "started_on": day()},
        "sessions": {"episode": foreign["episodes"], "occurred_at": ago(minutes=5)},
        "assessments": {"episode": foreign["episodes"], "occurred_at": ago(minutes=5)},
        "plans": {"episode": foreign["episodes"], "starts_on": day(), "duration_weeks": 6},
        "prescriptions": {"episode": foreign["episodes"], "exercise": "ccf_nod"},
        "diary-days": {"patient": foreign["patients"], "on": day(), "headache": False},
        "reports": {"kind": "progress", "episode": foreign["episodes"]},
    }
    for name, body in bodies.items():
        field = "patient" if "patient" in body else "episode"
        there, nowhere = (therapist.send("POST", f"{name}/", {**body, field: key}) for key in (body[field], new_id()))
        assert there.status_code == nowhere.status_code == 400, name
        assert there.json()["errors"] == nowhere.json()["errors"], name
        assert field in there.json()["errors"], name


def test_another_clinics_id_in_a_filter_says_what_a_made_up_one_says(foreign, therapist, new_id):
    for name in ("sessions", "assessments", "measurements", "screenings", "plans", "goals", "prescriptions", "reports"):
        there, nowhere = (therapist.send("GET", f"{name}/?episode={key}") for key in (foreign["episodes"], new_id()))
        assert there.status_code == nowhere.status_code, name
        assert there.json().get("results") == nowhere.json().get("results"), name
        assert there.json().get("errors") == nowhere.json().get("errors"), name
        assert not there.json().get("results"), name


@pytest.mark.parametrize(
    ("role", "method", "path", "body"),
    [
        ("frontdesk", "GET", "sessions/", None),
        ("frontdesk", "GET", "assessments/", None),
        ("frontdesk", "GET", "measurements/", None),
        ("frontdesk", "POST", "sessions/", {}),
        ("frontdesk", "GET", "clinic/progress/", None),
        ("assistant", "POST", "sessions/", {}),
        ("assistant", "POST", "plans/", {}),
        ("manager", "POST", "sessions/", {}),
        ("patient", "GET", "clinic/progress/", None),
        ("patient", "GET", "worklist/", None),
        ("patient", "POST", "sessions/", {}),
        ("therapist", "POST", "credentials/", {}),
    ],
)
def test_what_a_role_may_not_do_is_403(sign_in, role, method, path, body):
    answer = sign_in(role).send(method, path, body)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "detail"}
    assert answer.json()["status"] == 403


def test_a_patient_sees_the_own_record_alone(sign_in, episode):
    patient = sign_in("patient")
    me = patient.get("me/")["patient"]
    assert {row["id"] for row in patient.get("patients/")["results"]} == {me}
    assert patient.send("GET", f"episodes/{episode}/progress/").status_code == 404
    assert {day["patient"] for day in patient.get("diary-days/")["results"]} <= {me}
