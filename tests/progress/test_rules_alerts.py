"""What raises each alert of an episode, with both sides of every limit, and how alerts are told."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared, Elsewhere, Raised
from progress.rules.alert_words import ALERT_WORDS, alerts_in_words
from progress.rules.alerts import alerts, codes_differ, guardian_consent_required
from progress.rules.facts import ScreeningFacts
from tests.progress.episodes import FIRST, day, episode, event, visit
from tests.progress.records import RECORDS
from tests.reference_tables import TABLES

QUIET = {
    "needle_count_mismatch_visits": [], "needling_while_not_allowed_visits": [], "cpt": [],
    "certification": {"dates_outside": []}, "progress_report": {"status": "due"},
}  # fmt: skip
LOUD = {
    "needle_count_mismatch": {"needle_count_mismatch_visits": [2]},
    "needling_while_not_allowed": {"needling_while_not_allowed_visits": [1]},
    "visit_outside_certification": {"certification": {"dates_outside": ["2026-06-02"]}},
    "progress_report_overdue": {"progress_report": {"status": "overdue"}},
    "cpt_policy_sensitive": {
        "cpt": [{"by_policy": {"merged": {"code": "20560"}, "sides_separate": {"code": "20561"}}}]
    },
}  # fmt: skip
HURT = (event("pneumothorax"),)
AWAY = Elsewhere((Raised("neuro", FIRST),), ())


@pytest.mark.parametrize("alert", LOUD)
def test_what_a_result_says_is_an_alert_of_its_own(alert):
    assert alerts(episode(visit()), QUIET, TABLES) == []
    assert alerts(episode(visit()), QUIET | LOUD[alert], TABLES) == [alert]


@pytest.mark.parametrize(
    ("facts", "raised"),
    [
        (episode(visit(measures={"acute_med_days_28": 14})), ""),
        (episode(visit(measures={"acute_med_days_28": 15})), "medication_overuse"),
        (episode(visit(soreness_72h=3)), ""),
        (episode(visit(soreness_72h=4), visit(7, soreness_72h=0)), "soreness_call_back"),
        (episode(visit(measures={"phq2": 2})), ""),
        (episode(visit(measures={"phq2": 3})), "phq2_positive"),
        (episode(visit(measures={"phq2": 3}), visit(7), visit(14, measures={"phq2": 2})), ""),
        (episode(visit(measures={"phq2": 3}), visit(7)), "phq2_positive"),
        (episode(visit(adverse_events=HURT), clearances=(Cleared("pneumothorax", FIRST),)), "serious_adverse_event"),
        (episode(visit(), events_elsewhere=HURT), "serious_adverse_event"),
        (episode(visit(), events_elsewhere=HURT, clearances=(Cleared("pneumothorax", FIRST),)), ""),
        (episode(visit(adverse_events=(event("bruising"),))), ""),
        (episode(visit(adverse_events=(event("bruising", "severe"),))), "serious_adverse_event"),
        (episode(visit(red_flags=("neuro",))), "red_flag_open"),
        (episode(visit(red_flags=("neuro",)), clearances=(Cleared("neuro", FIRST),)), ""),
        (episode(visit(), flags_elsewhere=(AWAY,)), "red_flag_open"),
        (episode(visit(), age=17), "guardian_consent_required"),
        (episode(visit(), events_elsewhere=(event("syncope"),)), "vasovagal_precaution"),
        (episode(screenings=(ScreeningFacts(on=FIRST, positive=frozenset({"vasovagal_history"})),
                             ScreeningFacts(on=day(3)))), "vasovagal_precaution"),
    ],
)  # fmt: skip
def test_what_happened_stays_and_what_can_pass_counts_as_it_is_at_the_end(facts, raised):
    assert alerts(facts, QUIET, TABLES) == ([raised] if raised else [])


@given(facts=RECORDS, loud=st.sets(st.sampled_from(sorted(LOUD))))
def test_alerts_are_sorted_each_once_and_those_of_results_leave_the_others_alone(facts, loud):
    results = QUIET
    for alert in loud:
        results = results | LOUD[alert]
    found = alerts(facts, results, TABLES)
    assert found == sorted(set(found))
    assert set(found) == {*alerts(facts, QUIET, TABLES), *loud}


@pytest.mark.parametrize(
    ("known", "consent", "asks"),
    [
        ({"age": 17}, {}, True), ({"age": 17}, {"by_guardian": True}, False), ({"age": 18}, {}, False),
        ({"age": None}, {}, False), ({"age": 17}, {"by_guardian": True, "withdrawn_on": day(3)}, True),
        ({"age": 17}, {"by_guardian": True, "expires_on": day(6)}, True),
        ({"age": 17}, {"by_guardian": True, "expires_on": day(7)}, False),
        ({"born_on": date(2008, 3, 10)}, {}, True), ({"born_on": date(2008, 3, 9)}, {}, False),
    ],
)  # fmt: skip
def test_a_minor_needs_a_guardian_s_consent_that_holds_at_the_end_of_the_record(known, consent, asks):
    facts = episode(visit(7), consents=(ConsentFacts(signed_on=FIRST, **consent),), **known)
    assert guardian_consent_required(facts) is asks
    alone = replace(facts, consents=())
    assert guardian_consent_required(alone) is (asks or "by_guardian" in consent)


@pytest.mark.parametrize(
    ("codes", "differ"),
    [
        (("20560", "20560", "20560"), False), ((None, None, None), False), (("20560", "20561", "20560"), True),
        (("20560", "20560", "20561"), True), ((None, "20560", "20560"), True), ((), False),
    ],
)  # fmt: skip
def test_the_ways_of_counting_differ_when_one_of_them_leads_to_another_code(codes, differ):
    assert codes_differ({str(at): {"code": code, "count": at} for at, code in enumerate(codes)}) is differ
    assert all(
        codes_differ({str(at): {"code": code} for at, code in enumerate(one)}) is differ for one in permutations(codes)
    )


@given(keys=st.lists(st.sampled_from(sorted(ALERT_WORDS)), unique=True))
def test_the_most_serious_alerts_are_told_first_and_none_is_lost(keys):
    told = alerts_in_words(keys)
    tones = [words.tone for words in told]
    assert tones == sorted(tones, key=["stop", "watch", "note"].index)
    assert [words for words in told if words.tone == "stop"] == [
        ALERT_WORDS[key] for key in keys if ALERT_WORDS[key].tone == "stop"
    ]
    assert {words.title for words in told} == {ALERT_WORDS[key].title for key in keys}


@pytest.mark.parametrize(
    ("key", "tone"),
    [("red_flag_open", "stop"), ("serious_adverse_event", "stop"), ("needling_while_not_allowed", "stop"),
     ("guardian_consent_required", "stop"), ("needle_count_mismatch", "stop"), ("medication_overuse", "watch"),
     ("soreness_call_back", "watch"), ("vasovagal_precaution", "note")],
)  # fmt: skip
def test_what_endangers_a_patient_says_stop(key, tone):
    assert [words.tone for words in alerts_in_words([key])] == [tone]
