"""Recording full screens and clearances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from patients import episodes, holds, visits
from patients.models import Clearance, EpisodeOfCare, Override, Screening
from patients.rules import episodes as episode_rules
from patients.rules import precautions as precaution_rules
from patients.rules import screening as rules
from patients.rules.candidacy import Candidacy, CandidacyFacts, Result, candidacy
from patients.rules.clearances import require_clearance
from patients.rules.people import age_on
from patients.selectors.clearable import clearable
from patients.selectors.found import plans_in_screen
from patients.selectors.safety import Safety, safety_of
from practice import reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.scoping import new_id

State = EpisodeOfCare.State


@dataclass(frozen=True, slots=True)
class _Answers:
    """What a screen says: items answered yes, what has no answer, and the muscles and sides that items forbid."""

    positive: Sequence[str]
    unanswered: Sequence[str]
    limited: dict[str, list[str]]
    sides: dict[str, dict[str, str]]


@action(needs=Permission.SCREENING_WRITE, logs="screening.recorded")
def record_screening(
    *, actor: Actor, episode: EpisodeOfCare, answered_at: datetime, now: datetime, positive: Sequence[str] = (),
    red_flags: Sequence[str] = (), unanswered: Sequence[str] = (),
    limited_muscles: Mapping[str, Sequence[str]] | None = None,
    limited_sides: Mapping[str, Mapping[str, str]] | None = None, precautions: str = "",
    precaution_plans: Mapping[str, str] | None = None, asked: Sequence[str] = (), id: UUID | None = None,
) -> Screening:  # fmt: skip
    """One screen under today's form. It moves the episode on, or stops it when a red flag is found.

    With `asked` it asks again only these questions: all that expired and that the short re-screen of a visit does not
    answer are among them, and the rest stays as answered.
    """
    episode_rules.require_in_care(episodes.locked(episode).state)
    answered_on = visits.plausible_day(episode, answered_at, now, field="answered_at")
    form = reference.current("screening")
    rules.require_answers(positive=positive, red_flags=red_flags, unanswered=unanswered, screening=form)
    limited = {key: sorted(set(keys)) for key, keys in (limited_muscles or {}).items() if keys}
    sides = {key: dict(by_muscle) for key, by_muscle in (limited_sides or {}).items() if by_muscle}
    rules.require_limits(limited, positive=positive, screening=form, muscles=reference.muscles())
    rules.require_sides(sides, limited=limited)
    before, answers = None, _Answers(positive, unanswered, limited, sides)
    if asked:
        safety = safety_of(episode, answered_on)
        rules.require_renewable(
            asked, answered=[*positive, *red_flags, *unanswered], expired=safety.pressing,
            has_earlier=safety.screening is not None, screening=form,
        )  # fmt: skip
        before = safety.screening
        answers = _carried(safety, asked, answers)
    decision = _decided(episode, answers.positive, red_flags, answers.unanswered, answered_on)
    plans = _planned(decision, answers.positive, precautions, precaution_plans, before=before, asked=asked)
    screening = Screening(
        id=id or new_id(), episode=episode, answered_at=answered_at, answered_by_id=actor.membership_id,
        form_edition=reference.current_edition("screening"), positive=sorted(answers.positive),
        red_flags=sorted(red_flags), unanswered=sorted(answers.unanswered), limited_muscles=answers.limited,
        limited_sides=answers.sides, precautions=precautions, precaution_plans=plans,
        candidacy=decision.result.value, asked=sorted(asked), renews=before,
    )  # fmt: skip
    screening.save(force_insert=True)
    _move_after(episode, safety_of(episode, answered_on).facts, on=answered_on)
    return screening


@action(needs=Permission.SCREENING_WRITE, logs="clearance.recorded")
def record_clearance(
    *, actor: Actor, episode: EpisodeOfCare, item: str, given_by: str, given_on: date, reason: str, today: date,
    id: UUID | None = None,
) -> Clearance:  # fmt: skip
    """A named clinician's clearance of an open red flag, of a serious reaction or of a serious event by its kind.

    What the record put on hold goes on once nothing stands in the way any more. Source: domain.md (a).
    """
    episode_rules.require_in_care(episodes.locked(episode).state)
    safety = safety_of(episode, today)
    require_clearance(
        item, screening=reference.current("screening"), kinds=reference.adverse_events(), today=today,
        open_ones=clearable(safety, episode.patient_id).get(item, ()), given_on=given_on,
        born_on=episode.patient.date_of_birth,
    )  # fmt: skip
    episode_rules.require_reason(given_by, "given_by")
    episode_rules.require_reason(reason)
    clearance = Clearance(
        id=id or new_id(), episode=episode, item=item, given_by=given_by, given_on=given_on, reason=reason,
        recorded_by_id=actor.membership_id,
    )  # fmt: skip
    clearance.save(force_insert=True)
    if safety.screening is not None:
        _move_after(episode, safety_of(episode, today).facts, on=today)
    holds.go_on(episode.patient_id, today)
    episode.refresh_from_db(fields=["state", "state_reason", "held_on", "version", "updated_at"])
    return clearance


@action(needs=Permission.SCREENING_WRITE, logs="override.recorded")
def record_override(
    *, actor: Actor, episode: EpisodeOfCare, item: str, holds_on: date, reason: str, now: datetime,
    id: UUID | None = None,
) -> Override:  # fmt: skip
    """The actor decides to needle on one day in spite of a relative item; it stands in that day's signed note."""
    episode_rules.require_in_care(episodes.locked(episode).state)
    today = practice.today_in(practice.clinic(), now)
    rules.require_day(holds_on, started_on=episode.started_on, today=today)
    standing = safety_of(episode, holds_on)
    rules.require_overridable(
        item, screening=reference.current("screening"), positive=standing.decision.precautions,
    )  # fmt: skip
    rules.require_not_overridden(item in standing.overridden)
    episode_rules.require_reason(reason)
    override = Override(
        id=id or new_id(), episode=episode, item=item, holds_on=holds_on, reason=reason,
        given_by_id=actor.membership_id, given_by_name=actor.name, given_at=now,
    )  # fmt: skip
    override.save(force_insert=True)
    return override


def _carried(safety: Safety, asked: Sequence[str], answers: "_Answers") -> "_Answers":
    """What was answered now, with the answers that still stand of the questions that were not asked again."""
    before = safety.screening
    if before is None:
        return answers
    kept = safety.facts.positive - set(asked)
    return _Answers(
        [*answers.positive, *kept],
        [*answers.unanswered, *(set(before.unanswered) - set(asked))],
        {**{key: muscles for key, muscles in before.limited_muscles.items() if key in kept}, **answers.limited},
        {**{key: by_muscle for key, by_muscle in before.limited_sides.items() if key in kept}, **answers.sides},
    )


def _planned(
    decision: Candidacy, positive: Sequence[str], text: str, sent: Mapping[str, str] | None, *,
    before: Screening | None, asked: Sequence[str],
) -> dict[str, str]:  # fmt: skip
    """What is done about each relative item; about what was not asked again it is what the screen before says."""
    items, form = set(decision.precautions) & set(positive), reference.current("screening")
    stands = plans_in_screen(before, items - set(asked)) if before is not None else {}
    plans = precaution_rules.plans_of(
        items, sent=sent, text=text, stands=stands, before=before.positive if before is not None else (),
        said=before.precautions if before is not None else "",
    )  # fmt: skip
    precaution_rules.require_plans(decision, items, plans=plans, sent=sent, screening=form)
    return plans


def _decided(
    episode: EpisodeOfCare, positive: Sequence[str], red_flags: Sequence[str], unanswered: Sequence[str], on: date
) -> Candidacy:
    """What the screen itself says; consent and the therapist's authority are judged on the day of the needle."""
    facts = CandidacyFacts(
        positive=frozenset(positive),
        red_flags=frozenset(red_flags),
        all_answered=not unanswered,
        age=age_on(episode.patient.date_of_birth, on),
    )
    return candidacy(facts, reference.current("screening"))


def _move_after(episode: EpisodeOfCare, facts: CandidacyFacts, *, on: date) -> None:
    """Screening ends when needling or other care is possible; a red flag puts treatment on hold from its day on.

    Who must not be needled is cared for without needles (screening.json `actions`, do_not_needle; ADR 19).
    Consent is asked for before the needle, not before the assessment.
    """
    decision = candidacy(replace(facts, consent_in_force=True), reference.current("screening"))
    if decision.result in (Result.EMERGENCY, Result.REFER):
        words = rules.labels(reference.current("screening"))
        holds.hold(episode, episode_rules.RED_FLAG, [words[key] for key in decision.open_red_flags], on=on)
    elif facts.all_answered and decision.may_be_treated:
        episodes.move_on_from(episode, State.SCREENING, to=State.ASSESSMENT)
