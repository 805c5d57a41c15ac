"""Steps that make a new row without an id of the client's keep the promise of an Idempotency-Key too."""

from plans.models import Prescription, TreatmentPlan
from tests.factories import plans as make


def same_twice(program, path, sent):
    first, again = (program.post(path, sent, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200), (first.content, again.content)
    assert first.json()["id"] == again.json()["id"]


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
