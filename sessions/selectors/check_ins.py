"""Check-ins, adverse events, and what they raise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from practice import access
from practice.access import Actor, Permission
from sessions.models import AdverseEvent, CheckIn, NeedlingSession
from sessions.rules.check_ins import SORENESS_CALL_BACK, SORENESS_CALL_BACK_HOURS, Alert, alert_for

ALERTS_STAY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """A check-in that somebody has to follow up."""

    check_in: CheckIn
    alert: Alert


def check_ins_for(actor: Actor) -> "QuerySet[CheckIn]":
    """The check-ins that the actor may see; patients see their own, and whoever may record one may see them."""
    rows: QuerySet[CheckIn] = CheckIn.objects.select_related("session__visit__episode__patient")
    if actor.may(Permission.CHECK_IN_WRITE):
        return rows
    own = access.only_own(actor, Permission.CHART_VIEW)
    return rows if own is None else rows.filter(session__visit__episode__patient_id=own)


def check_in_alerts(actor: Actor, now: datetime) -> list[RaisedAlert]:
    """What patients answered in the last fortnight that needs a call, the newest first."""
    access.require(actor, Permission.CHART_VIEW)
    sore = Q(hours_after__gte=SORENESS_CALL_BACK_HOURS, soreness__gte=SORENESS_CALL_BACK)
    rows = CheckIn.objects.filter(sore | Q(warning_signs__len__gt=0), answered_at__gte=now - ALERTS_STAY)
    found = rows.select_related("session__visit__episode__patient").order_by("-answered_at", "-pk")
    return [RaisedAlert(row, alert) for row in found if (alert := alert_of(row)) is not None]


def alert_of(check_in: CheckIn) -> Alert | None:
    """What one answer raises."""
    return alert_for(check_in.hours_after, check_in.soreness, check_in.warning_signs)


def answered_hours(session: NeedlingSession) -> set[int]:
    """For which times there is an answer already."""
    return set(CheckIn.objects.filter(session=session).values_list("hours_after", flat=True))


def adverse_events_for(actor: Actor) -> "QuerySet[AdverseEvent]":
    """The adverse events of the clinic, for those who may open charts."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[AdverseEvent] = AdverseEvent.objects.select_related("episode__patient", "session__visit")
    return rows
