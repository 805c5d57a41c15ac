"""What a manager asks first on a Monday: what is open of licences, papers and signatures, and who works how much."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q

from patients.models import Appointment, Visit
from patients.rules.appointments import TAKES_NO_TIME
from patients.selectors.appointments import on_days
from patients.vocabulary import TOOK_PLACE
from practice import selectors as practice
from practice.models import Clinic, Membership
from practice.statements import planned_for_its_values
from progress.rules.due import Due, Kind, Tone, clocks_on, credential_matters
from progress.selectors.clinic import Asked
from progress.selectors.summaries import clock_facts_by_episode, told_by_summary
from progress.selectors.work import in_care
from sessions.selectors.supervision import waiting_for_cosignature

COMPLIANCE: Final = {
    Kind.CREDENTIAL: "Credentials that end or have ended", Kind.CERTIFICATION: "Certifications of plans",
    Kind.REPORT: "Progress reports", Kind.COSIGN: "Notes that wait for a co-signature",
}  # fmt: skip
NUMBERS: Final = ("visits", "sessions", "patients", "booked")
Counted = tuple[UUID, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Open:
    """What is open of one kind of work in the clinic, and how much of it is overdue or pressing."""

    kind: Kind
    words: str
    number: int
    pressing: int


def compliance(clinic: Clinic, today: date) -> list[Open]:
    """The clinic's work list counted by what an inspector asks for: each number is the length of the list behind it.

    What the list says besides is not read.
    """
    found = [due for due in _dues(clinic, today) if due.kind in COMPLIANCE]
    every = Counter(due.kind for due in found)
    pressing = Counter(due.kind for due in found if due.tone is Tone.STOP)
    return [Open(kind, words, every[kind], pressing[kind]) for kind, words in COMPLIANCE.items()]


def _dues(clinic: Clinic, today: date) -> Iterator[Due]:
    episodes = told_by_summary(in_care(), "due_facts", "state")
    known = clock_facts_by_episode(episodes, clinic)
    for episode in episodes:
        yield from clocks_on(known[episode.pk], today, state=episode.state)
    yield from (Due(Kind.COSIGN, Tone.WATCH, "", session.visit.occurred_on) for session, _ in waiting_for_cosignature())
    for row in practice.lasting_credentials():
        asked = {"next_check_on": row.next_check_on, "suspended_on": row.suspended_on}
        yield from credential_matters("", "", row.expires_on, today, **asked)


def workload(asked: Asked, today: date) -> list[dict[str, Any]]:
    """For each therapist by name: needling sessions and patients needled in a period, visits in all, and booked.

    `booked` counts the appointments of the week of today, Monday first, whatever the period and the condition: those
    that the calendar shows. `treats` says whether the calendar knows the therapist still.
    """
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for pk, numbers in chain(_treated(asked), _booked(asked, today)):
        found[pk].update(numbers)
    members = Membership.objects.filter(pk__in=found).only("name", "active", "roles")
    return [
        {
            "therapist": member.pk, "name": member.name, "treats": not member.gone,
            **{name: found[member.pk][name] for name in NUMBERS},
        }
        for member in sorted(members, key=lambda member: (member.name, str(member.pk)))
    ]  # fmt: skip


def _treated(asked: Asked) -> Iterator[Counted]:
    """For each course of care that a therapist treated: a patient is needled once, however often."""
    needled = Q(session__isnull=False, state=Visit.State.ATTENDED)
    visits = Visit.objects.filter(asked.days("occurred_on"), asked.of_visits(), state__in=TOOK_PLACE)
    of_each = visits.values_list("therapist_id", "episode_id")
    with planned_for_its_values():
        rows = list(of_each.annotate(seen=Count("pk"), given=Count("pk", filter=needled)))
    for therapist, _, seen, given in rows:
        yield therapist, {"visits": seen, "sessions": given, "patients": min(given, 1)}


def _booked(asked: Asked, today: date) -> Iterator[Counted]:
    monday = today - timedelta(days=today.weekday())
    rows = Appointment.objects.exclude(state__in=TAKES_NO_TIME)
    if asked.therapist_id:
        rows = rows.filter(therapist_id=asked.therapist_id)
    week = on_days(rows, monday, monday + timedelta(days=6)).order_by()
    for therapist, number in week.values_list("therapist_id").annotate(number=Count("pk")):
        yield therapist, {"booked": number}
