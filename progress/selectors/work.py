"""The work list: what is due, for me or for the clinic, in a constant number of queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from patients.models import EpisodeOfCare, Patient, Visit
from patients.rules.candidacy import is_minor
from patients.rules.people import age_on
from patients.selectors.appointments import from_day_on, with_one_to_come
from patients.selectors.visits import to_be_signed
from practice import access
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.models import Clinic, Membership
from progress.rules.due import Due, Kind, Tone, credential_due, due_in_episode, due_on, rebook_due
from progress.rules.facts import EpisodeFacts
from progress.rules.whose import whose
from progress.selectors.facts import reference_tables
from progress.selectors.summaries import due_facts_by_episode, with_summary
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, Target
from sessions.rules.check_ins import ASKED_FOR, MISSED_AFTER
from sessions.rules.targets import count_words, words_of_counts
from sessions.selectors.check_ins import check_in_alerts
from sessions.selectors.supervision import waiting_for_cosignature

# What those may see who do not open charts.
WITHOUT_CHART: Final = frozenset({Kind.REBOOK, Kind.VISIT, Kind.CONSENT, Kind.CHECK_IN})
ENDED: Final = (EpisodeOfCare.State.DISCHARGED, EpisodeOfCare.State.REFERRED_OUT)
PLACES: Final = {
    Kind.ALERT: "/episodes/{episode}/",
    Kind.SCREENING: "/episodes/{episode}/screening/new/",
    Kind.ANSWERS: "/episodes/{episode}/screening/again/",
    Kind.CONSENT: "/episodes/{episode}/consent/new/",
    Kind.ASSESSMENT: "/episodes/{episode}/assessment/new/",
    Kind.PLAN: "/episodes/{episode}/plan/",
    Kind.REPORT: "/episodes/{episode}/",
    Kind.CERTIFICATION: "/episodes/{episode}/plan/",
    Kind.VISIT: "/patients/{patient}/",
}
TONE_RANKS: Final = {tone: rank for rank, tone in enumerate(Tone)}
KIND_RANKS: Final = {kind: rank for rank, kind in enumerate(Kind)}
_OF_PATIENT: Final = ("given_name", "family_name", "preferred_name", "date_of_birth")
_WITH_PLACE: Final = (
    "episode__patient", "episode__therapist", "therapist", "taken_over_by", "session", "assessment", "visit_note",
)  # fmt: skip
_OF_VISIT: Final = (
    "kind", "occurred_at", "occurred_on", "signed_at", "session__id", "assessment__id", "visit_note__id",
    "therapist__name", "therapist__active", "taken_over_by__name", "taken_over_by__active", "episode__patient_id",
    "episode__therapist_id", "episode__therapist__name", "episode__therapist__active",
    *(f"episode__patient__{name}" for name in _OF_PATIENT),
)  # fmt: skip
_OF_EPISODE: Final = (
    "patient_id", "therapist_id", "state", *(f"patient__{name}" for name in _OF_PATIENT),
)  # fmt: skip
# As `count_differs` says of one target: what nobody counted differs.
_TARGETS_THAT_DIFFER: Final = Target.objects.filter(session_id=OuterRef("pk")).exclude(
    Q(needles_in__isnull=False, needles_in=F("needles_out"))
)
_NOBODY_COUNTED: Final = Q(needles_in__isnull=True, needles_out__isnull=True)
NEEDS: Final = {
    Kind.SCREENING: Permission.SCREENING_WRITE,
    Kind.ANSWERS: Permission.SCREENING_WRITE,
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
    left: bool = False

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
            "therapist_left": self.left,
        }  # fmt: skip


def open_episodes(therapist_id: UUID | None = None, *, left: bool = False) -> list[Any]:
    """Episodes that have not ended, of one therapist or of all, as far as a list says it, with their summaries.

    With `left` those whose therapist has left the clinic as well.
    """
    rows = EpisodeOfCare.objects.exclude(state__in=ENDED)
    if therapist_id is not None:
        rows = rows.filter(Q(therapist_id=therapist_id) | (Q(therapist__active=False) if left else Q()))
    told = with_summary(rows, "due_facts").select_related("patient").prefetch_related("therapist")
    return list(told.only(*_OF_EPISODE).order_by("pk"))


def worklist(actor: Actor, clinic: Clinic, now: datetime, *, mine: bool, kind: str = "") -> list[WorkItem]:
    """What is due, the most pressing first; those without the right to open charts see no clinical item.

    A manager's own list holds what nobody does yet, because whose it is has left.
    """
    access.require(actor, Permission.WORKLIST_VIEW)
    manages = actor.may(Permission.CLINIC_MANAGE)
    found = _all(actor, clinic, now, open_episodes(actor.membership_id if mine else None, left=manages))
    if not actor.may(Permission.CHART_VIEW):
        found = (item for item in found if item.kind in WITHOUT_CHART)
    own = (actor.membership_id, False)
    wanted = [item for item in found if not mine or (item.therapist_id, item.left) == own or (item.left and manages)]
    return sorted(_not_booked([item for item in wanted if kind in ("", item.kind.value)], now), key=_urgency)


def _not_booked(items: list[WorkItem], now: datetime) -> list[WorkItem]:
    """Who is due by the plan and has an appointment before them is nobody's work."""
    due = [item.patient.pk for item in items if item.kind == Kind.VISIT and item.patient is not None]
    booked = with_one_to_come(due, now)
    return [item for item in items if item.kind != Kind.VISIT or item.patient is None or item.patient.pk not in booked]


def _urgency(item: WorkItem) -> tuple[int, int, date]:
    return TONE_RANKS[item.due.tone], KIND_RANKS[item.kind], item.due.on or date.max


def _all(actor: Actor, clinic: Clinic, now: datetime, episodes: list[Any]) -> Iterator[WorkItem]:
    """What episodes ask for comes from their summaries; the rest is read as it stands."""
    today = practice.today_in(clinic)
    yield from _of_episodes(actor, episodes, clinic, today)
    yield from _unsigned()
    yield from _to_cosign()
    yield from _unanswered(actor, now)
    zone = ZoneInfo(clinic.timezone)
    yield from _to_rebook(zone, today)
    yield from _unresolved(zone)
    if actor.may(Permission.CHART_VIEW):
        yield from _call_backs(actor, zone)
    if actor.may(Permission.CLINIC_VIEW):
        yield from _credentials(today)


def _of_episodes(actor: Actor, episodes: list[Any], clinic: Clinic, today: date) -> Iterator[WorkItem]:
    known = due_facts_by_episode(episodes, clinic)
    for episode in episodes:
        facts = known[episode.pk]
        minor = is_minor(age_on(episode.patient.date_of_birth, today))
        dues = due_on(facts, today, state=episode.state, minor=minor)
        yield from _items(actor, episode, dues)


def items_of(actor: Actor, episode: EpisodeOfCare, facts: EpisodeFacts, today: date) -> Iterator[WorkItem]:
    """What one episode asks for by its whole record."""
    return _items(actor, episode, due_in_episode(facts, today, reference_tables()))


def _items(actor: Actor, episode: EpisodeOfCare, dues: Iterable[Due]) -> Iterator[WorkItem]:
    """Who may not do it is led to the chart."""
    for due in dues:
        allowed = due.kind not in NEEDS or actor.may(NEEDS[due.kind])
        place = PLACES[due.kind if allowed else Kind.VISIT]
        url = place.format(episode=episode.pk, patient=episode.patient_id)
        yield _item(due, episode, url, episode.therapist)


def _item(due: Due, episode: EpisodeOfCare, url: str, therapist: Membership) -> WorkItem:
    """Of this therapist, or of who does it in the place of one who has left."""
    found = whose(therapist, [episode.therapist])
    told = replace(due, text=found.marked(due.text))
    return WorkItem(told, url, episode.patient, episode.pk, found.pk, found.name, found.nobody)


def unsigned_visits() -> "QuerySet[Visit]":
    """Notes that wait for their signature, the oldest first."""
    joined: QuerySet[Visit] = to_be_signed().select_related(*_WITH_PLACE)
    return joined.only(*_OF_VISIT).order_by("occurred_at", "pk")


def with_places(rows: "QuerySet[Visit]") -> list[Visit]:
    """Notes with all that `place_of` and their signer ask for, the oldest first."""
    return list(rows.select_related(*_WITH_PLACE).order_by("occurred_at", "pk"))


def unsigned_visits_of(episode: EpisodeOfCare) -> list[Visit]:
    """As `unsigned_visits`, of one episode."""
    return list(unsigned_visits().filter(episode=episode))


def _unsigned() -> Iterator[WorkItem]:
    differs = Exists(_TARGETS_THAT_DIFFER.exclude(_NOBODY_COUNTED))
    uncounted = Exists(_TARGETS_THAT_DIFFER.filter(_NOBODY_COUNTED))
    for visit in unsigned_visits().annotate(differs=differs, uncounted=uncounted):
        yield _unsigned_item(visit, count_words(differs=visit.differs, uncounted=visit.uncounted))


def _to_cosign() -> Iterator[WorkItem]:
    """Signed notes that wait for their supervisor: the work of who signed where that one cannot co-sign."""
    for session, supervisor in waiting_for_cosignature():
        visit = session.visit
        text = f"Needling session of {visit.occurred_on:%d %b} by {visit.therapist.name} waits for the co-signature"
        if cannot := supervisor.gone or (supervisor.pk == visit.signed_by_id and "signed it too"):
            text += f"; {supervisor.name} {cannot}, name another supervisor"
        who = visit.signs if cannot else supervisor
        due = Due(Kind.COSIGN, Tone.WATCH, text, visit.occurred_on)
        yield _item(due, visit.episode, f"/sessions/{visit.pk}/", who)


def unsigned_item(visit: Visit, facts: EpisodeFacts) -> WorkItem:
    """A note to sign; says when its needle counts differ."""
    found = (target for told in facts.visits if told.source_id == str(visit.pk) for target in told.targets)
    return _unsigned_item(visit, words_of_counts(found))


def _unsigned_item(visit: Visit, counts: str) -> WorkItem:
    text = f"{place_of(visit)[0]} of {visit.occurred_on:%d %b} is not signed"
    if counts:
        text += f"; {counts}"
    due = Due(Kind.UNSIGNED, Tone.WATCH, text, visit.occurred_on)
    return _item(due, visit.episode, place_of(visit)[1], visit.signs)


def place_of(visit: Visit) -> tuple[str, str]:
    """What a visit is called, and where its note is read and written."""
    if hasattr(visit, "session"):
        return "Needling session", f"/sessions/{visit.pk}/"
    if hasattr(visit, "assessment"):
        return visit.get_kind_display(), f"/assessments/{visit.pk}/"
    if hasattr(visit, "visit_note"):
        return "Visit without needling", f"/visits/{visit.pk}/"
    return "Visit", f"/patients/{visit.episode.patient_id}/"


def _unanswered(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """Sessions of the last days after which nobody has answered."""
    rows = NeedlingSession.objects.filter(
        visit__occurred_at__gte=now - ASKED_FOR, visit__occurred_at__lte=now - MISSED_AFTER,
        visit__state=Visit.State.ATTENDED,
    ).exclude(Exists(CheckIn.objects.filter(session_id=OuterRef("pk"))))  # fmt: skip
    place = "check-in/" if actor.may(Permission.CHECK_IN_WRITE) else ""
    for session in rows.select_related("visit__episode__patient", "visit__episode__therapist", "visit__therapist"):
        due = Due(Kind.CHECK_IN, Tone.NOTE, "No check-in after the last session", session.visit.occurred_on)
        yield _item(due, session.visit.episode, f"/sessions/{session.pk}/{place}", session.visit.therapist)


def _to_rebook(zone: ZoneInfo, today: date) -> Iterator[WorkItem]:
    """Appointments today and later with who has left: for the desk, and the managers."""
    for row in from_day_on(today).filter(therapist__active=False):
        due = rebook_due(row.therapist.name, row.starts_at.astimezone(zone), today)
        url = f"/appointments/{row.pk}/"
        yield WorkItem(due, url, row.patient, row.episode_id, row.therapist_id, row.therapist.name, True)


def _unresolved(zone: ZoneInfo) -> Iterator[WorkItem]:
    rows = AdverseEvent.objects.filter(resolved_on__isnull=True).exclude(state=AdverseEvent.State.RULED_OUT)
    for event in rows.select_related("episode__patient", "episode__therapist").order_by("occurred_at", "pk"):
        suspected = event.state == AdverseEvent.State.SUSPECTED
        severe = event.grade == AdverseEvent.Grade.SEVERE or suspected
        text = f"Adverse event ({event.get_grade_display().lower()}) without an end: follow up"
        if suspected:
            text = "Suspected adverse event after a check-in: a clinician grades it"
        due = Due(
            Kind.ADVERSE_EVENT, Tone.STOP if severe else Tone.WATCH, text, event.occurred_at.astimezone(zone).date()
        )
        yield _item(due, event.episode, f"/adverse-events/{event.pk}/", event.episode.therapist)


def _call_backs(actor: Actor, zone: ZoneInfo) -> Iterator[WorkItem]:
    for raised in check_in_alerts(actor):
        visit = raised.check_in.session.visit
        tone = Tone.STOP if raised.alert.urgent else Tone.WATCH
        answered_on = raised.check_in.answered_at.astimezone(zone).date()
        due = Due(Kind.CALL_BACK, tone, raised.alert.message, answered_on)
        closes = actor.may(Permission.CHECK_IN_FOLLOW_UP)
        url = f"/check-ins/{raised.check_in.pk}/follow-up/" if closes else f"/sessions/{visit.pk}/"
        yield _item(due, visit.episode, url, visit.therapist)


def _credentials(today: date) -> Iterator[WorkItem]:
    for row in practice.lasting_credentials():
        due = credential_due(row.membership.name, row.get_kind_display(), row.expires_on, today)
        if due is not None:
            yield WorkItem(
                due, f"/clinic/people/{row.membership_id}/", None, None, row.membership_id, row.membership.name
            )
