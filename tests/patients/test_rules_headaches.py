"""Which headache profiles can be kept, from how many medicine days on it is too many, without a database."""

import pytest

from patients.rules.headaches import require_headaches
from patients.rules.medicines import limit_of, medication_overuse
from patients.vocabulary import AcuteMedicine, Trigger
from tests.refused import is_bad_input, refusals, says

NAME = {"name": "One-sided"}


def check(*rows):
    return {"sent": rows, "questions": {"dur", "aura_any"}, "conditions": {"tth_chronic", "migraine_chronic"}}


@pytest.mark.parametrize(
    "row",
    [
        {}, {"days_per_month": 0}, {"days_per_month": 31}, {"months": 1200}, {"attack_hours": 720},
        {"usual_intensity": 0, "worst_intensity": 10}, {"usual_intensity": 7, "worst_intensity": 7},
        {"usual_intensity": 7}, {"worst_intensity": 0}, {"aura": True, "aura_first": True}, {"aura": False},
        {"triggers": ["stress", "sleep"], "chosen": ["tth_chronic"]}, {"triggers": Trigger.values, "answers": None},
        {"medicine_days": {"simple": 0, "triptan": 28}}, {"answers": {"dur": True, "aura_any": False}},
    ],
)  # fmt: skip
def test_what_can_be_kept(row):
    assert refusals(require_headaches, **check(NAME | row)) == []


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"name": " "}, "name_missing", "name"),
        ({"days_per_month": -1}, "out_of_range", "days_per_month"),
        ({"days_per_month": 32}, "out_of_range", "days_per_month"),
        ({"months": 1201}, "out_of_range", "months"),
        ({"attack_hours": 721}, "out_of_range", "attack_hours"),
        ({"usual_intensity": 11}, "out_of_range", "usual_intensity"),
        ({"worst_intensity": 11}, "out_of_range", "worst_intensity"),
        ({"usual_intensity": 7, "worst_intensity": 6}, "worst_below_usual", "worst_intensity"),
        ({"aura_long": True}, "aura_contradicts", "aura"),
        ({"aura": False, "aura_weakness": True}, "aura_contradicts", "aura"),
        ({"triggers": ["wings"]}, "not_in_the_list", "triggers"),
        ({"triggers": ["stress", "stress"]}, "not_in_the_list", "triggers"),
        ({"chosen": ["wings"]}, "not_in_the_list", "chosen"),
        ({"medicine_days": {"wings": 3}}, "medicine_days_unclear", "medicine_days"),
        ({"medicine_days": {"simple": 29}}, "medicine_days_unclear", "medicine_days"),
        ({"medicine_days": {"simple": -1}}, "medicine_days_unclear", "medicine_days"),
        ({"medicine_days": {"simple": True}}, "medicine_days_unclear", "medicine_days"),
        ({"medicine_days": {"simple": "3"}}, "medicine_days_unclear", "medicine_days"),
        ({"answers": {"wings": True}}, "unknown_question", "answers"),
        ({"answers": {"dur": "yes"}}, "answer_unclear", "answers"),
    ],
)
def test_what_is_refused_at_the_row_and_field_that_it_is_about(row, code, field):
    given = check({"name": "Both sides"}, NAME | row)
    assert refusals(require_headaches, **given) == [(code, f"headaches[1].{field}")]
    assert is_bad_input(require_headaches, **given)


@pytest.mark.parametrize(("name", "is_another"), [("Both sides", True), ("one-sided", False), (" One-SIDED ", False)])
def test_each_headache_has_a_name_of_its_own(name, is_another):
    given = check(NAME, {"name": name})
    assert refusals(require_headaches, **given) == [("headache_twice", "headaches[1].name")] * (not is_another)
    assert is_bad_input(require_headaches, **given) is not is_another


def test_a_number_that_does_not_fit_is_repeated_with_its_range():
    told = "A month has 0 to 31 days with headache: 40 does not fit."
    assert says(require_headaches, **check(NAME | {"days_per_month": 40})) == told
    worse = says(require_headaches, **check(NAME | {"usual_intensity": 7, "worst_intensity": 6}))
    assert worse.startswith("The worst pain (6) is less than the usual (7).")


@pytest.mark.parametrize(
    ("medicine", "limit"),
    [("simple", 15), ("triptan", 10), ("opioid", 10), ("ergot", 10), ("combination", 10), ("mixed", 10), (None, 10),
     ("", 10), ("asked_only_here", 10)],
)  # fmt: skip
def test_simple_pain_relievers_alone_may_be_taken_on_more_days_where_the_class_is_known(medicine, limit):
    assert limit_of(medicine) == limit
    assert [medication_overuse(days, medicine) for days in (limit - 1, limit, limit + 1)] == [False, True, True]


def test_every_class_that_can_be_recorded_has_a_limit_of_its_own():
    assert {limit_of(name) for name in AcuteMedicine.values if name != "simple"} == {10}
