"""Steps that make a new row without an id of the client's keep the promise of an Idempotency-Key too."""

from uuid import uuid4

from plans.models import DiaryDay, Prescription, TreatmentPlan
from tests.factories import patients
from tests.factories import plans as make


def same_twice(program, path, sent):
    first, again = (program.post(path, sent, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200), (first.content, again.content)
    assert first.json()["id"] == again.json()["id"]


def test_a_day_that_was_taken_back_is_not_made_again_by_the_same_create(api, cast):
    program = api("ana")
    sent = {"id": str(uuid4()), "patient": str(cast.pia.pk), "on": str(make.today()), "headache": False}
    assert program.post("diary-days/", sent).status_code == 201
    assert program.delete(f"/api/v1/diary-days/{sent['id']}/").status_code == 204
    assert program.post("diary-days/", sent).status_code == 410
    assert not DiaryDay.objects.exists()
    assert program.post("diary-days/", {**sent, "id": str(uuid4())}).status_code == 201


def test_what_is_there_and_not_the_callers_to_see_is_404(api, cast):
    other = patients.patient(cast)
    sent = {"id": str(uuid4()), "patient": str(other.pk), "on": str(make.today()), "headache": False}
    assert api("ana").post("diary-days/", sent).status_code == 201
    assert api("pia").post("diary-days/", sent).status_code == 404


def test_a_new_dose(api, cast):
    old = make.prescription(cast, make.some_episode(cast))
    same_twice(api("ana"), f"prescriptions/{old.pk}/progress/", {"reps": 12})
    other = api("ana").post(f"prescriptions/{old.pk}/progress/", {"reps": 15}, HTTP_IDEMPOTENCY_KEY="once")
    assert other.status_code == 409
    assert Prescription.objects.count() == 2


def test_a_revision(api, cast):
    plan = make.signed_plan(cast, make.some_episode(cast))
    same_twice(api("ana"), f"plans/{plan.pk}/revise/", {})
    assert TreatmentPlan.objects.count() == 2
