"""Every result that says more than 'none' or 'in order' names exactly the facts and limits that it rests on."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared, Elsewhere, Raised
from progress.rules.cases import facts_from_case
from progress.rules.derive import derive, every_series
from progress.rules.explain_record import explain_record
from progress.rules.explain_status import explain
from progress.rules.facts import ScreeningFacts
from tests.factories import progress
from tests.progress.episodes import FIRST, ONE_TARGET, day, episode, event, needling, visit
from tests.progress.test_rules_properties import GROUPS, RECORDS, built
from tests.progress.test_rules_reachable import ALERTS, STATUSES
from tests.reference_tables import CASES, TABLES

LISTS = (
    "needle_count_mismatch_visits", "needling_while_not_allowed_visits", "do_not_needle_errors", "adverse_event_counts",
)  # fmt: skip
FLAGGED = episode(visit(red_flags=("onset_sudden",)))
SHOWN = {
    **{f"case {key}": facts_from_case(case) for key, case in CASES.items()},
    **{f"status {key}": facts for key, facts in STATUSES.items()},
    **{f"alert {key}": facts for key, facts in ALERTS.items()},
    "no screen": episode(visit(), screenings=()),
    "nothing measured": episode(visit()),
    "movement alone": episode(*(visit(n, measures={"crom_rotation_left": 50 + n}) for n in (0, 7))),
}


def told(facts):
    results, series = derive(facts, TABLES), every_series(facts, TABLES)
    explained = (*explain(facts, results, series, TABLES), *explain_record(facts, results, TABLES))
    return results, {one.result: one for one in explained}


def asks(name, results):
    """Whether a result says something of which somebody asks 'why'."""
    if name.startswith("candidacy"):
        return results[name] != "proceed"
    if name in LISTS:
        return bool(results[name])
    return name == "overall_status" or name.startswith(("alerts.", "cpt.", "measures."))


def without_inputs(facts):
    results, explained = told(facts)
    return [name for name, one in explained.items() if asks(name, results) and not one.inputs]


def used(facts, name):
    return [(one.what, one.visit, one.on, one.value) for one in told(facts)[1][name].inputs]


@pytest.mark.parametrize("facts", SHOWN.values(), ids=SHOWN)
def test_every_result_that_says_something_names_what_it_rests_on(facts):
    assert without_inputs(facts) == []


@given(records=RECORDS, group=GROUPS)
@settings(max_examples=40, deadline=None)
def test_every_result_names_what_it_rests_on_whatever_the_numbers_are(records, group):
    assert without_inputs(built(records, group)) == []


def test_an_urgent_status_names_flag_event_and_day():
    away = Elsewhere((Raised("neuro", day(3)),), ())
    facts = episode(
        visit(red_flags=("onset_sudden", "systemic")), visit(7, adverse_events=(event("pneumothorax", "severe", 7),)),
        clearances=(Cleared("systemic", day(1)),), flags_elsewhere=(away,),
    )  # fmt: skip
    assert used(facts, "overall_status") == [
        ("onset_sudden", 1, FIRST, "red flag"), ("neuro", None, day(3), "red flag in another episode"),
        ("pneumothorax", 2, day(7), "severe"),
    ]  # fmt: skip


def test_too_few_values_are_named_with_how_many_it_takes():
    one = told(episode(visit(measures={"hit6": 60})))[1]["overall_status"]
    assert [(used.what, used.value) for used in one.inputs] == [
        ("followed measures with two values", 0.0),
        ("hit6", 60.0),
    ]
    assert [(limit.name, limit.value) for limit in one.thresholds] == [("Values of one measure, at least", 2.0)]


def test_a_reached_goal_is_named_with_its_target():
    one = told(STATUSES["goal_met"])[1]["overall_status"]
    assert ([used.value for used in one.inputs], [limit.value for limit in one.thresholds]) == ([3.0], [3.0])


def test_candidacy_names_what_decided_and_nothing_else():
    screens = (
        ScreeningFacts(on=FIRST, positive=frozenset({"anticoagulant_therapy"}), red_flags=frozenset({"systemic"})),
        ScreeningFacts(on=day(7), positive=frozenset({"diabetes"})),
    )
    facts = episode(visit(), screenings=screens, clearances=(Cleared("systemic", day(3)),))
    assert used(facts, "candidacy_initial") == [("anticoagulant_therapy", None, FIRST, "positive")]
    assert used(facts, "candidacy_latest") == [("diabetes", None, day(7), "positive")]
    flagged = replace(facts, visits=(visit(8, red_flags=("onset_sudden",)),))
    assert used(flagged, "candidacy_latest") == [("onset_sudden", 1, day(8), "red flag")]


def test_candidacy_names_what_the_record_adds_to_the_form():
    withdrawn = ConsentFacts(signed_on=FIRST, withdrawn_on=day(1), by_guardian=True)
    stopped = episode(
        visit(2, adverse_events=(event("pneumothorax", "severe", 2), event("syncope", "mild", 2))), age=15,
        consents=(withdrawn,), needling_authorised=False,
    )  # fmt: skip
    found = {what: value for what, _, _, value in used(stopped, "candidacy_latest")}
    assert found == {"consent": "withdrawn", "license_or_endorsement": "not held", "pneumothorax": "severe"}
    cautious = replace(
        stopped, needling_authorised=True, consents=(ConsentFacts(signed_on=FIRST, by_guardian=True),),
        visits=(visit(2, adverse_events=(event("syncope", "mild", 2),)),),
    )  # fmt: skip
    assert used(cautious, "candidacy_latest") == [("age", None, None, 15.0), ("syncope", 1, day(2), "mild")]
    assert used(episode(visit(), screenings=()), "candidacy_latest") == [("screening", None, None, "missing")]


def test_an_item_that_ends_with_the_first_session_decides_no_more_after_it():
    first = ScreeningFacts(on=FIRST, positive=frozenset({"first_treatment"}))
    before = episode(visit(), screenings=(first,))
    assert used(before, "candidacy_latest") == [("first_treatment", None, FIRST, "positive")]
    treated = replace(before, visits=(visit(targets=ONE_TARGET),))
    results = derive(treated, TABLES)
    assert (results["candidacy_initial"], results["candidacy_latest"]) == ("proceed_with_precautions", "proceed")


def test_a_visit_that_was_not_allowed_names_what_stood_against_it():
    facts = episode(visit(targets=ONE_TARGET), consents=())
    expected = [("no_consent", 1, FIRST, "do_not_needle")]
    assert used(facts, "needling_while_not_allowed_visits") == expected
    assert used(facts, "alerts.needling_while_not_allowed") == expected


def test_differing_counts_name_the_muscle_with_needles_in_and_out():
    targets = needling(("temporalis", "left", 2, 1), ("occipitalis", "right", 1, 1), ("masseter", "left", 3, None))
    assert used(episode(visit(targets=targets)), "needle_count_mismatch_visits") == [
        ("temporalis left, needles in", 1, FIRST, 2.0), ("temporalis left, needles out", 1, FIRST, 1.0),
        ("masseter left, needles in", 1, FIRST, 3.0), ("masseter left, needles out", 1, FIRST, "not counted"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("alert", "value", "limit"),
    [("medication_overuse", 15, 15), ("soreness_call_back", 4, 4), ("phq2_positive", 3, 3),
     ("guardian_consent_required", 15, 18), ("progress_report_overdue", 11, 10)],
)  # fmt: skip
def test_an_alert_names_its_value_and_its_limit(alert, value, limit):
    one = told(ALERTS[alert])[1][f"alerts.{alert}"]
    assert value in [used.value for used in one.inputs]
    assert [limit.value for limit in one.thresholds] == [limit]


def test_the_api_and_the_page_name_what_an_urgent_status_rests_on(cast, api, as_page):
    row = progress.worked_episode(cast, "SYN-05")
    status = api("ana").get(f"episodes/{row.pk}/progress/").json()["explained"][0]
    assert status["result"] == "overall_status"
    assert [(one["what"], one["visit"]) for one in status["inputs"]] == [("myelo_hand_gait", 6)]
    page = as_page("ana").get(f"/episodes/{row.pk}/").content.decode()
    assert page.count("<dt>myelo hand gait</dt>") >= 2


def test_worse_is_said_as_the_rule_has_it_and_what_it_takes_where_there_is_too_little():
    worse = told(STATUSES["deteriorating"])[1]["deteriorating"]
    assert worse.clinician.startswith("Yes: headache days rose to 1.3 times the baseline and by 2 days or more,")
    assert [limit.value for limit in worse.thresholds] == [1.3, 2.0]
    few = told(episode(visit(measures={"hit6": 60})))[1]["deteriorating"]
    assert few.clinician == "No: it takes two values of headache days, NDI, HIT-6 or average pain."
