"""No plan and no assessment that breaks a rule is signed, through whichever door; every blocker has an example."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from patients import services as patients_services
from patients.models import EpisodeOfCare
from plans import services
from practice.errors import RuleViolation
from practice.models import Credential
from tests.factories import patients, plans
from tests.sessions.test_no_door_signs import codes_in


@dataclass(frozen=True)
class Broken:
    """What the paper says otherwise than a complete one, and how its episode begins."""

    written: dict[str, Any] = field(default_factory=dict)
    begun: Callable[..., Any] | None = None
    around: Callable[..., Any] = lambda cast: None


def no_licence(cast):
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").delete()


def measured(**details):
    def begun(cast):
        episode = plans.some_episode(cast)
        plans.measured(cast, episode)
        EpisodeOfCare.objects.filter(pk=episode.pk).update(**details)
        episode.refresh_from_db()
        return episode

    return begun


def flagged(cast):
    episode = measured()(cast)
    patients.screening(cast, episode, red_flags=["pattern_change"])
    return episode


def screened(**told):
    def begun(cast):
        episode = patients.episode(cast)
        patients.screening(cast, episode, **told)
        return episode

    return begun


OF_PLANS = {
    "screening_missing": Broken(begun=measured(state="screening")),
    "diagnosis_missing": Broken(begun=measured(icd10=[])),
    "primary_measure_missing": Broken(begun=plans.some_episode),
    "goal_missing": Broken({"goals": []}),
    "frequency_missing": Broken({"visits_per_week": None}),
    "duration_missing": Broken({"duration_weeks": None}),
    "type_missing": Broken({"treatment_types": []}),
    "red_flag_open": Broken(begun=flagged),
    "license_or_endorsement": Broken(around=no_licence),
}
OF_ASSESSMENTS = {
    "complaint_missing": Broken({"complaint": " "}),
    "impression_missing": Broken({"impression": " "}),
    "diagnosis_missing": Broken({"icd10": []}),
    "primary_measure_missing": Broken({"measurements": []}),
    "screening_missing": Broken(begun=patients.episode),
    "screening_incomplete": Broken(begun=screened(unanswered=["diabetes"])),
    "license_or_endorsement": Broken(around=no_licence),
}
# Needs a gap of 30 days before the first visit of an episode: tests/patients/test_assessments.py makes one.
ELSEWHERE = {"screening_expired"}


def refusals(cast, doors, *, sign, api, page, version):
    """What service, API and page answer that are asked to sign."""
    with pytest.raises(RuleViolation) as refused, transaction.atomic():
        sign()
    program, browser = doors
    answer = program.post(api)
    codes = {blocker.code for blocker in refused.value.blockers}
    return codes, {row["code"] for row in answer.json()["blockers"]}, answer.status_code, browser.post(
        page, {"version": str(version)}
    ).status_code  # fmt: skip


def is_refused(told, code):
    by_service, by_api, *statuses = told
    return by_service == by_api == {code} and statuses == [409, 409]


def test_each_rule_of_a_plan_is_broken_once_at_every_door(cast, api, as_page):
    found, doors, ana = {}, (api("ana"), as_page("ana")), cast.actor("ana")
    for code, broken in OF_PLANS.items():
        with transaction.atomic():
            episode = (broken.begun or measured())(cast)
            plan = plans.draft_plan(cast, episode, **broken.written)
            broken.around(cast)
            told = refusals(
                cast, doors, sign=lambda p=plan: services.sign_plan(actor=ana, plan=p, now=timezone.now()),
                api=f"plans/{plan.pk}/sign/", page=f"/episodes/{episode.pk}/plan/sign/", version=plan.version,
            )  # fmt: skip
            found |= {} if is_refused(told, code) else {code: told}
            transaction.set_rollback(True)
    assert found == {}


def test_each_rule_of_an_assessment_is_broken_once_at_every_door(cast, api, as_page):
    found, doors, ana = {}, (api("ana"), as_page("ana")), cast.actor("ana")
    for code, broken in OF_ASSESSMENTS.items():
        with transaction.atomic():
            made = patients.assessment(cast, (broken.begun or screened())(cast), **broken.written)
            broken.around(cast)
            told = refusals(
                cast, doors, api=f"assessments/{made.pk}/sign/", page=f"/assessments/{made.pk}/sign/",
                sign=lambda a=made: patients_services.sign_assessment(actor=ana, assessment=a, now=timezone.now()),
                version=made.visit.version,
            )  # fmt: skip
            found |= {} if is_refused(told, code) else {code: told}
            transaction.set_rollback(True)
    assert found == {}


def test_every_blocker_of_a_plan_and_of_an_assessment_has_one_that_raises_it():
    licence = {"license_or_endorsement"}
    of_plans = {*codes_in("plans/rules/plans.py", ("signing_blockers",)), *licence, "primary_measure_missing"}
    of_assessments = {
        *codes_in("patients/rules/assessments.py", ("_blockers", "_initial", "baseline_missing")),
        *licence,
    }
    assert of_plans == set(OF_PLANS)
    assert of_assessments - ELSEWHERE == set(OF_ASSESSMENTS)
