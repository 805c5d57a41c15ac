"""Which criteria are met, not met or unknown, without a database."""

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules import codes
from patients.rules.criteria import Given, judged, outcome, outcomes, question_key, question_keys, questions
from patients.rules.given import Examined, Profile, given_answers
from patients.rules.measurements import frt_positive

HERE = Path(__file__).parents[2] / "patients/reference"
CONDITIONS = json.loads((HERE / "conditions.json").read_text())["conditions"]
CODES = json.loads((HERE / "icd10cm.json").read_text())
KEYS = sorted(question_keys(CONDITIONS))
NOTHING = Examined(measured={}, frt_cut_off=Decimal(32))
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.booleans())
TWO_OF_THREE = {"at_least": 2, "of": ["a", "b", "c"]}
ORDER = {"not_met": 0, "incomplete": 1, "met": 2}


def results(answers, told=None):
    return {found.condition: found.result for found in outcomes(CONDITIONS, answers, told or {})}


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        ("a", {"a": True}, True),
        ("a", {"a": False}, False),
        ("a", {}, None),
        ({"all": ["a", "b"]}, {"a": True, "b": True}, True),
        ({"all": ["a", "b"]}, {"a": True}, None),
        ({"all": ["a", "b"]}, {"a": False}, False),
        (TWO_OF_THREE, {"a": True, "b": True}, True),
        (TWO_OF_THREE, {"a": True, "b": False}, None),
        (TWO_OF_THREE, {"a": False, "b": False}, False),
        (TWO_OF_THREE, {"a": True, "b": False, "c": False}, False),
        ({"all": ["d", TWO_OF_THREE]}, {"a": True, "b": True}, None),
        ({"all": ["d", TWO_OF_THREE]}, {"a": True, "b": True, "d": True}, True),
    ],
)
def test_a_rule_is_met_not_met_or_open(rule, answers, expected):
    assert judged(rule, answers) is expected


def test_without_answers_every_condition_is_incomplete():
    assert set(results({}).values()) == {"incomplete"}


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda row: row["key"])
def test_every_condition_can_be_met_not_met_and_incomplete(condition):
    key = condition["key"]
    assert results(dict.fromkeys(KEYS, True))[key] == "met"
    assert results(dict.fromkeys(KEYS, False))[key] == "not_met"
    assert results({})[key] == "incomplete"


def test_two_kinds_of_headache_can_be_met_at_once():
    found = results(dict.fromkeys(KEYS, True))
    assert {found["tth_chronic"], found["migraine_without_aura"], found["cervicogenic_headache"]} == {"met"}


def test_every_rule_names_only_questions_that_it_has():
    def named(rule):
        return {rule} if isinstance(rule, str) else set().union(*map(named, rule.get("all") or rule["of"]))

    for row in CONDITIONS:
        assert named(row["rule"]) <= {item["id"] for item in row["items"]}, row["key"]


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_does_not_matter(answers, shuffled):
    other = list(answers.items())
    shuffled.shuffle(other)
    assert results(answers) == results(dict(other))


@given(ANSWERS, st.sampled_from(KEYS), st.booleans())
def test_one_more_answer_takes_no_decided_result_back(answers, key, answer):
    if key in answers:
        return
    before, after = results(answers), results({**answers, key: answer})
    assert all(after[condition] == result for condition, result in before.items() if result != "incomplete")


@given(ANSWERS, st.sampled_from(KEYS))
def test_a_yes_instead_of_a_no_only_helps(answers, key):
    no, yes = results({**answers, key: False}), results({**answers, key: True})
    assert all(ORDER[yes[condition]] >= ORDER[no[condition]] for condition in no)


def test_what_the_profile_gives_is_not_asked_and_says_where_it_is_from():
    told = given_answers(Profile(where="both", quality="pressing", days_per_month=Decimal(16), months=8), NOTHING)
    assert told["bilateral"] == Given(True, "side")
    assert told["pulsating"] == Given(False, "quality")
    assert (told["days_ge15"].answer, told["days_1_14"].answer, told["days_lt1"].answer) == (True, False, False)
    chronic = next(
        found for found in outcomes(CONDITIONS, {"bilateral": False}, told) if found.condition == "tth_chronic"
    )
    assert [(item.answer, item.source) for item in chronic.items if item.key == "bilateral"] == [(True, "side")]


@pytest.mark.parametrize(
    ("profile", "key", "expected"),
    [
        ({"days_per_month": Decimal(16)}, "days_ge15", None),
        ({"days_per_month": Decimal(16), "months": 3}, "days_ge15", False),
        ({"days_per_month": Decimal(15), "months": 4}, "migraine_chronic.days_ge15", True),
        ({"days_per_month": Decimal("0.5")}, "days_lt1", True),
        ({"attack_hours": Decimal("0.5")}, "dur", True),
        ({"attack_hours": Decimal("0.4")}, "dur", False),
        ({"attack_hours": Decimal(169)}, "dur", False),
        ({"attack_hours": Decimal(4)}, "dur4_72", True),
        ({"attack_hours": Decimal(73)}, "dur4_72", False),
        ({"quality": "mixed"}, "pressing", None),
        ({"where": "changing"}, "unilateral", True),
        ({"where": "changing"}, "side_locked", False),
        ({"usual_intensity": 6}, "mild_moderate", True),
        ({"usual_intensity": 7}, "mild_moderate", False),
        ({"usual_intensity": 4}, "mod_severe", True),
        ({"light": True}, "photo_and_phono", None),
        ({"light": False}, "photo_and_phono", False),
        ({"light": False}, "one_photo_phono", True),
        ({"light": True, "sound": True}, "one_of_three", False),
        ({"light": False, "sound": False}, "one_of_three", True),
        ({"light": True, "sound": False}, "one_of_three", None),
        ({"nausea": "mild"}, "no_mod_nausea", True),
        ({"nausea": "severe"}, "nausea_vomit", True),
        ({"aura": False}, "aura_any", False),
        ({"worse_with_activity": False}, "not_worse_activity", True),
    ],
)
def test_only_what_follows_from_the_profile_is_given(profile, key, expected):
    told = given_answers(Profile(**profile), NOTHING).get(key)
    assert (told.answer if told else None) is expected


@pytest.mark.parametrize(
    ("where", "measured", "expected"),
    [
        ("left", {"frt_left": 32}, True),
        ("left", {"frt_left": 33}, False),
        ("left", {"frt_right": 20}, None),
        ("both", {"frt_left": 40}, None),
        ("both", {"frt_left": 40, "frt_right": 30}, True),
        ("", {"frt_left": 40, "frt_right": 41}, False),
    ],
)
def test_the_flexion_rotation_test_counts_on_the_painful_side(where, measured, expected):
    examined = Examined(measured={key: Decimal(value) for key, value in measured.items()}, frt_cut_off=Decimal(32))
    told = given_answers(Profile(where=where), examined).get("frt_positive")
    assert (told.answer if told else None) is expected


def test_the_cut_off_itself_is_positive():
    assert [frt_positive(Decimal(degrees), Decimal(32)) for degrees in (31, 32, 33)] == [True, True, False]


def test_palpation_says_yes_and_never_no():
    felt = Examined(measured={}, frt_cut_off=Decimal(32), familiar_pain=True, trigger_point=True, tender=True)
    assert {key for key, told in given_answers(Profile(), felt).items() if told.answer} == {
        "digital_pressure",
        "mtrp",
        "ttrp",
    }
    assert given_answers(Profile(), NOTHING) == {}


@pytest.mark.parametrize(
    ("day", "name", "checked"),
    [
        (date(2026, 4, 1), "ICD-10-CM April 2026 (FY2026)", True),
        (date(2026, 9, 30), "ICD-10-CM April 2026 (FY2026)", True),
        (date(2026, 10, 1), "ICD-10-CM FY2027", False),
        (date(2026, 3, 31), "ICD-10-CM FY2026", False),
    ],
)
def test_the_release_in_force_is_that_of_the_day_of_service(day, name, checked):
    found = codes.release_on(day, CODES["releases"])
    assert (found["name"], found["checked"]) == (name, checked)


def test_releases_follow_each_other_without_a_gap():
    rows = CODES["releases"]
    for earlier, later in pairwise(rows):
        assert (date.fromisoformat(later["from"]) - date.fromisoformat(earlier["to"])).days == 1


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["G44.86", "M54.2"], []),
        (["G44.86"], ["code_also"]),
        (["M54.2", "M50.10"], ["excludes1"]),
        (["G44.229", "R51.9"], ["excludes1"]),
        (["G43.709", "G43.009"], ["excludes1"]),
        (["G43.E09", "G43.109"], ["excludes1"]),
        (["G44.229", "G43.009"], []),
    ],
)
def test_codes_that_do_not_go_together_are_said(chosen, expected):
    assert [note.code for note in codes.code_warnings(chosen, date(2026, 5, 1), CODES)] == expected


@pytest.mark.parametrize(
    ("begun", "day", "said"),
    [
        (date(2026, 9, 1), date(2026, 9, 30), ["code_also"]),
        (date(2026, 9, 1), date(2026, 10, 1), ["code_also", "release_unchecked"]),
        (date(2026, 10, 1), date(2026, 12, 1), ["code_also"]),
    ],
)
def test_at_a_session_a_release_that_came_since_care_began_is_said(begun, day, said):
    assert [note.code for note in codes.warnings_at_session(["G44.86"], day, begun, CODES)] == said
    assert codes.warnings_at_session([], day, begun, CODES) == []


def test_a_code_is_refused_before_it_was_introduced():
    table = {row["key"]: row for row in CODES["codes"]}
    assert codes.code_problems(["G44.86"], date(2021, 9, 30), table)[0].code == "code_not_in_force"
    assert codes.code_problems(["G44.86"], date(2021, 10, 1), table) == []


def test_every_code_of_a_condition_stands_in_the_table():
    known = {row["key"] for row in CODES["codes"]}
    assert {entry["code"] for row in CONDITIONS for entry in row["icd10"]} <= known


def asked(key, words):
    return {"id": key, "criterion": "A", "question": words}


TENSION = {
    "key": "tension", "items": [asked("dur", "30 minutes to 7 days?"), asked("mild", "Mild?")],
    "rule": {"all": ["dur"]}, "supportive": [asked("stress", "Stress?")],
    "subtype_question": asked("tender", "Tender?"),
}  # fmt: skip
CHRONIC = {"key": "chronic", "items": [asked("dur", "Hours, or without end?"), asked("mild", "Mild?")], "rule": "dur"}
BOTH = [TENSION, CHRONIC]


def test_the_questions_of_a_condition_are_those_of_its_rule_what_supports_it_and_its_subtype():
    assert [item["id"] for item in questions(TENSION)] == ["dur", "mild", "stress", "tender"]
    assert [item["id"] for item in questions(CHRONIC)] == ["dur", "mild"]
    assert list(questions({"key": "bare"})) == []


def test_the_same_words_are_asked_once_and_other_words_apart():
    keys = [question_key(CHRONIC, item, BOTH) for item in questions(CHRONIC)]
    assert keys == ["chronic.dur", "mild"]
    assert [question_key(CHRONIC, item, [CHRONIC, TENSION]) for item in questions(CHRONIC)] == ["dur", "mild"]


def test_no_two_questions_of_the_catalogue_share_a_key():
    words = [(question_key(row, item, CONDITIONS), item["question"]) for row in CONDITIONS for item in questions(row)]
    assert len({key for key, _ in words}) == len(set(words))


@pytest.mark.parametrize(
    ("answers", "told", "result", "unknown", "met"),
    [
        ({}, {}, "incomplete", 4, 0),
        ({"dur": True}, {}, "met", 3, 1),
        ({"dur": False, "tender": True}, {}, "not_met", 2, 1),
        ({"dur": True}, {"dur": False}, "not_met", 3, 0),
        ({"mild": True, "stress": True}, {"dur": True}, "met", 1, 3),
        ({"chronic.dur": True}, {}, "incomplete", 4, 0),
    ],
)
def test_a_condition_is_held_against_the_answers_and_what_the_assessment_gives_decides(
    answers, told, result, unknown, met
):
    given_there = {key: Given(answer, "hours of an attack") for key, answer in told.items()}
    found = outcome(TENSION, answers, given_there, BOTH)
    assert (found.condition, found.result, found.unknown, found.met) == ("tension", result, unknown, met)
    assert {item.key for item in found.items if item.source == "hours of an attack"} == told.keys()


def test_another_condition_reads_its_own_answer():
    assert outcome(CHRONIC, {"dur": True}, {}, BOTH).result == "incomplete"
    assert outcome(CHRONIC, {"dur": False, "chronic.dur": True}, {}, BOTH).result == "met"
