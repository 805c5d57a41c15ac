"""What the diary offers to an assessment, without a database."""

from decimal import Decimal

from patients.rules.measured import checked
from plans.rules.offers import offers_of
from plans.rules.windows import window_of
from tests.plans.recorded import LAST, days
from tests.reference_tables import MEASURE


def test_headache_days_come_with_their_counts_and_medicine_days_as_counted():
    headaches, medicine = offers_of(window_of(days(26, 12, simple=9, triptan=6), LAST))
    assert headaches.text == "12 headache days on 26 recorded days: 12.9 in 28"
    assert medicine.text == "Acute medicine on 9 days (simple pain relievers 9, triptans 6)"
    kept = checked([headaches.measurement, medicine.measurement], MEASURE)
    assert [(row["value"], row["inputs"], row["diary_until"]) for row in kept] == [
        (Decimal("12.9"), {"headache_days": 12, "recorded_days": 26}, LAST), (9, None, LAST),
    ]  # fmt: skip


def test_too_few_days_offer_nothing_and_21_do():
    assert offers_of(window_of(days(20, 20, simple=20), LAST)) == ()
    assert [offer.measure for offer in offers_of(window_of(days(21), LAST))] == [
        "headache_days_28",
        "acute_med_days_28",
    ]


def test_one_day_is_no_plural():
    assert [offer.text for offer in offers_of(window_of(days(28, 1, simple=1), LAST))] == [
        "1 headache day on 28 recorded days: 1.0 in 28", "Acute medicine on 1 day (simple pain relievers 1)",
    ]  # fmt: skip
