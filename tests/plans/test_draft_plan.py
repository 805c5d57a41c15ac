"""Drafting, changing and revising a plan over the API."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from patients.models import EpisodeOfCare, Measurement, Visit
from plans.models import Goal, TreatmentPlan
from practice import reference
from practice.audit import AuditEvent
from tests.factories import patients
from tests.factories import plans as make

GOALS = [{"measure": "ndi_raw", "target": 10}, {"measure": "hit6", "target": 50, "text": "Back to work"}]


@pytest.fixture
def episode(cast):
    return make.some_episode(cast, state="assessment")


@pytest.fixture
def measured(cast, episode):
    """The episode has a baseline: its plan can be signed."""
    make.measured(cast, episode)


@pytest.fixture
def sent(episode):
    return {"episode": episode.pk, "starts_on": episode.started_on, "duration_weeks": 8, "visits_per_week": 1.5}


def test_a_plan_is_drafted_with_its_goals_and_signed(api, episode, sent, measured):
    program = api("ana")
    answer = program.post("plans/", {**sent, "goals": GOALS})
    assert answer.status_code == 201, answer.content
    plan = answer.json()
    assert (plan["revision"], plan["visits_per_week"], plan["blockers"]) == (1, 1.5, [])
    assert [(g["measure"], g["comparison"], g["target"]) for g in plan["goals"]] == [
        ("ndi_raw", "<=", 10),
        ("hit6", "<=", 50),
    ]
    signed = program.post(f"plans/{plan['id']}/sign/", HTTP_IF_MATCH=answer["ETag"])
    assert (signed.status_code, signed.json()["signer"]["name"]) == (200, "Ana (synthetic), PT")
    again = program.post(f"plans/{plan['id']}/sign/")
    assert again.status_code == 409
    episode.refresh_from_db()
    assert episode.state == "plan_active"
    assert AuditEvent.objects.filter(target_id=plan["id"]).count() == 2


def test_a_draft_may_be_incomplete_and_says_what_is_missing(api, sent, measured):
    program = api("ana")
    plan = program.post("plans/", {"episode": sent["episode"], "starts_on": sent["starts_on"]})
    assert plan.status_code == 201
    codes = [blocker["code"] for blocker in plan.json()["blockers"]]
    assert codes == ["goal_missing", "frequency_missing", "duration_missing"]
    refused = program.post(f"plans/{plan.json()['id']}/sign/")
    assert (refused.status_code, [b["code"] for b in refused.json()["blockers"]]) == (409, codes)


def test_an_episode_is_assessed_until_the_measure_that_counts_most_has_a_value(api, cast, episode, sent):
    program = api("ana")
    plan = program.post("plans/", sent).json()
    episode.refresh_from_db()
    assert episode.state == "assessment"
    primary = [{"measure": reference.primary_measure(episode.condition), "value": 20}]
    patients.assessment(cast, episode, measurements=primary)
    assert program.patch(f"plans/{plan['id']}/", {"duration_weeks": 6}, HTTP_IF_MATCH="*").status_code == 200
    episode.refresh_from_db()
    assert episode.state == "plan_draft"


def test_a_draft_says_in_lists_too_that_the_baseline_is_missing(api, cast, sent):
    program = api("ana")
    plan = program.post("plans/", {**sent, "goals": GOALS}).json()
    waits = program.get("plans/").json()["results"][0]["blockers"]
    assert [(blocker["code"], blocker["field"]) for blocker in waits] == [
        ("primary_measure_missing", "episode.measurements")
    ]
    assert plan["blockers"] == waits
    assert program.post(f"plans/{plan['id']}/sign/").json()["blockers"] == waits
    program.post(
        "assessments/",
        {
            "episode": sent["episode"],
            "occurred_at": timezone.now(),
            "measurements": [{"measure": "headache_days_28", "value": 20}],
        },
    )
    assert program.get("plans/").json()["results"][0]["blockers"] == []
    assert program.post(f"plans/{plan['id']}/sign/").status_code == 200


def test_a_goal_without_a_baseline_gets_the_first_measured_value(api, cast, episode, sent):
    for weeks, value in ((8, 24), (2, 18)):
        at = timezone.now() - timedelta(weeks=weeks)
        visit = Visit.objects.create(
            episode=episode, therapist=cast.members["ana"], occurred_at=at, occurred_on=at.date()
        )
        for measure in ("ndi_raw", "nprs_current", "nprs_best", "nprs_worst"):
            Measurement.objects.create(
                visit=visit, measure=measure, value=Decimal(value) / (1 if measure == "ndi_raw" else 4)
            )
    goals = [{"measure": "ndi_raw", "target": 10}, {"measure": "nprs_average", "target": 2}]
    explicit = [{"measure": "hit6", "target": 50, "baseline": None}]
    plan = api("ana").post("plans/", {**sent, "goals": [*goals, *explicit]}).json()
    assert [goal["baseline"] for goal in plan["goals"]] == [24, 6, None]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"duration_weeks": 0}, "duration_weeks"),
        ({"duration_weeks": 53}, "duration_weeks"),
        ({"duration_weeks": "many"}, "duration_weeks"),
        ({"visits_per_week": 8}, "visits_per_week"),
        ({"starts_on": "1999-01-01"}, "starts_on"),
        ({"starts_on": None}, "starts_on"),
        ({"colour": "blue"}, "colour"),
        ({"signed_at": "2026-01-01T00:00:00Z"}, "signed_at"),
        ({"episode": str(uuid.uuid4())}, "episode"),
        ({"goals": "none"}, "goals"),
        ({"goals": [{"measure": "wings", "target": 1}]}, "goals[0].measure"),
        ({"goals": [{"measure": "ndi_raw"}]}, "goals[0].target"),
        ({"goals": [{"measure": "ndi_raw", "target": 99}]}, "goals[0].target"),
        ({"goals": [{"measure": "ndi_raw", "target": 9, "comparison": ">="}]}, "goals[0].comparison"),
        ({"goals": [{"measure": "ndi_raw", "target": 9, "size": 1}]}, "goals[0].size"),
        ({"goals": [GOALS[0], GOALS[0]]}, "goals[1].measure"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(api, sent, change, field):
    answer = api("ana").post("plans/", {**sent, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), answer.content
    assert not TreatmentPlan.objects.exists()


def test_a_goal_is_due_within_the_plan_also_when_its_weeks_come_later(api, sent, measured):
    ends = sent["starts_on"] + timedelta(weeks=8)
    goal = {"measure": "hit6", "target": 50, "due_on": f"{ends + timedelta(days=1)}"}
    refused = api("ana").post("plans/", {**sent, "goals": [goal]}).json()["errors"]
    assert "after the plan ends" in refused["goals[0].due_on"][0]
    draft = api("ana").post("plans/", {**sent, "duration_weeks": None, "goals": [goal]}).json()
    path = f"plans/{draft['id']}/"
    codes = {
        weeks: api("ana").patch(path, {"duration_weeks": weeks}, HTTP_IF_MATCH="*").status_code for weeks in (8, 9)
    }
    assert codes == {8: 400, 9: 200}
    alone = api("ana").patch(f"goals/{draft['goals'][0]['id']}/", {"due_on": "2999-01-01"}, HTTP_IF_MATCH="*")
    assert list(alone.json()["errors"]) == ["due_on"]


def test_a_copy_keeps_a_goal_that_was_due_after_its_plan_until_the_draft_is_changed(cast, api, episode, monkeypatch):
    late = make.today() + timedelta(days=300)
    with monkeypatch.context() as before:
        before.setattr("plans.rules.plans.planned_until", lambda *_: None)
        signed = make.signed_plan(cast, episode, goals=[{"measure": "hit6", "target": 50, "due_on": late}])
    draft = api("ana").post(f"plans/{signed.pk}/revise/").json()
    assert draft["goals"][0]["due_on"] == f"{late}"
    changed = api("ana").patch(f"plans/{draft['id']}/", {"duration_weeks": 6}, HTTP_IF_MATCH="*")
    assert list(changed.json()["errors"]) == ["goals[0].due_on"]


def test_a_change_needs_the_version_and_keeps_the_ids_of_goals_that_stay(api, sent):
    program = api("ana")
    plan = program.post("plans/", {**sent, "goals": GOALS})
    path, tag = f"plans/{plan.json()['id']}/", plan["ETag"]
    assert program.patch(path, {"note": "x"}).status_code == 428
    goals = [{"measure": "hit6", "target": 48}, {"measure": "psfs", "target": 7}]
    changed = program.patch(path, {"goals": goals}, HTTP_IF_MATCH=tag)
    assert changed.status_code == 200, changed.content
    before, after = plan.json()["goals"], changed.json()["goals"]
    assert (after[0]["id"], after[0]["target"], after[1]["comparison"]) == (before[1]["id"], 48, ">=")
    assert program.patch(path, {"note": "x"}, HTTP_IF_MATCH=tag).status_code == 412
    moved = program.patch(path, {"starts_on": "1999-01-01"}, HTTP_IF_MATCH=changed["ETag"])
    assert moved.status_code == 400
    assert Goal.objects.count() == 2


def test_a_goal_of_a_draft_stays_once_care_has_ended(api, episode, sent):
    program = api("ana")
    goal = program.post("plans/", {**sent, "goals": GOALS}).json()["goals"][0]
    EpisodeOfCare.objects.filter(pk=episode.pk).update(state="referred_out")
    refused = program.patch(f"goals/{goal['id']}/", {"target": 8}, HTTP_IF_MATCH="*")
    assert refused.status_code == 409, refused.content
    assert Goal.objects.get(pk=goal["id"]).target == goal["target"]


def test_a_goal_of_a_draft_changes_on_its_own_and_the_plan_with_it(api, sent, measured):
    program = api("ana")
    plan = program.post("plans/", {**sent, "goals": GOALS})
    goal = program.get(f"goals/?plan={plan.json()['id']}").json()["results"][-1]
    path = f"goals/{goal['id']}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"target": 12}, HTTP_IF_MATCH=tag).json()["target"] == 12
    assert program.patch(path, {"target": 51}, HTTP_IF_MATCH="*").status_code == 400
    assert program.patch(path, {"target": 13}, HTTP_IF_MATCH=tag).status_code == 412
    assert program.get(f"plans/{plan.json()['id']}/")["ETag"] != plan["ETag"]
    program.post(f"plans/{plan.json()['id']}/sign/")
    assert program.patch(path, {"target": 14}, HTTP_IF_MATCH="*").status_code == 409


def test_there_is_one_draft_and_a_revision_follows_a_signature(api, sent, measured):
    program = api("ana")
    plan = program.post("plans/", {**sent, "goals": GOALS}).json()
    second = program.post("plans/", sent)
    assert (second.status_code, second.json()["blockers"][0]["code"]) == (409, "draft_exists")
    assert program.post(f"plans/{plan['id']}/revise/").status_code == 409
    program.post(f"plans/{plan['id']}/sign/")
    revision = program.post(f"plans/{plan['id']}/revise/")
    assert (revision.status_code, revision.json()["revision"]) == (201, 2)
    assert [g["measure"] for g in revision.json()["goals"]] == ["ndi_raw", "hit6"]
    signed = program.get("plans/?signed=true").json()["results"]
    assert [row["id"] for row in signed] == [plan["id"]]


def test_the_same_create_again_changes_nothing(api, sent):
    program, body = api("ana"), {**sent, "id": str(uuid.uuid4()), "goals": GOALS}
    first, again = program.post("plans/", body), program.post("plans/", body)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert program.post("plans/", {**body, "note": "other"}).status_code == 409


def test_roles_and_other_clinics(api, cast, episode, sent, measured):
    plan = api("ana").post("plans/", {**sent, "goals": GOALS}).json()
    path, sign = f"plans/{plan['id']}/", f"plans/{plan['id']}/sign/"
    names = ("ana", "max", "ida", "rui", "pia", "eva")
    assert {n: api(n).get(path).status_code for n in names} == {
        "ana": 200, "max": 200, "ida": 200, "rui": 403, "pia": 404, "eva": 404,
    }  # fmt: skip
    assert {n: api(n).post("plans/", sent).status_code for n in ("max", "ida", "rui", "pia", "eva")} == {
        "max": 403, "ida": 403, "rui": 403, "pia": 403, "eva": 400,
    }  # fmt: skip
    refused = api("ida").post(sign)
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "Your role does not allow you to sign the plan of care. A therapist can do it.",
    )
    assert api("eva").post(sign).status_code == 404
    assert api("eva").get(f"plans/?episode={episode.pk}").status_code == 400
    assert api("ana").post(sign).status_code == 200
    assert api("pia").get(path).status_code == 200


def test_lists_cost_the_same_however_long(api, cast, django_assert_max_num_queries):
    program = api("ana")
    make.signed_plan(cast, make.some_episode(cast))
    make.draft_plan(cast, make.some_episode(cast))
    with django_assert_max_num_queries(20) as few:
        assert len(program.get("plans/").json()["results"]) == 2
    for _ in range(4):
        make.signed_plan(cast, make.some_episode(cast))
        make.draft_plan(cast, make.some_episode(cast))
    with django_assert_max_num_queries(len(few)) as many:
        assert len(program.get("plans/").json()["results"]) == 10
    assert len(many) == len(few)


def test_a_recertification_needs_a_signed_plan_and_a_past_day(api, cast, episode, sent):
    program = api("ana")
    body = {
        "episode": episode.pk,
        "certified_on": make.today(),
        "duration_weeks": 8,
        "certified_by": "Dr Roe (synthetic)",
    }
    early = program.post("certifications/", body)
    assert (early.status_code, early.json()["blockers"][0]["code"]) == (409, "plan_missing")
    make.signed_plan(cast, episode)
    made = program.post("certifications/", body)
    assert made.status_code == 201, made.content
    assert program.post("certifications/", body).status_code == 409
    for change in (
        {"certified_on": make.today() + timedelta(days=1)},
        {"certified_on": episode.started_on - timedelta(days=1)},
        {"duration_weeks": 99},
    ):
        refused = program.post("certifications/", {**body, **change})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, list(change))
    assert [e.verb for e in AuditEvent.objects.filter(target_id=made.json()["id"])] == ["plan.certified"]
    assert {n: api(n).post("certifications/", body).status_code for n in ("max", "ida", "rui", "pia", "eva")} == {
        "max": 403, "ida": 403, "rui": 403, "pia": 403, "eva": 400,
    }  # fmt: skip
    assert len(api("pia").get(f"certifications/?episode={episode.pk}").json()["results"]) == 1
