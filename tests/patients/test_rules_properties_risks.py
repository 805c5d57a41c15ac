"""Promises of the rules of risks and headaches, for whatever is given to them; no database."""

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.headaches import AURA_WARNINGS, LIMITS, red_flags_told, require_headaches, warned_of
from patients.rules.risks import regions_of, risks_of
from tests.reference_tables import MUSCLES, table
from tests.refused import is_bad_input, refusals

RISKS = table("patients/reference/consent.json")["risks"]
CATALOGUE = MUSCLES["muscles"]
REGIONS = regions_of(CATALOGUE)


@given(areas=st.sets(st.sampled_from(REGIONS), min_size=1), more=st.sampled_from(REGIONS), chance=st.randoms())
def test_one_more_region_never_takes_a_risk_away_and_no_region_stands_for_all(areas, more, chance):
    found = risks_of(CATALOGUE, areas, RISKS)
    assert risks_of(chance.sample(CATALOGUE, len(CATALOGUE)), areas, RISKS) == found
    assert set(found) <= set(risks_of(CATALOGUE, areas | {more}, RISKS)) <= set(risks_of(CATALOGUE, (), RISKS))
    assert risks_of(CATALOGUE, set(REGIONS), RISKS) == risks_of(CATALOGUE, (), RISKS)
    assert risks_of(CATALOGUE, areas | {"wings"}, RISKS) == found


@given(muscle=st.sampled_from([{**one, "do_not_needle": True} for one in CATALOGUE]))
def test_a_muscle_that_is_never_needled_brings_no_region_and_no_risk(muscle):
    assert regions_of([muscle]) == []
    assert risks_of([muscle], (), RISKS) == []
    assert risks_of([*CATALOGUE, {**muscle, "region": REGIONS[0]}], [REGIONS[0]], RISKS) == risks_of(
        CATALOGUE, [REGIONS[0]], RISKS
    )


# Which headaches are kept, and what an aura raises


@given(field=st.sampled_from(sorted(LIMITS)), off=st.integers(-1500, 300) | st.sampled_from([0, 1]))
def test_each_number_of_a_headache_is_kept_within_its_limits_alone(field, off):
    value = LIMITS[field][0] + off
    row = {"name": "One-sided", field: value}
    found = refusals(require_headaches, [row], questions=(), conditions=())
    assert found == [("out_of_range", f"headaches[0].{field}")] * (not 0 <= value <= LIMITS[field][0])


@given(days=st.integers(-5, 40), name=st.sampled_from(["simple", "triptan", "ergot"]))
def test_medicine_is_counted_on_28_days_at_most(days, name):
    found = refusals(require_headaches, [{"name": "A", "medicine_days": {name: days}}], questions=(), conditions=())
    assert found == [("medicine_days_unclear", "headaches[0].medicine_days")] * (not 0 <= days <= 28)


@given(names=st.lists(st.sampled_from(["Left", "left ", "Right", "Both"]), max_size=4), chance=st.randoms())
def test_each_headache_has_a_name_of_its_own_in_whatever_order(names, chance):
    unique = len({name.strip().casefold() for name in names}) == len(names)
    for told in (names, chance.sample(names, len(names))):
        rows = [{"name": name} for name in told]
        assert (refusals(require_headaches, rows, questions=(), conditions=()) == []) is unique
        assert is_bad_input(require_headaches, rows, questions=(), conditions=()) is not unique


AURAS = st.fixed_dictionaries({"aura": st.none() | st.booleans()}, optional=dict.fromkeys(AURA_WARNINGS, st.booleans()))


@given(headaches=st.lists(AURAS, max_size=4), more=AURAS, chance=st.randoms())
def test_one_more_headache_never_takes_a_flag_away_and_without_an_aura_none_is_raised(headaches, more, chance):
    flags = red_flags_told(headaches)
    assert red_flags_told(chance.sample(headaches, len(headaches))) == flags
    assert flags <= red_flags_told([*headaches, more])
    assert bool(flags) is any(map(warned_of, headaches))
    assert red_flags_told([{**one, "aura": False} for one in headaches]) == frozenset()
