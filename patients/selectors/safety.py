"""What is known before a needle: screening, candidacy, red flags, area limits and consent on one day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from patients.models import Clearance, Consent, EpisodeOfCare, Override, Screening, Visit
from patients.rules import flags, freshness
from patients.rules.candidacy import Candidacy, CandidacyFacts, candidacy, too_young
from patients.rules.consent import ConsentState
from patients.rules.freshness import Asked
from patients.rules.people import age_on
from patients.selectors.consents import consent_on
from patients.selectors.found import (
    Limit,
    asked_in,
    day_of,
    found_at_once,
    found_in,
    limits_in,
    moment,
    moments,
    plans_in_screen,
)
from patients.vocabulary import TOOK_PLACE
from practice import reference
from practice import selectors as practice
from practice.asking import Question
from practice.models import Clinic
from practice.statements import Given, JSONRows, Statement, loaded, records

# Of a visit of an outer query whether a needle went in, as the higher app knows it.
NEEDLED: Final[Question[[OuterRef], Exists]] = Question()
_Row = dict[str, Any]
_Letter = tuple[str, str, date, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What an episode's record says about needling on a day.

    `facts` is what the candidacy rests on: the sessions add authority, faints and serious events to it and ask the
    rule again. `stale` are the questions whose answer does not hold on the day, `pressing` those among them that the
    short re-screen of a visit does not answer, `screened_after` is the rule's of that name; `full_screen_at` is when
    the last full screen was answered. `on_record` are the items that the screen of the day or a later one found;
    `standing` is what a letter can clear of what screens and visits found. `consent_problem` is '' or a word of
    `ConsentState`; `consent_withdrawn_since` says that the needles went in under a consent that was withdrawn after
    them, and that the day ended with none, `consent_too_late` that the one of the day was recorded after them.
    `needled_from_age` is the clinic's minimum age where the patient is younger on the day.
    """

    day: date
    screening: Screening | None
    facts: CandidacyFacts
    decision: Candidacy
    cleared: frozenset[str]
    limits: tuple[Limit, ...]
    screening_expired: bool
    stale: frozenset[str]
    pressing: frozenset[str]
    screened_after: bool
    full_screen_at: datetime | None
    overrides: tuple[Override, ...]
    first_session: bool
    consent: Consent | None
    consent_problem: str
    consent_withdrawn_since: bool
    consent_too_late: bool
    needled_from_age: int | None
    on_record: frozenset[str] = frozenset()
    standing: tuple[flags.Raised, ...] = ()

    @property
    def candidacy(self) -> str:
        """The word of screening.json's result rule."""
        return self.decision.result.value

    @property
    def open_red_flags(self) -> tuple[str, ...]:
        """Red flags that nobody cleared."""
        return self.decision.open_red_flags

    @property
    def limited_muscles(self) -> frozenset[str]:
        """The muscles that the screen keeps needles out of, on one side at least."""
        return frozenset(limit.muscle for limit in self.limits)

    @property
    def precaution_plans(self) -> dict[str, str]:
        """What the screen says is done about each item that it found, those left out that have no plan."""
        return plans_in_screen(self.screening, self.screening.positive) if self.screening else {}

    @property
    def overridden(self) -> frozenset[str]:
        """The items against which a member decided for this day."""
        return frozenset(override.item for override in self.overrides)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the record holds: screens and consents from the oldest on, on which days visits found which flags, and when
    the first needle went in.

    `elsewhere` are the red flags of the patient's other episodes that are not discharged: a flag belongs to the person.
    """

    screenings: list[Screening]
    clearances: list[_Letter]
    consents: list[Consent]
    seen: list[flags.Found]
    first_needled: datetime | None
    overrides: list[Override]
    elsewhere: list[flags.Elsewhere]

    def letters(self, episode: str) -> list[flags.Cleared]:
        """Every letter about the patient, as it counts in one of the episodes."""
        return _letters(self.clearances, episode)


def _letters(clearances: list[_Letter], episode: str) -> list[flags.Cleared]:
    return [flags.Cleared(key, on, elsewhere=of != episode, at=at) for of, key, on, at in clearances]


def safety_of(
    episode: EpisodeOfCare, day: date, *, needled_at: datetime | None = None, began_at: datetime | None = None
) -> Safety:
    """The safety of one episode on one day, in one query (and one for the patient when not at hand).

    With `needled_at`, the moment of the needles, consents count as they stood then; with `began_at`, that of a session
    of the day, an earlier session counts as the first one.
    """
    clinic = practice.clinic()
    found = _found(episode, ZoneInfo(clinic.timezone))
    return _judged(episode, found, day, clinic, needled_at=needled_at, began_at=began_at)


def _found(episode: EpisodeOfCare, zone: ZoneInfo) -> _Found:
    [found] = RECORD.rows(episode=episode.pk)
    screenings, clearances, consents, seen, needled, overrides, seen_elsewhere, screened_elsewhere = found
    first = next((moment(row["occurred_at"]) for row in loaded(needled)), None)
    letters = [_letter(row) for row in loaded(clearances)]
    return _Found(
        records(Screening, screenings),
        letters,
        records(Consent, consents),
        [_found_at(row) for row in loaded(seen)],
        first,
        records(Override, overrides),
        list(_elsewhere(loaded(seen_elsewhere), loaded(screened_elsewhere), letters, zone)),
    )


def _letter(row: _Row) -> _Letter:
    return row["episode_id"], row["item"], date.fromisoformat(row["given_on"]), moment(row["created_at"])


def _found_at(row: _Row) -> flags.Found:
    """The red flags of a visit, from its row."""
    return flags.Found(date.fromisoformat(row["occurred_on"]), row["red_flags"], moments(row["flagged_at"]))


def _elsewhere(
    seen: list[_Row], screened: list[_Row], letters: list[_Letter], zone: ZoneInfo
) -> Iterator[flags.Elsewhere]:
    for episode in {row["episode_id"] for row in (*seen, *screened)}:
        screens = [row for row in screened if row["episode_id"] == episode]
        visits = [row for row in seen if row["episode_id"] == episode]
        raised = flags.raised_in((_screened_at(row, zone) for row in screens), map(_found_at, visits))
        yield flags.Elsewhere(tuple(raised), tuple(_letters(letters, episode)))


def _screened_at(row: _Row, zone: ZoneInfo) -> flags.Found:
    """The red flags of a screen of another episode, from its row."""
    return found_at_once(row["red_flags"], day_of(row["answered_at"], zone), moment(row["created_at"]))


def _record() -> Any:
    here, person = {"episode": OuterRef("pk")}, {"episode__patient": OuterRef("patient")}
    seen = Visit.objects.filter(**here, state__in=TOOK_PLACE)
    seen_elsewhere = Visit.objects.filter(FLAGGED_ELSEWHERE, **person, state__in=TOOK_PLACE)
    screened_elsewhere = Screening.objects.filter(ASKED_ELSEWHERE, **person).exclude(episode=OuterRef("pk"))
    return EpisodeOfCare.objects.filter(pk=Given("episode")).values_list(
        JSONRows(Screening.objects.filter(**here).order_by("answered_at", "id").values(*SCREENING)),
        JSONRows(Clearance.objects.filter(**person).values("episode_id", "item", "given_on", "created_at")),
        JSONRows(Consent.objects.filter(**here).order_by("signed_on", "id").values(*CONSENT)),
        JSONRows(seen.values(*SEEN).distinct()),
        JSONRows(seen.filter(_needled()).order_by("occurred_at").values("occurred_at")[:1]),
        JSONRows(Override.objects.filter(**here).order_by("id").values(*OVERRIDE)),
        JSONRows(seen_elsewhere.exclude(episode=OuterRef("pk")).values("episode_id", *SEEN)),
        JSONRows(screened_elsewhere.order_by("answered_at", "id").values(*SCREENED_ELSEWHERE)),
    )


def _needled() -> Q:
    return Q(*NEEDLED.ask(OuterRef("pk")), _connector=Q.OR)


GOING_ON = [state for state in EpisodeOfCare.State.values if state != EpisodeOfCare.State.DISCHARGED]
# Of the visits and screens of a patient those that tell of red flags in the patient's other episodes as well.
ASKED_ELSEWHERE = Q(episode__state__in=GOING_ON)
FLAGGED_ELSEWHERE = ASKED_ELSEWHERE & ~Q(red_flags=[])
RECORD = Statement(_record)
SEEN = ("occurred_on", "red_flags", "flagged_at")
SCREENED_ELSEWHERE = ("episode_id", "answered_at", "created_at", "red_flags")
SCREENING = (
    "id", "clinic_id", "created_at", "answered_at", "form_edition", "positive", "red_flags", "unanswered",
    "limited_muscles", "limited_sides", "precautions", "precaution_plans", "candidacy", "asked",
)  # fmt: skip
OVERRIDE = ("id", "clinic_id", "item", "holds_on", "reason", "given_by_id", "given_by_name", "given_at")
CONSENT = (
    "id", "clinic_id", "signed_on", "expires_on", "withdrawn_at", "guardian_name", "scope", "areas", "copy_given",
    "text_version", "created_at",
)  # fmt: skip


def _judged(
    episode: EpisodeOfCare, found: _Found, day: date, clinic: Clinic, *, needled_at: datetime | None,
    began_at: datetime | None,
) -> Safety:  # fmt: skip
    zone = ZoneInfo(clinic.timezone)
    screened = [(s, s.answered_at.astimezone(zone).date()) for s in found.screenings]
    latest, latest_on = next(((s, on) for s, on in reversed(screened) if on <= day), (None, day))
    form = reference.current("screening")
    raised = flags.raised_in((found_in(screen, on) for screen, on in screened), found.seen)
    letters = found.letters(str(episode.pk))
    born = episode.patient.date_of_birth
    consent, problem = consent_on(found.consents, day, born, zone, at=needled_at)
    whole_day = consent_on(found.consents, day, born, zone) if needled_at else (consent, problem)
    first = found.first_needled
    needled = first is not None and (first < began_at if began_at else first.astimezone(zone).date() < day)
    positive = _open_items(latest, latest_on, letters, day)
    standing = flags.standing_of_the_person(raised, letters, found.elsewhere, on=day)
    facts = CandidacyFacts(
        positive=positive - freshness.lapsed(positive, form, needled_before=needled),
        red_flags=frozenset(flag.key for flag in standing),
        all_answered=latest is not None and not latest.unanswered,
        age=age_on(born, day),
        consent_in_force=consent is not None,
    )
    seen_on = [visit.on for visit in found.seen]
    asked = freshness.last_asked(Asked(on, asked_in(screen)) for screen, on in screened if on <= day)
    whole = latest is not None and freshness.screen_expired(latest_on, seen_on, on=day)
    whether = _whether_held(((s, on) for s, on in screened if on <= day), seen_on, day)
    stale = freshness.to_ask_again(asked, form, visit_days=seen_on, on=day)
    return Safety(
        day=day, screening=latest, facts=facts,
        decision=candidacy(facts, form),
        cleared=flags.cleared_flags(raised, letters, on=day),
        limits=tuple(limit for limit in limits_in(latest) if limit.item in positive) if latest else (),
        screening_expired=whole,
        stale=stale,
        pressing=freshness.pressing(stale, asked=asked, positive=facts.positive, whole=whole),
        full_screen_at=max((s.answered_at for s, on in screened if on <= day and not s.asked), default=None),
        screened_after=began_at is not None and freshness.screened_after(whether, needled_at or began_at),
        overrides=tuple(row for row in found.overrides if row.holds_on == day),
        first_session=not needled,
        consent=consent, consent_problem=problem,
        consent_withdrawn_since=consent is not None and whole_day[1] == ConsentState.WITHDRAWN,
        consent_too_late=consent is None and whole_day[0] is not None,
        needled_from_age=clinic.minimum_age if too_young(facts.age, clinic.minimum_age) else None,
        on_record=frozenset(key for s, on in screened if s is latest or on > day for key in s.positive),
        standing=(*standing, *_reaction(latest, latest_on, positive)),
    )  # fmt: skip


def _whether_held(
    screened: Iterable[tuple[Screening, date]], seen_on: list[date], day: date
) -> list[freshness.Answered]:
    """Each screen with its moment, and whether it is complete and holds on the day."""
    return [
        freshness.Answered(s.answered_at, holds=not s.unanswered and not freshness.screen_expired(on, seen_on, on=day))
        for s, on in screened
    ]


def _open_items(latest: Screening | None, on: date, letters: list[flags.Cleared], day: date) -> frozenset[str]:
    found = latest.positive if latest else ()
    return flags.open_items(found, on, letters, on=day, at=latest.created_at if latest else None)


def _reaction(latest: Screening | None, on: date, positive: frozenset[str]) -> list[flags.Raised]:
    """That the screen tells of a serious reaction which no letter cleared yet."""
    key = flags.SERIOUS_REACTION
    return [flags.Raised(key, on, at=latest.created_at)] if latest and key in positive else []


def to_screen(rescreen: Mapping[str, Any] | None, safety: Safety) -> tuple[str, ...]:
    """What the short re-screen of a visit found that holds beyond it and that no screen knows of yet, sorted.

    Without a screen there is none to add to: that it is missing is said by itself.
    """
    if safety.screening is None:
        return ()
    found = freshness.beyond_the_visit((rescreen or {}).get("positive", ()), reference.current("screening"))
    return tuple(sorted(found - safety.on_record))
