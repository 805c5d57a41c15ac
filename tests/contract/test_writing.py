"""The rules for every write: ids of the client, repeated creates, versions, and bad input."""

import pytest
import requests

from tests.contract.journal import SESSION, ago, day

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
PERSON = {"given_name": "Ines", "family_name": "Twice (synthetic)", "date_of_birth": "1990-01-01", "sex": "female"}


@pytest.fixture(scope="module")
def records(clinic, therapist, sign_in, episode):
    """For every resource that can be changed: who may, one row's path, and a change that is allowed."""
    draft = clinic.bare_episode()
    manager = sign_in("manager")
    prescription = therapist.create("prescriptions/", {"episode": episode, "exercise": "ccf_nod"})
    done = {"prescription": prescription["id"], "on": day(), "done": "done"}
    own = {"name": f"Towel turn {ago()}", "kind": "mobility", "instructions": ["Turn slowly."]}
    event = {"episode": episode, "key": "bruising", "grade": "mild", "occurred_at": ago(minutes=10)}
    patient = clinic.patient()["id"]
    diary = {"patient": patient, "on": day(), "headache": False}
    plan = clinic.planned(draft)
    person = next(m for m in manager.get("memberships/")["results"] if "assistant" in m["roles"])
    licence = next(c for c in manager.get("credentials/")["results"])
    rows = {
        "patients": (therapist, patient, {"phone": "+1 206 555 0100"}),
        "episodes": (therapist, draft, {"icd10": ["G44.221"]}),
        "assessments": (therapist, clinic.assessed(draft)["id"], {"posture": "Upright."}),
        "sessions": (therapist, clinic.session(draft)["id"], {"note": "Changed."}),
        "plans": (therapist, plan["id"], {"interventions": "Needling and exercise."}),
        "goals": (therapist, plan["goals"][0]["id"], {"target": 9}),
        "prescriptions": (therapist, prescription["id"], {"ends_on": day()}),
        "diary-days": (therapist, therapist.create("diary-days/", diary)["id"], {"note": "Slept well."}),
        "adverse-events": (therapist, therapist.create("adverse-events/", event)["id"], {"action_taken": "Ice."}),
        "memberships": (manager, person["id"], {"suffix": "PTA"}),
        "credentials": (manager, licence["id"], {"number": "SYN-CHANGED"}),
    }
    library = therapist.send("POST", "exercises/", own)
    assert library.status_code == 201, library.text
    rows["exercises"] = (therapist, library.json()["key"], {"instructions": ["Turn slowly, five times."]})
    reported = therapist.send("POST", "adherence/", done)
    assert reported.status_code == 201, reported.text
    rows["adherence"] = (therapist, reported.json()["id"], {"done": "partly"})
    return rows


CHANGEABLE = (
    "patients", "episodes", "assessments", "sessions", "plans", "goals", "adherence", "diary-days", "adverse-events",
    "exercises", "memberships", "credentials", "prescriptions",
)  # fmt: skip


@pytest.mark.parametrize("name", CHANGEABLE)
def test_a_change_names_the_version_that_was_read(records, name):
    program, key, change = records[name]
    path = f"{name}/{key}/"
    before = program.send("GET", path)
    tag = before.headers["ETag"]
    for method in ("PATCH", "PUT"):
        assert program.send(method, path, change).status_code == 428, method
        assert program.send(method, path, change, If_Match='"999999"').status_code == 412, method
    assert program.send("GET", path).json() == before.json()
    changed = program.send("PATCH", path, change, If_Match=tag)
    assert changed.status_code == 200, changed.text
    assert changed.headers["ETag"] != tag
    assert {field: changed.json()[field] for field in change} == change
    assert program.send("GET", path).headers["ETag"] == changed.headers["ETag"]
    assert program.send("PATCH", path, change, If_Match=tag).status_code == 412


def test_objects_that_never_change_have_an_etag_too(therapist, clinic, episode):
    for path in (
        f"screenings/{clinic.screened(episode)['id']}/",
        f"consents/{clinic.agreed(episode)['id']}/",
        f"reports/{therapist.create('reports/', {'kind': 'progress', 'episode': episode}, status=202)['id']}/",
    ):
        assert therapist.send("GET", path).headers["ETag"], path


def creates(clinic, episode, therapist):
    """Resource → the body of a create, for everything that can be created over the API."""
    session = {"episode": episode, "occurred_at": ago(minutes=15), **SESSION}
    return {
        "patients": {**PERSON, "family_name": "Again (synthetic)"},
        "episodes": {"patient": clinic.patient()["id"], "condition": "tth_episodic", "started_on": day()},
        "screenings": {"episode": episode, "answered_at": ago(minutes=40), "positive": [], "red_flags": []},
        "consents": {"episode": episode, "signed_on": day(), "signed_how": "paper", "signed_name": "Nora Contract"},
        "assessments": {"episode": episode, "occurred_at": ago(minutes=30), "complaint": "Ache"},
        "sessions": session,
        "plans": {"episode": clinic.bare_episode(), "starts_on": day(), "duration_weeks": 6, "visits_per_week": 1},
        "prescriptions": {"episode": episode, "exercise": "chin_tuck"},
        "diary-days": {"patient": clinic.patient()["id"], "on": day(), "headache": False},
        "adverse-events": {"episode": episode, "key": "bruising", "grade": "mild", "occurred_at": ago(minutes=5)},
        "check-ins": {"session": signed_session(clinic, episode), "hours_after": 2, "soreness": 2},
        "reports": {"kind": "progress", "episode": episode, "format": "pdf"},
    }


def signed_session(clinic, episode):
    made = clinic.session(episode, occurred_at=ago(hours=3))
    return clinic.signed(f"sessions/{made['id']}/")["id"]


@pytest.fixture(scope="module")
def bodies(clinic, episode, therapist):
    return creates(clinic, clinic.treatable_episode(), therapist)


RESOURCES = (
    "patients", "episodes", "screenings", "consents", "assessments", "sessions", "plans", "prescriptions",
    "diary-days", "adverse-events", "check-ins", "reports",
)  # fmt: skip


@pytest.mark.parametrize("name", RESOURCES)
def test_the_same_create_again_answers_200_and_other_content_409(bodies, therapist, new_id, name):
    body = {"id": new_id(), **bodies[name]}
    first = therapist.send("POST", f"{name}/", body)
    assert first.status_code == (202 if name == "reports" else 201), first.text
    assert first.json()["id"] == body["id"]
    assert first.headers["ETag"]
    again = therapist.send("POST", f"{name}/", body)
    assert again.status_code == 200, again.text
    assert again.json()["id"] == body["id"]
    assert volatile(again.json()) == volatile(first.json())
    field, value = OTHER[name]
    other = therapist.send("POST", f"{name}/", {**body, field: value})
    assert other.status_code == 409, other.text
    assert other.headers["Content-Type"] == "application/problem+json"
    if name != "reports":
        assert volatile(therapist.get(f"{name}/{body['id']}/")) == volatile(first.json())


def volatile(row):
    """Without what a worker changes meanwhile."""
    return {name: value for name, value in row.items() if name not in ("state", "progress", "updated_at", "attempts",
            "finished_at", "file", "sha256", "pages", "size", "state_label")}  # fmt: skip


OTHER = {
    "patients": ("given_name", "Somebody else"), "episodes": ("condition", "tth_chronic"),
    "screenings": ("positive", ["diabetes"]), "consents": ("signed_name", "Another"),
    "assessments": ("complaint", "Another"), "sessions": ("note", "Another"), "plans": ("visits_per_week", 2),
    "prescriptions": ("exercise", "ut_stretch"), "diary-days": ("headache", True),
    "adverse-events": ("key", "fainting"), "check-ins": ("soreness", 3), "reports": ("format", "csv"),
}  # fmt: skip


def test_an_idempotency_key_makes_the_same_promise_without_an_id(therapist):
    key = {"Idempotency_Key": f"contract-{ago()}"}
    first = therapist.send("POST", "patients/", PERSON, **key)
    again = therapist.send("POST", "patients/", PERSON, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = therapist.send("POST", "patients/", {**PERSON, "given_name": "Other"}, **key)
    assert other.status_code == 409
    somebody_else = therapist.send("POST", "patients/", PERSON)
    assert somebody_else.json()["id"] != first.json()["id"]


def test_an_idempotency_key_is_its_members_own(therapist, sign_in):
    key = {"Idempotency_Key": f"shared-{ago()}"}
    person = {**PERSON, "family_name": "Shared (synthetic)"}
    mine = therapist.send("POST", "patients/", person, **key)
    theirs = sign_in("frontdesk").send("POST", "patients/", person, **key)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]


def test_a_refused_create_leaves_its_key_and_its_id_free(therapist, new_id):
    key, known = {"Idempotency_Key": f"free-{ago()}"}, new_id()
    one, other = ({**PERSON, "family_name": f"Free {name} (synthetic)"} for name in ("key", "id"))
    assert therapist.send("POST", "patients/", {**one, "sex": "x"}, **key).status_code == 400
    assert therapist.send("POST", "patients/", one, **key).status_code == 201
    assert therapist.send("POST", "patients/", {**other, "id": known, "sex": "x"}).status_code == 400
    assert therapist.send("POST", "patients/", {**other, "id": known}).status_code == 201


def test_a_namesake_born_on_the_same_day_is_asked_about_once(therapist, new_id):
    twin = {**PERSON, "family_name": "Namesake (synthetic)"}
    first = therapist.send("POST", "patients/", {**twin, "id": new_id()})
    assert first.status_code == 201
    asked = therapist.send("POST", "patients/", {**twin, "id": new_id(), "confirm_duplicate": False})
    assert (asked.status_code, asked.headers["Content-Type"]) == (409, "application/problem+json")
    assert [blocker["code"] for blocker in asked.json()["blockers"]] == ["possible_duplicate"]
    assert asked.json()["candidates"] == [first.json()["id"]]
    made = therapist.send("POST", "patients/", {**twin, "id": new_id()})
    assert (made.status_code, made.json()["possible_duplicates"]) == (201, [first.json()["id"]])
    for other in ({"date_of_birth": "1990-01-02"}, {"given_name": "Inka"}):
        assert therapist.send("POST", "patients/", {**twin, **other}).status_code == 201


def test_a_signature_with_a_stale_version_changes_nothing(clinic, therapist):
    for path in assessment_and_plan(clinic):
        assert therapist.send("POST", f"{path}sign/", If_Match='"999999"').status_code == 412
        assert not therapist.get(path).get("signed_at")
        tag = therapist.send("GET", path).headers["ETag"]
        assert therapist.send("POST", f"{path}sign/", If_Match=tag).status_code == 200


def assessment_and_plan(clinic):
    episode = clinic.bare_episode()
    clinic.screened(episode)
    return f"assessments/{clinic.assessed(episode)['id']}/", f"plans/{clinic.planned(episode)['id']}/"


def test_bad_input_is_400_with_each_field_and_leaves_nothing_behind(therapist, new_id):
    wrong = {"id": new_id(), "given_name": "", "family_name": "X" * 5000, "date_of_birth": "tomorrow", "sexe": "f"}
    answer = therapist.send("POST", "patients/", wrong)
    assert answer.status_code == 400
    said = answer.json()
    assert {"given_name", "family_name", "date_of_birth", "sexe"} <= set(said["errors"])
    assert all(isinstance(word, str) for words in said["errors"].values() for word in words)
    assert therapist.send("GET", f"patients/{wrong['id']}/").status_code == 404


def test_what_is_no_json_is_a_problem_and_no_500(live_app, therapist):
    for body in (b"{", b"[]", b'{"given_name": NaN}', b"\xff\xfe", b'"text"', b""):
        answer = requests.post(f"{live_app}/api/v1/patients/", body, timeout=30, headers={
            "Content-Type": "application/json", "Authorization": therapist.http.headers["Authorization"]})  # fmt: skip
        assert answer.status_code == 400, body
        assert {"type", "title", "status", "detail"} <= set(answer.json())


def test_an_update_that_is_refused_leaves_the_row(therapist, clinic):
    path = f"patients/{clinic.patient()['id']}/"
    before = therapist.send("GET", path)
    answer = therapist.send("PATCH", path, {"given_name": "New", "sex": "x"}, If_Match=before.headers["ETag"])
    assert answer.status_code == 400
    assert therapist.get(path) == before.json()
