"""What stands in a progress report, read from an episode's rows."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from patients import services as patients_services
from patients.models import Consent, Visit
from plans import services as plans_services
from plans.models import TreatmentPlan
from plans.services import countersign_order
from practice.days import day_words
from reports.documents import facts as f
from reports.documents.progress_report import render_progress_report
from reports.models import Report
from reports.selectors import progress_report_facts
from sessions.models import AdverseEvent
from tests.factories import patients, plans, reports, sessions


def facts_of(episode, **asked):
    return progress_report_facts(Report(episode=episode, **asked), now=timezone.now())


@pytest.fixture
def episode(cast):
    return reports.treated_episode(cast)


def measure(facts, label):
    return next(found for found in facts.measures if found.label == label)


def test_the_numbers_are_those_of_the_worked_case(episode):
    facts = facts_of(episode)
    days, pain = measure(facts, "Headache days"), measure(facts, "Average pain")
    assert (days.baseline, days.latest, days.change, days.percent_change, days.mcid) == (20, 9, -11, -55, None)
    assert (pain.mcid, pain.mcid_met, pain.reliable_change) == (2, True, True)
    assert (facts.standing.status, facts.standing.tone) == ("Goals met", "good")
    assert facts.standing.responder == "Responder at 50 %: Headache days down by 55 %."
    assert [goal.words for goal in facts.goals] == [
        "Headache days at most 10 in 28",
        "Headache impact (HIT-6) at most 56",
    ]
    assert [goal.met for goal in facts.goals] == [True, True]
    assert facts.episode.treatment_days == 10


def test_a_single_value_is_a_baseline_that_nothing_is_said_about_yet(cast):
    episode = patients.ready_episode(cast)
    patients.signed_assessment(cast, episode)
    facts = facts_of(episode)
    assert facts.measures
    assert {(one.latest, one.latest_on, one.mcid_met) for one in facts.measures} == {(None, None, None)}
    assert all(trend.baseline is None and trend.until == patients.today(cast) for trend in facts.trends)


def test_every_code_is_printed_with_its_words(episode):
    episode.icd10 = ["G44.229", "M79.18"]
    episode.save()
    words = {one.code: one.words for one in facts_of(episode).episode.diagnoses}
    assert words == {"G44.229": "Chronic tension-type headache, not intractable", "M79.18": "Myalgia, other site"}


def test_the_responder_measure_is_drawn_first_with_goal_sessions_and_events(episode, cast):
    first = facts_of(episode).trends[0]
    assert (first.key, first.goal, first.baseline) == ("headache_days_28", 10, 20)
    assert (len(first.sessions), len(first.adverse_events)) == (8, 2)
    neck = facts_of(reports.treated_episode(cast, "SYN-05")).trends[0]
    assert (neck.key, neck.mcid, neck.mcid_met is not None) == ("nprs_average", 1.3, True)


def test_every_session_stands_there_with_every_needle(episode):
    facts = facts_of(episode)
    assert len(facts.sessions) == 8
    target = facts.sessions[0].targets[0]
    assert (target.muscle, target.side, target.needles_in, target.needles_out) == ("Upper trapezius", "right", 2, 2)
    assert (target.size, target.technique, target.twitch) == ("0.25 × 40", "pistoning", "yes")
    assert facts.targets_per_muscle[0].label == "Upper trapezius"
    shown = {(mark.muscle, mark.side): mark.sign for view in facts.body.chart.views for mark in view.marks}
    assert (shown["trapezius_upper", "right"], shown["trapezius_upper", "left"]) == ("5", "3")
    regions = [(region.label, region.count) for region in facts.body.regions]
    assert regions[:2] == [("shoulder girdle", 9), ("posterior neck", 8)]


def test_signed_notes_make_a_report_and_one_draft_makes_a_draft(cast, episode):
    signed = facts_of(episode)
    assert signed.signature is not None
    assert signed.signature.by.name == "Ana (synthetic), PT"
    sessions.draft_session(cast, episode)
    draft = facts_of(episode)
    assert draft.signature is None
    assert [session.signed for session in draft.sessions][-2:] == [True, False]


def test_an_episode_without_any_note_is_a_draft(cast):
    facts = facts_of(patients.episode(cast))
    assert (facts.signature, facts.measures, facts.trends, facts.sessions, facts.plan) == (None, (), (), (), None)
    assert facts.standing.status == "Not enough data yet"


def test_the_days_that_were_asked_for_are_covered_and_no_others(episode):
    visits = list(Visit.objects.filter(episode=episode).order_by("occurred_at"))
    first, last = visits[2].occurred_on, visits[5].occurred_on
    facts = facts_of(episode, period_from=first, period_to=last)
    assert (facts.episode.covers_from, facts.episode.covers_to, facts.episode.treatment_days) == (first, last, 4)
    assert {first <= session.on <= last for session in facts.sessions} == {True}
    days = facts.trends[0]
    assert days.baseline == 20
    assert [point.value for point in days.points] == [15]
    assert measure(facts, "Headache days").latest == 15


def test_a_report_that_ends_before_the_first_visit_says_so(episode):
    facts = facts_of(episode, period_to=episode.started_on)
    assert facts.episode.covers_from == facts.episode.covers_to == episode.started_on


def test_it_takes_as_many_queries_for_many_visits_as_for_few(cast, episode):
    def asked(of):
        with CaptureQueriesContext(connection) as captured:
            facts_of(of)
        return len(captured)

    asked(episode)  # the catalogues are read once in a process
    longer = reports.treated_episode(cast, "SYN-06")
    assert Visit.objects.filter(episode=longer).count() > Visit.objects.filter(episode=episode).count()
    assert asked(longer) == asked(episode) <= 28


def test_clocks_and_alerts_are_said_in_words(cast, episode):
    clocks = {clock.name: clock for clock in facts_of(episode).clocks}
    assert clocks["Progress report"].words == "10 treatment days; due by day 20."
    assert clocks["Certification"].words.startswith(("Certified until", "Expired on"))
    odd = facts_of(reports.treated_episode(cast, "SYN-05"))
    assert "Needles in and out differed" in [alert.name for alert in odd.alerts]


def test_the_certifications_are_named_with_what_is_still_to_be_signed(cast, episode):
    missing = {clock.name: clock for clock in facts_of(episode).clocks}["First certification"]
    assert (missing.state, missing.words[:31]) == ("Overdue", "The plan was to be certified by")
    plans.verbal_order(cast, episode, ago=3)
    told = {clock.name: clock for clock in facts_of(episode).clocks}
    assert "First certification" not in told
    order = told["Recertification"]
    assert (order.state, order.tone) == ("Waits for signature", "watch")
    for words in ("8 weeks", "Dr Roe (synthetic)", "read back; signature due by", "taken by Ana (synthetic)"):
        assert words in order.words
    countersign_order(
        actor=cast.actor("ana"), certification=episode.certifications.get(), today=plans.today(),
        countersigned_on=plans.today() - timedelta(days=1), countersigned_by="Dr Poe (synthetic)",
    )  # fmt: skip
    signed = {clock.name: clock for clock in facts_of(episode).clocks}["Recertification"]
    assert (signed.state, "by Dr Poe (synthetic)" in signed.words) == ("Recorded", True)


def test_the_clinic_stands_on_its_letterhead(cast, episode):
    type(cast.here).objects.filter(pk=cast.here.pk).update(address="1 Quay\n\n Port ", phone="555", paper="a4")
    facts = facts_of(episode)
    assert (facts.clinic.name, facts.clinic.address, facts.clinic.phone) == (cast.here.name, ("1 Quay", "Port"), "555")
    assert facts.paper == "a4"


def test_what_happened_after_the_last_day_is_not_known_yet(cast, episode):
    whole = facts_of(episode)
    early = facts_of(episode, period_to=patients.today(cast) - timedelta(days=1))
    drawn = tuple(replace(trend, until=early.episode.covers_to) for trend in whole.trends)
    told = replace(whole, clocks=(), sessions=(), episode=early.episode, trends=drawn)
    assert replace(early, clocks=(), sessions=()) == told


def _later(cast, episode):
    """Everything that may still happen in a course of care, today."""
    ana, day, now = cast.actor("ana"), plans.today(), patients.lately()
    [plan] = TreatmentPlan.objects.filter(episode=episode)
    draft = plans_services.revise_plan(actor=ana, plan=plan, today=day)
    goals = [{"measure": "headache_days_28", "comparison": "<=", "target": 1, "text": "None at all"}]
    changes = {"visits_per_week": 3, "goals": goals, "if_version": draft.version}
    draft = plans_services.change_plan(actor=ana, plan=draft, today=day, **changes)
    plans_services.sign_plan(actor=ana, plan=draft, now=timezone.now())
    yield "a revision that begins on the day of the first plan"
    values = [{"measure": "headache_days_28", "value": 28}, {"measure": "nprs_current", "value": 10}]
    patients.assessment(cast, episode, occurred_at=now, measurements=values, red_flags=["onset_sudden"])
    yield "an assessment with other values and a red flag"
    patients.screening(cast, episode, answered_at=now, red_flags=["onset_sudden"])
    yield "a screening with a red flag"
    consent = Consent.objects.filter(episode=episode).first()
    patients_services.withdraw_consent(actor=ana, consent=consent, reason="Moved away.", now=timezone.now())
    yield "a withdrawn consent"
    patients.consent(cast, episode, signed_on=day)
    yield "another consent"
    sessions.adverse_event(cast, episode, "pneumothorax", occurred_at=now, grade="severe")
    yield "a serious event"
    plans.verbal_order(cast, episode, ago=0)
    yield "a certification"
    plans.prescription(cast, episode, starts_on=day)
    yield "an exercise"
    ending = {"outcome": "goals_met", "discharge_summary": "Well.", "discharged_on": day, "today": day}
    patients_services.discharge(actor=ana, episode=episode, **ending)
    yield "discharge"


def test_a_report_says_how_and_why_care_ended_from_the_day_of_the_discharge_on(cast, episode):
    day = patients.today(cast)
    type(episode).objects.filter(pk=episode.pk).update(
        state="discharged", discharged_on=day, outcome="patient_wish", state_reason="Moves to Lisbon.",
        discharge_summary="Sleeps through.\nGoes on at home.",
    )  # fmt: skip
    episode.refresh_from_db()
    told = facts_of(episode)
    assert told.episode.discharge == f.Discharge(
        on=day, outcome="The patient's wish", reason="Moves to Lisbon.", summary="Sleeps through.\nGoes on at home."
    )  # fmt: skip
    assert facts_of(episode, period_to=day - timedelta(days=1)).episode.discharge is None
    pdf = PdfReader(BytesIO(render_progress_report(told, timestamp=timezone.now()).pdf))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Outcome The patient's wish Reason Moves to Lisbon. Sleeps through. Goes on at home." in words


@pytest.mark.parametrize("case", ["SYN-01", "SYN-06"])
def test_a_report_of_a_past_period_stays_as_it_was_whatever_follows(cast, case):
    episode = reports.treated_episode(cast, case)
    type(episode).objects.filter(pk=episode.pk).update(state="plan_active", discharged_on=None, outcome="")
    episode.refresh_from_db()
    yesterday = patients.today(cast) - timedelta(days=1)
    before = facts_of(episode, period_to=yesterday)
    assert before.plan is not None
    assert before.goals
    for what in _later(cast, episode):
        episode.refresh_from_db()
        assert facts_of(episode, period_to=yesterday) == before, what
    now = facts_of(episode)
    assert (now.plan.frequency, [goal.words for goal in now.goals]) == (
        "3 visits a week", ["Headache days at most 1 in 28: None at all"],
    )  # fmt: skip


def test_a_plan_that_no_payer_wants_certified_is_not_missing(cast, episode):
    type(episode).objects.filter(pk=episode.pk).update(payer_rule="none")
    clocks = {clock.name: (clock.state, clock.words) for clock in facts_of(episode).clocks}
    assert clocks["Certification"] == ("Not asked for", "No payer asks for one.")
    bare = {clock.name: clock.words for clock in facts_of(patients.episode(cast)).clocks}
    assert bare["Certification"] == "There is no certified plan of care."


def test_a_longer_revision_is_planned_longer_and_certified_as_long_as_before(cast, as_page):
    plan = plans.signed_plan(cast, plans.some_episode(cast), starts_on=plans.today(), duration_weeks=8)
    until = facts_of(plan.episode).plan.certified_until
    longer = plans_services.revise_plan(actor=cast.actor("ana"), plan=plan, today=plans.today())
    plans_services.change_plan(actor=cast.actor("ana"), plan=longer, today=plans.today(), duration_weeks=10)
    plans_services.sign_plan(actor=cast.actor("ana"), plan=longer, now=timezone.now())
    told = facts_of(plan.episode).plan
    assert (told.duration, told.certified_until) == ("10 weeks", until)
    assert told.planned_until == told.starts_on + timedelta(weeks=10)
    shown = as_page("ana").get(f"/episodes/{plan.episode.pk}/plan/").content.decode()
    assert f"10 weeks, planned until {day_words(told.planned_until)}" in shown
    clocks = as_page("ana").get(f"/episodes/{plan.episode.pk}/clocks/").content.decode()
    assert f"Certified until {day_words(until)}" in " ".join(clocks.split())


def test_a_draft_is_no_plan_in_force(cast):
    draft = plans.draft_plan(cast, plans.some_episode(cast))
    facts = facts_of(draft.episode)
    assert (facts.plan, facts.goals) == (None, ())


def test_what_only_a_patients_answer_says_is_marked_and_what_was_ruled_out_left_out(cast):
    episode = sessions.treatable_episode(cast)
    session = sessions.signed_session(cast, episode)
    sessions.check_in(cast, session, hours_after=2, soreness=1, warning_signs=["breathless"])
    told = facts_of(episode).adverse_events
    assert told
    assert all(event.grade.endswith(", suspected") for event in told)
    AdverseEvent.objects.update(state=AdverseEvent.State.CONFIRMED)
    assert not any("suspected" in event.grade for event in facts_of(episode).adverse_events)
    AdverseEvent.objects.update(state=AdverseEvent.State.RULED_OUT)
    assert facts_of(episode).adverse_events == ()
