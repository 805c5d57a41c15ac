"""What each safety result rests on: exactly the facts that put it there, each with its visit and day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared, Elsewhere, Raised
from progress.rules import evidence, safety
from progress.rules.alert_words import ALERT_WORDS
from progress.rules.derive import derive
from progress.rules.explain_alerts import behind_medicine, behind_serious, explain_alerts
from progress.rules.explain_record import explain_record
from progress.rules.explained import draft_words
from progress.rules.facts import ScreeningFacts
from progress.rules.series import points
from tests.progress.episodes import FIRST, ONE_TARGET, day, episode, event, needling, visit
from tests.progress.records import RECORDS
from tests.reference_tables import TABLES

AWAY = Elsewhere((Raised("neuro", day(3)),), ())
CLEARED = Elsewhere((Raised("immune", day(3)),), (Cleared("immune", day(3)),))
FAINT, HURT = event("syncope", "mild", 2), event("pneumothorax", "severe", 2)


def used(inputs):
    return [(one.what, one.visit, one.on, one.value) for one in inputs]


def screened(*positive, red_flags=(), **more):
    return ScreeningFacts(on=FIRST, positive=frozenset(positive), red_flags=frozenset(red_flags), **more)


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        (screened(), []),
        (screened("diabetes"), [("diabetes", None, FIRST, "positive")]),
        (screened("diabetes", "needle_phobia"), [("needle_phobia", None, FIRST, "positive")]),
        (screened("needle_phobia", red_flags=["neuro"]), [("neuro", None, FIRST, "red flag")]),
        (screened(all_answered=False), [("screening", None, FIRST, "questions open")]),
        (screened("needle_phobia", all_answered=False), [("needle_phobia", None, FIRST, "positive")]),
    ],
)
def test_at_the_start_only_what_decided_is_named(screen, expected):
    facts = episode(visit(9, red_flags=("older",), adverse_events=(HURT,)), screenings=(screen,))
    assert used(evidence.behind_initial(facts, TABLES)) == expected


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ({}, []),
        ({"needling_authorised": False}, [("license_or_endorsement", None, None, "not held")]),
        ({"consents": ()}, [("consent", None, None, "missing")]),
        ({"age": 15, "consents": (ConsentFacts(signed_on=FIRST, by_guardian=True),)}, [("age", None, None, 15.0)]),
        ({"events_elsewhere": (FAINT,)}, [("syncope", None, day(2), "mild")]),
        ({"visits": (visit(2, adverse_events=(HURT,)),)}, [("pneumothorax", 1, day(2), "severe")]),
        ({"flags_elsewhere": (AWAY,)}, [("neuro", None, day(3), "red flag in another episode")]),
        ({"screenings": ()}, [("screening", None, None, "missing")]),
        ({"screenings": (screened("needle_phobia"), replace(screened("diabetes"), on=day(9)))},
         [("diabetes", None, day(9), "positive")]),
    ],
)  # fmt: skip
def test_for_the_next_needle_every_fact_that_decided_is_named(happened, expected):
    assert used(evidence.behind_latest(episode(**happened), TABLES)) == expected


@given(facts=RECORDS)
def test_a_candidacy_names_a_reason_unless_nothing_stands_against_it(facts):
    for behind, found in (
        (evidence.behind_initial, safety.initial_candidacy), (evidence.behind_latest, safety.latest_candidacy),
    ):  # fmt: skip
        assert bool(behind(facts, TABLES)) is (found(facts, TABLES).result != "proceed")
    named = {one.visit for one in evidence.behind_not_allowed(facts, TABLES)}
    assert named == set(safety.not_allowed_visits(facts, TABLES))


def test_a_needle_on_a_day_that_did_not_allow_it_is_named_with_each_reason():
    visits = visit(targets=ONE_TARGET), visit(7), visit(14, targets=ONE_TARGET, red_flags=("neuro", "onset_sudden"))
    facts = episode(*visits, consents=(ConsentFacts(signed_on=day(1)),))
    assert used(evidence.behind_not_allowed(facts, TABLES)) == [
        ("no_consent", 1, FIRST, "do_not_needle"), ("neuro", 3, day(14), "emergency"),
        ("onset_sudden", 3, day(14), "emergency"),
    ]  # fmt: skip
    unanswered = replace(facts, consents=(ConsentFacts(signed_on=FIRST),), screenings=())
    assert used(evidence.behind_not_allowed(unanswered, TABLES))[0] == ("open questions", 1, FIRST, "incomplete")


def test_each_open_flag_is_named_as_often_as_it_was_raised_and_a_cleared_one_not():
    screens = (screened(red_flags=["older"]), replace(screened(red_flags=["older"]), on=day(5)))
    facts = episode(
        visit(7), visit(7, order=1, red_flags=("older",)), screenings=screens[::-1], flags_elsewhere=(AWAY, CLEARED),
        clearances=(Cleared("older", day(4)),),
    )  # fmt: skip
    assert used(evidence.behind_open_flags(facts)) == [
        ("older", None, day(5), "red flag"), ("older", 2, day(7), "red flag"),
        ("neuro", None, day(3), "red flag in another episode"),
    ]  # fmt: skip


@given(facts=RECORDS)
def test_flags_and_events_that_are_named_are_those_that_are_open(facts):
    assert {one.what for one in evidence.behind_open_flags(facts)} == safety.still_open(facts)
    locks = safety.has_uncleared_event(facts, facts.events, TABLES, on=safety.latest_day(facts))
    assert bool(evidence.behind_uncleared(facts, TABLES)) is locks


def test_a_serious_event_that_was_cleared_locks_nothing_and_stays_named_where_it_happened():
    facts = episode(visit(2, adverse_events=(FAINT, HURT)), events_elsewhere=(event("seizure", "severe", 3),))
    here, away = ("pneumothorax", 1, day(2), "severe"), ("seizure", None, day(3), "severe")
    assert used(evidence.behind_uncleared(facts, TABLES)) == [here, away]
    assert used(behind_serious(facts, TABLES)) == [here, away]
    letters = (Cleared("pneumothorax", day(9)), Cleared("seizure", day(9)))
    cleared = replace(facts, clearances=letters)
    assert evidence.behind_uncleared(cleared, TABLES) == ()
    assert used(behind_serious(cleared, TABLES)) == [here]


def test_events_are_named_with_their_visit_and_those_of_another_episode_without():
    facts = episode(visit(), visit(2, adverse_events=(FAINT, HURT)), events_elsewhere=(FAINT,))
    assert used(evidence.events_that(facts, lambda one: one.key == "syncope")) == [
        ("syncope", 2, day(2), "mild"), ("syncope", None, day(2), "mild"),
    ]  # fmt: skip
    assert used(evidence.events_that(facts, lambda one: True, elsewhere=False)) == [
        ("syncope", 2, day(2), "mild"), ("pneumothorax", 2, day(2), "severe"),
    ]  # fmt: skip


def test_a_faint_is_named_wherever_the_record_tells_of_one():
    facts = episode(visit(2, adverse_events=(FAINT, HURT)), screenings=(screened("vasovagal_history", "diabetes"),))
    assert used(evidence.behind_faint(facts)) == [
        ("syncope", 1, day(2), "mild"), ("vasovagal_history", None, FIRST, "positive"),
    ]  # fmt: skip
    assert evidence.behind_faint(episode(visit())) == ()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"age": 41}, [("consent", None, None, "in_force"), ("age", None, None, 41.0)]),
        ({"age": 15}, [("consent", None, None, "guardian_missing"), ("age", None, None, 15.0)]),
        ({"age": None}, [("consent", None, None, "in_force")]),
        ({"born_on": date(2008, 3, 5)}, [("consent", None, None, "in_force"), ("age", None, None, 18.0)]),
        ({"age": 41, "consents": (ConsentFacts(signed_on=FIRST, expires_on=day(2)),)},
         [("consent", None, None, "expired"), ("age", None, None, 41.0)]),
    ],
)  # fmt: skip
def test_a_consent_is_named_as_it_is_worth_at_the_end_with_the_age_that_is_known(known, expected):
    assert used(evidence.behind_consent(episode(visit(3), **known))) == expected


def test_medicine_days_are_named_with_every_class_that_is_known():
    facts = episode(visit(measures={"acute_med_days_28": 18}), visit(7, measures={"acute_med_days_28": 12}),
                    profile_medicines=frozenset({"triptan"}))  # fmt: skip
    count = ("acute_med_days_28", 2, day(7), 12.0)
    assert used(behind_medicine(facts)) == [
        count, ("class in the patient's file", None, None, "simple"),
        ("class in the headache profile", None, None, "triptan"),
    ]  # fmt: skip
    unknown = replace(facts, acute_med_class=None, profile_medicines=frozenset())
    assert used(behind_medicine(unknown)) == [count, ("class of acute medicine", None, None, "not known")]


@given(facts=RECORDS)
def test_every_alert_is_explained_once_in_its_own_words_and_names_what_it_rests_on(facts):
    results = derive(facts, TABLES)
    told = {one.result: one for one in explain_record(facts, results, TABLES)}
    explained = list(explain_alerts(facts, results, TABLES, told))
    assert [one.result for one in explained] == [f"alerts.{key}" for key in results["alerts"]]
    for key, one in zip(results["alerts"], explained, strict=True):
        assert (one.title, one.clinician, one.patient) == (ALERT_WORDS[key].title, ALERT_WORDS[key].action, None)
        assert one.inputs


def told(key, facts):
    results = derive(facts, TABLES)
    of_record = {one.result: one for one in explain_record(facts, results, TABLES)}
    [one] = [one for one in explain_alerts(facts, results, TABLES, of_record) if one.result == f"alerts.{key}"]
    return used(one.inputs), [limit.value for limit in one.thresholds]


@pytest.mark.parametrize(
    ("key", "facts", "limits"),
    [
        ("medication_overuse", episode(visit(measures={"acute_med_days_28": 15})), [15.0]),
        ("medication_overuse", episode(visit(measures={"acute_med_days_28": 15}), acute_med_class="opioid"), [10.0]),
        ("guardian_consent_required", episode(visit(), age=15), [18.0]),
        ("red_flag_open", episode(visit(red_flags=("neuro",))), []),
        ("progress_report_overdue", episode(*(visit(after) for after in range(11))), [10.0]),
    ],
)
def test_an_alert_names_the_limit_that_it_was_held_against(key, facts, limits):
    assert told(key, facts)[1] == limits


@pytest.mark.parametrize(
    ("key", "visits", "inputs", "limits"),
    [
        ("phq2_positive", [visit(measures={"phq2": 6}), visit(7, measures={"phq2": 4})], [("phq2", 2, day(7), 4.0)],
         [3.0]),
        ("soreness_call_back", [visit(), visit(7, soreness_72h=3), visit(9, soreness_72h=4)],
         [("soreness after 72 hours", 3, day(9), 4.0)], [4.0]),
    ],
)  # fmt: skip
def test_an_alert_names_the_very_values_that_raised_it(key, visits, inputs, limits):
    assert told(key, episode(*visits)) == (inputs, limits)


def test_where_the_ways_of_counting_differ_each_is_named_with_its_code():
    sides = needling(*((muscle, side, 1, 1) for muscle in ("temporalis", "occipitalis") for side in ("left", "right")))
    facts = episode(visit(targets=ONE_TARGET), visit(7, targets=sides))
    assert told("cpt_policy_sensitive", facts)[0] == [
        ("code, merged", 2, day(7), "20560"), ("code, parts_separate", 2, day(7), "20560"),
        ("code, sides_separate", 2, day(7), "20561"),
    ]  # fmt: skip


@pytest.mark.parametrize(("signed", "words"), [(True, ""), (False, " (draft, not signed)")])
def test_a_value_of_a_draft_is_marked_in_a_sentence(signed, words):
    [point] = points([visit(measures={"hit6": 60}, signed=signed)], "hit6")
    assert draft_words(point) == words
