"""Which count of medicine days decides, and which class of medicine: each rule by itself, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.medicines import deciding_class, known_classes, last_count, too_many_medicine_days
from tests.progress.episodes import episode, visit

CLASSES = st.sampled_from(["simple", "triptan", "opioid"])


def counted(*days, diary=(), **facts):
    """Visits a week apart with so many medicine days; the diary's classes stand behind the last one."""
    *before, last = days
    visits = [visit(7 * at, measures={"acute_med_days_28": count}) for at, count in enumerate(before)]
    visits.append(
        visit(7 * len(before), measures={"acute_med_days_28": last}, diary_medicines=frozenset(diary))
    )  # fmt: skip
    return episode(*visits, **facts)


@pytest.mark.parametrize(
    ("days", "last"), [((None,), None), ((12,), (1, 12)), ((18, 6), (2, 6)), ((18, None), (1, 18)), ((0,), (1, 0))]
)
def test_the_last_count_that_was_measured_counts(days, last):
    found = last_count(counted(*days))
    assert (None if found is None else (found.visit, found.value)) == last


@pytest.mark.parametrize(
    ("known", "diary", "classes"),
    [
        ({"acute_med_class": None}, (), []),
        ({"acute_med_class": "simple"}, (), [("class in the patient's file", "simple")]),
        ({"acute_med_class": None, "profile_medicines": frozenset({"triptan", "opioid"})}, (),
         [("class in the headache profile", "opioid"), ("class in the headache profile", "triptan")]),
        ({"acute_med_class": "simple"}, ("triptan",),
         [("class in the patient's file", "simple"), ("class in the diary", "triptan")]),
    ],
)  # fmt: skip
def test_classes_are_known_from_file_profile_and_the_diary_behind_the_last_count(known, diary, classes):
    assert list(known_classes(counted(9, diary=diary, **known))) == classes


def test_an_older_class_of_the_diary_is_known_no_more():
    facts = counted(18, diary=("triptan",))
    later = replace(facts, visits=(*facts.visits, visit(40, measures={"acute_med_days_28": 9})))
    assert "class in the diary" in dict(known_classes(facts))
    assert "class in the diary" not in dict(known_classes(later))
    assert "class in the diary" not in dict(known_classes(counted(None, diary=("triptan",))))


@pytest.mark.parametrize(
    ("file", "profile", "decides"),
    [(None, (), None), ("simple", (), "simple"), (None, ("triptan",), "triptan"), ("simple", ("simple",), "simple"),
     ("simple", ("triptan",), "mixed"), (None, ("triptan", "opioid"), "mixed")],
)  # fmt: skip
def test_the_only_class_decides_else_several_together(file, profile, decides):
    assert deciding_class(counted(9, acute_med_class=file, profile_medicines=frozenset(profile))) == decides


@pytest.mark.parametrize(
    ("days", "file", "profile", "many"),
    [
        (14, "simple", (), False), (15, "simple", (), True), (9, "triptan", (), False), (10, "triptan", (), True),
        (9, None, (), False), (10, None, (), True), (9, "simple", ("triptan",), False),
        (10, "simple", ("triptan",), True), (None, "triptan", (), False),
    ],
)  # fmt: skip
def test_the_strictest_class_known_sets_the_limit(days, file, profile, many):
    facts = counted(days, acute_med_class=file, profile_medicines=frozenset(profile))
    assert too_many_medicine_days(facts) is many


@given(days=st.integers(0, 28), fewer=st.integers(0, 28), file=st.none() | CLASSES, profile=st.frozensets(CLASSES),
       more=CLASSES)  # fmt: skip
def test_fewer_days_never_raise_the_worry_and_one_more_class_never_takes_it_away(days, fewer, file, profile, more):
    def worry(count, classes):
        return too_many_medicine_days(counted(count, acute_med_class=file, profile_medicines=classes))

    assert worry(min(days, fewer), profile) <= worry(days, profile)
    if file or profile:
        assert worry(days, profile) <= worry(days, profile | {more})
