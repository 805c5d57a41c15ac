"""Rows of one episode as the facts of its home programme."""

from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare
from plans.selectors.exercises import Prescribed, programme_of, told_to_weigh, weighed
from plans.selectors.programme import stop_for
from practice import selectors as practice
from practice.errors import Blocker
from reports.documents.facts import Paper
from reports.documents.home_programme import HomeItem, HomeProgrammeFacts
from reports.models import Report
from reports.selectors.report_facts import letterhead, patient_facts


def home_programme_facts(report: Report, *, now: datetime) -> HomeProgrammeFacts:
    """What is prescribed on the day, in plain words."""
    clinic = practice.clinic()
    episode = EpisodeOfCare.objects.select_related("patient", "therapist").get(pk=cast(UUID, report.episode_id))
    today = now.astimezone(ZoneInfo(clinic.timezone)).date()
    items = weighed(programme_of(episode, today), today)
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


def programme_notices(report: Report) -> list[Blocker]:
    """What a therapist is told before the programme is made; nothing of another report, or of one that is made."""
    if report.kind != Report.Kind.HOME_PROGRAMME or not report.is_open or report.episode is None:
        return []
    today = practice.today_in(practice.clinic())
    words = told_to_weigh(weighed(programme_of(report.episode, today), today))
    return [Blocker("exercise_to_weigh", words, "episode")] if words else []


def _item(item: Prescribed) -> HomeItem:
    entry = item.entry
    return HomeItem(
        name=entry["name"], dose=item.dose, purpose=entry["purpose"], steps=tuple(entry["instructions"]),
        take_care=entry["precautions"], note=item.prescription.note, ask_first=item.ask_first,
        checklist=tuple(row["text"] for row in item.checklist),
    )  # fmt: skip
