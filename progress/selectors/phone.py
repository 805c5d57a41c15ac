"""What a patient's phone keeps for a day without network: the own day and progress, no more."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from patients.models import Appointment, Patient
from plans.selectors import diary
from plans.selectors.exercises import Prescribed
from practice.models import Clinic
from progress.selectors.own import day_of, own_episode, own_sentences
from progress.selectors.standing import own_standing
from sessions.selectors.check_ins import advice_at_once

DIARY_DAY = ("id", "version", "on", "headache", "intensity", "hours", "medicines", "note")
REPORTED = ("id", "version", "on", "done", "reason")


def phone_day(patient: Patient, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """The day of a patient in the clinic's time zone; `ends_at` is the midnight after which none of it holds."""
    here = now.astimezone(ZoneInfo(clinic.timezone))
    today = here.date()
    day, advice = day_of(patient, today, now), advice_at_once(clinic)
    return {
        "now": here,
        "today": today,
        "ends_at": datetime.combine(today + timedelta(days=1), time(), here.tzinfo),
        "name": patient.preferred_name or patient.given_name,
        "clinic": {**_values(clinic, ("name", "timezone", "phone")), "emergency": advice["emergency"]},
        "diary": [_values(row, DIARY_DAY) for row in diary.days_of(patient.pk, today)],
        "exercises": [_exercise(item) for item in day["exercises"]],
        "check_ins": [_check_in(one) for one in day["check_ins"]],
        "appointments": [_appointment(row) for row in day["appointments"]],
        "warned": _warned(day["warned"]),
        "warning_signs": advice["warning_signs"],
        "progress": _progress(patient, clinic, now),
    }


def _exercise(item: Prescribed) -> dict[str, Any]:
    row = item.prescription
    return {
        "prescription": row.pk,
        "version": row.version,
        "name": item.entry["name"],
        "habit": item.is_habit,
        "dose": item.dose,
        "note": row.note,
        "ask_first": item.ask_first,
        "instructions": item.entry["instructions"],
        "precautions": item.entry["precautions"],
        "checklist": item.checklist,
        "reported": item.reported and _values(item.reported, REPORTED),
    }


def _check_in(one: dict[str, Any]) -> dict[str, Any]:
    session = one["session"]
    return {"session": session.pk, "occurred_at": session.visit.occurred_at, "hours_after": one["hours"]}


def _appointment(row: Appointment) -> dict[str, Any]:
    return {**_values(row, ("id", "starts_at", "minutes")), "therapist_name": row.therapist.name}


def _warned(told: dict[str, Any] | None) -> dict[str, Any] | None:
    return told and {"sent_at": told["sent_at"], "warning_signs": [one.sign for one in told["advice"]]}


def _progress(patient: Patient, clinic: Clinic, now: datetime) -> dict[str, Any] | None:
    """What the page says in words; nothing where no course of care has begun."""
    episode = own_episode(patient)
    if episode is None:
        return None
    results = own_standing(episode, clinic=clinic, now=now).results
    sentences = [one["patient"] for one in own_sentences(results)]
    return {"since": episode.started_on, "words": results["words"]["patient"], "sentences": sentences}


def _values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
