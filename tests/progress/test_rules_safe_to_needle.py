"""Whether the record allows the next needle, and allowed those before it: each rule of safety by itself."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from patients.rules.candidacy import CandidacyFacts
from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared, Elsewhere, Raised
from progress.rules import safety
from progress.rules.facts import ScreeningFacts
from tests.progress.episodes import FIRST, ONE_TARGET, day, episode, event, needling, visit
from tests.progress.records import LETTERS, RECORDS
from tests.reference_tables import TABLES

NEURO = frozenset({"neuro"})
PHOBIA, DIABETES = (frozenset({key}) for key in ("needle_phobia", "diabetes"))
REACTION = frozenset({"prior_serious_reaction"})
REACTED = ScreeningFacts(on=FIRST, positive=REACTION)
EARLY, LATE = ScreeningFacts(on=FIRST, positive=PHOBIA), ScreeningFacts(on=day(30), positive=DIABETES)
FLAGGED = ScreeningFacts(on=FIRST, red_flags=NEURO)
ALLOWED = CandidacyFacts(age=41)
HURT = visit(adverse_events=(event("pneumothorax", "severe"),))


@pytest.mark.parametrize(
    ("after", "screen"), [(-1, EARLY), (0, EARLY), (29, EARLY), (30, LATE), (31, LATE)]
)  # fmt: skip
def test_the_last_screen_by_a_day_counts_and_before_the_first_the_first(after, screen):
    facts = episode(screenings=(LATE, EARLY))
    assert safety.screen_on(facts, day(after)) == screen


def test_of_two_screens_of_a_day_the_later_one_counts_and_without_one_nothing_is_answered():
    again = replace(LATE, on=FIRST)
    assert safety.screen_on(episode(screenings=(EARLY, again)), FIRST) == again
    none = safety.screen_on(episode(screenings=()), FIRST)
    assert (none.all_answered, none.positive, none.red_flags) == (False, frozenset(), frozenset())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"screenings": (LATE, EARLY)}, {"positive": PHOBIA}),
        ({"screenings": (FLAGGED,)}, {"red_flags": NEURO}),
        ({"screenings": ()}, {"all_answered": False}),
        ({"screenings": (FLAGGED,), "clearances": (Cleared("neuro", day(9)),)},
         {"red_flags": NEURO, "cleared": NEURO}),
        ({"screenings": (FLAGGED,), "clearances": (Cleared("older", day(9)),)}, {"red_flags": NEURO}),
        ({"consents": ()}, {"consent_in_force": False}),
        ({"consents": (ConsentFacts(signed_on=day(9)),)}, {}),
        ({"consents": (ConsentFacts(signed_on=FIRST, withdrawn_on=FIRST),)}, {"consent_in_force": False}),
        ({"consents": (ConsentFacts(signed_on=FIRST, withdrawn_on=day(1)),)}, {}),
        ({"born_on": date(2008, 3, 3)}, {"age": 17, "consent_in_force": False}),
        ({"born_on": date(2008, 3, 2)}, {"age": 18}),
        ({"needling_authorised": False}, {"needling_authorised": False}),
        ({"visits": (replace(HURT, red_flags=("neuro",), on=day(3)),)}, {}),
        ({"events_elsewhere": (event("syncope"),)}, {}),
    ],
)  # fmt: skip
def test_the_candidacy_at_the_start_rests_on_the_first_screen_alone(changes, expected):
    assert safety.initial_facts(episode(**changes)) == replace(ALLOWED, **expected)


@pytest.mark.parametrize(
    ("written", "elsewhere", "result"),
    [(-9, False, "proceed"), (0, False, "proceed"), (9, False, "proceed"), (-1, True, "emergency"),
     (0, True, "proceed"), (9, True, "proceed"), (None, True, "proceed")],
)  # fmt: skip
def test_an_old_letter_of_another_episode_was_not_about_what_the_first_screen_found(written, elsewhere, result):
    letter = Cleared("neuro", None if written is None else day(written), elsewhere=elsewhere)
    facts = episode(screenings=(FLAGGED,), clearances=(letter,))
    assert safety.initial_candidacy(facts, TABLES).result == result
    assert bool(safety.still_open(facts)) is (result == "emergency")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"screenings": (LATE, EARLY)}, {"positive": DIABETES}),
        ({"screenings": (EARLY,), "clearances": (Cleared("needle_phobia", FIRST),)}, {"positive": PHOBIA}),
        ({"screenings": (REACTED,), "clearances": (Cleared("prior_serious_reaction", FIRST),)}, {}),
        (
            {"screenings": (REACTED,), "clearances": (Cleared("prior_serious_reaction", day(-1)),)},
            {"positive": REACTION},
        ),
        ({"visits": (visit(red_flags=("neuro",)),)}, {"red_flags": NEURO}),
        ({"visits": (visit(red_flags=("neuro",)),), "clearances": (Cleared("neuro", day(9)),)}, {}),
        ({"flags_elsewhere": (Elsewhere((Raised("neuro", day(9)),), ()),)}, {"red_flags": NEURO}),
        ({"visits": (HURT,)}, {"uncleared_serious_event": True}),
        ({"visits": (HURT,), "clearances": (Cleared("pneumothorax", FIRST),)}, {}),
        ({"events_elsewhere": (event("syncope"),)}, {"fainted": True}),
        ({"visits": (visit(9),), "born_on": date(2008, 3, 11)}, {"age": 18}),
        ({"consents": (ConsentFacts(signed_on=FIRST, withdrawn_on=day(9)),)}, {"consent_in_force": False}),
        ({"needling_authorised": False}, {"needling_authorised": False}),
        ({"screenings": ()}, {"all_answered": False}),
    ],
)
def test_the_candidacy_for_the_next_needle_rests_on_all_that_the_record_holds(changes, expected):
    assert safety.latest_facts(episode(**changes), TABLES) == replace(ALLOWED, **expected)


@pytest.mark.parametrize(
    ("visits", "stands"),
    [((), True), ((visit(),), True), ((visit(targets=needling(("temporalis", "left", 0, 0))),), True),
     ((visit(targets=ONE_TARGET),), False)],
)  # fmt: skip
def test_a_first_treatment_is_a_reason_for_care_until_a_needle_went_in(visits, stands):
    screen = ScreeningFacts(on=FIRST, positive=frozenset({"first_treatment"}))
    found = safety.latest_facts(episode(*visits, screenings=(screen,)), TABLES)
    assert ("first_treatment" in found.positive) is stands


@pytest.mark.parametrize(
    ("changes", "initial", "latest"),
    [
        ({}, "proceed", "proceed"),
        ({"screenings": (EARLY, LATE)}, "do_not_needle", "proceed_with_precautions"),
        ({"visits": (HURT,)}, "proceed", "do_not_needle"),
        ({"visits": (visit(red_flags=("neuro",)),)}, "proceed", "emergency"),
        ({"screenings": ()}, "incomplete", "incomplete"),
        ({"age": 12}, "do_not_needle", "do_not_needle"),
        ({"age": 12, "consents": (ConsentFacts(signed_on=FIRST, by_guardian=True),)},
         "proceed_with_precautions", "proceed_with_precautions"),
    ],
)  # fmt: skip
def test_candidacy_at_the_start_and_for_the_next_needle(changes, initial, latest):
    facts = episode(**changes)
    assert safety.initial_candidacy(facts, TABLES).result == initial
    assert safety.latest_candidacy(facts, TABLES).result == latest


@pytest.mark.parametrize(
    ("born_on", "consent", "after", "holds"),
    [
        (None, {}, -1, False), (None, {}, 0, True), (None, {"expires_on": day(9)}, 9, True),
        (None, {"expires_on": day(9)}, 10, False), (None, {"withdrawn_on": day(9)}, 8, True),
        (None, {"withdrawn_on": day(9)}, 9, False), (date(2010, 1, 1), {}, 0, False),
        (date(2010, 1, 1), {"by_guardian": True, "of_minor": True}, 0, True),
        (date(2008, 3, 12), {"by_guardian": True, "of_minor": True}, 9, True),
        (date(2008, 3, 12), {"by_guardian": True, "of_minor": True}, 10, False),
    ],
)  # fmt: skip
def test_a_consent_holds_from_its_signature_to_its_end_and_a_guardian_s_to_the_birthday(born_on, consent, after, holds):
    facts = episode(born_on=born_on, consents=(ConsentFacts(signed_on=FIRST, **consent),))
    assert safety.consent_in_force(facts, on=day(after)) is holds
    assert not safety.consent_in_force(replace(facts, consents=()), on=day(after))


@pytest.mark.parametrize(
    ("happened", "not_allowed"),
    [
        ({}, {}),
        ({"needling_authorised": False}, {1: ("license_or_endorsement",), 3: ("license_or_endorsement",)}),
        ({"consents": (ConsentFacts(signed_on=day(7)),)}, {1: ("no_consent",)}),
        ({"screenings": (ScreeningFacts(on=FIRST, all_answered=False),)}, {1: (), 3: ()}),
        ({"events_elsewhere": (event("seizure", "severe", 7),)}, {3: ("prior_serious_reaction",)}),
        ({"flags_elsewhere": (Elsewhere((Raised("neuro", day(14)),), ()),)}, {3: ("neuro",)}),
    ],
)
def test_needling_on_a_day_that_did_not_allow_it_is_named_with_its_reason(happened, not_allowed):
    facts = episode(visit(targets=ONE_TARGET), visit(7), visit(14, targets=ONE_TARGET), **happened)
    assert {at: one.deciding for at, one in safety.not_allowed(facts, TABLES).items()} == not_allowed
    assert safety.not_allowed_visits(facts, TABLES) == list(not_allowed)


def test_the_authority_of_who_treated_on_the_day_decides_where_it_is_known():
    visits = [
        visit(at, targets=ONE_TARGET, needling_authorised=held) for at, held in ((0, None), (7, True), (14, False))
    ]
    assert safety.not_allowed_visits(episode(*visits), TABLES) == [3]
    assert safety.not_allowed_visits(episode(*visits, needling_authorised=False), TABLES) == [1, 3]


def needled(after=0, order=0, **happened):
    return visit(after, order=order, targets=ONE_TARGET, **happened)


SEVERE = (event("bruising", "severe"),)


@pytest.mark.parametrize(
    ("visits", "elsewhere", "not_allowed"),
    [
        ([needled(), needled(order=1, red_flags=("neuro",)), needled(7)], (), [2, 3]),
        ([needled(adverse_events=SEVERE), needled(order=1)], (), [2]),
        ([needled(), needled(order=1, adverse_events=SEVERE)], (), []),
        ([needled(adverse_events=(event("bruising", "severe", 8),)), needled(7), needled(14)], (), [3]),
        ([needled(7), needled(14)], SEVERE, [1, 2]),
    ],
)  # fmt: skip
def test_a_flag_counts_at_its_own_visit_and_what_the_needles_did_from_the_next(visits, elsewhere, not_allowed):
    assert safety.not_allowed_visits(episode(*visits, events_elsewhere=elsewhere), TABLES) == not_allowed


def test_only_a_needle_of_an_earlier_day_ends_a_first_treatment():
    screen = ScreeningFacts(on=FIRST, positive=frozenset({"first_treatment"}))
    facts = episode(visit(-7), needled(), needled(order=1), needled(7), screenings=(screen,), consents=())
    found = {at: one.precautions for at, one in safety.not_allowed(facts, TABLES).items()}
    assert found == {2: ("first_treatment",), 3: ("first_treatment",), 4: ()}


@given(facts=RECORDS, letter=LETTERS)
def test_another_letter_never_turns_an_allowed_needle_into_one_that_was_not(facts, letter):
    before = safety.not_allowed_visits(facts, TABLES)
    cleared = replace(facts, clearances=(*facts.clearances, letter))
    assert set(safety.not_allowed_visits(cleared, TABLES)) <= set(before)
    numbers = [number for number, one in enumerate(facts.ordered_visits, start=1) if one.needled]
    assert set(before) <= set(numbers)


@given(facts=RECORDS)
def test_without_consent_or_with_an_emergency_that_stood_open_no_needle_was_allowed(facts):
    numbers = [number for number, one in enumerate(facts.ordered_visits, start=1) if one.needled]
    assert safety.not_allowed_visits(replace(facts, consents=()), TABLES) == numbers
    flagged = ScreeningFacts(on=FIRST, red_flags=frozenset({"onset_sudden"}))
    always = replace(facts, screenings=(flagged, *facts.screenings))
    assert safety.not_allowed_visits(always, TABLES) == numbers
    assert "onset_sudden" in safety.latest_candidacy(always, TABLES).open_red_flags


@given(facts=RECORDS)
def test_what_is_urgent_never_goes_on_to_the_next_needle(facts):
    assert not (safety.is_urgent(facts, TABLES) and safety.latest_candidacy(facts, TABLES).may_needle)
