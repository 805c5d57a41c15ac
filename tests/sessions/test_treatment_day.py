"""What a tablet reads for a day without network: the own day, and what the next session of each patient needs."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from patients.models import Appointment, Patient
from practice.audit import AuditEvent
from sessions.selectors import treatments
from tests.factories import appointments, patients, sessions

PATH = "treatment-day/"
OTHERS = [("ida", 403), ("max", 403), ("rui", 403), ("pia", 403)]


def next_session(episode) -> str:
    return f"episodes/{episode.pk}/next-session/"


@pytest.mark.parametrize(("who", "status"), [("ana", 200), *OTHERS, ("eva", 200)])
def test_only_those_who_record_sessions_have_a_day(cast, api, who, status):
    assert api(who).get(PATH).status_code == status


@pytest.mark.parametrize(("who", "status"), [("ana", 200), *OTHERS, ("eva", 404)])
def test_only_they_read_what_the_next_session_needs(cast, api, who, status):
    assert api(who).get(next_session(sessions.treatable_episode(cast))).status_code == status


def test_the_day_has_who_comes_and_what_is_open(cast, api):
    episode = sessions.treatable_episode(cast)
    booked = appointments.begun(cast, episode=episode)
    draft = sessions.draft_session(cast, episode, occurred_at=timezone.now() - timedelta(days=3))
    told = api("ana").get(PATH).json()
    assert [(one["id"], one["name"], one["state"]) for one in told["appointments"]] == [
        (str(booked.pk), cast.pia.full_name, "booked")
    ]
    assert [(one["id"], one["episode"]) for one in told["drafts"]] == [(str(draft.pk), str(episode.pk))]
    assert str(episode.pk) in {one["id"] for one in told["episodes"]}
    assert told["timezone"] == cast.here.timezone


def test_whom_nobody_expects_today_is_not_in_it(cast, api):
    gone, over = (patients.patient(cast) for _ in range(2))
    patients.episode(cast, of=gone)
    row = appointments.begun(cast, patient=gone)
    Appointment.objects.filter(pk=row.pk).update(state="no_show")
    appointments.begun(cast, minutes=100, patient=over)
    ended = patients.discharged_episode(cast, of=over)
    sessions.signed_session(cast, sessions.treatable_episode(cast), occurred_at=timezone.now() - timedelta(days=2))
    told = api("ana").get(PATH).json()
    assert [one["patient"] for one in told["appointments"]] == [str(over.pk)]
    assert told["drafts"] == []
    assert str(ended.pk) not in {one["id"] for one in told["episodes"]}
    assert {one["patient"] for one in told["episodes"]} == set()


def test_a_colleagues_day_is_no_part_of_the_own(cast, api):
    cast.members["noa"] = sessions.supervisor(cast)
    episode = sessions.treatable_episode(cast)
    appointments.begun(cast, episode=episode)
    sessions.signed_session(cast, episode)
    sessions.draft_session(cast, patients.episode(cast, of=patients.patient(cast)))
    hers, theirs = (api(name).get(PATH).json() for name in ("ana", "noa"))
    parts = ("appointments", "drafts", "episodes")
    assert [len(hers[part]) for part in parts] == [1, 1, 2]
    assert [theirs[part] for part in parts] == [[], [], []]


def test_a_device_keeps_no_more_drafts_than_the_latest(cast, api, monkeypatch):
    monkeypatch.setattr(treatments, "MOST", 2)
    courses = [patients.episode(cast, of=patients.patient(cast)) for _ in range(3)]
    days = (3, 1, 2)
    drafts = [
        sessions.draft_session(cast, course, occurred_at=timezone.now() - timedelta(days=ago))
        for course, ago in zip(courses, days, strict=True)
    ]
    told = api("ana").get(PATH).json()
    assert [one["id"] for one in told["drafts"]] == [str(drafts[1].pk), str(drafts[2].pk)]
    assert {one["id"] for one in told["episodes"]} == {str(courses[1].pk), str(courses[2].pk)}


def test_a_draft_is_of_the_day_of_who_signs_it(cast, api):
    draft = sessions.draft_session(cast, occurred_at=timezone.now() - timedelta(days=3))
    noa = cast.members["noa"] = sessions.supervisor(cast)
    given = {"therapist": str(noa.pk), "reason": "Ana is ill."}
    assert api("max").post(f"sessions/{draft.pk}/handover/", given).status_code == 200
    hers, taken = (api(name).get(PATH).json() for name in ("ana", "noa"))
    assert [one["id"] for one in taken["drafts"]] == [str(draft.pk)]
    assert [one["id"] for one in taken["episodes"]] == [str(draft.visit.episode_id)]
    assert (hers["drafts"], hers["episodes"]) == ([], [])


def test_a_visit_of_today_makes_a_patient_of_the_day(cast, api):
    episode = sessions.treatable_episode(cast)
    sessions.signed_session(cast, episode)
    assert str(episode.pk) in {one["id"] for one in api("ana").get(PATH).json()["episodes"]}


@time_machine.travel("2026-03-08T07:30:00Z", tick=False)
def test_it_ends_at_midnight_in_the_clinic_also_when_the_clocks_change(cast, api):
    cast.here.timezone = "America/New_York"
    cast.here.save()
    answer = api("ana").get(PATH)
    told = answer.json()
    ends, now = datetime.fromisoformat(told["ends_at"]), datetime.fromisoformat(told["now"])
    assert (ends.isoformat(), ends - now) == ("2026-03-09T00:00:00-04:00", timedelta(hours=20.5))
    assert answer["Cache-Control"] == "no-store"


def test_the_next_session_starts_from_the_last_one(cast, api):
    episode = sessions.treatable_episode(cast)
    done = sessions.signed_session(cast, episode)
    answer = api("ana").get(next_session(episode))
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["known"]["name"] == cast.pia.full_name
    assert {alert["kind"] for alert in told["known"]["alerts"]} >= {"consent", "screening"}
    assert told["last"]["session"] == str(done.pk)
    assert {row["muscle"] for row in told["last"]["targets"]} == {row["muscle"] for row in told["prefill"]["targets"]}
    assert all(row["needles_in"] is None for row in told["prefill"]["targets"])
    assert [row["value"] for row in told["last"]["measurements"] if row["phase"] == "after"] == [3]
    assert api("ana").get(f"sessions/prefill/?episode={episode.pk}").json() == told["prefill"]


def test_without_a_session_before_it_starts_from_nothing_and_says_what_is_missing(cast, api):
    told = api("ana").get(next_session(patients.episode(cast))).json()
    assert (told["last"], told["prefill"]["targets"]) == (None, [])
    assert "No consent yet" in [alert["words"] for alert in told["known"]["alerts"]]


def test_what_a_device_takes_of_a_patient_leaves_one_event(cast, api):
    episode = sessions.treatable_episode(cast)
    before = AuditEvent.objects.filter(verb="chart.opened").count()
    api("ana").get(PATH)
    assert AuditEvent.objects.filter(verb="chart.opened").count() == before
    api("ana").get(next_session(episode))
    [event] = AuditEvent.objects.filter(verb="chart.opened").order_by("-pk")[: 1 + before][:1]
    assert (event.patient_id, AuditEvent.objects.filter(verb="chart.opened").count()) == (cast.pia.pk, before + 1)


@time_machine.travel("2026-03-09T03:00:00Z", tick=False)
def test_what_must_be_known_is_known_by_the_clinics_day(cast, api):
    cast.here.timezone = "America/New_York"
    cast.here.save()
    born = date(1985, 3, 9)  # a birthday on the server's day, tomorrow at the clinic
    Patient.objects.filter(pk=cast.pia.pk).update(date_of_birth=born)
    told = api("ana").get(next_session(patients.episode(cast))).json()
    assert told["known"]["age"] == 40
