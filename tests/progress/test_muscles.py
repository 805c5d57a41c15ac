"""Which muscles helped: by the rule, by the API and on the pages; with counts, and never from too few."""

import json
import random
import re
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.models import EpisodeOfCare
from practice import scoping
from practice import selectors as practice
from progress import refreshing
from progress.models import EpisodeSummary
from progress.rules.change import HEADACHE_GROUPS
from progress.rules.muscles import (
    ASSOCIATION,
    Difference,
    course_in_facts,
    course_of,
    muscles_of_clinic,
    muscles_of_patient,
)
from progress.rules.needled import MEASURES, courses_in, first_of_day, rolled_up
from progress.rules.period import Period
from progress.selectors.clinic import Asked
from progress.selectors.facts import facts_of
from progress.selectors.muscles import clinic_muscles
from tests.factories import progress, sessions
from tests.progress.episodes import day, needling, visit

NPRS = "nprs_average"
EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


def treated(after, pain, *muscles, **facts):
    targets = needling(*((muscle, "left", 2, 2) for muscle in muscles))
    return visit(after, measures={NPRS: pain}, targets=targets, **facts)


def course(*rows):
    """Weekly visits: each a value and the muscles that were needled then."""
    return course_in_facts([treated(7 * n, pain, *muscles) for n, (pain, *muscles) in enumerate(rows)], NPRS)


HELPED = course((8, "a"), (6, "b"), (6, "a"), (4, "b"), (4, "a"), (2, "b"), (2,))
ALWAYS = course((8, "a"), (6, "a"), (4, "a"), (2, "a"), (2, "a"))


def test_a_step_runs_from_a_session_to_the_next_visit():
    assert [(step.change, sorted(step.muscles)) for step in HELPED.steps] == [
        (-2, ["a"]), (0, ["b"]), (-2, ["a"]), (0, ["b"]), (-2, ["a"]), (0, ["b"]),
    ]  # fmt: skip


def test_sessions_with_a_muscle_stand_against_sessions_without_it():
    first, second = muscles_of_patient(HELPED)
    assert (first.muscle, first.sessions, first.treated, first.untreated) == ("a", 3, 3, 3)
    assert (first.change_treated, first.change_untreated) == (-2, 0)
    assert first.difference == Difference(-2, -2, -2)
    assert second.difference == Difference(2, 2, 2)


def test_the_interval_is_welch_s():
    found = course((9, "a"), (7, "b"), (7, "a"), (6, "b"), (5, "a"), (2, "b"), (1,))
    row = next(row for row in muscles_of_patient(found) if row.muscle == "a")
    # with it -2, -1, -3, without it 0, -1, -1: error 2/3, 3.2 degrees of freedom taken as 3, t = 3.182
    assert row.difference == Difference(-1.3, -3.5, 0.8)


@pytest.mark.parametrize("rows", [3, 5])
def test_below_three_sessions_of_each_kind_only_counts_are_shown(rows):
    row = muscles_of_patient(course(*[(8, "a"), (7, "b")] * (rows // 2), (3,)))[0]
    assert row.sessions == rows // 2
    assert row.difference is row.change_treated is row.change_untreated is None


def test_a_muscle_that_was_always_needled_cannot_be_compared():
    row = muscles_of_patient(ALWAYS)[0]
    assert (row.treated, row.untreated, row.difference) == (4, 0, None)


def test_a_missing_value_is_never_carried_forward():
    found = course((8, "a"), (None, "b"), (4, "a"), (3,))
    assert [step.change for step in found.steps] == [-1]


def test_planned_muscles_and_visits_without_needles_are_no_sessions():
    planned = visit(0, measures={NPRS: 8}, targets=needling(("a", "left", 0, 0)))
    assert course_in_facts([planned, treated(7, 5), treated(14, 4)], NPRS).steps == ()


def test_two_visits_of_a_day_are_one_day_with_the_muscles_of_both():
    one, two = treated(0, 8, "a", order=0), treated(0, 6, "b", order=1)
    found = course_in_facts([two, treated(7, 5), one], NPRS)
    assert [(step.change, sorted(step.muscles)) for step in found.steps] == [(-3, ["a", "b"])]


def test_a_day_without_a_value_or_a_next_visit_makes_no_step():
    days, values = [day(0), day(7)], {day(0): Decimal(5)}
    assert course_of(days, values, {day(0): frozenset("a")}).steps == ()
    assert course_of(days[:1], values, {day(0): frozenset("a")}).sessions == {"a": 1}


@pytest.mark.parametrize(("patients", "shown"), [(4, None), (5, Difference(-2, -2, -2))])
def test_a_clinic_compares_each_patient_with_themselves_from_five_on(patients, shown):
    row = muscles_of_clinic([*[HELPED] * patients, ALWAYS])[0]
    assert (row.muscle, row.patients, row.compared) == ("a", patients + 1, patients)
    assert row.difference == shown


@given(st.lists(st.sampled_from([HELPED, ALWAYS, course((5, "b"), (7, "c"), (6,))]), max_size=9), st.randoms())
@settings(max_examples=40)
def test_the_order_of_patients_does_not_matter(courses, chance):
    shuffled = chance.sample(courses, len(courses))
    assert muscles_of_clinic(shuffled) == muscles_of_clinic(courses)


@given(
    rows=st.lists(st.tuples(st.none() | st.integers(0, 10), st.sampled_from(["a", "b", "ab", ""])), max_size=9),
    seed=st.integers(0, 99),
)
@settings(max_examples=60)
def test_every_session_is_counted_once_whatever_the_order_of_entry(rows, seed):
    visits = [treated(7 * n, pain, *muscles) for n, (pain, muscles) in enumerate(rows)]
    found = muscles_of_patient(course_in_facts(visits, NPRS))
    assert sum(row.sessions for row in found) == sum(len(muscles) for _, muscles in rows)
    assert all(row.treated <= row.sessions for row in found)
    assert len({row.treated + row.untreated for row in found}) <= 1
    random.Random(seed).shuffle(visits)
    assert muscles_of_patient(course_in_facts(visits, NPRS)) == found


def of_clinic(cast, days=83):
    today = practice.today_in(cast.here)
    return clinic_muscles(cast.actor("max"), Asked(Period(today - timedelta(days=days), today)))


def test_page_and_api_of_an_episode_show_the_same_with_the_warning(cast, api, as_page):
    episode = progress.worked_episode(cast)
    told = api("ana").get(f"episodes/{episode.pk}/muscles/").json()
    shown = as_page("ana").get(f"/episodes/{episode.pk}/")
    assert shown.context["helped"] == told
    assert told["warning"] == ASSOCIATION
    assert ASSOCIATION in shown.content.decode()
    assert [part["measure"] for part in told["measures"]] == ["headache_days_28", NPRS]
    assert told["measures"][1]["compared"] > 3


def test_page_and_api_of_the_clinic_show_the_same_with_the_warning(cast, api, as_page):
    for key in progress.CASES:
        progress.worked_episode(cast, key)
    told = api("max").get("clinic/muscles/").json()
    assert 'hx-get="/progress/muscles/"' in as_page("max").get("/progress/").content.decode()
    shown = as_page("max").get("/progress/muscles/")
    for part in shown.context["helped"]["measures"]:
        rows = [*part.pop("shown"), *part.pop("few")]
        assert sorted(rows, key=str) == sorted(part["muscles"], key=str)
    assert shown.context["helped"] == told
    assert ASSOCIATION in shown.content.decode()
    assert told["measures"][1]["muscles"][0]["patients"] > 1


def test_the_manager_s_page_gets_the_tables_and_the_filter_the_whole_page(cast, as_page):
    progress.worked_episode(cast)
    part = as_page("max").get("/progress/muscles/", HTTP_HX_REQUEST="true").content.decode()
    filtered = as_page("max").get("/progress/muscles/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="results")
    assert "<html" not in part
    assert "Which muscles helped" in part
    assert 'id="results"' in filtered.content.decode()
    assert as_page("max").get("/progress/muscles/", {"from": "yesterday"}).status_code == 400


def test_the_clinic_counts_what_its_episodes_count(cast, api):
    episode = progress.worked_episode(cast)
    own = api("ana").get(f"episodes/{episode.pk}/muscles/").json()["measures"]
    for part, of_clinic_part in zip(own, of_clinic(cast, days=400)["measures"], strict=True):
        counted = {
            row["muscle"]: (row["sessions"], min(row["treated"], row["untreated"]) > 0) for row in part["muscles"]
        }
        assert {row["muscle"]: (row["sessions"], bool(row["compared"])) for row in of_clinic_part["muscles"]} == counted


@pytest.mark.parametrize("path", ["episodes/{}/muscles/", "clinic/muscles/"])
def test_who_may_read_it(cast, api, path):
    episode = progress.worked_episode(cast)
    found = {name: api(name).get(path.format(episode.pk)).status_code for name in EVERYBODY}
    clinic = {"ana": 403, "rui": 403, "max": 200, "ida": 403, "pia": 403, "eva": 403}
    one = {"ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404}
    assert found == (clinic if path.startswith("clinic") else one)


def test_filters_narrow_the_clinic_s_muscles_and_unknown_ones_are_refused(cast, api):
    progress.worked_episode(cast)
    nobody = {"therapist": str(cast.members["ida"].pk)}
    assert all(part["muscles"] == [] for part in api("max").get("clinic/muscles/", nobody).json()["measures"])
    assert list(api("max").get("clinic/muscles/", {"mussel": "1"}).json()["errors"]) == ["mussel"]


def test_another_clinic_s_sessions_do_not_count(cast, api):
    sessions.signed_session(cast, sessions.treatable_episode(cast), occurred_at=timezone.now() - timedelta(hours=2))
    assert of_clinic(cast)["measures"][0]["muscles"]
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert all(part["muscles"] == [] for part in of_clinic(cast)["measures"])


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    progress.many_episodes(cast, 3)
    scoping.keep_at_hand(cast.here)
    refreshing.refresh_some(50)
    actor, today = cast.actor("max"), practice.today_in(cast.here)
    asked = Asked(Period(today - timedelta(days=83), today))
    clinic_muscles(actor, asked)
    with django_assert_max_num_queries(3) as few:
        clinic_muscles(actor, asked)
    progress.many_episodes(cast, 27, prefix="N")
    refreshing.refresh_some(50)
    with django_assert_max_num_queries(len(few)):
        told = clinic_muscles(actor, asked)
    assert told["measures"][1]["muscles"][0]["patients"] == 30


def straight_from_the_record(cast, asked):
    """What `clinic_muscles` told before summaries kept it: from every target, visit and value of the period."""
    first, last = asked.period.first, asked.period.last
    rows = list(EpisodeOfCare.objects.filter(asked.of_episodes()).select_related("patient"))
    told: dict[str, list] = {measure: [] for measure in MEASURES}
    for facts in facts_of(rows, cast.here).values():
        visits = [visit for visit in facts.visits if first <= visit.on <= last]
        for measure in MEASURES if facts.group in HEADACHE_GROUPS else (NPRS,):
            told[measure].append(course_in_facts(visits, measure))
    return {measure: [asdict(row) for row in muscles_of_clinic(courses)] for measure, courses in told.items()}


def as_it_is_told(cast, asked):
    told = clinic_muscles(cast.actor("max"), asked)["measures"]
    return {
        part["measure"]: [{k: v for k, v in row.items() if k != "name"} for row in part["muscles"]] for part in told
    }


@pytest.mark.parametrize("days", [(400, 0), (83, 0), (60, 17), (21, 3), (3, 3)])
@pytest.mark.parametrize("refreshed", [True, False], ids=["kept", "straight"])
def test_what_is_kept_adds_up_to_what_the_record_says(cast, days, refreshed):
    for key in progress.CASES:
        progress.worked_episode(cast, key)
    progress.many_episodes(cast, 12, visits=6)
    today = practice.today_in(cast.here)
    if refreshed:
        refreshing.refresh_some(50)
    for more in ({}, {"condition": "tth_chronic"}, {"therapist_id": cast.members["ida"].pk}):
        asked = Asked(Period(*(today - timedelta(days=number) for number in days)), **more)
        found = as_it_is_told(cast, asked)
        assert found == straight_from_the_record(cast, asked)
    assert EpisodeSummary.objects.exists() is refreshed


DAYS = st.integers(0, 40).map(day)
COURSES = st.lists(
    st.tuples(DAYS, st.none() | st.decimals(0, 10, places=1), st.frozensets(st.sampled_from("abc"), max_size=2)),
    max_size=12,
)


@given(rows=COURSES, first=DAYS, length=st.integers(0, 40))
@settings(max_examples=200)
def test_any_period_of_what_is_kept_is_the_course_in_it(rows, first, length):
    rows, period = sorted(rows, key=lambda row: row[0]), Period(first, first + timedelta(days=length))
    needled = {}
    for on, _, muscles in rows:
        if muscles:
            needled[on] = needled.get(on, frozenset()) | muscles
    series = {NPRS: [(on.isoformat(), str(value)) for on, value, _ in rows if value is not None]}
    kept = rolled_up([on for on, _, _ in rows], series, needled, group="neck_pain")
    inside = {on: muscles for on, muscles in needled.items() if period.first <= on <= period.last}
    days = sorted({on for on, _, _ in rows if period.first <= on <= period.last})
    values = {on: value for on, value in first_of_day(series[NPRS]).items() if on in days}
    expected = {NPRS: course_of(days, values, inside)} if inside else {}
    assert courses_in(json.loads(json.dumps(kept)), period) == expected


def test_the_page_says_its_name_once_and_the_part_on_the_manager_s_page_too(cast, as_page):
    progress.many_episodes(cast, 2)
    whole = as_page("max").get("/progress/muscles/").content.decode()
    part = as_page("max").get("/progress/muscles/", headers={"HX-Request": "true"}).content.decode()
    assert len(re.findall(r"<h[1-3][^>]*>Which muscles helped</h", whole)) == 1
    assert re.findall(r"<h([1-3])", part) == ["2", "3", "3"]
