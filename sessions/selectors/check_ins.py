"""Check-ins, adverse events, and what they raise."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet

from patients.models import Visit
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.emergency import localized
from practice.models import Clinic
from sessions.models import AdverseEvent, CheckIn, NeedlingSession
from sessions.rules.check_ins import (
    ASKED_FOR,
    SORENESS_CALL_BACK,
    SORENESS_CALL_BACK_HOURS,
    Advice,
    Alert,
    advice_for,
    alert_for,
    counted_hours,
    hours_to_ask,
)
from sessions.selectors.needled import was_needled

CLOSED_STAY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """A check-in that somebody has to follow up."""

    check_in: CheckIn
    alert: Alert


def check_ins_for(actor: Actor) -> "QuerySet[CheckIn]":
    """The check-ins that the actor may see; patients see their own, and whoever may record one may see them."""
    joined = ("session__visit__episode__patient", "session__visit__therapist")
    rows: QuerySet[CheckIn] = CheckIn.objects.select_related(*joined).prefetch_related("adverse_events")
    if actor.may(Permission.CHECK_IN_WRITE):
        return rows
    own = access.only_own(actor, Permission.CHART_VIEW)
    return rows if own is None else rows.filter(session__visit__episode__patient_id=own)


def check_in_alerts(actor: Actor) -> list[RaisedAlert]:
    """What patients answered that needs a call and was not closed yet, the newest first."""
    rows = _raised(actor).filter(followed_up_at__isnull=True)
    return _with_alerts(rows.order_by("-answered_at", "-pk"))


def closed_alerts(actor: Actor, now: datetime) -> list[RaisedAlert]:
    """The alerts that were closed in the last fortnight, with who closed them, the latest first."""
    rows = _raised(actor).filter(followed_up_at__gte=now - CLOSED_STAY)
    return _with_alerts(rows.select_related("followed_up_by").order_by("-followed_up_at", "-pk"))


def _raised(actor: Actor) -> "QuerySet[CheckIn]":
    access.require(actor, Permission.CHART_VIEW)
    sore = Q(soreness__gte=SORENESS_CALL_BACK) & still_sore()
    rows: QuerySet[CheckIn] = CheckIn.objects.filter(sore | Q(warning_signs__len__gt=0))
    also = ("session__visit__therapist", "session__visit__episode__therapist")
    return rows.select_related("session__visit__episode__patient", *also)


def still_sore() -> Q:
    """The answers that count for 72 hours or more after a session, as `counted_hours` says of one."""
    late = F("session__visit__occurred_at") + timedelta(hours=SORENESS_CALL_BACK_HOURS)
    return Q(hours_after__gte=SORENESS_CALL_BACK_HOURS) | Q(answered_at__gte=late)


def _with_alerts(rows: "QuerySet[CheckIn]") -> list[RaisedAlert]:
    return [RaisedAlert(row, alert) for row in rows if (alert := alert_of(row)) is not None]


def alert_of(check_in: CheckIn) -> Alert | None:
    """What one answer raises."""
    hours = counted_hours(check_in.hours_after, check_in.session.visit.occurred_at, check_in.answered_at)
    return alert_for(hours, check_in.soreness, check_in.warning_signs)


def advice_of(check_in: CheckIn) -> list[Advice]:
    """What the patient does now about the warning signs of an answer."""
    return advice_for(check_in.warning_signs, _warning_signs())


def standing_warnings(patient_id: UUID) -> list[CheckIn]:
    """The answers of a patient that told a warning sign and that the clinic has not followed up, the newest first.

    What to do about them stays before the patient's eyes until then, see `follow_up_check_in`.
    """
    rows = CheckIn.objects.filter(session__visit__episode__patient_id=patient_id, warning_signs__len__gt=0)
    return list(rows.filter(followed_up_at__isnull=True).order_by("-answered_at", "-pk"))


def standing_advice(patient_id: UUID) -> dict[str, Any] | None:
    """What a patient goes on doing until the clinic has followed up: the words for each sign, and `sent_at`."""
    found = standing_warnings(patient_id)
    if not found:
        return None
    advice = advice_for({sign for row in found for sign in row.warning_signs}, _warning_signs())
    return {"advice": advice, "emergency": any(told.emergency for told in advice), "sent_at": found[0].created_at}


def every_advice() -> list[Advice]:
    """What a patient does about each warning sign, for a phone that has no network when it is ticked."""
    table = _warning_signs()
    return advice_for(list(table), table)


def _warning_signs() -> dict[str, Any]:
    found: dict[str, Any] = localized(dict(reference.by_key("aftercare", "warning_signs")))
    return found


def advice_at_once(clinic: Clinic | None = None) -> dict[str, Any]:
    """What a page says about warning signs before any server answers: each with its words, and whom to call.

    Without a clinic it is for a shell, which is the same for all its people and may lie in a cache.
    """
    return {
        "warning_signs": [advice.as_json() for advice in every_advice()],
        "emergency": practice.clinic().emergency_number,
        "phone": clinic.phone if clinic else "",
    }


def open_check_ins(patient_id: UUID, now: datetime) -> list[tuple[NeedlingSession, int]]:
    """The sessions of a patient, in whichever episode, after which an answer is due now, and for which hours.

    Those whose note is signed, and drafts that count a needle: what the patient feels does not wait for a signature.
    """
    rows: QuerySet[NeedlingSession] = NeedlingSession.objects.filter(
        visit__episode__patient_id=patient_id, visit__occurred_at__gte=now - ASKED_FOR, visit__occurred_at__lte=now,
        visit__state=Visit.State.ATTENDED,
    )  # fmt: skip
    happened = Q(visit__signed_at__isnull=False) | Q(was_needled(OuterRef("pk")))
    found = (
        rows.filter(happened)
        .select_related("visit")
        .prefetch_related("check_ins")
        .order_by("-visit__occurred_at", "-pk")
    )
    asked = ((row, hours_to_ask(row.visit.occurred_at, now, _hours(row))) for row in found)
    return [(row, hours) for row, hours in asked if hours is not None]


def _hours(session: NeedlingSession) -> set[int]:
    return {row.hours_after for row in session.check_ins.all()}


def answered_hours(session: NeedlingSession) -> set[int]:
    """For which times there is an answer already."""
    return set(CheckIn.objects.filter(session=session).values_list("hours_after", flat=True))


def adverse_events_for(actor: Actor) -> "QuerySet[AdverseEvent]":
    """The adverse events of the clinic, for those who may open charts."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[AdverseEvent] = AdverseEvent.objects.select_related("episode__patient", "session__visit")
    return rows
