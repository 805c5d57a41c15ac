"""Which revision of a plan is in force on a day, without a database."""

from datetime import date, timedelta

import pytest

from plans.rules.force import Signed, begun_by, in_force

FIRST = date(2026, 9, 1)


def day(number):
    return FIRST + timedelta(days=number)


def signed(revision, starts, signs):
    return Signed(f"plan {revision}", revision, day(starts), day(signs))


@pytest.mark.parametrize(
    ("revisions", "on", "found"),
    [
        ([], 0, None),
        ([signed(1, 0, 0)], -1, None),
        ([signed(1, 0, 0)], 0, "plan 1"),
        # the first counts from its start, though it is signed some days later
        ([signed(1, 0, 5)], 0, "plan 1"),
        ([signed(1, 9, 5)], 8, None),
        # a later one never counts before its signature: until then the earlier one stood
        ([signed(1, 0, 0), signed(2, 0, 20)], 19, "plan 1"),
        ([signed(1, 0, 0), signed(2, 0, 20)], 20, "plan 2"),
        # nor before its start
        ([signed(1, 0, 0), signed(2, 30, 20)], 29, "plan 1"),
        ([signed(1, 0, 0), signed(2, 30, 20)], 30, "plan 2"),
        # the newest that has begun counts, though an older one begins after it
        ([signed(1, 0, 0), signed(2, 40, 20), signed(3, 0, 30)], 45, "plan 3"),
        ([signed(2, 0, 20), signed(1, 0, 0)], 25, "plan 2"),
    ],
)
def test_the_newest_signed_revision_that_has_begun_is_in_force(revisions, on, found):
    assert in_force(revisions, day(on)) == found


def test_each_revision_is_told_with_the_day_on_which_it_began():
    revisions = [signed(1, 0, 4), signed(2, 0, 20), signed(3, 50, 30)]
    assert [(one.plan, one.on) for one in begun_by(revisions, day(60))] == [
        ("plan 1", day(0)), ("plan 2", day(20)), ("plan 3", day(50)),
    ]  # fmt: skip
    assert [one.plan for one in begun_by(revisions, day(49))] == ["plan 1", "plan 2"]
