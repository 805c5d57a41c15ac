"""Promises of the notices before a signature, for whatever a note says; no database."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from practice.errors import Blocker
from sessions.rules.facts import OverrideFacts, ScopeFacts
from sessions.rules.gravity import gravest_first, is_grave
from sessions.rules.notices import signing_notices
from tests.sessions.notes import DAY, ESTIM, GOOD, GOOD_TARGET, WASHINGTON

DAYS = st.integers(-3, 3).map(lambda number: DAY + timedelta(days=number))

CHANGES = st.fixed_dictionaries({}, optional={
    "needle_lot": st.sampled_from(["", "LOT"]), "needle_expiry": st.none() | DAYS,
    "first_session": st.booleans(), "pain_measured_after": st.booleans(), "not_retested": st.just(("Rotation",)),
    "consent_withdrawn_since": st.booleans(), "consent_scope": st.just(ScopeFacts(copy_given=False)),
    "estim": st.none() | st.just(ESTIM), "state_rule": st.just(WASHINGTON),
    "overrides": st.just((OverrideFacts(item="diabetes", reason="Seen.", by="Ana"),)),
    "coding": st.just((Blocker("excludes1", "Look.", "icd10"),)),
    "targets": st.lists(st.builds(
        replace, st.just(GOOD_TARGET), muscle=st.sampled_from(["temporalis", "masseter"]),
        needles_in=st.integers(0, 3), needles_out=st.integers(0, 3), technique=st.sampled_from(["in situ", "rotation"]),
        safeguard=st.sampled_from(["", "pincer"]), structures=st.sampled_from([(), ("accessory nerve",)]),
        high_risk=st.booleans(), length_mm=st.sampled_from([25, 60]), longest_mm=st.just(40),
    ), max_size=3).map(tuple),
})  # fmt: skip


def noticed(**changes):
    return signing_notices(replace(GOOD, **changes))


@given(changes=CHANGES)
def test_grave_notices_stand_first_each_says_something_and_reading_them_again_changes_nothing(changes):
    found = noticed(**changes)
    assert [is_grave(one.code) for one in found] == sorted((is_grave(one.code) for one in found), reverse=True)
    assert gravest_first(found) == found == noticed(**changes)
    assert all(one.message and one.field for one in found)


@given(changes=CHANGES, chance=st.randoms())
def test_the_order_of_targets_changes_no_notice_but_its_row(changes, chance):
    targets = changes.get("targets", GOOD.targets)
    mixed = noticed(**{**changes, "targets": tuple(chance.sample(targets, len(targets)))})
    assert sorted(one.code for one in mixed) == sorted(one.code for one in noticed(**changes))


@given(changes=CHANGES)
def test_a_muscle_that_is_only_planned_raises_no_notice(changes):
    assume("targets" in changes)
    planned = replace(GOOD_TARGET, needles_in=0, needles_out=0, technique="in situ", safeguard="", high_risk=True,
                      length_mm=60, longest_mm=40)  # fmt: skip
    more = {**changes, "targets": (*changes["targets"], planned)}
    assert noticed(**more) == noticed(**changes)


@given(late=st.integers(-3, 3))
def test_needles_are_used_to_their_last_day(late):
    codes = {one.code for one in noticed(needle_expiry=DAY - timedelta(days=late))}
    assert ("needles_out_of_date" in codes) is (late > 0)
