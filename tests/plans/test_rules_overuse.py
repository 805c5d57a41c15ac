"""When days with acute medicine are a prompt to refer: one limit for the diary and for what was measured."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.medicines import LIMITS, medication_overuse, strictest
from plans.rules.overuse import overuse_in
from plans.rules.windows import window_of
from tests.plans.recorded import LAST, Day, days


@pytest.mark.parametrize(
    ("days", "medicine", "alert"),
    [
        (14, "simple", False),
        (15, "simple", True),
        (9, None, False),
        (10, None, True),
        (9, "", False),
        (10, "", True),
        (9, "triptan", False),
        *((10, medicine, True) for medicine in ("triptan", "opioid", "ergot", "combination", "mixed")),
        (None, "triptan", False),
    ],
)
def test_medication_overuse_by_class(days, medicine, alert):
    assert medication_overuse(days, medicine) is alert


@pytest.mark.parametrize(
    ("medicines", "prompts"),
    [
        ({"simple": 12}, []),
        ({"simple": 13}, [("simple", 13, 15, False)]),
        ({"simple": 15}, [("simple", 15, 15, True)]),
        ({"triptan": 7}, []),
        ({"triptan": 8}, [("triptan", 8, 10, False)]),
        ({"opioid": 10}, [("opioid", 10, 10, True)]),
        ({"ergot": 10}, [("ergot", 10, 10, True)]),
        ({"combination": 11}, [("combination", 11, 10, True)]),
        ({"simple": 10, "triptan": 3}, [("mixed", 10, 10, True)]),
        ({"simple": 6, "triptan": 6}, []),
    ],
)
def test_overuse_is_a_prompt_at_the_limit_and_a_word_before_it(medicines, prompts):
    found = overuse_in(window_of(days(28, **medicines), LAST))
    assert [(p.medicine, p.days, p.limit, p.reached) for p in found] == prompts


def test_the_prompt_suggests_a_referral_and_never_a_diagnosis():
    text = overuse_in(window_of(days(28, triptan=10), LAST))[0].text
    assert text.startswith("Triptans on 10 of 28 days; the limit is 10. Consider a referral")
    assert text.endswith("not a diagnosis.")


def test_the_patient_is_led_to_the_prescriber_without_a_diagnosis():
    [prompt] = overuse_in(window_of(days(28, triptan=10), LAST))
    assert "Triptans on 10 of the last 28 days." in prompt.own_text
    assert "not a diagnosis" in prompt.own_text
    assert "next visit" in overuse_in(window_of(days(28, triptan=9), LAST))[0].own_text


@pytest.mark.parametrize("medicine", ["simple", "triptan", "opioid", "ergot", "combination"])
@pytest.mark.parametrize("number", range(7, 20))
def test_the_diary_and_a_measured_value_reach_the_limit_on_the_same_day(medicine, number):
    reached = any(prompt.reached for prompt in overuse_in(window_of(days(28, **{medicine: number}), LAST)))
    assert reached is medication_overuse(number, medicine)


@pytest.mark.parametrize(
    ("classes", "strict"),
    [((), None), (("", None), None), (("simple",), "simple"), (("simple", "triptan"), "mixed"),
     (("triptan", "triptan", None), "triptan"), (("mixed", "simple"), "mixed")],
)  # fmt: skip
def test_of_several_classes_the_strictest_limit_holds(classes, strict):
    assert strictest(classes) == strict


CLASSES = st.sampled_from(sorted(set(LIMITS) - {"mixed"}))
TAKEN = st.dictionaries(CLASSES, st.integers(0, 28), max_size=3)


@given(taken=TAKEN, known=st.sets(CLASSES | st.just("mixed"), max_size=2))
def test_the_diary_prompts_exactly_when_a_count_taken_from_it_would_alert(taken, known):
    window = window_of(days(28, **taken), LAST)
    reached = any(prompt.reached for prompt in overuse_in(window, known))
    in_it = window.medicine_days_by_class
    assert reached is bool(in_it and medication_overuse(window.medicine_days, strictest({*in_it, *known})))


@given(taken=TAKEN, known=st.sets(CLASSES, max_size=2), chance=st.randoms(), outside=st.sets(CLASSES, min_size=1))
def test_neither_the_order_of_days_nor_a_day_outside_changes_the_prompts(taken, known, chance, outside):
    rows = days(28, **taken)
    early = Day(LAST - timedelta(days=28), True, medicines=sorted(outside))
    late = Day(LAST + timedelta(days=1), True, medicines=sorted(outside))
    mixed = chance.sample([*rows, early, late], len(rows) + 2)
    assert overuse_in(window_of(mixed, LAST), known) == overuse_in(window_of(rows, LAST), known)
