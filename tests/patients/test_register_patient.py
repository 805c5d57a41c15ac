"""Registering a patient."""

import uuid

from patients.models import Patient
from practice.audit import AuditEvent
from tests.factories import patients as make

DETAILS = {"given_name": "José", "family_name": "Ångström (synthetic)", "date_of_birth": "1980-02-29", "sex": "male"}


def test_a_program_registers_a_patient_and_leaves_one_event(api):
    answer = api("rui").post("patients/", DETAILS)
    assert answer.status_code == 201, answer.content
    patient = Patient.objects.get(pk=answer.json()["id"])
    assert patient.search_name == "jose angstrom (synthetic)"
    assert [e.verb for e in AuditEvent.objects.filter(target_id=patient.pk)] == ["patient.registered"]


def test_the_same_create_again_answers_200_and_other_content_409(api):
    program, sent = api("rui"), {"id": str(uuid.uuid4()), **DETAILS}
    first, again = program.post("patients/", sent), program.post("patients/", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = program.post("patients/", {**sent, "given_name": "Other"})
    assert other.status_code == 409
    assert other["Content-Type"] == "application/problem+json"


def test_an_idempotency_key_gives_the_same_promise(api):
    program = api("rui")
    first = program.post("patients/", DETAILS, HTTP_IDEMPOTENCY_KEY="k1")
    again = program.post("patients/", DETAILS, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 200, first.json()["id"])


def test_a_change_needs_the_version_that_was_read(api, cast):
    program, path = api("rui"), f"patients/{cast.pia.pk}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"phone": "1"}).status_code == 428
    assert program.patch(path, {"phone": "1"}, HTTP_IF_MATCH=tag).status_code == 200
    assert program.patch(path, {"phone": "2"}, HTTP_IF_MATCH=tag).status_code == 412
    assert Patient.objects.get(pk=cast.pia.pk).phone == "1"


def test_bad_input_names_the_fields_and_stores_nothing(api):
    answer = api("rui").post("patients/", {**DETAILS, "date_of_birth": "2999-01-01"})
    assert answer.status_code == 400
    assert answer.json()["errors"]["date_of_birth"] == ["The date of birth lies in the future. Check the year."]
    unknown = api("rui").post("patients/", {**DETAILS, "colour": "blue", "sex": "x"})
    assert set(unknown.json()["errors"]) == {"colour", "sex"}
    assert Patient.objects.count() == 1


def test_roles_and_other_clinics(api, cast):
    path = f"patients/{cast.pia.pk}/"
    assert {n: api(n).get(path).status_code for n in ("ana", "rui", "max", "ida", "pia", "eva")} == {
        "ana": 200, "rui": 200, "max": 200, "ida": 200, "pia": 200, "eva": 404,
    }  # fmt: skip
    assert {n: api(n).post("patients/", DETAILS).status_code for n in ("ana", "ida", "pia")} == {
        "ana": 201, "ida": 403, "pia": 403,
    }  # fmt: skip


def test_patients_see_their_own_record_only(api, cast):
    api("rui").post("patients/", DETAILS)
    assert [row["id"] for row in api("pia").get("patients/").json()["results"]] == [str(cast.pia.pk)]


def test_each_filter_means_what_it_says(api, cast):
    episode = make.ready_episode(cast)
    other = make.patient(cast)
    program = api("ana")

    def found(**query):
        return {row["id"] for row in program.get("patients/", query).json()["results"]}

    pia = str(cast.pia.pk)
    assert found() == {pia, str(other.pk)}
    assert found(q="pía") == found(q="1985-05-17") == found(condition=episode.condition) == {pia}
    assert found(status="none") == {str(other.pk)}
    assert found(therapist=str(cast.members["ana"].pk)) == {pia}
    assert found(updated_since="2999-01-01T00:00:00Z") == set()
    for query in ({"status": "x"}, {"therapist": str(cast.members["eva"].pk)}, {"updated_since": "x"}, {"x": "1"}):
        assert program.get("patients/", query).status_code == 400
    assert api("rui").get("patients/", {"condition": "tth_chronic"}).status_code == 403


def test_names_that_say_nothing_are_refused(api):
    answer = api("rui").post("patients/", {**DETAILS, "given_name": "   "})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["given_name"])
