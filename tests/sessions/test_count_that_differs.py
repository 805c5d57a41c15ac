"""Needles in and out that differ: the way to the incident, and how the note says it before and after the signature."""

import re

import pytest

from sessions.forms.choices import event_kinds
from sessions.rules.signing import signing_blockers
from sessions.rules.targets import needs_incident, words_of_counts
from tests.factories.sessions import COMPLETE, TARGET, draft_session, signable_session, signed_session
from tests.sessions.notes import GOOD_TARGET, with_target

LOST = {**TARGET, "needles_out": 1}
INCIDENT = {"kind": "retained_needle", "description": "One was not found.", "action_taken": "X-ray tomorrow at nine."}


def test_the_blocker_leads_to_the_count_and_to_the_record_of_the_incident(cast, as_page):
    draft = draft_session(cast, targets=[LOST])
    page = as_page("ana").get(f"/sessions/{draft.pk}/").content.decode()
    assert f"/sessions/{draft.pk}/#id_targets-0-needles_out" in page
    assert re.search(rf'href="/sessions/{draft.pk}/#incident" data-incident>Record the incident', page)


def test_where_nobody_counted_there_is_no_incident_to_record(cast, as_page):
    draft = draft_session(cast, targets=[{"muscle": "temporalis", "side": "left"}])
    assert "data-incident" not in as_page("ana").get(f"/sessions/{draft.pk}/").content.decode()


def test_the_kind_of_event_is_found_by_the_words_for_it(db):
    [found] = [key for key, label in event_kinds() if "count" in label.lower()]
    assert found == "retained_needle"


@pytest.mark.parametrize("state", ["preview", "signed"])
def test_the_note_says_the_count_and_what_follows(cast, as_page, state):
    written = {"targets": [LOST], "adverse_events": [INCIDENT]}
    made = signable_session if state == "preview" else signed_session
    address = f"/sessions/{made(cast, **written).pk}/{'sign/' if state == 'preview' else ''}"
    page = as_page("ana").get(address).content.decode()
    assert "Needles in and out differ" in page
    assert "X-ray tomorrow at nine." in page


@pytest.mark.parametrize(
    ("kind", "codes"), [("needle_bent_broken", ["needle_count_mismatch"]), ("retained_needle", [])]
)
def test_only_a_retained_needle_accounts_for_a_count(cast, api, kind, codes):
    draft = signable_session(cast, targets=[LOST], adverse_events=[{**INCIDENT, "kind": kind}])
    assert [blocker["code"] for blocker in api("ana").get(f"sessions/{draft.pk}/").json()["blockers"]] == codes


def test_equal_counts_wear_no_badge(cast, as_page):
    page = as_page("ana").get(f"/sessions/{signable_session(cast).pk}/sign/").content.decode()
    assert COMPLETE["response"].split(",")[0] in page
    assert "in and out differ" not in page


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        ((2, 2), ""), ((2, 1), "needles in and out differ"), ((2, None), "needles in and out differ"),
        ((None, None), "needles not counted yet"),
    ],
)  # fmt: skip
def test_what_nobody_counted_does_not_differ(counted, words):
    [target] = with_target(needles_in=counted[0], needles_out=counted[1]).targets
    assert words_of_counts([GOOD_TARGET, target]) == words


@pytest.mark.parametrize(
    ("counts", "asked"), [((2, 1), True), ((2, None), True), ((None, None), False), ((2, 2), False)]
)
def test_an_incident_explains_a_difference_and_no_missing_count_of_what_went_in(counts, asked):
    blockers = signing_blockers(with_target(needles_in=counts[0], needles_out=counts[1]))
    assert any(map(needs_incident, blockers)) is asked
