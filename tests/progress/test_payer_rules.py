"""The payer's clocks follow the rule of the episode, else the clinic's; the work list and the plan's page show them."""

from dataclasses import replace

import pytest

from patients.rules.payer import MEDICARE_STYLE, payer_rule
from plans.rules.certification import CertificationFacts
from practice import services
from practice.audit import AuditEvent
from practice.errors import BadInput
from practice.models import Clinic
from progress import refreshing
from progress.rules import clocks
from progress.rules.due import Kind, due_on
from progress.rules.due_facts import DueFacts
from progress.rules.facts import PlanFacts
from progress.selectors.summaries import fresh_summaries, made_with
from tests.factories import plans as make
from tests.progress.episodes import FIRST, day, episode, visit
from tests.reference_tables import table

TABLE = {row["key"]: row for row in table("patients/reference/payer_rules.json")["payer_rules"]}
PLAN = PlanFacts(start=FIRST, duration_weeks=26, visits_per_week=2)


def rule(key, every=None, days=None):
    return payer_rule(TABLE[key], own_report_every=every, own_certification_days=days)


def test_the_rule_that_is_taken_without_a_choice_is_the_tables():
    assert rule("medicare_style") == MEDICARE_STYLE


def test_every_row_of_the_table_says_where_it_is_from():
    for row in TABLE.values():
        assert row["sources"], row["key"]
        assert {said["confidence"] for said in row["sources"]} <= {"verified", "secondary", "literature", "design"}


@pytest.mark.parametrize(
    ("payer", "due", "status", "expires"),
    [
        (rule("medicare_style"), 10, "overdue", day(90).isoformat()),
        (rule("none"), None, "not_asked", None),
        (rule("clinic_chosen", 15, 30), 15, "ok", day(30).isoformat()),
        (rule("clinic_chosen"), None, "not_asked", None),
    ],
)
def test_the_clocks_read_the_payer_rule(payer, due, status, expires):
    facts = episode(*(visit(n) for n in range(12)), plan=PLAN, payer=payer)
    assert clocks.progress_report(facts) == {"treatment_days": 12, "due_by_treatment_day": due, "status": status}
    found = clocks.certification(facts.plan, [visit(0), visit(40)], payer)
    assert found["expires_on"] == expires
    assert found["dates_outside"] == ([day(40).isoformat()] if expires == day(30).isoformat() else [])


def test_the_day_of_the_next_report_follows_from_the_planned_frequency():
    facts = episode(*(visit(n) for n in range(8)), plan=PLAN)
    assert clocks.report_expected_on(facts) == day(7 + 7)
    assert clocks.report_expected_on(episode(*(visit(n) for n in range(12)), plan=PLAN)) == day(9)
    assert clocks.report_expected_on(episode(visit(), plan=PLAN, payer=rule("none"))) is None


def test_the_first_signature_is_asked_for_by_medicare_alone():
    assert clocks.first_signature_by(episode(visit(3), payer=MEDICARE_STYLE)) == day(33)
    assert clocks.first_signature_by(episode(payer=MEDICARE_STYLE)) is None
    assert clocks.first_signature_by(episode(visit(3), payer=rule("none"))) is None


@pytest.mark.parametrize("kind", ["initial", "renewal"])
def test_a_certification_stops_the_first_clock_and_a_verbal_order_starts_its_own(kind):
    signed = CertificationFacts(kind=kind, how="signed", certified_on=day(9))
    told = replace(signed, how="verbal", taken_on=day(9), read_back=True)
    for row, waiting in ((signed, ()), (told, (day(23),)), (replace(told, countersigned_on=day(20)), ())):
        facts = episode(visit(3), payer=MEDICARE_STYLE, certifications=(row,))
        assert (clocks.first_signature_by(facts), clocks.orders_waiting(facts)) == (None, waiting)
    assert clocks.orders_waiting(episode(visit(3), payer=rule("none"), certifications=(told,))) == (None,)


@pytest.mark.parametrize(
    ("facts", "on", "said"),
    [
        ({"first_signature_by": day(30)}, 22, []),
        ({"first_signature_by": day(30)}, 23, [("watch", "The physician has not certified the plan yet")]),
        ({"first_signature_by": day(30)}, 30, [("watch", "The physician has not certified the plan yet")]),
        ({"first_signature_by": day(30)}, 31, [("stop", "The physician has not certified the plan in time")]),
        ({"orders_waiting": (day(14),)}, 1, [("watch", "Verbal order waits for the physician's signature")]),
        ({"orders_waiting": (day(14),)}, 14, [("watch", "Verbal order waits for the physician's signature")]),
        ({"orders_waiting": (day(14),)}, 15, [("stop", "Verbal order was not signed in time")]),
        ({"orders_waiting": (None,)}, 99, [("watch", "Verbal order waits for the physician's signature")]),
        ({"certified_until": day(30)}, 15, []),
        ({"certified_until": day(30)}, 16, [("watch", "Certification of the plan ends soon")]),
        ({"certified_until": day(30)}, 30, [("watch", "Certification of the plan ends soon")]),
        ({"certified_until": day(30)}, 31, [("stop", "Certification of the plan has expired")]),
    ],
)
def test_the_work_list_says_each_state_of_the_certification(facts, on, said):
    found = due_on(DueFacts(**facts), day(on), state="plan_active", minor=False)
    assert [(due.tone, due.text) for due in found if due.kind == Kind.CERTIFICATION] == said
    assert not list(due_on(DueFacts(**facts, ended=True), day(on), state="discharged", minor=False))


@pytest.mark.parametrize(
    ("done", "by", "said"),
    [
        (9, 10, []),
        (10, 10, [("watch", "Progress report due: treatment day 10, due by 10")]),
        (11, 10, [("stop", "Progress report overdue: treatment day 11, due by 10")]),
        (11, None, []),
    ],
)
def test_the_work_list_says_each_state_of_the_progress_report(done, by, said):
    told = due_on(DueFacts(treatment_days=done, report_due_by=by), day(1), state="plan_active", minor=False)
    assert [(due.tone, due.text) for due in told if due.kind == Kind.REPORT] == said


def test_an_episode_follows_its_own_rule_else_the_clinics(cast, api, as_page):
    row = make.some_episode(cast)
    program = api("ana")
    path = f"episodes/{row.pk}/"
    assert program.get(f"{path}progress/").json()["progress_report"]["due_by_treatment_day"] == 10
    services.change_clinic(actor=cast.actor("max"), payer_rule="clinic_chosen", own_report_every=6)
    assert program.get(f"{path}progress/").json()["progress_report"]["due_by_treatment_day"] == 6
    changed = program.patch(path, {"payer_rule": "none"}, HTTP_IF_MATCH=program.get(path)["ETag"])
    assert (changed.status_code, changed.json()["payer_rule"]) == (200, "none")
    report = program.get(f"{path}progress/").json()["progress_report"]
    assert (report["due_by_treatment_day"], report["status"]) == (None, "not_asked")
    assert "Not asked for" in as_page("ana").get(f"/episodes/{row.pk}/clocks/").content.decode()


def test_a_payer_rule_that_does_not_exist_is_refused(cast, api):
    row = make.some_episode(cast)
    program, path = api("ana"), f"episodes/{row.pk}/"
    answer = program.patch(path, {"payer_rule": "generous"}, HTTP_IF_MATCH=program.get(path)["ETag"])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["payer_rule"])
    with pytest.raises(BadInput, match="unknown_payer_rule"):
        services.change_clinic(actor=cast.actor("max"), payer_rule="generous")
    assert not AuditEvent.objects.filter(verb="clinic.changed").exists()


def test_the_plan_page_leads_to_both_clocks(cast, as_page):
    row = make.some_episode(cast)
    make.signed_plan(cast, row)
    assert f"/episodes/{row.pk}/clocks/" in as_page("ana").get(f"/episodes/{row.pk}/plan/").content.decode()
    panel = as_page("ana").get(f"/episodes/{row.pk}/clocks/", headers={"HX-Request": "true"}).content.decode()
    assert "Due on treatment day 10" in panel
    assert "<html" not in panel


def test_summaries_of_another_payer_rule_are_stale(cast):
    row = make.some_episode(cast)
    refreshing.refresh_some(10)
    assert fresh_summaries().filter(episode=row).get().made_with == made_with(Clinic.objects.get(pk=cast.here.pk))
    services.change_clinic(actor=cast.actor("max"), payer_rule="clinic_chosen", own_certification_days=30)
    assert not fresh_summaries().filter(episode=row).exists()
