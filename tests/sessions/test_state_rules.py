"""What the state's rule of the day of service does to a session."""

from dataclasses import replace
from datetime import date

import pytest

from practice.jurisdictions import Permitted, StateRule, row_on, state_rule
from sessions.rules.signing import signing_blockers, signing_notices
from tests.factories import sessions
from tests.reference_tables import JURISDICTIONS
from tests.sessions.notes import GOOD


@pytest.mark.parametrize(
    ("state", "on", "permitted"),
    [
        ("WA", date(2024, 6, 21), "unknown"),
        ("WA", date(2024, 6, 22), "yes"),
        ("wa ", date(2026, 3, 10), "yes"),
        ("OR", date(2025, 8, 6), "no"),
        ("OR", date(2025, 8, 7), "no"),
        ("NY", date(2026, 3, 10), "no"),
        ("PA", date(2026, 3, 10), "unclear"),
        ("ZZ", date(2026, 3, 10), "unknown"),
    ],
)
def test_the_day_of_service_picks_the_row(state, on, permitted):
    assert state_rule(JURISDICTIONS, state, on).permitted == permitted


def test_of_two_rows_the_one_that_began_last_counts():
    before, after = row_on(JURISDICTIONS, "OR", date(2025, 8, 6)), row_on(JURISDICTIONS, "OR", date(2025, 8, 7))
    assert (before["from"], after["from"]) == (None, "2025-08-07")
    later = {**after, "from": "2026-01-01", "permitted": "yes"}
    assert row_on([later, after], "OR", date(2026, 1, 1)) is later


def test_every_row_has_a_source_a_confidence_and_days_in_order():
    for row in JURISDICTIONS:
        assert row["source"], row["key"]
        assert row["confidence"], row["key"]
        assert row["from"] is None or row["to"] is None or row["from"] <= row["to"]


@pytest.mark.parametrize(
    ("permitted", "blockers", "notices"),
    [
        ("yes", [], []),
        ("no", ["needling_not_permitted"], []),
        ("unclear", [], ["state_rule_unclear"]),
        ("unknown", [], ["state_rule_unclear"]),
    ],
)
def test_what_a_state_does_not_permit_blocks_and_what_is_unclear_warns(permitted, blockers, notices):
    facts = replace(GOOD, state_rule=StateRule(name="Somewhere", permitted=Permitted(permitted)))
    assert [blocker.code for blocker in signing_blockers(facts)] == blockers
    assert [notice.code for notice in signing_notices(facts)] == notices


def test_a_clinic_in_a_state_that_does_not_permit_cannot_sign_through_any_door(api, as_page, cast):
    session = sessions.signable_session(cast)
    cast.here.jurisdiction = "NY"
    cast.here.save()
    program = api("ana")
    tag = program.get(f"sessions/{session.pk}/")["ETag"]
    refused = program.post(f"sessions/{session.pk}/sign/", {}, HTTP_IF_MATCH=tag)
    assert refused.status_code == 409
    codes = {blocker["code"]: blocker["message"] for blocker in refused.json()["blockers"]}
    assert "needling_not_permitted" in codes
    assert codes["needling_not_permitted"] in as_page("ana").get(f"/sessions/{session.pk}/sign/").content.decode()


def test_needles_left_without_stimulation_warn_in_washington_and_do_not_block(api, cast):
    session = sessions.signable_session(cast, targets=[{**sessions.TARGET, "technique": "in_situ"}])
    told = api("ana").get(f"sessions/{session.pk}/").json()
    assert told["blockers"] == []
    assert "scope_in_situ" in [notice["code"] for notice in told["notices"]]


def test_the_page_shows_the_rule_in_force_with_its_source(as_page, cast):
    shown = as_page("ana").get("/clinic/state/").content.decode()
    assert "Washington today" in shown
    assert "RCW 18.74.200" in shown
    assert as_page("rui").get("/clinic/state/").status_code == 403
