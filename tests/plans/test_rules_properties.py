"""What must hold for diary windows, certification and the next step of an exercise, whatever the record is."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.payer import MEDICARE_STYLE
from plans.rules.certification import certified_periods, lapse
from plans.rules.progression import Done, State, readiness
from plans.rules.windows import window_of, windows_back
from tests.plans.recorded import LAST, Day

FIRST = LAST - timedelta(days=27)
HURT = st.builds(
    Day, on=st.integers(0, 27).map(lambda back: LAST - timedelta(days=back)), headache=st.just(True),
    intensity=st.none() | st.integers(0, 10), hours=st.none() | st.integers(0, 24).map(Decimal),
    medicines=st.lists(st.sampled_from(["simple", "triptan", "opioid"]), unique=True, max_size=3),
)  # fmt: skip
FREE = st.builds(Day, on=st.integers(0, 27).map(lambda back: LAST - timedelta(days=back)))
DIARY = st.lists(HURT | FREE, max_size=28, unique_by=lambda day: day.on)
OUTSIDE = st.sampled_from([FIRST - timedelta(days=1), LAST + timedelta(days=1), LAST - timedelta(days=400)])


@given(diary=DIARY, chance=st.randoms())
def test_the_order_of_days_does_not_matter_to_a_window(diary, chance):
    mixed = chance.sample(diary, len(diary))
    assert window_of(mixed, LAST) == window_of(diary, LAST)
    assert windows_back(mixed, LAST, 3) == windows_back(diary, LAST, 3)


@given(diary=DIARY, day=HURT, on=OUTSIDE)
def test_a_day_outside_the_window_changes_nothing_in_it(diary, day, on):
    day.on = on
    assert window_of([*diary, day], LAST) == window_of(diary, LAST)


@given(diary=DIARY)
def test_days_of_a_window_are_conserved(diary):
    window = window_of(diary, LAST)
    assert window.recorded_days + window.missing_days == 28
    assert window.headache_days <= window.recorded_days == len(diary)
    by_class = window.medicine_days_by_class.values()
    assert max(by_class, default=0) <= window.medicine_days <= sum(by_class)
    assert (window.headache_days_28 is not None) is window.enough


@given(diary=DIARY, day=HURT)
def test_one_more_headache_never_lowers_the_count(diary, day):
    before = window_of([known for known in diary if known.on != day.on], LAST)
    after = window_of([*(known for known in diary if known.on != day.on), day], LAST)
    assert (after.headache_days, after.recorded_days) == (before.headache_days + 1, before.recorded_days + 1)


DAYS = st.dates(date(2026, 1, 1), date(2027, 1, 1))
RENEWALS = st.lists(st.tuples(DAYS, st.integers(1, 26)), max_size=4)


@given(first=DAYS, weeks=st.integers(1, 26), renewals=RENEWALS, chance=st.randoms(), day=DAYS)
def test_the_order_of_renewals_does_not_matter_to_certification(first, weeks, renewals, chance, day):
    mixed = chance.sample(renewals, len(renewals))
    found, same = (certified_periods(first, weeks, told) for told in (renewals, mixed))
    assert sorted(found, key=str) == sorted(same, key=str)
    assert lapse(found, day) == lapse(same, day)


@given(first=DAYS, weeks=st.integers(1, 26), renewals=RENEWALS, more=st.tuples(DAYS, st.integers(1, 26)), day=DAYS)
def test_one_more_renewal_never_makes_a_certification_lapse(first, weeks, renewals, more, day):
    if lapse(certified_periods(first, weeks, renewals), day) is None:
        assert lapse(certified_periods(first, weeks, [*renewals, more]), day) is None
    longest = timedelta(days=MEDICARE_STYLE.certification_days)
    assert all(period.last - period.first <= longest for period in certified_periods(first, weeks, renewals))


WHEN = st.fixed_dictionaries({"days": st.just(14), "adherence_percent": st.integers(1, 100)})
COUNTS = st.integers(0, 14)


@given(when=WHEN, done=COUNTS, partly=COUNTS, not_done=COUNTS, due=st.none() | COUNTS, running=st.integers(0, 30))
def test_a_day_that_was_done_after_all_never_takes_the_next_step_away(when, done, partly, not_done, due, running):
    told = {"partly": partly, "due": due}
    before = readiness(when, Done(done=done, not_done=not_done + 1, **told), running_days=running, measured=None)
    after = readiness(when, Done(done=done + 1, not_done=not_done, **told), running_days=running, measured=None)
    assert before.state is not State.READY or after.state is State.READY
