"""Registering a patient."""

import uuid

import pytest
from django.utils import timezone

from patients import services
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


def test_a_namesake_born_on_the_same_day_is_asked_about_by_every_door(api, as_page, cast):
    program = api("rui")
    first = program.post("patients/", DETAILS).json()["id"]
    asking = {**DETAILS, "confirm_duplicate": False}
    asked = program.post("patients/", {**asking, "given_name": "Jose", "id": str(uuid.uuid4())})
    assert (asked.status_code, asked.json()["candidates"]) == (409, [first])
    assert [blocker["code"] for blocker in asked.json()["blockers"]] == ["possible_duplicate"]
    shown = as_page("rui").post("/patients/new/", DETAILS).content.decode()
    assert asked.json()["detail"] in shown.replace("&#x27;", "'")
    assert Patient.objects.count() == 2
    made = program.post("patients/", DETAILS)
    assert (made.status_code, made.json()["possible_duplicates"]) == (201, [first])
    assert program.get(f"patients/{first}/").json()["possible_duplicates"] == [made.json()["id"]]


@pytest.mark.parametrize("other", [{"given_name": "Josef"}, {"date_of_birth": "1980-02-28"}, {"family_name": "Ang"}])
def test_another_name_or_birth_date_is_somebody_else(api, other):
    assert api("rui").post("patients/", DETAILS).status_code == 201
    assert api("rui").post("patients/", {**DETAILS, **other}).status_code == 201


def test_a_repeated_create_is_no_namesake(api):
    program, chosen = api("rui"), {**DETAILS, "id": str(uuid.uuid4())}
    assert [program.post("patients/", chosen).status_code for _ in range(3)] == [201, 200, 200]


def test_whoever_becomes_a_namesake_by_a_change_is_asked_about(api, as_page, cast):
    program = api("rui")
    known = program.post("patients/", DETAILS).json()["id"]
    other = program.post("patients/", {**DETAILS, "given_name": "Jo"})
    address, told = f"patients/{other.json()['id']}/", {"given_name": "José"}
    asked = program.patch(address, {**told, "confirm_duplicate": False}, HTTP_IF_MATCH=other["ETag"])
    assert (asked.status_code, asked.json()["candidates"]) == (409, [known])
    assert program.patch(address, {"phone": "1"}, HTTP_IF_MATCH=other["ETag"]).status_code == 200
    page = as_page("rui").post(f"/{address}edit/", {**DETAILS, "version": 2})
    assert page.status_code == 400
    assert f"/patients/{other.json()['id']}/merge/?other={known}" in page.content.decode()
    tag = program.get(address)["ETag"]
    assert program.patch(address, told, HTTP_IF_MATCH=tag).status_code == 200


def test_a_namesake_of_a_merged_record_is_led_to_the_one_that_stays(api, cast):
    old = make.patient(cast, given_name="Pia", family_name="Maiden (synthetic)", date_of_birth=cast.pia.date_of_birth)
    services.merge_patients(actor=cast.actor("rui"), kept=cast.pia, merged=old, reason="Married.", now=timezone.now())
    told = {**DETAILS, "given_name": "Pia", "family_name": "Maiden", "date_of_birth": "1985-05-17"}
    assert api("rui").post("patients/", told).json()["possible_duplicates"] == [str(cast.pia.pk)]
