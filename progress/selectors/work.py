"""The work list: what is due, for me or for the clinic, in a constant number of queries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from patients.models import EpisodeOfCare, Patient, Visit
from patients.rules.candidacy import is_minor
from patients.rules.people import age_on
from patients.selectors.appointments import with_one_to_come, without_therapist
from practice import access
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.days import day_words
from practice.models import Clinic, Membership
from progress.rules.due import Due, Kind, Tone, credential_matters, due_in_episode, due_on, rebook_due, with_draft
from progress.rules.facts import EpisodeFacts
from progress.rules.whose import whose
from progress.selectors.facts import reference_tables
from progress.selectors.summaries import due_facts_by_episode, with_summary
from progress.selectors.unsigned import OF_PATIENT, assessments_begun, place_of, unsigned_counted
from sessions.models import AdverseEvent, CheckIn, NeedlingSession
from sessions.rules.check_ins import ASKED_FOR, MISSED_AFTER
from sessions.rules.open_matters import of_answer
from sessions.rules.targets import words_of_counts
from sessions.selectors.check_ins import check_in_alerts
from sessions.selectors.matters import event_matter
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
_OF_EPISODE: Final = (
    "patient_id", "therapist_id", "state", *(f"patient__{name}" for name in OF_PATIENT),
)  # fmt: skip
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
    def names_therapist(self) -> bool:
        """Whether it waits for another therapist to be named for the episode."""
        return self.left and self.kind != Kind.REBOOK and self.episode_id is not None

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


def in_care() -> "QuerySet[EpisodeOfCare]":
    """Episodes that have not ended."""
    rows: QuerySet[EpisodeOfCare] = EpisodeOfCare.objects.exclude(state__in=ENDED)
    return rows


def open_episodes(therapist_id: UUID | None = None, *, left: bool = False) -> list[Any]:
    """Episodes that have not ended, of one therapist or of all, as far as a list says it, with their summaries.

    With `left` those whose therapist is gone as well.
    """
    rows = in_care()
    if therapist_id is not None:
        rows = rows.filter(Q(therapist_id=therapist_id) | (practice.gone("therapist__") if left else Q()))
    told = with_summary(rows, "due_facts").select_related("patient").prefetch_related("therapist")
    return list(told.only(*_OF_EPISODE).order_by("pk"))


def worklist(actor: Actor, clinic: Clinic, now: datetime, *, mine: bool, kind: str = "") -> list[WorkItem]:
    """What is due, the most pressing first; those without the right to open charts see no clinical item.

    A manager's own list holds what nobody does yet, because whose it is treats here no more.
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
    today, zone = practice.today_in(clinic), ZoneInfo(clinic.timezone)
    unsigned = unsigned_counted()
    yield from _of_episodes(actor, episodes, clinic, today, unsigned)
    yield from (_unsigned_item(visit, counts) for visit, counts in unsigned)
    yield from _to_cosign()
    yield from _unanswered(actor, now)
    yield from _to_rebook(zone, today)
    yield from _unresolved(zone)
    if actor.may(Permission.CHART_VIEW):
        yield from _call_backs(actor, zone)
    if actor.may(Permission.CLINIC_VIEW):
        yield from _credentials(today)


def _of_episodes(
    actor: Actor, episodes: list[Any], clinic: Clinic, today: date, unsigned: Iterable[tuple[Visit, str]]
) -> Iterator[WorkItem]:
    known, begun = due_facts_by_episode(episodes, clinic), assessments_begun(visit for visit, _ in unsigned)
    for episode in episodes:
        facts = known[episode.pk]
        minor = is_minor(age_on(episode.patient.date_of_birth, today))
        dues = due_on(facts, today, state=episode.state, minor=minor)
        yield from _items(actor, episode, dues, begun)


def items_of(
    actor: Actor, episode: EpisodeOfCare, facts: EpisodeFacts, now: datetime, drafts: Iterable[Visit]
) -> list[WorkItem]:
    """What one episode asks for by its whole record; `drafts` are its unsigned notes."""
    dues = due_in_episode(facts, practice.today_in(practice.clinic(), now), reference_tables())
    return _not_booked(list(_items(actor, episode, dues, assessments_begun(drafts))), now)


def _items(
    actor: Actor, episode: EpisodeOfCare, dues: Iterable[Due], begun: Mapping[UUID, Visit]
) -> Iterator[WorkItem]:
    """Who may not do it is led to the chart; an assessment that was begun is finished where it lies."""
    for due in dues:
        allowed = due.kind not in NEEDS or actor.may(NEEDS[due.kind])
        place = PLACES[due.kind if allowed else Kind.VISIT]
        url = place.format(episode=episode.pk, patient=episode.patient_id)
        draft = begun.get(episode.pk) if due.kind == Kind.ASSESSMENT else None
        if draft is None:
            yield item_for(due, episode, url, episode.therapist)
        else:
            yield item_for(with_draft(due), episode, place_of(draft)[1] if allowed else url, episode.therapist)


def item_for(due: Due, episode: EpisodeOfCare, url: str, therapist: Membership) -> WorkItem:
    """Of this therapist, or of who does it in the place of one who is gone."""
    found = whose(therapist, [episode.therapist])
    told = replace(due, text=found.marked(due.text))
    return WorkItem(told, url, episode.patient, episode.pk, found.pk, found.name, found.nobody)


def _to_cosign() -> Iterator[WorkItem]:
    """Signed notes that wait for their supervisor: the work of who signed where that one is gone."""
    for session, supervisor in waiting_for_cosignature():
        visit = session.visit
        day = day_words(visit.occurred_on, year=False)
        text = f"Needling session of {day} by {visit.therapist.name} waits for the co-signature"
        if supervisor.gone:
            text += f"; {supervisor.name} {supervisor.gone}, name another supervisor"
        who = visit.signs if supervisor.gone else supervisor
        due = Due(Kind.COSIGN, Tone.WATCH, text, visit.occurred_on)
        yield item_for(due, visit.episode, f"/sessions/{visit.pk}/", who)


def unsigned_item(visit: Visit, facts: EpisodeFacts) -> WorkItem:
    """A note to sign; says when its needle counts differ."""
    found = (target for told in facts.visits if told.source_id == str(visit.pk) for target in told.targets)
    return _unsigned_item(visit, words_of_counts(found))


def _unsigned_item(visit: Visit, counts: str) -> WorkItem:
    text = f"{place_of(visit)[0]} of {day_words(visit.occurred_on, year=False)} is not signed"
    if counts:
        text += f"; {counts}"
    due = Due(Kind.UNSIGNED, Tone.WATCH, text, visit.occurred_on)
    return item_for(due, visit.episode, place_of(visit)[1], visit.signs)


def _unanswered(actor: Actor, now: datetime) -> Iterator[WorkItem]:
    """Sessions of the last days after which nobody has answered."""
    rows = NeedlingSession.objects.filter(
        visit__occurred_at__gte=now - ASKED_FOR, visit__occurred_at__lte=now - MISSED_AFTER,
        visit__state=Visit.State.ATTENDED,
    ).exclude(Exists(CheckIn.objects.filter(session_id=OuterRef("pk"))))  # fmt: skip
    place = "check-in/" if actor.may(Permission.CHECK_IN_WRITE) else ""
    for session in rows.select_related("visit__episode__patient", "visit__episode__therapist", "visit__therapist"):
        due = Due(Kind.CHECK_IN, Tone.NOTE, "No check-in after the last session", session.visit.occurred_on)
        yield item_for(due, session.visit.episode, f"/sessions/{session.pk}/{place}", session.visit.therapist)


def _to_rebook(zone: ZoneInfo, today: date) -> Iterator[WorkItem]:
    """Appointments today and later with who treats here no more: for the desk, and the managers."""
    for row in without_therapist(today):
        due = rebook_due(row.therapist.name, row.therapist.gone, row.starts_at.astimezone(zone), today)
        who = (row.therapist_id, row.therapist.name, True)
        yield WorkItem(due, f"/appointments/{row.pk}/", row.patient, row.episode_id, *who)


def _unresolved(zone: ZoneInfo) -> Iterator[WorkItem]:
    rows = AdverseEvent.objects.filter(resolved_on__isnull=True).exclude(state=AdverseEvent.State.RULED_OUT)
    for event in rows.select_related("episode__patient", "episode__therapist").order_by("occurred_at", "pk"):
        matter, on = event_matter(event), event.occurred_at.astimezone(zone).date()
        due = Due(Kind.ADVERSE_EVENT, Tone(matter.tone), matter.words, on)
        yield item_for(due, event.episode, f"/adverse-events/{event.pk}/", event.episode.therapist)


def _call_backs(actor: Actor, zone: ZoneInfo) -> Iterator[WorkItem]:
    for raised in check_in_alerts(actor):
        visit = raised.check_in.session.visit
        matter = of_answer(raised.alert)
        answered_on = raised.check_in.answered_at.astimezone(zone).date()
        due = Due(Kind.CALL_BACK, Tone(matter.tone), matter.words, answered_on)
        closes = actor.may(Permission.CHECK_IN_FOLLOW_UP)
        url = f"/check-ins/{raised.check_in.pk}/follow-up/" if closes else f"/sessions/{visit.pk}/"
        yield item_for(due, visit.episode, url, visit.therapist)


def _credentials(today: date) -> Iterator[WorkItem]:
    for row in practice.lasting_credentials():
        asked = {"next_check_on": row.next_check_on, "suspended_on": row.suspended_on}
        for due in credential_matters(row.membership.name, row.get_kind_display(), row.expires_on, today, **asked):
            yield WorkItem(
                due, f"/clinic/people/{row.membership_id}/", None, None, row.membership_id, row.membership.name
            )
