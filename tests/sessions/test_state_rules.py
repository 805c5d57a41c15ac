"""What the state's rule of the day of service does to a session.

Rules: sessions.rules.supervision.authority_on, sessions.rules.supervision.kinds_of.
"""

from dataclasses import replace
from datetime import date

import pytest

from practice import reference
from practice.jurisdictions import Permitted, StateRule, row_on, state_rule
from practice.models import Credential
from sessions.rules.facts import EstimFacts
from sessions.rules.notices import signing_notices
from sessions.rules.signing import signing_blockers
from tests.factories import sessions
from tests.reference_tables import JURISDICTIONS
from tests.sessions.notes import GOOD

ESTIM = EstimFacts(device="Unit", frequency_hz=2, pulse_us=200, minutes=10, intensity="mild", leads="neck")


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


def washington(monkeypatch, **said):
    """The row of Washington says something else."""
    rows = [{**row, **said} if row["state"] == "WA" else row for row in JURISDICTIONS]
    monkeypatch.setattr(reference, "jurisdictions", lambda: rows)


@pytest.mark.parametrize(
    ("who", "profession", "blocked"),
    [
        (["PT"], "PT", False),
        (["PT"], "OT", True),
        (["PT", "OT"], "OT", False),
        (["OT"], "PT", True),
        (["PT", "OT"], "PTA", True),
    ],
)
def test_the_row_says_whose_authority_counts(api, cast, monkeypatch, who, profession, blocked):
    session = sessions.signable_session(cast)
    washington(monkeypatch, who=who)
    Credential.objects.filter(membership=cast.members["ana"]).update(profession=profession)
    codes = [blocker["code"] for blocker in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]]
    assert ("license_or_endorsement" in codes) is blocked


@pytest.mark.parametrize(
    ("row", "estim", "code"),
    [
        ({"technique": "in_situ", "unless": "stimulation"}, False, "scope_in_situ"),
        ({"technique": "in_situ", "unless": "stimulation"}, True, None),
        ({"technique": "in_situ", "unless": None}, True, "scope_in_situ"),
        ({"technique": "pistoning", "unless": "stimulation"}, False, None),
        ({"technique": "in_situ"}, True, "scope_in_situ"),
    ],
)
def test_only_what_a_row_excepts_brings_a_technique_into_scope(row, estim, code):
    said = {"techniques_out_of_scope": [{**row, "label": "needles left in place"}]}
    rule = state_rule([{**JURISDICTIONS[0], **said}], "WA", date(2026, 3, 10))
    target = replace(GOOD.targets[0], technique="In situ", dwell_minutes=5)
    facts = replace(GOOD, state_rule=rule, targets=(target,), estim=ESTIM if estim else None)
    found = {notice.code: notice.message for notice in signing_notices(facts)}
    assert [key for key in found if key.startswith("scope")] == ([code] if code else [])
    if code:
        assert found[code] == f"Needles left in place may be outside your scope in Washington: {target.label}."


def test_another_technique_outside_the_scope_warns_by_its_label():
    said = {"techniques_out_of_scope": [{"technique": "pistoning", "unless": None, "label": "pistoning"}]}
    rule = state_rule([{**JURISDICTIONS[0], **said}], "WA", date(2026, 3, 10))
    target = replace(GOOD.targets[0], technique="pistoning")
    codes = [notice.code for notice in signing_notices(replace(GOOD, state_rule=rule, targets=(target,)))]
    assert "scope_technique" in codes


def test_the_page_shows_the_rule_in_force_with_its_source(as_page, cast):
    shown = as_page("ana").get("/clinic/state/").content.decode()
    assert "Washington today" in shown
    assert "RCW 18.74.200" in shown
    assert as_page("rui").get("/clinic/state/").status_code == 403
