"""Rules of visits without needling, of supervision, of other treatment, and of what a code counts."""

from types import SimpleNamespace

import pytest

from patients.vocabulary import VisitState as State
from practice.errors import RuleViolation
from practice.vocabulary import CredentialKind
from sessions.rules import billing, supervision
from sessions.rules.facts import TimedFacts
from sessions.rules.interventions import intervention_blockers
from sessions.rules.visits import OUTCOMES, VisitFacts, visit_blockers

PARTS = {"trapezius_upper": "trapezius", "trapezius_middle": "trapezius"}
L, N, T = CredentialKind.LICENCE, CredentialKind.NEEDLING, CredentialKind.TRAINING


def needled(muscle, side="left", needles_in=1):
    return SimpleNamespace(muscle=muscle, side=side, needles_in=needles_in)


def test_every_state_but_planned_is_an_outcome():
    assert set(OUTCOMES) == set(State) - {State.PLANNED}


@pytest.mark.parametrize(
    ("held", "alone", "in_training"),
    [((), False, False), ((L,), False, False), ((N, T), False, False), ((L, N), True, False),
     ((L, T), False, True), ((L, N, T), True, False)],
)  # fmt: skip
def test_who_may_needle_and_who_only_in_training(held, alone, in_training):
    held = frozenset(held)
    assert (supervision.may_needle(held), supervision.in_training(held)) == (alone, in_training)
    assert supervision.may_supervise(held) is alone


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"supervisor_id": None}, "no_supervisor"),
        ({"signed_by": None}, "not_signed"),
        ({"signed_by": "a"}, "own_signature"),
        ({"done": True}, "already_cosigned"),
        ({"member_id": "b"}, "other_supervisor"),
        ({"licensed": False}, "license_or_endorsement"),
    ],
)
def test_each_refusal_of_a_cosignature(facts, code):
    good = {"signed_by": "t", "done": False, "supervisor_id": "a", "member_id": "a", "licensed": True}
    supervision.require_cosignable(**good)
    with pytest.raises(RuleViolation) as refused:
        supervision.require_cosignable(**{**good, **facts})
    assert [blocker.code for blocker in refused.value.blockers] == [code]


@pytest.mark.parametrize(
    ("minutes", "timed", "needled", "codes"),
    [
        (30, (15, 14), True, []),
        (30, (15, 15), True, ["timed_minutes_overlap"]),
        (30, (15, 15), False, []),
        (30, (15, 16), False, ["timed_minutes_overlap"]),
        (30, (None,), False, ["intervention_minutes_missing"]),
        (None, (15,), True, []),
    ],
)
def test_minutes_of_timed_treatment_never_count_twice(minutes, timed, needled, codes):
    rows = [TimedFacts(name="Exercise", minutes=number) for number in timed]
    rows.append(TimedFacts(name="Heat", minutes=99, timed=False))
    assert [blocker.code for blocker in intervention_blockers(rows, minutes, needled=needled)] == codes


@pytest.mark.parametrize("state", ["cancelled", "no_show"])
def test_who_did_not_come_has_nothing_to_sign(state):
    assert [blocker.code for blocker in visit_blockers(VisitFacts(state=state))] == ["not_seen"]


@pytest.mark.parametrize(
    ("policy", "counted"),
    [
        ("merged", [("trapezius", "", 2), ("levator_scapulae", "", 1)]),
        ("parts_separate", [("trapezius_upper", "", 1), ("trapezius_middle", "", 1), ("levator_scapulae", "", 1)]),
        (
            "sides_separate",
            [("trapezius", "left", 2), ("levator_scapulae", "left", 1), ("levator_scapulae", "right", 1)],
        ),
    ],
)  # fmt: skip
def test_each_counted_muscle_names_what_it_is_made_of(policy, counted):
    rows = [needled("trapezius_upper"), needled("trapezius_middle"), needled("levator_scapulae", "bilateral"),
            needled("temporalis", needles_in=0)]  # fmt: skip
    units = billing.counted_muscles(rows, billing.Policy(policy), PARTS)
    assert sorted((unit.muscle, unit.side, len(unit.targets)) for unit in units) == sorted(counted)
    assert all(unit.reason for unit in units)
    assert len(units) == billing.count_muscles(rows, billing.Policy(policy), PARTS)
