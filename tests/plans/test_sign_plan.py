"""Signing a plan of care."""

from decimal import Decimal

import pytest
from django.utils import timezone

from patients.models import EpisodeOfCare
from patients.services import change_assessment
from plans import services
from plans.models import Goal, TreatmentPlan
from plans.selectors import open_plan, plan_in_force
from practice import signing
from practice.audit import AuditEvent
from practice.errors import NotPermitted, RecordIsFinal, RuleViolation, StaleVersion
from practice.models import Credential
from practice.reference import current
from tests.factories import patients
from tests.factories import plans as make


def sign(cast, plan, name="ana", **more):
    return services.sign_plan(actor=cast.actor(name), plan=plan, now=timezone.now(), **more)


def test_a_signed_plan_is_in_force_and_the_episode_in_treatment(cast):
    episode = make.some_episode(cast)
    make.measured(cast, episode)
    plan = make.draft_plan(cast, episode)
    assert (open_plan(episode), plan_in_force(episode, make.today())) == (plan, None)
    signed = sign(cast, plan)
    assert (open_plan(episode), plan_in_force(episode, make.today())) == (None, plan)
    episode.refresh_from_db()
    assert (episode.state, signed.computed_hash()) == ("plan_active", signed.content_hash)
    assert signed.signer["name"] == "Ana (synthetic), PT"
    assert len(signed.signer["credentials"]) == 2
    assert [e.verb for e in AuditEvent.objects.filter(target_id=plan.pk).order_by("id")] == [
        "plan.drafted", "plan.signed",
    ]  # fmt: skip


def test_a_signed_plan_keeps_the_diagnosis_of_its_day(cast, api, as_page):
    episode = make.some_episode(cast)
    make.measured(cast, episode)
    plan = sign(cast, make.draft_plan(cast, episode))
    EpisodeOfCare.objects.filter(pk=episode.pk).update(icd10=["M54.2"])
    newest = current("icd10cm")["releases"][-1]["name"]
    told = api("ana").get(f"plans/{plan.pk}/").json()
    assert told["diagnosis"] == {"condition": "cervicogenic_headache", "icd10": ["G44.86"], "release": newest}
    for page in (f"/episodes/{episode.pk}/plan/", f"/episodes/{episode.pk}/plan/1/"):
        shown = as_page("ana").get(page).content.decode()
        assert (f"(G44.86; {newest})" in shown, "M54.2" in shown) == (True, False)
    plan = TreatmentPlan.objects.get(pk=plan.pk)
    assert plan.computed_hash() == plan.content_hash
    plan.diagnosis_noted = {**plan.diagnosis_noted, "icd10": ["M54.2"]}
    assert plan.computed_hash() != plan.content_hash


def test_a_plan_that_was_signed_before_diagnoses_were_kept_stays_true_and_says_so(cast, as_page):
    episode = make.some_episode(cast)
    plan = make.draft_plan(cast, episode)
    before = {f.attname for f in TreatmentPlan._meta.concrete_fields} - {"diagnosis_noted"}
    said = signing._as_json(plan)
    assert said.keys() <= before
    plan.sign(by_id=cast.members["ana"].pk, at=timezone.now(), signer={"name": "Ana (synthetic), PT"})
    shown = as_page("ana").get(f"/episodes/{episode.pk}/plan/").content.decode()
    assert "as the episode is coded now" in shown
    plan = TreatmentPlan.objects.get(pk=plan.pk)
    assert (plan.diagnosis_noted, plan.computed_hash()) == (None, plan.content_hash)


def test_every_missing_part_is_a_blocker(cast):
    episode = make.some_episode(cast, icd10=[], state="screening")
    plan = make.draft_plan(cast, episode, duration_weeks=None, visits_per_week=None, goals=[])
    with pytest.raises(RuleViolation) as refused:
        sign(cast, plan)
    assert [blocker.code for blocker in refused.value.blockers] == [
        "screening_missing", "diagnosis_missing", "primary_measure_missing", "goal_missing", "frequency_missing",
        "duration_missing",
    ]  # fmt: skip
    assert plan_in_force(episode, make.today()) is None


@pytest.mark.parametrize(
    ("condition", "measure", "name"),
    [
        ("cervicogenic_headache", "headache_days_28", "Headache days"),
        ("neck_pain_posture", "ndi_raw", "Neck Disability Index"),
    ],
)
def test_a_plan_waits_for_a_value_of_the_measure_that_counts_most(cast, condition, measure, name):
    episode = make.some_episode(cast, condition=condition)
    plan = make.draft_plan(cast, episode)
    with pytest.raises(RuleViolation, match="primary_measure_missing") as refused:
        sign(cast, plan)
    [blocker] = refused.value.blockers
    assert (name in blocker.message, blocker.field) == (True, "episode.measurements")
    draft = patients.assessment(cast, episode, measurements=[{"measure": "hit6", "value": 60}])
    with pytest.raises(RuleViolation, match="primary_measure_missing"):
        sign(cast, plan)
    told = {"actor": cast.actor("ana"), "assessment": draft, "now": timezone.now()}
    change_assessment(**told, measurements=[{"measure": measure, "value": 20}])
    assert sign(cast, plan).is_signed


@pytest.mark.parametrize(
    "licence",
    [{"expires_on": "2021-01-01"}, {"jurisdiction": "OR"}, {"profession": "PTA"}, {"kind": "needling_training"}],
)
def test_a_plan_is_signed_with_a_licence_of_the_state_that_is_in_force(cast, api, as_page, licence):
    episode = make.some_episode(cast)
    make.measured(cast, episode)
    plan = make.draft_plan(cast, episode)
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(**licence)
    ana = api("ana")
    refused = ana.post(f"plans/{plan.pk}/sign/")
    [blocker] = refused.json()["blockers"]
    assert (refused.status_code, blocker["code"], blocker["field"]) == (409, "license_or_endorsement", "clinician")
    assert ana.get(f"plans/{plan.pk}/").json()["blockers"] == [blocker]
    assert ana.get("plans/").json()["results"][0]["blockers"] == [blocker]
    assert blocker["message"] in as_page("ana").get(f"/episodes/{episode.pk}/plan/").content.decode()
    assert api("max").get(f"plans/{plan.pk}/").json()["blockers"] == [], "a manager signs none"


def test_a_value_of_another_episode_is_none_of_this_one(cast):
    make.measured(cast, make.some_episode(cast))
    plan = make.draft_plan(cast, make.some_episode(cast))
    with pytest.raises(RuleViolation, match="primary_measure_missing"):
        sign(cast, plan)


def test_a_plan_that_names_no_type_of_treatment_gets_those_of_the_condition(cast):
    plan = make.draft_plan(cast, make.some_episode(cast))
    assert plan.treatment_types == ["needling", "exercise", "posture", "education"]
    described = make.some_episode(cast)
    assert make.draft_plan(cast, described, interventions="Needling of the neck.").treatment_types == []


def test_a_plan_without_any_type_of_treatment_is_not_signed(cast):
    plan = make.draft_plan(cast, make.some_episode(cast), treatment_types=[])
    with pytest.raises(RuleViolation, match="type_missing"):
        sign(cast, plan)


def test_a_plan_of_an_ended_episode_cannot_be_signed(cast):
    episode = make.some_episode(cast)
    plan = make.draft_plan(cast, episode)
    type(episode).objects.filter(pk=episode.pk).update(state="discharged", discharged_on=make.today())
    with pytest.raises(RuleViolation, match="episode_closed"):
        sign(cast, plan)


def test_a_signed_plan_does_not_change_by_any_road(cast):
    plan = make.signed_plan(cast, make.some_episode(cast))
    goal = plan.goals.get()
    roads = (
        plan.save,
        plan.delete,
        goal.save,
        goal.delete,
        lambda: TreatmentPlan.objects.update(note="bulk"),
        lambda: Goal.objects.bulk_create([Goal(plan=plan, measure="hit6", target=Decimal(50))]),
        lambda: sign(cast, plan),
        lambda: services.change_plan(actor=cast.actor("ana"), plan=plan, today=make.today(), note="x"),
        lambda: services.change_goal(actor=cast.actor("ana"), goal=goal, text="x"),
    )
    for road in roads:
        with pytest.raises(RecordIsFinal):
            road()


def test_a_stale_version_is_refused(cast):
    plan = make.draft_plan(cast, make.some_episode(cast))
    with pytest.raises(StaleVersion):
        sign(cast, plan, if_version=plan.version + 1)


@pytest.mark.parametrize("name", ["rui", "max", "ida", "pia"])
def test_only_therapists_sign_and_the_others_are_told_why(cast, name):
    plan = make.draft_plan(cast, make.some_episode(cast))
    with pytest.raises(NotPermitted, match="does not allow you to sign the plan of care"):
        sign(cast, plan, name)


def test_a_revision_leaves_the_signed_plan_in_force_until_it_is_signed(cast):
    episode = make.some_episode(cast)
    first = make.signed_plan(cast, episode)
    second = services.revise_plan(actor=cast.actor("ana"), plan=first, today=make.today())
    assert (second.revision, second.goals.get().measure, second.is_signed) == (2, "ndi_raw", False)
    assert plan_in_force(episode, make.today()) == first
    sign(cast, second)
    assert plan_in_force(episode, make.today()) == second
    assert TreatmentPlan.objects.get(pk=first.pk).is_signed


def test_there_is_one_draft_at_a_time(cast):
    episode = make.some_episode(cast)
    plan = make.signed_plan(cast, episode)
    draft = services.revise_plan(actor=cast.actor("ana"), plan=plan, today=make.today())
    with pytest.raises(RuleViolation, match="draft_exists"):
        services.revise_plan(actor=cast.actor("ana"), plan=plan, today=make.today())
    with pytest.raises(RuleViolation, match="plan_open"):
        services.revise_plan(actor=cast.actor("ana"), plan=draft, today=make.today())
