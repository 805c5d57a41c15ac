"""Which facts of the record a safety result rests on, each with its visit and day, as inputs of that result.

Source: screening.json, `result_rule`; domain.md (b), (d) and (g).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from patients.rules.candidacy import Candidacy, CandidacyFacts, candidacy, is_minor
from patients.rules.consent import consent_state
from patients.rules.flags import Raised, open_flags, raised_in
from progress.rules import safety
from progress.rules.explained import Input
from progress.rules.facts import EpisodeFacts, EventFacts, VisitFacts
from progress.rules.reference import ReferenceTables
from sessions.rules.targets import count_differs

Inputs = tuple[Input, ...]


def behind_initial(facts: EpisodeFacts, reference: ReferenceTables) -> Inputs:
    """What decided about the candidacy at the start; nothing where nothing stood against needling."""
    asked, on = safety.initial_facts(facts), safety.screen_on(facts, date.min).on
    found = candidacy(asked, reference.screening)
    flags = (Input(key, None, on, "red flag") for key in sorted(found.open_red_flags))
    return _decided(found, asked, _Sources(facts, on, tuple(flags), ()))


def behind_latest(facts: EpisodeFacts, reference: ReferenceTables) -> Inputs:
    """What decided about the candidacy for the next needle; nothing where nothing stands against it."""
    asked, on = safety.latest_facts(facts, reference), safety.screen_on(facts, safety.latest_day(facts)).on
    found = candidacy(asked, reference.screening)
    return _decided(found, asked, _Sources(facts, on, behind_open_flags(facts), behind_uncleared(facts, reference)))


def behind_not_allowed(facts: EpisodeFacts, reference: ReferenceTables) -> Inputs:
    """Of each visit that was needled although its day did not allow it, what stood against it."""
    visits = facts.ordered_visits
    return tuple(
        Input(key, number, visits[number - 1].on, found.result.value)
        for number, found in safety.not_allowed(facts, reference).items()
        for key in found.deciding or ("open questions",)
    )


def behind_open_flags(facts: EpisodeFacts) -> Inputs:
    """Each red flag that is open at the end of the record, as often as it was raised."""
    day, visits = safety.latest_day(facts), facts.ordered_visits
    screens = sorted(facts.screenings, key=lambda screen: screen.on)
    own = raised_in((screen.flags for screen in screens), (visit.flags for visit in visits))
    mine = (_flag(flag, visits) for flag in own if open_flags([flag], facts.clearances, on=day))
    others = (
        Input(flag.key, None, flag.on, "red flag in another episode")
        for other in facts.flags_elsewhere
        for flag in other.raised
        if open_flags([flag], other.letters, on=day)
    )
    return tuple(dict.fromkeys((*mine, *others)))


def behind_uncleared(facts: EpisodeFacts, reference: ReferenceTables) -> Inputs:
    """The serious events that lock needling at the end of the record."""
    day = safety.latest_day(facts)
    return events_that(facts, lambda event: safety.is_uncleared(facts, event, reference, on=day))


def events_that(facts: EpisodeFacts, count: Callable[[EventFacts], bool], *, elsewhere: bool = True) -> Inputs:
    """The adverse events that count, with the visit of those of this episode and their grade."""
    own = [(number, event) for number, visit in enumerate(facts.ordered_visits, 1) for event in visit.adverse_events]
    others = [(None, event) for event in facts.events_elsewhere] if elsewhere else []
    return tuple(Input(event.key, number, event.on, event.grade) for number, event in (*own, *others) if count(event))


def behind_faint(facts: EpisodeFacts) -> Inputs:
    """Every faint of the record, and each screen that tells of an earlier one."""
    told = (screen for screen in facts.screenings if "vasovagal_history" in screen.positive)
    before = tuple(Input("vasovagal_history", None, screen.on, "positive") for screen in told)
    return (*events_that(facts, lambda event: safety.has_fainted([event])), *before)


def behind_consent(facts: EpisodeFacts) -> Inputs:
    """What the consents are worth at the end of the record, and the age that asks for a guardian's."""
    day = safety.latest_day(facts)
    age = facts.age_on(day)
    state = consent_state(facts.consents, on=day, minor=is_minor(age))
    known = (Input("age", None, None, float(age)),) if age is not None else ()
    return (Input("consent", None, None, state.value), *known)


def behind_counts(visits: Sequence[VisitFacts], numbers: Sequence[int]) -> Inputs:
    """Needles in and out of each muscle whose count differs."""
    return tuple(
        Input(f"{target.muscle} {target.side}, {what}", number, visits[number - 1].on, _count(needles))
        for number in numbers
        for target in visits[number - 1].targets
        if count_differs(target)
        for what, needles in (("needles in", target.needles_in), ("needles out", target.needles_out))
    )


def _count(needles: int | None) -> float | str:
    return "not counted" if needles is None else float(needles)


def _flag(flag: Raised, visits: Sequence[VisitFacts]) -> Input:
    found = (n for n, visit in enumerate(visits, 1) if visit.on == flag.on and flag.key in visit.red_flags)
    return Input(flag.key, next(found, None), flag.on, "red flag")


class _Sources:
    """Where each key of a candidacy comes from."""

    def __init__(self, facts: EpisodeFacts, screened_on: date, flags: Inputs, uncleared: Inputs) -> None:
        self.facts, self.screened_on, self.flags, self.uncleared = facts, screened_on, flags, uncleared

    def of(self, key: str, asked: CandidacyFacts) -> Iterator[Input]:
        """Every fact that puts the key on the list."""
        yield from (flag for flag in self.flags if flag.what == key)
        if key in asked.positive:
            yield Input(key, None, self.screened_on, "positive")
        if key == "minor" and asked.age is not None:
            yield Input("age", None, None, float(asked.age))
        if key == "no_consent" and not asked.consent_in_force:
            yield behind_consent(self.facts)[0]
        if key == "license_or_endorsement" and not asked.needling_authorised:
            yield Input(key, None, None, "not held")
        if key == "vasovagal_history" and asked.fainted:
            yield from events_that(self.facts, lambda event: safety.has_fainted([event]))
        if key == "prior_serious_reaction" and asked.uncleared_serious_event:
            yield from self.uncleared


def _decided(found: Candidacy, asked: CandidacyFacts, sources: _Sources) -> Inputs:
    if found.deciding or asked.all_answered:
        return tuple(dict.fromkeys(one for key in found.deciding for one in sources.of(key, asked)))
    screened = sources.screened_on if sources.facts.screenings else None
    return (Input("screening", None, screened, "questions open" if screened else "missing"),)
