"""Prescribing, progressing and stopping exercises, and the clinic's own, over the API."""

import uuid
from datetime import timedelta

import pytest

from plans.fields import DOSE
from plans.models import ClinicExercise, Prescription
from practice.audit import AuditEvent
from tests.factories import plans as make

OWN = {
    "name": "Towel pull", "kind": "stretch", "purpose": "Eases the neck.", "instructions": ["Sit tall.", "Pull."],
    "precautions": "Stop if dizzy.", "dosage": {"sets": 2, "reps": 5},
}  # fmt: skip


@pytest.fixture
def episode(cast):
    return make.some_episode(cast)


def test_an_exercise_comes_with_the_dose_of_the_library(api, episode):
    answer = api("ida").post("prescriptions/", {"episode": episode.pk, "exercise": "chin_tuck"})
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert row["dose"] == "2 sets of 10, hold 5 seconds, 3 times a day, every day"
    assert (row["starts_on"], row["ends_on"]) == (make.today().isoformat(), None)
    assert [e.verb for e in AuditEvent.objects.filter(target_id=row["id"])] == ["exercise.prescribed"]
    given = api("ana").post("prescriptions/", {"episode": episode.pk, "exercise": "ccf_nod", "reps": 4}).json()
    assert (given["reps"], given["sets"], given["dose"]) == (4, None, "4 times")


def test_the_same_exercise_is_not_prescribed_twice_while_it_runs(api, cast, episode):
    make.prescription(cast, episode)
    again = api("ana").post("prescriptions/", {"episode": episode.pk, "exercise": "chin_tuck"})
    assert (again.status_code, again.json()["blockers"][0]["code"]) == (409, "already_prescribed")


def test_a_new_dose_ends_the_old_one_and_starts_another(api, cast, episode):
    old, program = make.prescription(cast, episode), api("ana")
    answer = program.post(f"prescriptions/{old.pk}/progress/", {"reps": 12})
    assert answer.status_code == 201, answer.content
    new = answer.json()
    assert (new["reps"], new["sets"], new["starts_on"]) == (12, 2, make.today().isoformat())
    assert Prescription.objects.get(pk=old.pk).ends_on == make.today()
    active = program.get(f"prescriptions/?episode={episode.pk}&active=true").json()["results"]
    ended = program.get(f"prescriptions/?episode={episode.pk}&active=false").json()["results"]
    assert ([r["id"] for r in active], [r["id"] for r in ended]) == ([new["id"]], [str(old.pk)])
    assert program.post(f"prescriptions/{old.pk}/progress/", {"reps": 15}).status_code == 409
    assert program.post(f"prescriptions/{new['id']}/progress/", {"reps": 0}).status_code == 400


@pytest.mark.parametrize("sent", [{}, {"sets": 2}, {"sets": 2, "reps": 10, "note": ""}])
def test_a_new_dose_says_what_is_new(api, as_page, cast, episode, sent):
    row = make.prescription(cast, episode)
    words = "Change some part of the dose"
    refused = api("ana").post(f"prescriptions/{row.pk}/progress/", sent)
    assert refused.status_code == 400
    assert refused.json()["errors"]["sets"][0].startswith(words)
    shown = {name: value for name in DOSE if (value := getattr(row, name)) is not None}
    page = as_page("ana").post(f"/prescriptions/{row.pk}/dose/", {"version": row.version, **shown})
    assert (page.status_code, words in page.content.decode()) == (400, True)
    assert Prescription.objects.get().ends_on is None
    assert api("ana").post(f"prescriptions/{row.pk}/progress/", {"note": "Slowly."}).json()["reps"] == row.reps


def test_a_patch_ends_it_and_nothing_else(api, cast, episode):
    row, program = make.prescription(cast, episode), api("ida")
    path = f"prescriptions/{row.pk}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"ends_on": make.today()}).status_code == 428
    days = (None, make.today() + timedelta(days=1), row.starts_on - timedelta(days=1))
    for change in ({"reps": 1, "ends_on": make.today()}, {"note": "x"}, *({"ends_on": day} for day in days)):
        assert program.patch(path, change, HTTP_IF_MATCH=tag).status_code == 400, change
    done = program.patch(path, {"ends_on": make.today()}, HTTP_IF_MATCH=tag)
    assert (done.status_code, done.json()["ends_on"]) == (200, make.today().isoformat())
    assert program.patch(path, {"ends_on": make.today()}, HTTP_IF_MATCH=tag).status_code == 412
    assert program.patch(path, {"ends_on": make.today()}, HTTP_IF_MATCH=done["ETag"]).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"exercise": "flying"}, "exercise"), ({"sets": -1}, "sets"), ({"reps": 101}, "reps"),
        ({"days_per_week": 8}, "days_per_week"), ({"hold_seconds": "long"}, "hold_seconds"),
        ({"starts_on": "1999-01-01"}, "starts_on"), ({"starts_on": "2999-01-01"}, "starts_on"),
        ({"episode": str(uuid.uuid4())}, "episode"), ({"colour": 1}, "colour"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field_and_stores_nothing(api, episode, change, field):
    answer = api("ana").post("prescriptions/", {"episode": episode.pk, "exercise": "chin_tuck", **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), answer.content
    assert not Prescription.objects.exists()


def test_roles_own_record_and_other_clinics(api, cast, episode):
    row = make.prescription(cast, episode)
    theirs = make.prescription(cast, make.stranger(cast).episodes.get())
    names = ("ana", "max", "ida", "rui", "pia", "eva")
    assert {n: api(n).get(f"prescriptions/{row.pk}/").status_code for n in names} == {
        "ana": 200, "max": 200, "ida": 200, "rui": 403, "pia": 200, "eva": 404,
    }  # fmt: skip
    assert api("pia").get(f"prescriptions/{theirs.pk}/").status_code == 404
    assert [r["id"] for r in api("pia").get("prescriptions/").json()["results"]] == [str(row.pk)]
    sent = {"episode": episode.pk, "exercise": "ccf_nod"}
    assert {n: api(n).post("prescriptions/", sent).status_code for n in names} == {
        "ana": 201, "max": 403, "ida": 409, "rui": 403, "pia": 403, "eva": 400,
    }  # fmt: skip


def test_the_library_is_cached_by_its_etag_and_grows_with_the_clinic(api, cast):
    program = api("pia")
    first = program.get("exercises/")
    assert (len(first.json()["results"]), first["Cache-Control"]) == (36, "private, max-age=86400")
    assert program.get("exercises/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    added = api("max").post("exercises/", OWN)
    assert added.status_code == 201, added.content
    second = program.get("exercises/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (second.status_code, len(second.json()["results"])) == (200, 37)
    assert len(api("eva").get("exercises/").json()["results"]) == 36
    one = program.get("exercises/own-towel-pull/").json()
    assert (one["origin"], one["dosage"]["reps"], one["dose"]) == ("clinic", 5, "2 sets of 5")
    assert program.get("exercises/chin_tuck/").json()["origin"] == "library"
    assert program.get("exercises/flying/").status_code == 404


def test_the_clinics_own_exercise_is_prescribed_changed_and_retired(api, episode):
    program = api("ana")
    added = program.post("exercises/", OWN)
    path = "exercises/own-towel-pull/"
    row = program.post("prescriptions/", {"episode": episode.pk, "exercise": "own-towel-pull"})
    assert row.json()["dose"] == "2 sets of 5"
    assert program.post("exercises/", OWN).status_code == 409
    assert program.patch(path, {"active": False}).status_code == 428
    changed = program.patch(path, {"active": False, "dosage": {"reps": 6}}, HTTP_IF_MATCH=added["ETag"])
    assert (changed.status_code, changed.json()["dosage"]["reps"]) == (200, 6)
    assert program.patch(path, {"name": "x"}, HTTP_IF_MATCH=added["ETag"]).status_code == 412
    assert program.patch("exercises/chin_tuck/", {"name": "x"}, HTTP_IF_MATCH="*").status_code == 404
    program.patch(f"prescriptions/{row.json()['id']}/", {"ends_on": make.today()}, HTTP_IF_MATCH="*")
    refused = program.post("prescriptions/", {"episode": episode.pk, "exercise": "own-towel-pull"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["exercise"])
    assert {e.verb for e in AuditEvent.objects.filter(target_id=added.json()["id"])} == {
        "exercise.added",
        "exercise.changed",
    }


def test_the_clinics_own_exercises_are_for_managers_and_therapists(api, cast):
    assert {n: api(n).post("exercises/", OWN).status_code for n in ("ida", "rui", "pia", "max", "eva")} == {
        "ida": 403, "rui": 403, "pia": 403, "max": 201, "eva": 201,
    }  # fmt: skip
    assert ClinicExercise.objects.count() == 1
    for change in ({"kind": "magic"}, {"name": ""}, {"instructions": "none"}, {"dosage": {"reps": 999}}, {"key": "x"}):
        assert api("ana").post("exercises/", {**OWN, "name": "Another", **change}).status_code == 400, change
