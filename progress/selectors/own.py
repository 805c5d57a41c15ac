"""What a patient sees of their own day."""

from datetime import date, datetime
from typing import Any

from patients.models import EpisodeOfCare, Patient
from patients.selectors import consent_standing, own_consents, risk_words, signed_text
from patients.selectors.appointments import to_come
from plans.selectors import diary
from plans.selectors.exercises import due_today, programme_of, weighed
from plans.selectors.programme import stop_for
from progress.selectors.episodes import as_the_patient_reads_it
from sessions.selectors.check_ins import every_advice, open_check_ins, standing_advice


def own_episode(patient: Patient) -> EpisodeOfCare | None:
    """The newest course of care; one that is going on before one that has ended."""
    rows = EpisodeOfCare.objects.filter(patient=patient).select_related("patient", "therapist")
    ordered = sorted(rows.order_by("-started_on", "-pk"), key=lambda row: row.state == EpisodeOfCare.State.DISCHARGED)
    return ordered[0] if ordered else None


def former_episode(episode: EpisodeOfCare) -> EpisodeOfCare | None:
    """The course of care that ended before this one began, the latest; the patient goes on reading it."""
    rows = EpisodeOfCare.objects.filter(patient=episode.patient_id, state=EpisodeOfCare.State.DISCHARGED)
    ordered = rows.exclude(pk=episode.pk).select_related("patient", "therapist").order_by("-discharged_on", "-pk")
    found: EpisodeOfCare | None = ordered.first()
    return found


def own_sentences(results: dict[str, Any]) -> list[dict[str, Any]]:
    """What each number says to the patient: measures and goals, nothing that clinicians say to each other."""
    told = as_the_patient_reads_it(results)["explained"]
    return [one for one in told if one["result"].startswith(("measures.", "goals."))]


def day_of(patient: Patient, today: date, now: datetime) -> dict[str, Any]:
    """The diary of today and of the last week, the exercises with what was reported, and what follows a session."""
    days = diary.days_of(patient.pk, today, 7)
    exercises = weighed(due_today(patient.pk, today), today)
    return {
        "written": next((day for day in days if day.on == today), None),
        "week": diary.strip(days, today, 7),
        "exercises": exercises,
        "reported": sum(item.reported is not None for item in exercises),
        "appointments": to_come(patient.pk, now),
        "warned": standing_advice(patient.pk),
        "check_ins": [{"session": row, "hours": hours} for row, hours in open_check_ins(patient.pk, now)],
    }


def papers_of(patient: Patient, today: date) -> dict[str, Any]:
    """What a patient takes home: what follows a treatment, the home programme, and everything they agreed to."""
    episode, advice = own_episode(patient), every_advice()
    return {
        "emergencies": [told for told in advice if told.emergency],
        "calls": [told for told in advice if not told.emergency],
        "programme": weighed(programme_of(episode, today), today) if episode else [],
        "stop_for": stop_for(),
        "consents": [
            {
                "row": row, "text": signed_text(row), "risks": risk_words(row),
                "said": consent_standing(row, row.episode, today).said,
            }
            for row in own_consents(patient.pk)
        ],
    }  # fmt: skip
