"""What was known of a certification, by when a verbal order is signed, and how it is told: without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.payer import MEDICARE_STYLE
from plans.rules.certification import (
    CertificationFacts,
    as_known_on,
    in_words,
    require_countersignable,
    require_recordable,
    signature_due_on,
)
from tests.refused import is_bad_input, refusals

ORDER_ON, SIGNED_ON = date(2026, 9, 28), date(2026, 10, 6)
VERBAL = CertificationFacts(kind="initial", how="verbal", certified_on=ORDER_ON, certified_by="Dr. Lee")
COUNTERSIGNED = replace(VERBAL, countersigned_on=SIGNED_ON, countersigned_by="Dr. Kim")
SIGNED = replace(VERBAL, how="signed")
SENT = replace(VERBAL, how="sent", referral_on=date(2026, 9, 1))
NO_DAYS = MEDICARE_STYLE._replace(verbal_order_days=None)
DAYS = st.integers(-40, 40).map(lambda days: SIGNED_ON + timedelta(days=days))


@pytest.mark.parametrize(
    ("facts", "day", "known"),
    [
        (VERBAL, ORDER_ON - timedelta(days=1), None), (VERBAL, ORDER_ON, VERBAL), (SIGNED, ORDER_ON, SIGNED),
        (COUNTERSIGNED, ORDER_ON - timedelta(days=1), None), (COUNTERSIGNED, ORDER_ON, VERBAL),
        (COUNTERSIGNED, SIGNED_ON - timedelta(days=1), VERBAL), (COUNTERSIGNED, SIGNED_ON, COUNTERSIGNED),
        (COUNTERSIGNED, SIGNED_ON + timedelta(days=30), COUNTERSIGNED),
    ],
)  # fmt: skip
def test_a_report_of_a_day_knows_nothing_that_followed_it(facts, day, known):
    assert as_known_on(facts, day) == known


@given(facts=st.sampled_from([VERBAL, COUNTERSIGNED, SIGNED, SENT]), day=DAYS, later=DAYS)
def test_what_was_known_stays_known(facts, day, later):
    known = as_known_on(facts, day)
    if known is not None:
        after = as_known_on(facts, max(day, later))
        assert as_known_on(after, day) == known
        assert known.waits or not after.waits


@pytest.mark.parametrize(
    ("facts", "rule", "due"),
    [
        (VERBAL, MEDICARE_STYLE, date(2026, 10, 12)), (VERBAL, NO_DAYS, None), (COUNTERSIGNED, MEDICARE_STYLE, None),
        (SIGNED, MEDICARE_STYLE, None), (SENT, MEDICARE_STYLE, None),
        (VERBAL, MEDICARE_STYLE._replace(verbal_order_days=30), date(2026, 10, 28)),
    ],
)  # fmt: skip
def test_a_verbal_order_is_signed_within_the_payer_s_days(facts, rule, due):
    assert signature_due_on(facts, rule) == due


@pytest.mark.parametrize(
    ("facts", "rule", "words"),
    [
        (SIGNED, MEDICARE_STYLE, "Signed"),
        (replace(SIGNED, referral_on=date(2026, 9, 1)), MEDICARE_STYLE, "Signed"),
        (SENT, MEDICARE_STYLE, "Sent to the referrer, with the referral of 1 Sep 2026"),
        (replace(SENT, referral_on=None), MEDICARE_STYLE, "Sent to the referrer"),
        (VERBAL, MEDICARE_STYLE, "Verbal order, read back; signature due by 12 Oct 2026"),
        (VERBAL, NO_DAYS, "Verbal order, read back; signature to follow"),
        (COUNTERSIGNED, MEDICARE_STYLE, "Verbal order, read back; signed on 6 Oct 2026"),
    ],
)
def test_how_a_plan_was_certified_and_what_is_still_to_come_is_said(facts, rule, words):
    assert in_words(facts, rule) == words


def test_unless_said_otherwise_the_days_are_those_of_medicare():
    assert signature_due_on(VERBAL) == ORDER_ON + timedelta(days=14)
    assert in_words(VERBAL) == in_words(VERBAL, MEDICARE_STYLE)


ORDER = replace(VERBAL, taken_on=ORDER_ON, read_back=True)
NAMELESS = {"certified_by": " "}


@pytest.mark.parametrize(
    "facts",
    [
        ORDER, SIGNED, SENT, replace(SENT, referral_on=ORDER_ON), replace(ORDER, kind="renewal"),
        replace(SIGNED, kind="renewal", **NAMELESS),
    ],
)  # fmt: skip
def test_a_certification_that_says_what_its_kind_asks_for_is_recorded(facts):
    assert refusals(require_recordable, facts, first_is_there=False) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(SIGNED, **NAMELESS), ("certifier_missing", "certified_by")),
        (replace(ORDER, kind="renewal", **NAMELESS), ("certifier_missing", "certified_by")),
        (replace(ORDER, taken_on=None), ("time_missing", "taken_at")),
        (replace(ORDER, taken_on=ORDER_ON - timedelta(days=1)), ("other_day", "certified_on")),
        (replace(ORDER, read_back=False), ("not_read_back", "read_back")),
        (replace(ORDER, read_back=None), ("not_read_back", "read_back")),
        (replace(SIGNED, taken_on=ORDER_ON), ("not_verbal", "how")),
        (replace(SIGNED, read_back=False), ("not_verbal", "how")),
        (replace(SIGNED, referral_on=ORDER_ON), ("not_sent", "referral_on")),
        (replace(SENT, kind="renewal"), ("sent_again", "how")),
        (replace(SENT, referral_on=None), ("referral_missing", "referral_on")),
        (replace(SENT, referral_on=ORDER_ON + timedelta(days=1)), ("referral_later", "referral_on")),
    ],
)
def test_each_thing_that_a_certification_lacks_is_said_at_its_field(facts, expected):
    assert refusals(require_recordable, facts, first_is_there=False) == [expected]
    assert is_bad_input(require_recordable, facts, first_is_there=False)


@pytest.mark.parametrize(("kind", "there", "again"), [("initial", True, True), ("renewal", True, False)])
def test_a_plan_is_certified_for_the_first_time_once(kind, there, again):
    facts = replace(SIGNED, kind=kind)
    assert refusals(require_recordable, facts, first_is_there=there) == [("first_exists", "kind")] * again
    assert not is_bad_input(require_recordable, facts, first_is_there=there)


@pytest.mark.parametrize(
    ("facts", "on", "code"),
    [
        (VERBAL, ORDER_ON, ""), (VERBAL, SIGNED_ON, ""), (VERBAL, ORDER_ON - timedelta(days=1), "before_the_order"),
        (VERBAL, SIGNED_ON + timedelta(days=1), "in_the_future"), (SIGNED, SIGNED_ON, "not_verbal"),
        (COUNTERSIGNED, SIGNED_ON, "already_signed"),
    ],
)  # fmt: skip
def test_a_verbal_order_is_signed_once_from_its_day_to_today(facts, on, code):
    fields = {"not_verbal": "how"}
    expected = [(code, fields.get(code, "countersigned_on"))] if code else []
    assert refusals(require_countersignable, facts, on, SIGNED_ON) == expected
    assert is_bad_input(require_countersignable, facts, on, SIGNED_ON) is (
        code in {"before_the_order", "in_the_future"}
    )
