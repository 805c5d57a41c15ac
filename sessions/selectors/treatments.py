"""What a treatment room needs for a day without network: whom to expect, open drafts, what to know of each."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare, Visit
from patients.selectors.appointments import of_day
from patients.selectors.banner import banner_of
from patients.selectors.visits import signed_by_whom
from practice import reference
from practice.access import Actor
from practice.models import Clinic
from sessions.models import NeedlingSession
from sessions.selectors.sessions import last_signed, targets_of, with_parts

MOST: Final = 60  # drafts, and courses of care, that one device keeps
NOT_EXPECTED: Final = ("cancelled", "no_show")  # of appointments and of visits
OVER: Final = (EpisodeOfCare.State.DISCHARGED, EpisodeOfCare.State.REFERRED_OUT)
DRAFT: Final = ("version", "occurred_at")
BANNER: Final = ("name", "age", "pronouns", "record_number", "born_on")
DONE: Final = ("muscle", "side", "needles_in", "twitch", "familiar_pain", "dwell_minutes")
MEASURED: Final = ("measure", "phase", "side", "value")


def treatment_day(actor: Actor, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """The own appointments of today, the own open drafts of any day, and the care of these patients that goes on.

    The patients of the day are those with an appointment, a visit or an open draft. In a constant number of queries.
    """
    here = now.astimezone(ZoneInfo(clinic.timezone))
    booked = [row for row in of_day(here.date(), actor.membership_id) if row.state not in NOT_EXPECTED]
    drafts = _open_drafts(actor.membership_id)
    patients = {row.patient_id for row in booked} | _seen(here.date(), actor.membership_id)
    patients |= {draft.visit.episode.patient_id for draft in drafts}
    return {
        "now": here,
        "today": here.date(),
        "ends_at": datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo),
        "timezone": clinic.timezone,
        "appointments": [
            {**{name: getattr(row, name) for name in ("id", "starts_at", "kind", "state")}, **_whose(row.patient)}
            for row in booked
        ],
        "drafts": [
            {"id": draft.pk, **{name: getattr(draft.visit, name) for name in DRAFT}, "episode": draft.visit.episode_id}
            | _whose(draft.visit.episode.patient)
            for draft in drafts
        ],
        "episodes": _going_on(patients),
    }


def _open_drafts(member_id: UUID) -> list[NeedlingSession]:
    """Those that the member is to sign: who took a draft over has it, who gave it away has it no more."""
    rows = NeedlingSession.objects.filter(signed_by_whom(member_id, "visit__"), visit__signed_at__isnull=True)
    return list(rows.select_related("visit__episode__patient").order_by("-visit__occurred_at", "-pk")[:MOST])


def _seen(day: date, therapist_id: UUID) -> set[UUID]:
    rows = Visit.objects.filter(occurred_on=day, therapist_id=therapist_id).exclude(state__in=NOT_EXPECTED)
    return set(rows.values_list("episode__patient_id", flat=True))


def _going_on(patient_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    rows = EpisodeOfCare.objects.filter(patient_id__in=list(patient_ids)).exclude(state__in=OVER)
    return [_course(row) for row in rows.select_related("patient").order_by("-started_on", "-pk")[:MOST]]


def _course(row: EpisodeOfCare) -> dict[str, Any]:
    name = reference.conditions()[row.condition]["name"]
    return {"id": row.pk, "condition": row.condition, "condition_name": name, **_whose(row.patient)}


def _whose(patient: Any) -> dict[str, Any]:
    return {"patient": patient.pk, "name": patient.full_name}


def known_before(episode: EpisodeOfCare, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """The banner without its ways: who it is, and what must be known before a needle today."""
    today = now.astimezone(ZoneInfo(clinic.timezone)).date()
    told = banner_of(episode.patient, episode, today)
    return {
        **{name: told[name] for name in BANNER},
        "episode": told["episode"]["label"],
        "status": told["episode"]["status"],
        "matters": [{"tone": matter["tone"], "words": matter["label"]} for matter in told["matters"]],
        "alerts": [{"kind": alert["kind"], "tone": alert["tone"], "words": alert["label"]} for alert in told["alerts"]],
    }


def done_last(episode: EpisodeOfCare) -> tuple[NeedlingSession | None, dict[str, Any] | None]:
    """The last signed session, and what of it is seen beside the next one."""
    source = last_signed(episode)
    if source is None:
        return None, None
    with_parts(source)
    return source, {
        "session": source.pk,
        "occurred_at": source.visit.occurred_at,
        "minutes": source.visit.minutes,
        "position": source.position,
        "response": source.response,
        "targets": [{name: getattr(row, name) for name in DONE} for row in targets_of(source)],
        "measurements": [{name: getattr(row, name) for name in MEASURED} for row in source.visit.measurements.all()],
    }
