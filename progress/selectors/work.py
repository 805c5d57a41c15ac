"""The work list: what is due, for me or for the clinic, in a constant number of queries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from patients.models import EpisodeOfCare, Patient, Visit
from practice import access
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.models import Clinic, Credential
from progress.rules.due import Due, Kind, Tone, credential_due, due_in_episode
from progress.rules.facts import EpisodeFacts
from progress.rules.safety import count_differs
from progress.selectors.facts import facts_of, reference_tables
from sessions.models import AdverseEvent, NeedlingSession
from sessions.selectors.check_ins import check_in_alerts

# What those may see who do not open charts.
WITHOUT_CHART: Final = frozenset({Kind.VISIT, Kind.CONSENT, Kind.CHECK_IN})
ENDED: Final = (EpisodeOfCare.State.DISCHARGED, EpisodeOfCare.State.REFERRED_OUT)
FIRST_ANSWER, LAST_ANSWER = timedelta(hours=24), timedelta(days=5)
PLACES: Final = {
    Kind.ALERT: "/episodes/{episode}/",
    Kind.SCREENING: "/episodes/{episode}/screening/new/",
    Kind.CONSENT: "/episodes/{episode}/consent/new/",
    Kind.ASSESSMENT: "/episodes/{episode}/assessment/new/",
    Kind.PLAN: "/episodes/{episode}/plan/",
    Kind.REPORT: "/episodes/{episode}/",
    Kind.CERTIFICATION: "/episodes/{episode}/plan/",
    Kind.VISIT: "/patients/{patient}/",
}
NEEDS: Final = {
    Kind.SCREENING: Permission.SCREENING_WRITE,
    Kind.CONSENT: Permission.CONSENT_WRITE,
    Kind.ASSESSMENT: Permission.ASSESSMENT_WRITE,
}


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do, whose it is, and where it is done."""

    due: Due
    url: str
    patient: Patient | None = None
    episode_id: UUID | None = None
    therapist_id: UUID | None = None
    therapist: str = ""

    @property
    def kind(self) -> Kind:
        """What kind of work it is."""
        return self.due.kind

    def as_json(self) -> dict[str, Any]:
        """As the API says it."""
        return {
            "kind": self.due.kind.value, "urgency": self.due.tone.value, "text": self.due.text, "due_on": self.due.on,
            "patient": self.patient.pk if self.patient else None, "episode": self.episode_id,
            "patient_name": self.patient.full_name if self.patient else "", "therapist": self.therapist_id,
        }  # fmt: skip


def open_episodes(therapist_id: UUID | None = None) -> list[EpisodeOfCare]:
    """Episodes that have not ended, with patient and therapist; of one therapist, also those with a draft of theirs."""
    rows = EpisodeOfCare.objects.exclude(state__in=ENDED).select_related("patient", "therapist")
    if therapist_id is not None:
        drafts = unsigned_visits().filter(therapist_id=therapist_id).order_by()
        rows = rows.filter(Q(therapist_id=therapist_id) | Q(pk__in=drafts.values("episode_id")))
    return list(rows.order_by("pk"))


def worklist(actor: Actor, clinic: Clinic, now: datetime, *, mine: bool, kind: str = "") -> list[WorkItem]:
    """What is due, the most pressing first; those without the right to open charts see no clinical item."""
    access.require(actor, Permission.WORKLIST_VIEW)
    found = _all(actor, clinic, now, actor.membership_id if mine else None)
    if not actor.may(Permission.CHART_VIEW):
        found = (item for item in found if item.kind in WITHOUT_CHART)
    wanted = [item for item in found if not mine or item.therapist_id == actor.membership_id]
    return sorted((item for item in wanted if kind in ("", item.kind.value)), key=_urgency)


def _urgency(item: WorkItem) -> tuple[int, int, date]:
    return list(Tone).index(item.due.tone), list(Kind).index(item.kind), item.due.on or date.max


def _all(actor: Actor, clinic: Clinic, now: datetime, therapist_id: UUID | None) -> Iterator[WorkItem]:
    """Facts are read for the episodes asked for only: they are what costs."""
    episodes, today = open_episodes(therapist_id), practice.today_in(clinic)
    facts = facts_of(episodes, clinic)
    for episode in episodes:
        yield from items_of(actor, episode, facts[episode.pk], today)
    yield from _unsigned(facts)
    yield from _unanswered(actor, now)
    yield from _unresolved(ZoneInfo(clinic.timezone))
    if actor.may(Permission.CHART_VIEW):
        yield from _call_backs(actor, now, ZoneInfo(clinic.timezone))
    if actor.may(Permission.CLINIC_VIEW):
        yield from _credentials(today)


def items_of(actor: Actor, episode: EpisodeOfCare, facts: EpisodeFacts, today: date) -> Iterator[WorkItem]:
    """What one episode asks for; who may not do it is led to the chart."""
    for due in due_in_episode(facts, today, reference_tables()):
        allowed = due.kind not in NEEDS or actor.may(NEEDS[due.kind])
        place = PLACES[due.kind if allowed else Kind.VISIT]
        yield _item(due, episode, place.format(episode=episode.pk, patient=episode.patient_id))


def _item(due: Due, episode: EpisodeOfCare, url: str, therapist: Any = None) -> WorkItem:
    by = therapist or episode.therapist
    return WorkItem(due, url, episode.patient, episode.pk, by.pk, by.name)


def unsigned_visits() -> "QuerySet[Visit]":
    """Notes that wait for their signature, the oldest first."""
    rows: QuerySet[Visit] = Visit.objects.filter(
        signed_at__isnull=True, state__in=(Visit.State.ATTENDED, Visit.State.HELD)
    )
    return rows.select_related("episode__patient", "therapist", "session", "assessment").order_by("occurred_at", "pk")


def unsigned_visits_of(episode: EpisodeOfCare) -> list[Visit]:
    """As `unsigned_visits`, of one episode."""
    return list(unsigned_visits().filter(episode=episode))


def _unsigned(facts: Mapping[UUID, EpisodeFacts]) -> Iterable[WorkItem]:
    return [unsigned_item(visit, facts.get(visit.episode_id)) for visit in unsigned_visits()]


def unsigned_item(visit: Visit, facts: EpisodeFacts | None) -> WorkItem:
    """A note to sign; says when its needle counts differ."""
    text = f"{place_of(visit)[0]} of {visit.occurred_on:%d %b} is not signed"
    if facts is not None and _differs(visit, facts):
        text += "; needles in and out differ"
    due = Due(Kind.UNSIGNED, Tone.WATCH, text, visit.occurred_on)
    return _item(due, visit.episode, place_of(visit)[1], visit.therapist)


def place_of(visit: Visit) -> tuple[str, str]:
    """What a visit is called, and where its note is read and written."""
    if hasattr(visit, "session"):
        return "Needling session", f"/sessions/{visit.pk}/"
    if hasattr(visit, "assessment"):
        return visit.get_kind_display(), f"/assessments/{visit.pk}/"
    return "Visit", f"/patients/{visit.episode.patient_id}/"


def _day(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a moment in the clinic."""
    return moment.astimezone(zone).date()


def _differs(visit: Visit, facts: EpisodeFacts) -> bool:
    found = (told.targets for told in facts.visits if told.source_id == str(visit.pk))
    return any(count_differs(target) for targets in found for target in targets)


def _unanswered(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """Sessions of the last days after which nobody has answered."""
    rows = NeedlingSession.objects.filter(
        visit__occurred_at__gte=now - LAST_ANSWER, visit__occurred_at__lte=now - FIRST_ANSWER,
        visit__state=Visit.State.ATTENDED, check_ins__isnull=True,
    )  # fmt: skip
    place = "check-in/" if actor.may(Permission.CHECK_IN_WRITE) else ""
    for session in rows.select_related("visit__episode__patient", "visit__therapist"):
        due = Due(Kind.CHECK_IN, Tone.NOTE, "No check-in after the last session", session.visit.occurred_on)
        yield _item(due, session.visit.episode, f"/sessions/{session.pk}/{place}", session.visit.therapist)


def _unresolved(zone: ZoneInfo) -> Iterator[WorkItem]:
    rows = AdverseEvent.objects.filter(resolved_on__isnull=True)
    for event in rows.select_related("episode__patient", "episode__therapist").order_by("occurred_at", "pk"):
        severe = event.grade == AdverseEvent.Grade.SEVERE
        text = f"Adverse event ({event.get_grade_display().lower()}) without an end: follow up"
        due = Due(Kind.ADVERSE_EVENT, Tone.STOP if severe else Tone.WATCH, text, _day(event.occurred_at, zone))
        yield _item(due, event.episode, f"/adverse-events/{event.pk}/")


def _call_backs(actor: Actor, now: datetime, zone: ZoneInfo) -> Iterator[WorkItem]:
    for raised in check_in_alerts(actor, now):
        visit = raised.check_in.session.visit
        tone = Tone.STOP if raised.alert.urgent else Tone.WATCH
        due = Due(Kind.CALL_BACK, tone, raised.alert.message, _day(raised.check_in.answered_at, zone))
        yield WorkItem(due, f"/sessions/{visit.pk}/", visit.episode.patient, visit.episode_id, visit.therapist_id)


def _credentials(today: date) -> Iterator[WorkItem]:
    """Of each kind and state the one that lasts longest counts."""
    rows = Credential.objects.filter(membership__active=True).select_related("membership").order_by("expires_on", "pk")
    lasting = {(row.membership_id, row.kind, row.jurisdiction): row for row in rows}
    for row in lasting.values():
        due = credential_due(row.membership.name, row.get_kind_display(), row.expires_on, today)
        if due is not None:
            yield WorkItem(
                due, f"/clinic/people/{row.membership_id}/", None, None, row.membership_id, row.membership.name
            )
