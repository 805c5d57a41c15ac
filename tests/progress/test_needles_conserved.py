"""Needles are neither lost nor made: a count is stored, read, summed and compared as it was typed, and never copied."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.sessions import SIX, TARGET, draft_session, treatable_episode

COUNT = st.none() | st.integers(0, 5)
ROWS = st.lists(
    st.tuples(st.sampled_from(SIX), st.sampled_from(["left", "right"]), COUNT, COUNT),
    min_size=1, max_size=4, unique_by=lambda row: row[:2],
)  # fmt: skip


@pytest.fixture
def episode(cast):
    return treatable_episode(cast)


def total(numbers):
    return sum(number or 0 for number in numbers)


@given(rows=ROWS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_needles_are_conserved_from_what_was_typed_to_what_is_read(cast, api, as_page, episode, rows):
    typed = [
        {**TARGET, "muscle": muscle, "side": side, "needles_in": into, "needles_out": out}
        for muscle, side, into, out in rows
    ]
    with transaction.atomic():
        session = draft_session(cast, episode, targets=typed)
        read = api("ana").get(f"sessions/{session.pk}/").json()
        kept = [(row["muscle"], row["side"], row["needles_in"], row["needles_out"]) for row in read["targets"]]
        assert kept == rows
        page = as_page("ana").get(f"/sessions/{session.pk}/").context
        assert (page["needles_in"] or 0, page["needles_out"] or 0) == (
            total(row[2] for row in rows), total(row[3] for row in rows),
        )  # fmt: skip
        progress = api("ana").get(f"episodes/{episode.pk}/progress/").json()
        differing = {row[:2]: row[2:] for row in rows if row[2] is None or row[2] != row[3]}
        assert bool(progress["needle_count_mismatch_visits"]) is bool(differing)
        assert missing_of(progress) == total(into for into, _ in differing.values()) - total(
            out for _, out in differing.values()
        )
        copied = api("ana").get("sessions/prefill/", {"episode": str(episode.pk)}).json()["targets"]
        assert all(row["needles_in"] is None and row["needles_out"] is None for row in copied)
        transaction.set_rollback(True)


def missing_of(progress):
    """The needles that went in and did not come out, by what the result says it rests on."""
    [told] = [one for one in progress["explained"] if one["result"] == "needle_count_mismatch_visits"]
    known = {"needles in": [], "needles out": []}
    for one in told["inputs"]:
        known[one["what"].partition(", ")[2]].append(one["value"] if one["value"] != "not counted" else 0)
    return sum(known["needles in"]) - sum(known["needles out"])
