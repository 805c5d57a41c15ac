"""Certifying a plan: for the first time and again, in writing, by word of mouth, and by sending it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from plans.models import Certification
from plans.rules import certification as rules
from practice.audit import AuditEvent
from practice.days import day_words
from tests.factories import plans as make

PHYSICIAN = "Dr Roe (synthetic)"


@pytest.fixture
def episode(cast):
    found = make.some_episode(cast)
    make.signed_plan(cast, found)
    return found


def body(episode, **changes):
    told = {"episode": episode.pk, "kind": "initial", "certified_on": make.today(), "duration_weeks": 8}
    return {**told, "certified_by": PHYSICIAN, **changes}


def verbal(cast, episode, *, ago=0, **changes):
    on = make.today() - timedelta(days=ago)
    at = datetime.combine(on, time(0, 5), ZoneInfo(cast.here.timezone))
    order = {"how": "verbal", "certified_on": on, "taken_at": at, "read_back": True}
    return body(episode, **{**order, **changes})


def test_the_names_of_the_rules_are_those_of_the_record():
    kinds, ways = Certification.Kind, Certification.How
    assert {rules.INITIAL, rules.RENEWAL} == set(kinds.values)
    assert {rules.SIGNED, rules.VERBAL, rules.SENT} == set(ways.values)


def test_a_plan_is_certified_for_the_first_time_once(api, episode):
    program = api("ana")
    made = program.post("certifications/", body(episode))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["kind"], told["how"], told["signature_due_on"]) == ("initial", "signed", None)
    assert told["plan"] == str(episode.plans.get().pk)
    before = make.today() - timedelta(days=1)
    refused = program.post("certifications/", body(episode, certified_on=before))
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "first_exists")
    assert program.post("certifications/", body(episode, kind="renewal", certified_on=before)).status_code == 201


def test_the_first_certification_does_not_move_the_span_and_a_renewal_does(api, episode):
    program, path = api("ana"), f"episodes/{episode.pk}/progress/"
    before = program.get(path).json()["certification"]["expires_on"]
    program.post("certifications/", body(episode))
    assert program.get(path).json()["certification"]["expires_on"] == before
    on = make.today() - timedelta(days=1)
    program.post("certifications/", body(episode, kind="renewal", certified_on=on))
    assert program.get(path).json()["certification"]["expires_on"] == (on + timedelta(weeks=8)).isoformat()


def test_a_verbal_order_says_who_took_it_and_when_its_signature_is_due(api, cast, episode):
    made = api("ana").post("certifications/", verbal(cast, episode))
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["taken_by"] == str(cast.members["ana"].pk)
    assert told["signature_due_on"] == (make.today() + timedelta(days=14)).isoformat()
    named = verbal(cast, episode, ago=2, kind="renewal", taken_by=cast.members["ida"].pk)
    assert api("ana").post("certifications/", named).json()["taken_by"] == str(cast.members["ida"].pk)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"read_back": False}, "read_back", "Read the order back"),
        ({"read_back": None}, "read_back", "Read the order back"),
        ({"taken_at": None}, "taken_at", "Enter at what time"),
        ({"taken_at": "2026-01-01T10:00:00Z"}, "certified_on", "The order was given on 1 Jan 2026"),
        ({"certified_by": ""}, "certified_by", "Enter who gave the order."),
        ({"how": "signed"}, "how", "Only a verbal order is taken and read back."),
        ({"how": "sent", "read_back": None, "taken_at": None}, "referral_on", "Enter the day of the signed referral."),
        ({"referral_on": "2026-01-01"}, "referral_on", "Only a plan that was sent names the referral."),
        ({"how": "phoned"}, "how", "phoned"),
        ({"kind": "second"}, "kind", "second"),
    ],
)
def test_what_is_missing_of_an_order_is_asked_for_and_nothing_is_stored(api, cast, episode, changes, field, words):
    refused = api("ana").post("certifications/", verbal(cast, episode, **changes))
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field]), refused.content
    assert words in refused.json()["errors"][field][0]
    assert not Certification.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"kind": "renewal"}, "how"),
        ({"referral_on": None}, "referral_on"),
        ({"referral_on": "2999-01-01"}, "referral_on"),
    ],
)
def test_a_plan_that_was_sent_with_its_referral_is_certified_the_first_time(api, episode, changes, field):
    sent = body(episode, how="sent", referral_on=episode.started_on)
    answer = api("ana").post("certifications/", {**sent, **changes})
    assert list(answer.json().get("errors", {})) == ([field] if field else [])
    assert answer.status_code == (400 if field else 201)


def test_the_signature_of_an_order_is_recorded_once(api, cast, episode):
    program = api("ana")
    made = program.post("certifications/", verbal(cast, episode, ago=5)).json()
    path, today = f"certifications/{made['id']}/countersign/", make.today()
    for on in (today + timedelta(days=1), today - timedelta(days=6)):
        refused = program.post(path, {"countersigned_on": on})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["countersigned_on"])
    assert program.post(path, {"countersigned_on": today}, HTTP_IF_MATCH='"9"').status_code == 412
    signed = program.post(path, {"countersigned_on": today})
    assert signed.status_code == 200, signed.content
    told = signed.json()
    assert (told["countersigned_by"], told["signature_due_on"]) == (PHYSICIAN, None)
    assert [e.verb for e in AuditEvent.objects.filter(target_id=made["id"]).order_by("id")] == [
        "plan.certified", "plan.order_signed",
    ]  # fmt: skip
    again = program.post(path, {"countersigned_on": today})
    assert (again.status_code, again.json()["blockers"][0]["code"]) == (409, "already_signed")


def test_a_written_certification_waits_for_no_signature(api, episode):
    made = api("ana").post("certifications/", body(episode)).json()
    refused = api("ana").post(f"certifications/{made['id']}/countersign/", {"countersigned_on": make.today()})
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "not_verbal")


def test_who_records_the_signature(api, as_page, cast, episode):
    row = api("ana").post("certifications/", verbal(cast, episode)).json()["id"]
    told = {"countersigned_on": make.today()}
    refused = {"max": 403, "ida": 403, "rui": 403, "pia": 403, "eva": 404}
    for name, status in refused.items():
        assert api(name).post(f"certifications/{row}/countersign/", told).status_code == status, name
        assert as_page(name).get(f"/certifications/{row}/sign/").status_code == status, name


def test_the_page_records_an_order_and_its_signature(as_page, cast, episode):
    browser, plan = as_page("ana"), f"/episodes/{episode.pk}/plan/"
    form = browser.get(f"{plan}certify/").content.decode()
    assert "The first one is due within 30 days of the first treatment." in form
    told = {"kind": "initial", "how": "verbal", "certified_on": make.today(), "duration_weeks": 8,
            "certified_by": PHYSICIAN, "taken_at": "00:05", "taken_by": cast.members["ana"].pk}  # fmt: skip
    refused = browser.post(f"{plan}certify/", told)
    assert (refused.status_code, "Read the order back to the physician" in refused.content.decode()) == (400, True)
    assert PHYSICIAN in refused.content.decode()
    assert browser.post(f"{plan}certify/", {**told, "read_back": "on"}).status_code == 302
    row = Certification.objects.get()
    shown = browser.get(plan).content.decode()
    due = make.today() + timedelta(days=14)
    assert f"Verbal order, read back; signature due by {day_words(due)}" in shown
    assert ("taken by Ana (synthetic)" in shown, f"/certifications/{row.pk}/sign/" in shown) == (True, True)
    clocks = browser.get(f"/episodes/{episode.pk}/clocks/").content.decode()
    assert ("To be signed" in clocks, f"the physician signs until {day_words(due)}" in clocks) == (True, True)
    sign = f"/certifications/{row.pk}/sign/"
    assert PHYSICIAN in browser.get(sign).content.decode()
    signature = {"countersigned_on": make.today(), "countersigned_by": "Dr Poe (synthetic)", "version": row.version}
    assert browser.post(sign, {**signature, "version": 0}).status_code == 409
    assert browser.post(sign, signature).status_code == 302
    assert "signed by Dr Poe (synthetic)" in browser.get(plan).content.decode()


def test_what_belongs_to_another_way_is_left_out_on_the_page(as_page, cast, episode):
    told = {"kind": "initial", "how": "signed", "certified_on": make.today(), "duration_weeks": 8,
            "certified_by": PHYSICIAN, "taken_at": "10:00", "read_back": "on", "referral_on": "2026-01-01"}  # fmt: skip
    assert as_page("ana").post(f"/episodes/{episode.pk}/plan/certify/", told).status_code == 302
    row = Certification.objects.get()
    assert (row.taken_at, row.taken_by, row.read_back, row.referral_on) == (None, None, None, None)


def test_the_work_list_waits_for_the_physician(api, cast, episode):
    def said():
        rows = api("ana").get("worklist/?kind=certification").json()["results"]
        return [row["text"] for row in rows if row["episode"] == str(episode.pk) and "hysician" in row["text"]]

    assert said() == ["The physician has not certified the plan in time"]
    order = api("ana").post("certifications/", verbal(cast, episode)).json()["id"]
    assert said() == ["Verbal order waits for the physician's signature"]
    api("ana").post(f"certifications/{order}/countersign/", {"countersigned_on": make.today()})
    assert said() == []
