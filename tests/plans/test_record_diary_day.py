"""Keeping the headache diary over the API.

Rules: plans.rules.diary.require_recordable_day.
"""

import uuid
from datetime import timedelta

import pytest

from plans.models import DiaryDay
from practice.audit import AuditEvent
from tests.factories import plans as make

BAD = {"headache": True, "intensity": 7, "hours": 3.5, "medicines": ["triptan"], "note": "After work"}


def back(days):
    return make.today() - timedelta(days=days)


def test_a_headache_free_day_is_one_short_message(api, cast):
    answer = api("pia").post("diary-days/", {"on": make.today(), "headache": False})
    assert answer.status_code == 201, answer.content
    assert (answer.json()["patient"], answer.json()["medicines"]) == (str(cast.pia.pk), [])
    assert [e.verb for e in AuditEvent.objects.filter(target_id=answer.json()["id"])] == ["diary.recorded"]


def test_a_second_post_for_the_day_names_the_first_and_a_put_changes_it(api):
    program = api("pia")
    first = program.post("diary-days/", {"on": make.today(), **BAD})
    assert (first.status_code, first.json()["hours"]) == (201, 3.5), first.content
    again = program.post("diary-days/", {"on": make.today(), "headache": False})
    assert (again.status_code, again.json()["existing"]) == (409, first.json()["id"])
    path = f"diary-days/{first.json()['id']}/"
    assert program.patch(path, {"headache": False}).status_code == 428
    changed = program.put(path, {"on": make.today(), "headache": False}, HTTP_IF_MATCH=first["ETag"])
    assert (changed.status_code, changed.json()["intensity"], changed.json()["hours"]) == (200, None, None)
    assert program.patch(path, {"note": "x"}, HTTP_IF_MATCH=first["ETag"]).status_code == 412
    assert program.patch(path, {"on": back(1)}, HTTP_IF_MATCH="*").status_code == 409


def test_the_same_message_sent_twice_is_kept_once(api):
    program, body = api("pia"), {"id": str(uuid.uuid4()), "on": make.today(), "headache": False}
    first, again = program.post("diary-days/", body), program.post("diary-days/", body)
    assert (first.status_code, again.status_code, DiaryDay.objects.count()) == (201, 200, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": "2999-01-01"}, "on"), ({"on": "1999-01-01"}, "on"), ({"on": None}, "on"), ({"on": "today"}, "on"),
        ({"headache": "perhaps"}, "headache"), ({"intensity": 11}, "intensity"), ({"intensity": -1}, "intensity"),
        ({"intensity": 0}, "intensity"), ({"hours": 25}, "hours"), ({"hours": -1}, "hours"),
        ({"medicines": ["beer"]}, "medicines[0]"), ({"medicines": ["simple", "simple"]}, "medicines"),
        ({"headache": False, "hours": None}, "intensity"), ({"headache": False, "intensity": None}, "hours"),
        ({"patient": str(uuid.uuid4())}, "patient"), ({"mood": 1}, "mood"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field_and_stores_nothing(api, db, change, field):
    answer = api("pia").post("diary-days/", {"on": make.today(), **BAD, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), answer.content
    assert not DiaryDay.objects.exists()


def test_patients_look_back_28_days_and_the_clinic_two_years(api, cast):
    assert api("pia").post("diary-days/", {"on": back(28), "headache": False}).status_code == 201
    assert api("pia").post("diary-days/", {"on": back(29), "headache": False}).status_code == 400
    body = {"patient": cast.pia.pk, "headache": False}
    assert api("ida").post("diary-days/", {**body, "on": back(29)}).status_code == 201
    assert api("ida").post("diary-days/", {**body, "on": back(731)}).status_code == 400


def test_days_are_filtered_by_patient_and_date_newest_first(api, cast):
    for days in (0, 3, 9):
        make.diary_day(cast, back(days))
    rows = api("ana").get(f"diary-days/?patient={cast.pia.pk}&from={back(5)}&to={back(0)}").json()["results"]
    assert [row["on"] for row in rows] == [back(0).isoformat(), back(3).isoformat()]


def test_roles_own_record_and_other_clinics(api, cast):
    other, mine = make.stranger(cast), make.diary_day(cast, back(1))
    theirs = DiaryDay.objects.create(patient=other, on=back(1), headache=True)
    names = ("ana", "max", "ida", "rui", "pia", "eva")
    assert {n: api(n).get(f"diary-days/{mine.pk}/").status_code for n in names} == {
        "ana": 200, "max": 200, "ida": 200, "rui": 403, "pia": 200, "eva": 404,
    }  # fmt: skip
    assert api("pia").get(f"diary-days/{theirs.pk}/").status_code == 404
    assert api("pia").patch(f"diary-days/{theirs.pk}/", {"note": "x"}, HTTP_IF_MATCH="*").status_code == 404
    body = {"patient": cast.pia.pk, "on": back(0), "headache": False}
    assert {n: api(n).post("diary-days/", body).status_code for n in ("max", "rui", "eva", "ida")} == {
        "max": 403, "rui": 403, "eva": 400, "ida": 201,
    }  # fmt: skip
    assert api("pia").post("diary-days/", {**body, "patient": other.pk}).status_code == 400
    assert api("ana").post("diary-days/", {"on": back(0), "headache": False}).status_code == 400
