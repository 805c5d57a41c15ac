"""Rows of one episode as the facts of its home programme."""

from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare
from plans.selectors.exercises import Prescribed, programme_of
from plans.selectors.programme import stop_for
from practice import selectors as practice
from reports.documents.facts import Paper
from reports.documents.home_programme import HomeItem, HomeProgrammeFacts
from reports.models import Report
from reports.selectors.report_facts import letterhead, patient_facts


def home_programme_facts(report: Report, *, now: datetime) -> HomeProgrammeFacts:
    """What is prescribed on the day, in plain words."""
    clinic = practice.clinic()
    episode = EpisodeOfCare.objects.select_related("patient", "therapist").get(pk=cast(UUID, report.episode_id))
    today = now.astimezone(ZoneInfo(clinic.timezone)).date()
    items = programme_of(episode, today)
    return HomeProgrammeFacts(
        clinic=letterhead(clinic),
        patient=patient_facts(episode.patient),
        therapist=episode.therapist.signature_name,
        on=today,
        exercises=tuple(_item(item) for item in items if not item.is_habit),
        habits=tuple(_item(item) for item in items if item.is_habit),
        stop_for=tuple(stop_for()),
        paper=cast(Paper, clinic.paper),
    )


def _item(item: Prescribed) -> HomeItem:
    entry = item.entry
    return HomeItem(
        name=entry["name"], dose=item.dose, purpose=entry["purpose"], steps=tuple(entry["instructions"]),
        take_care=entry["precautions"], note=item.prescription.note,
        checklist=tuple(row["text"] for row in item.checklist),
    )  # fmt: skip
