"""`appointments/`: the same services as the pages, with the promises of every write."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from patients.models import Appointment
from tests.factories import patients as make
from tests.factories.appointments import LENGTH, at, begun, booked


def body(cast, begin=None, **more):
    begin = begin or at(cast, 10)
    return {
        "patient": str(cast.pia.pk), "therapist": str(cast.members["ana"].pk), "starts_at": begin.isoformat(),
        "ends_at": (begin + LENGTH).isoformat(), **more,
    }  # fmt: skip


def test_a_booking_sent_twice_is_one(cast, api):
    program, sent = api("rui"), body(cast, id=str(uuid4()), note="Interpreter")
    first, again = program.post("appointments/", sent), program.post("appointments/", sent)
    other = program.post("appointments/", {**sent, "note": "Other"})
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 409]
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["kind"], first["ETag"]) == ("booked", "treatment", '"1"')
    keyed = {"headers": {"Idempotency-Key": "k1"}}
    later = body(cast, at(cast, 11))
    assert [program.post("appointments/", later, **keyed).status_code for _ in range(2)] == [201, 200]
    assert Appointment.objects.count() == 2


def test_a_taken_time_is_409_with_whose_it_is(cast, api):
    booked(cast)
    answer = api("rui").post("appointments/", body(cast, at(cast, 10, 15)))
    assert answer.status_code == 409
    assert {blocker["code"] for blocker in answer.json()["blockers"]} == {"therapist_taken", "patient_taken"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends_at": "2020-01-01T10:00:00Z"}, "ends_at"), ({"starts_at": "2026-01-01"}, "starts_at"),
        ({"starts_at": "2020-01-01T10:00:00Z", "ends_at": "2020-01-01T10:30:00Z"}, "starts_at"),
        ({"kind": "party"}, "kind"), ({"state": "done"}, "state"), ({"note": "x" * 301}, "note"),
        ({"therapist": str(uuid4())}, "therapist"), ({"patient": None}, "patient"), ({"colour": "blue"}, "colour"),
    ],
)  # fmt: skip
def test_bad_input_is_400_at_its_field(cast, api, more, field):
    answer = api("rui").post("appointments/", body(cast, **more))
    assert (answer.status_code, field in answer.json()["errors"]) == (400, True), answer.content
    assert not Appointment.objects.exists()


def test_a_change_names_its_version_and_keeps_the_length(cast, api):
    row, program = booked(cast), api("ana")
    path, later = f"appointments/{row.pk}/", {"starts_at": at(cast, 15).isoformat()}
    assert program.patch(path, later).status_code == 428
    assert program.patch(path, later, headers={"If-Match": '"9"'}).status_code == 412
    answer = program.patch(path, later, headers={"If-Match": '"1"'})
    row.refresh_from_db()
    assert (answer.status_code, row.starts_at, row.ends_at) == (200, at(cast, 15), at(cast, 15, 30))
    assert answer["ETag"] == '"2"'
    other = program.patch(path, {"patient": str(make.patient(cast).pk)}, headers={"If-Match": '"2"'})
    assert (other.status_code, list(other.json()["errors"])) == (400, ["patient"])


@time_machine.travel("2026-11-26 20:00:00+00:00", tick=False)
def test_each_step_has_its_address_and_heeds_the_version(cast, api):
    row, program = begun(cast), api("rui")
    stale = program.post(f"appointments/{row.pk}/arrive/", headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    steps = [
        ("arrive", "waiting"),
        ("start", "in_treatment"),
        ("finish", "done"),
        ("restore", "booked"),
        ("no-show", "no_show"),
    ]
    for step, state in [*steps, ("restore", "booked")]:
        answer = program.post(f"appointments/{row.pk}/{step}/")
        assert (answer.status_code, answer.json()["state"]) == (200, state), step
    refused = program.post(f"appointments/{row.pk}/cancel/", {})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reason"])
    gone = program.post(f"appointments/{row.pk}/cancel/", {"reason": "Ill"}).json()
    assert (gone["state"], gone["reason"]) == ("cancelled", "Ill")
    assert program.post(f"appointments/{row.pk}/start/").json()["blockers"][0]["code"] == "no_such_step"


@pytest.mark.parametrize(("name", "reads", "writes"), [("ida", 200, 403), ("pia", 200, 403), ("max", 200, 201)])
def test_who_may(cast, api, name, reads, writes):
    program = api(name)
    assert program.get("appointments/").status_code == reads
    assert program.post("appointments/", body(cast)).status_code == writes


def test_patients_read_their_own_without_the_teams_words(cast, api):
    mine, other = booked(cast, note="Owes a form"), booked(cast, at(cast, 11), patient=make.patient(cast))
    program = api("pia")
    [found] = program.get("appointments/").json()["results"]
    assert (found["id"], found["note"]) == (str(mine.pk), "")
    assert program.get(f"appointments/{mine.pk}/").json()["note"] == ""
    assert program.get(f"appointments/{other.pk}/").status_code == 404
    assert api("rui").get(f"appointments/{mine.pk}/").json()["note"] == "Owes a form"


def test_lists_are_by_time_and_filtered_by_what_they_say(cast, api):
    late, early = booked(cast, at(cast, 15)), booked(cast, at(cast, 9))
    beyond = booked(cast, at(cast, 9, days=3), patient=make.patient(cast))
    program, tomorrow = api("ana"), (make.today(cast) + timedelta(days=1)).isoformat()

    def found(**query):
        return [row["id"] for row in program.get("appointments/", query).json()["results"]]

    ids = {name: str(row.pk) for name, row in (("late", late), ("early", early), ("beyond", beyond))}
    assert found() == [ids["early"], ids["late"], ids["beyond"]]
    assert found(day=tomorrow) == [ids["early"], ids["late"]]
    assert found(patient=beyond.patient_id) == [ids["beyond"]]
    assert found(therapist=cast.members["ida"].pk) == found(state="done") == []
    assert found(starts_from=at(cast, 15).isoformat()) == [ids["late"], ids["beyond"]]
    assert found(starts_to=at(cast, 9).isoformat()) == [ids["early"]]
    assert program.get("appointments/", {"day": "x"}).status_code == 400
    assert program.get("appointments/", {"day": "9999-12-31"}).status_code == 200
    page = program.get("appointments/", {"page_size": 1}).json()
    assert program.get(page["next"].replace("http://testserver", "")).json()["results"][0]["id"] == ids["late"]
