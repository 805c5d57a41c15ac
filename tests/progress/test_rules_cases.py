"""Every worked case gives its expected results, to the last key."""

import json

import pytest

from practice.vocabulary import MuscleCounting as Policy
from progress.rules.cases import facts_from_case, measures_from_case
from progress.rules.derive import derive
from tests.reference_tables import CASES, TABLES


def as_json(value):
    return json.dumps(value, sort_keys=True, indent=1)


@pytest.mark.parametrize("key", CASES)
def test_a_case_gives_exactly_what_it_expects(key):
    case = CASES[key]
    assert as_json(derive(facts_from_case(case), TABLES)) == as_json(case["expected"])


@pytest.mark.parametrize("part", sorted(CASES["SYN-01"]["expected"]))
@pytest.mark.parametrize("key", CASES)
def test_each_part_of_a_case_agrees(key, part):
    case = CASES[key]
    assert as_json(derive(facts_from_case(case), TABLES)[part]) == as_json(case["expected"][part])


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("key", CASES)
def test_the_clinics_policy_decides_the_code_and_changes_nothing_else(key, policy):
    facts = facts_from_case(CASES[key])
    usual, chosen = derive(facts, TABLES), derive(facts, TABLES, policy=policy)
    assert {name for name in usual if usual[name] != chosen[name]} <= {"cpt"}
    for line in chosen["cpt"]:
        assert line["code"] == line["by_policy"][policy.value]["code"]


@pytest.mark.parametrize(
    ("recorded", "measures"),
    [
        ({"headache_diary": {"recorded_days": 26, "headache_days": 19}}, {"headache_days_28": 20.5}),
        ({"headache_diary": {"recorded_days": 18, "headache_days": 11}}, {"headache_days_28": None}),
        (
            {"headache_days_28": 9, "headache_diary": {"recorded_days": 28, "headache_days": 1}},
            {"headache_days_28": 9},
        ),
        ({"ndi_items_answered": {"answered": 9, "sum": 10}}, {"ndi_raw": 11.1}),
        ({"ndi_items_answered": {"answered": 7, "sum": 6}}, {"ndi_raw": None}),
        ({"nprs_worst": None, "hit6": 60}, {"nprs_worst": None, "hit6": 60}),
    ],
)
def test_a_case_may_hold_a_diary_or_answered_items_instead_of_a_score(recorded, measures):
    found = measures_from_case(recorded)
    assert {key: None if value is None else float(value) for key, value in found.items()} == measures
