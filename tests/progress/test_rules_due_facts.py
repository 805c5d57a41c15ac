"""What the work of an episode rests on, kept and read again."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.models import EpisodeOfCare
from patients.rules.consent import ConsentFacts
from practice.audit import digest
from progress.rules.cases import facts_from_case
from progress.rules.due import clocks_on, due_in_episode, due_on
from progress.rules.due_facts import DueFacts, as_json, clocks_from_json, due_facts_of, from_json
from progress.rules.outcomes import deciding_series
from progress.selectors import facts as facts_selectors
from progress.selectors import summaries
from tests.factories import progress
from tests.progress.summaries import needled_by_the_record
from tests.reference_tables import CASES, TABLES


@pytest.mark.parametrize("key", CASES)
def test_a_summary_needs_no_needles(cast, key):
    row = progress.worked_episode(cast, key)
    (whole,) = facts_selectors.facts_of([row], cast.here).values()
    (light,) = facts_selectors.facts_of([row], cast.here, with_needles=False).values()
    assert due_facts_of(light, TABLES) == due_facts_of(whole, TABLES)
    assert deciding_series(light) == deciding_series(whole)


MADE_OF_THE_CASES = {
    1: "bc309f75642657b8", 2: "e6feccba9c676d37", 3: "2ec659426a2a84ca", 4: "5a0b7ab1b30aa82f",
    5: "5a0b7ab1b30aa82f",  # which plan is in force: no case has two
    6: "5a0b7ab1b30aa82f",  # events on their own day and of the whole person: no case has them apart
    7: "5a0b7ab1b30aa82f",  # red flags of the whole person: no case has a second episode
    8: "5a0b7ab1b30aa82f",  # the strictest class of medicine that is known: no case has a diary or a profile
    9: "5a0b7ab1b30aa82f",  # a withdrawal from its moment on: no case knows more than days
    10: "5a0b7ab1b30aa82f",  # needles by the moment of their record, and no later paper for them: no case knows moments
}  # fmt: skip


def test_the_rules_say_the_same_within_an_edition():
    told = {key: facts_from_case(case) for key, case in sorted(CASES.items())}
    made = {
        key: [as_json(due_facts_of(facts, TABLES)), deciding_series(facts), needled_by_the_record(facts)]
        for key, facts in told.items()
    }
    words = "The rules make something else of the same record: raise summaries.ALGORITHM, and write its digest here."
    assert MADE_OF_THE_CASES.get(summaries.ALGORITHM) == digest(json.dumps(made, sort_keys=True))[:16], words


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
DUE_FACTS = st.builds(
    DueFacts,
    warnings=st.lists(st.sampled_from(["red_flag_open", "phq2_positive"]), unique=True).map(tuple),
    visited_on=st.lists(DAYS, max_size=4).map(tuple),
    screened_on=st.lists(DAYS, max_size=3).map(tuple),
    consents=st.lists(
        st.builds(ConsentFacts, signed_on=DAYS, expires_on=st.none() | DAYS, withdrawn_on=st.none() | DAYS,
                  by_guardian=st.booleans()), max_size=3,
    ).map(tuple),
    treatment_days=st.integers(0, 60), report_due_by=st.integers(10, 70), certified_until=st.none() | DAYS,
    never_asked=st.integers(0, 3), yes_for_a_visit=st.lists(DAYS, max_size=2).map(tuple),
    first_signature_by=st.none() | DAYS, orders_waiting=st.lists(st.none() | DAYS, max_size=2).map(tuple),
    next_visit_on=st.none() | DAYS, ended=st.booleans(),
)  # fmt: skip
STATES = st.sampled_from(EpisodeOfCare.State.values)


@given(facts=DUE_FACTS, today=DAYS, state=STATES, minor=st.booleans())
def test_what_a_row_keeps_is_read_as_it_was(facts, today, state, minor):
    kept = from_json(json.loads(json.dumps(as_json(facts))))
    assert kept == facts
    about = {"state": state, "minor": minor}
    assert list(due_on(kept, today, **about)) == list(due_on(facts, today, **about))


@given(facts=DUE_FACTS, today=DAYS, state=STATES)
def test_the_clocks_are_read_as_they_were_without_the_rest(facts, today, state):
    kept = clocks_from_json(json.loads(json.dumps(as_json(facts))))
    assert list(clocks_on(kept, today, state=state)) == list(clocks_on(facts, today, state=state))


@pytest.mark.parametrize("key", CASES)
@given(today=DAYS)
def test_a_list_and_the_page_of_the_episode_ask_for_the_same(key, today):
    facts = facts_from_case(CASES[key])
    kept = from_json(json.loads(json.dumps(as_json(due_facts_of(facts, TABLES)))))
    minor = facts.age is not None and facts.age < 18
    assert list(due_on(kept, today, state=facts.state, minor=minor)) == list(due_in_episode(facts, today, TABLES))
