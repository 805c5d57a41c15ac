"""Consent and needles within one day: whatever the order of moments, signature and progress give the same answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.consent import ConsentFacts, ConsentState, consent_state, counting
from progress.rules.derive import derive
from sessions.rules.recording import moment_of_needles, needles_recorded_at
from tests.progress.episodes import FIRST, ONE_TARGET, episode, visit
from tests.reference_tables import TABLES

MIDNIGHT = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
MOMENTS = st.integers(0, 24 * 60 - 1).map(lambda minute: MIDNIGHT + timedelta(minutes=minute))
COUNTS = st.lists(st.sampled_from([None, 0, 1, 4]), max_size=3)


@st.composite
def consents(draw):
    """A paper of the day, or of one before, that was perhaps withdrawn after it was recorded."""
    at, gone = draw(MOMENTS), draw(st.none() | MOMENTS)
    made = ConsentFacts(signed_on=FIRST - timedelta(days=draw(st.integers(0, 1))), recorded_at=at)
    return made if gone is None or gone < at else replace(made, withdrawn_on=FIRST, withdrawn_at=gone)


PAPERS = st.lists(consents(), max_size=3)


def in_force(papers, at):
    return consent_state(papers, on=FIRST, at=at) is ConsentState.IN_FORCE


@given(papers=PAPERS, began=MOMENTS, stored=MOMENTS, order=st.randoms())
def test_signature_and_progress_agree_in_any_order(papers, began, stored, order):
    at = moment_of_needles(began, stored)
    shuffled = order.sample(papers, len(papers))
    needled = replace(visit(targets=ONE_TARGET), at=began, needled_at=at)
    found = derive(episode(needled, consents=tuple(shuffled)), TABLES)["needling_while_not_allowed_visits"]
    assert (found == []) is in_force(papers, at)


@given(papers=PAPERS, at=MOMENTS)
def test_no_paper_of_after_the_needles_speaks_for_them_on_a_day_with_a_withdrawal(papers, at):
    known_then = [paper for paper in papers if paper.recorded_at <= at]
    withdrawn = any(paper.withdrawn_at for paper in papers)
    assert counting(papers, on=FIRST, at=at) == (known_then if withdrawn else papers)
    assert counting(papers, on=FIRST) == papers
    assert in_force(papers, at) is in_force(known_then if withdrawn else papers, at)


@given(writes=st.lists(st.tuples(MOMENTS, COUNTS), min_size=1, max_size=6), began=MOMENTS, gone=MOMENTS)
def test_no_order_of_writes_turns_needles_after_a_withdrawal_into_needles_before_it(writes, began, gone):
    written = sorted(writes, key=lambda write: write[0])
    stored, known = None, 0
    for at, counts in written:
        stored, known = needles_recorded_at(stored, counts, at, stored=known), sum(map(bool, counts))
    if stored is None:
        return
    before = [counts for at, counts in written if at < gone]
    consent = ConsentFacts(signed_on=FIRST, recorded_at=MIDNIGHT, withdrawn_on=FIRST, withdrawn_at=gone)
    had = sum(map(bool, before[-1])) if before else 0
    assert in_force([consent], moment_of_needles(began, stored)) <= (had >= known)
