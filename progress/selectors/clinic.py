"""The manager's figures of a period, and the episodes behind each of them, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from patients.models import EpisodeOfCare, Visit
from patients.selectors.visits import signed_by_whom, to_be_signed
from patients.vocabulary import TOOK_PLACE
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.models import Membership
from practice.statements import planned_for_its_values
from progress.rules.outcomes import (
    MINIMUM,
    STOPPED_AFTER_DAYS,
    Outcome,
    outcome_of,
    share,
)
from progress.rules.period import Period
from progress.selectors.event_rates import event_rates
from progress.selectors.facts import reference_tables
from progress.selectors.summaries import series_by_episode, told_by_summary
from sessions.models import AdverseEvent, NeedlingSession

State = EpisodeOfCare.State
ONE_DAY: Final = timedelta(days=1)
GROUP_WORDS: Final = {
    "tension_type_headache": "Tension-type headache",
    "cervicogenic_headache": "Cervicogenic headache",
    "migraine": "Migraine",
    "neck_pain": "Neck pain",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the figures are about: a period, and perhaps one therapist or one condition."""

    period: Period
    therapist_id: UUID | None = None
    condition: str = ""

    def of_episodes(self, road: str = "") -> Q:
        """The condition on episodes that are reached by a road ('visit__episode__')."""
        found = Q(**{f"{road}therapist_id": self.therapist_id}) if self.therapist_id else Q()
        return found & Q(**{f"{road}condition": self.condition}) if self.condition else found

    def of_visits(self, road: str = "") -> Q:
        """As `of_episodes`, by who treated at the visit ('visit__'), whoever leads the course of care."""
        found = Q(**{f"{road}therapist_id": self.therapist_id}) if self.therapist_id else Q()
        return found & Q(**{f"{road}episode__condition": self.condition}) if self.condition else found

    def of_events(self) -> Q:
        """As `of_visits`, on adverse events: by who treated at the session; without one, by who leads the care."""
        alone = Q(session=None) & self.of_episodes("episode__")
        return alone | Q(session__isnull=False) & self.of_visits("session__visit__")

    def days(self, field: str) -> Q:
        """The condition that a day lies in the period."""
        return Q(**{f"{field}__gte": self.period.first, f"{field}__lte": self.period.last})

    def moments(self, field: str) -> Q:
        """The condition that a moment lies in the period, whose days are the clinic's."""
        zone = ZoneInfo(practice.clinic().timezone)
        first, after = (datetime.combine(day, time(), zone) for day in (self.period.first, self.period.last + ONE_DAY))
        return Q(**{f"{field}__gte": first, f"{field}__lt": after})


def clinic_progress(actor: Actor, asked: Asked) -> dict[str, Any]:
    """The figures of the manager's page and of `clinic/progress/`; JSON types only."""
    access.require(actor, Permission.CLINIC_PROGRESS_VIEW)
    figures = Figures(asked)
    return {
        "from": asked.period.first.isoformat(),
        "to": asked.period.last.isoformat(),
        "therapist": str(asked.therapist_id) if asked.therapist_id else None,
        "condition": asked.condition or None,
        "sessions": figures.sessions,
        "patients": {name: len(getattr(figures, name)) for name in ("active", "new", "discharged", "dropped_out")},
        "outcomes": {"minimum": MINIMUM, "groups": figures.outcomes},
        "unsigned": figures.unsigned,
        "adverse_events": figures.adverse_events,
    }


@dataclass(frozen=True)
class Figures:
    """Each figure with the ids of the episodes behind it."""

    asked: Asked

    @cached_property
    def _seen(self) -> list[Any]:
        """Episodes with a visit in the period: their `pk` and `condition`, and the series of their summaries."""
        rows = EpisodeOfCare.objects.filter(pk__in=self._visits_of_period.values("episode_id"))
        with planned_for_its_values():
            return told_by_summary(rows, "series", "condition")

    @property
    def _visits_of_period(self) -> "QuerySet[Visit]":
        rows: QuerySet[Visit] = Visit.objects.filter(
            self.asked.days("occurred_on"), self.asked.of_episodes("episode__"), state__in=TOOK_PLACE
        )
        return rows

    @property
    def active(self) -> list[UUID]:
        """Patients in care are counted by their episodes: those that were seen in the period."""
        return [pk for pk, *_ in self._seen]

    @cached_property
    def _moved(self) -> list[tuple[Any, ...]]:
        """Episodes that began or ended in the period, or are in treatment."""
        days = self.asked.days
        rows = EpisodeOfCare.objects.filter(
            self.asked.of_episodes(), days("started_on") | days("discharged_on") | Q(state=State.ACTIVE)
        )
        seen = Max("visits__occurred_on", filter=Q(visits__state__in=TOOK_PLACE))
        return list(
            rows.annotate(seen=seen).values_list("pk", "started_on", "discharged_on", "outcome", "state", "seen")
        )

    @property
    def new(self) -> list[UUID]:
        """Episodes that began."""
        return [row[0] for row in self._moved if self._inside(row[1])]

    @property
    def discharged(self) -> list[UUID]:
        """Episodes that ended."""
        return [row[0] for row in self._moved if self._inside(row[2])]

    @property
    def dropped_out(self) -> list[UUID]:
        """Ended because the patient stopped coming, or in treatment and not seen for 28 days: of the period in which
        these 28 days were over. Days to come are over for nobody.
        """
        waited, today = timedelta(days=STOPPED_AFTER_DAYS), practice.today_in(practice.clinic())
        return [
            pk for pk, _, ended, outcome, state, seen in self._moved
            if (self._inside(ended) and outcome == EpisodeOfCare.Outcome.NON_ATTENDANCE)
            or (state == State.ACTIVE and seen is not None and seen + waited <= today and self._inside(seen + waited))
        ]  # fmt: skip

    def _inside(self, day: date | None) -> bool:
        return day is not None and self.asked.period.first <= day <= self.asked.period.last

    @property
    def _in_period(self) -> "QuerySet[NeedlingSession]":
        rows: QuerySet[NeedlingSession] = NeedlingSession.objects.filter(
            self.asked.days("visit__occurred_on"), self.asked.of_visits("visit__"),
            visit__state=Visit.State.ATTENDED,
        )  # fmt: skip
        return rows

    @cached_property
    def sessions(self) -> dict[str, Any]:
        """How many needling sessions, in all and by week; a week without any says 0."""
        by_week = Counter[date]()
        for day, number in self._in_period.values_list("visit__occurred_on").annotate(number=Count("pk")):
            by_week[day - timedelta(days=day.weekday())] += number
        weeks = [{"week": week.isoformat(), "sessions": by_week[week]} for week in self.asked.period.weeks()]
        return {"total": sum(by_week.values()), "per_week": weeks}

    @property
    def treated(self) -> list[UUID]:
        """Episodes with a needling session in the period."""
        return list(self._in_period.values_list("visit__episode_id", flat=True).distinct())

    @cached_property
    def outcome_by_episode(self) -> dict[UUID, tuple[str, Outcome]]:
        """Group and outcome of each episode that was seen in the period, from all that was measured up to its end."""
        conditions, tables, until = reference.conditions(), reference_tables(), self.asked.period.last
        series = series_by_episode(self._seen, practice.clinic())
        return {
            pk: (group := conditions[condition]["group"], outcome_of(group, series[pk], tables, until=until))
            for pk, condition, _ in self._seen
        }

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """All conditions together, then each group that was treated."""
        by_group: dict[str, list[Outcome]] = defaultdict(list)
        for group, outcome in self.outcome_by_episode.values():
            by_group[group].append(outcome)
        everything = [outcome for _, outcome in self.outcome_by_episode.values()]
        rows = [("", "All conditions", everything)]
        rows += [(group, words, by_group[group]) for group, words in GROUP_WORDS.items() if by_group[group]]
        return [_shares(group, words, found) for group, words, found in rows]

    @cached_property
    def unsigned(self) -> list[dict[str, Any]]:
        """Notes without a signature by who is to sign them, whatever the period, the oldest first."""
        who = [Coalesce(f"taken_over_by__{name}", f"therapist__{name}") for name in ("id", "name", "active", "roles")]
        rows: Any = self._to_be_signed.values_list(*who).annotate(notes=Count("pk"), oldest=Min("occurred_on"))
        told = sorted(rows, key=lambda row: (row[5], row[1], str(row[0])))
        return [
            {
                "therapist": str(pk), "name": name, "active": not (gone := Membership(active=active, roles=roles).gone),
                "gone": gone, "notes": notes, "oldest": oldest.isoformat(),
            }
            for pk, name, active, roles, notes, oldest in told
        ]  # fmt: skip

    @property
    def _to_be_signed(self) -> "QuerySet[Visit]":
        of_all = replace(self.asked, therapist_id=None).of_visits()
        whose = signed_by_whom(self.asked.therapist_id) if self.asked.therapist_id else Q()
        return to_be_signed().filter(of_all, whose)

    @cached_property
    def adverse_events(self) -> dict[str, Any]:
        """Events by kind, and in how many of 100 sessions; compared with studies from 100 sessions on.

        What only a patient's answer says so far stands apart.
        """
        return event_rates(self._events, self.sessions["total"])

    @property
    def _events(self) -> "QuerySet[AdverseEvent]":
        rows: QuerySet[AdverseEvent] = AdverseEvent.objects.exclude(state=AdverseEvent.State.RULED_OUT).filter(
            self.asked.moments("occurred_at"), self.asked.of_events()
        )
        return rows

    def behind(self, figure: str) -> Iterable[UUID]:
        """The ids of the episodes behind a figure, named as in the address of its list; KeyError for another name."""
        name, _, part = figure.partition(".")
        if name in ("active", "new", "discharged", "dropped_out", "treated") and not part:
            return getattr(self, name)  # type: ignore[no-any-return]
        if name == "unsigned":
            return list(self.unsigned_behind(part).values_list("episode_id", flat=True).distinct())
        if name == "adverse_events":
            events = self._events.exclude(state=AdverseEvent.State.SUSPECTED)
            events = events.filter(kind=part) if part else events
            return list(events.values_list("episode_id", flat=True))
        if name in ("mcid", "responder30"):
            return self._outcome_ids(name, part)
        raise KeyError(figure)

    def unsigned_behind(self, part: str) -> "QuerySet[Visit]":
        """The notes without a signature, of all or of the member whose id `part` is; ValueError where it is none."""
        return self._to_be_signed.filter(signed_by_whom(UUID(part))) if part else self._to_be_signed

    def _outcome_ids(self, name: str, group: str) -> list[UUID]:
        return [
            pk for pk, (of_group, outcome) in self.outcome_by_episode.items()
            if group in ("", of_group) and getattr(outcome, name) is not None
        ]  # fmt: skip


def _shares(group: str, words: str, outcomes: list[Outcome]) -> dict[str, Any]:
    said: dict[str, Any] = {"group": group or None, "name": words, "episodes": len(outcomes)}
    for name in ("mcid", "responder30"):
        known = [met for outcome in outcomes if (met := getattr(outcome, name)) is not None]
        said[name] = share(sum(known), len(known))
    return said
