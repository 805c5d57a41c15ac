"""What a patient's phone reads for a day without network: the own day, and nothing that is not the patient's."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from patients import services
from tests.factories import appointments, patients, plans, progress, sessions

PATH = "my-day/"


@pytest.mark.parametrize(
    ("who", "status"), [("pia", 200), ("ana", 403), ("ida", 403), ("max", 403), ("rui", 403), ("eva", 403)]
)
def test_only_patients_have_a_day(cast, api, who, status):
    assert api(who).get(PATH).status_code == status


def test_the_day_holds_what_the_phone_needs_with_versions(cast, api):
    row = plans.prescription(cast, plans.some_episode(cast))
    day = plans.diary_day(cast, plans.today() - timedelta(days=1), headache=True, intensity=6)
    told = api("pia").get(PATH).json()
    assert told["today"] == f"{plans.today()}"
    assert [(one["id"], one["version"], one["intensity"]) for one in told["diary"]] == [(str(day.pk), day.version, 6)]
    [exercise] = told["exercises"]
    assert (exercise["prescription"], exercise["version"]) == (str(row.pk), row.version)
    assert exercise["instructions"]
    assert exercise["reported"] is None
    api("pia").post("adherence/", {"prescription": str(row.pk), "on": told["today"], "done": "partly"})
    reported = api("pia").get(PATH).json()["exercises"][0]["reported"]
    assert (reported["done"], reported["version"]) == ("partly", 1)
    assert any(sign["emergency"] for sign in told["warning_signs"])


@time_machine.travel("2026-03-08T07:30:00Z", tick=False)
def test_it_ends_at_midnight_in_the_clinic_also_when_the_clocks_change(cast, api):
    cast.here.timezone = "America/New_York"
    cast.here.save()
    told = api("pia").get(PATH).json()
    ends, now = datetime.fromisoformat(told["ends_at"]), datetime.fromisoformat(told["now"])
    assert told["today"] == "2026-03-08"
    assert (ends.isoformat(), ends - now) == ("2026-03-09T00:00:00-04:00", timedelta(hours=20.5))


def test_an_open_check_in_and_the_progress_in_words(cast, api):
    session = sessions.signed_session(cast, occurred_at=timezone.now() - timedelta(hours=1))
    told = api("pia").get(PATH).json()
    assert [one["session"] for one in told["check_ins"]] == [str(session.pk)]
    assert told["progress"]["words"] == "There are not enough numbers yet to see a change."


def test_the_progress_is_told_in_words(cast, api):
    assert api("pia").get(PATH).json()["progress"] is None
    progress.worked_episode(cast)
    told = api("pia").get(PATH).json()["progress"]
    assert "goals of your plan" in told["words"]
    assert told["sentences"]


def test_no_clinical_note_and_nobody_else_reaches_the_phone(cast, api):
    other = patients.patient(cast)
    plans.prescription(cast, patients.episode(cast, of=other))
    progress.worked_episode(cast, "SYN-02", of=other)
    progress.worked_episode(cast)
    sessions.signed_session(cast)
    answer = api("pia").get(PATH)
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    for clinical in ("MCID", "MDC", "response", "20560", "needle", str(other.pk)):
        assert clinical not in text, clinical
    assert answer.json()["exercises"] == []


def test_the_appointments_to_come_and_nobody_elses(cast, api):
    begin = appointments.at(cast, 10)
    row = appointments.booked(cast, begin)
    called_off = appointments.booked(cast, appointments.at(cast, 12))
    services.cancel_appointment(actor=cast.actor("rui"), appointment=called_off, reason="Ill.", now=timezone.now())
    appointments.booked(cast, appointments.at(cast, 14), patient=patients.patient(cast))
    [told] = api("pia").get(PATH).json()["appointments"]
    starts_at = datetime.fromisoformat(told.pop("starts_at"))
    assert (starts_at, told) == (begin, {"id": str(row.pk), "minutes": 30, "therapist_name": "Ana (synthetic)"})
