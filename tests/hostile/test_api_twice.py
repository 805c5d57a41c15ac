"""The same create sent twice: one row, and the second answer says what is stored."""

import pytest

from practice.scoping import new_id
from tests.hostile.bodies import sound_bodies
from tests.hostile.ground import PROBLEM

BODY = {"given_name": "Noor", "family_name": "Person (synthetic)", "date_of_birth": "1990-03-04"}
CREATES = (
    "patients/", "screenings/", "consents/", "clearances/", "assessments/", "prescriptions/", "adherence/", "sessions/",
    "check-ins/", "adverse-events/", "diary-days/", "reports/", "certifications/", "exercises/", "plans/", "episodes/",
    "visits/", "overrides/", "appointments/",
)  # fmt: skip


@pytest.mark.parametrize("resource", CREATES)
def test_the_same_create_again_answers_with_what_is_stored(ground, resource):
    body, path = {**sound_bodies(ground)[f"POST {resource}"], "id": str(new_id())}, f"/api/v1/{resource}"
    with ground.all_taken_back():
        first, again = (ground.programs["ana"].post(path, sent) for sent in (body, dict(reversed(body.items()))))
        changed = ground.programs["ana"].post(path, {**body, "colour": "blue"})
    assert first.status_code in (201, 202), first.content
    assert (again.status_code, again.json()["id"], again["ETag"]) == (200, body["id"], first["ETag"])
    assert (changed.status_code, changed["Content-Type"]) == (409, PROBLEM)


@pytest.mark.parametrize("resource", CREATES)
def test_a_key_gives_the_same_promise_to_creates_without_an_id(ground, resource):
    body, path = sound_bodies(ground)[f"POST {resource}"], f"/api/v1/{resource}"
    with ground.all_taken_back():
        first, again = (ground.programs["ana"].post(path, body, HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2))
        changed = ground.programs["ana"].post(path, {**body, "colour": "blue"}, HTTP_IDEMPOTENCY_KEY="k1")
    assert first.status_code in (201, 202), first.content
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert changed.status_code == 409
