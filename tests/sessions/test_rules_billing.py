"""Truth tables of the needling codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.vocabulary import MuscleCounting as Policy
from progress.rules.facts import TargetFacts
from sessions.rules.billing import by_policy, code_for, count_muscles
from tests.reference_tables import TABLES, UNIT_EXAMPLES

CPT_KEYS = TABLES.cpt_keys


def target(muscle, side, needles):
    return TargetFacts(muscle=muscle, side=side, needles_in=needles, needles_out=needles)


def counts(*targets):
    found = by_policy([target(*one) for one in targets], CPT_KEYS)
    return tuple(found[policy]["count"] for policy in Policy)


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("example", UNIT_EXAMPLES["cpt"])
def test_every_worked_example(example, policy):
    found = by_policy([target(*one) for one in example["muscles"]], CPT_KEYS)
    assert found[policy]["code"] == example[policy.value]


@pytest.mark.parametrize(("count", "code"), [(0, None), (1, "20560"), (2, "20560"), (3, "20561"), (9, "20561")])
def test_three_muscles_are_the_limit(count, code):
    assert code_for(count) == code


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([("trapezius_upper", "left", 1), ("trapezius_middle", "left", 1), ("trapezius_lower", "left", 1)], (1, 3, 1)),
        ([("trapezius_upper", "bilateral", 2), ("levator_scapulae", "bilateral", 2)], (2, 2, 4)),
        ([("trapezius_upper", "bilateral", 2), ("trapezius_upper", "left", 1)], (1, 1, 2)),
        ([("procerus", "midline", 1)], (1, 1, 1)),
        ([("pectoralis_minor", "right", 0), ("temporalis", "right", 2)], (1, 1, 1)),
        ([("pectoralis_minor", "right", None)], (0, 0, 0)),
        ([("a_clinics_own_muscle", "left", 1)], (1, 1, 1)),
    ],
)
def test_what_counts_as_a_muscle_under_each_policy(targets, expected):
    assert counts(*targets) == expected


TARGETS = st.builds(
    target,
    st.sampled_from(sorted(CPT_KEYS)),
    st.sampled_from(["left", "right", "bilateral"]),
    st.integers(0, 8),
)


@given(st.lists(TARGETS), st.randoms())
def test_the_order_of_targets_does_not_matter(targets, random):
    shuffled = random.sample(targets, len(targets))
    assert by_policy(targets, CPT_KEYS) == by_policy(shuffled, CPT_KEYS)


@given(st.lists(TARGETS))
def test_merging_never_counts_more_than_the_other_policies(targets):
    merged, parts, sides = (count_muscles(targets, policy, CPT_KEYS) for policy in Policy)
    assert merged <= min(parts, sides)
