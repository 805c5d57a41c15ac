"""A high-risk muscle takes no longer needle by itself: nothing is lent or copied, and a long one is asked about."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice import reference
from sessions.rules.facts import exceeds, longest_needle, thickest_needle
from sessions.rules.notices import signing_notices
from sessions.rules.signing import signing_blockers
from tests.factories.sessions import COMPLETE, TARGET, draft_session, signed_session, treatable_episode
from tests.sessions.notes import GOOD, GOOD_TARGET

DEEP = {**TARGET, "muscle": "rectus_capitis_posterior_major", "risk_confirmed": True, "safeguard": "Cranial."}
LONG = replace(GOOD_TARGET, high_risk=True, longest_mm=39, length_mm=40)


@pytest.mark.parametrize(
    ("muscle", "longest"),
    [("rectus_capitis_posterior_major", 39), ("obliquus_capitis_inferior", 40), ("longus_colli", None)],
)
def test_how_long_a_needle_may_be_is_what_the_catalogue_says(db, muscle, longest):
    assert longest_needle(reference.muscles()[muscle]) == longest


@pytest.mark.parametrize(("muscle", "thickest"), [("temporalis", 0.25), ("procerus", 0.2), ("longus_colli", None)])
def test_how_thick_a_needle_may_be_is_what_the_catalogue_says(db, muscle, thickest):
    assert thickest_needle(reference.muscles()[muscle]) == thickest


def test_every_length_below_which_the_needle_stays_is_within_the_range_and_said_in_words(db):
    limited = {key: row for key, row in reference.muscles().items() if row["needle_shorter_than_mm"] is not None}
    assert list(limited) == ["rectus_capitis_posterior_major"]
    for row in limited.values():
        limit, usual = row["needle_shorter_than_mm"], row["needle_length_mm"]
        assert usual["min"] < limit <= usual["max"]
        assert f"shorter than {limit} mm" in row["safety_notes"]
    told = [row for row in reference.muscles().values() if "shorter than" in (row["safety_notes"] or "")]
    assert len(told) == len(limited)


@pytest.mark.parametrize(
    ("length", "longest", "too"), [(40, 39, True), (39, 39, False), (None, 39, False), (60, None, False)]
)
def test_what_is_not_known_is_not_too_long(length, longest, too):
    assert exceeds(length, longest) is too
    assert not exceeds(Decimal("0.30"), 0.3)


@pytest.mark.parametrize(("confirmed", "length", "asked"), [(False, 40, True), (False, 30, False), (True, 40, False)])
def test_the_second_confirmation_names_the_needle_that_is_too_long(confirmed, length, asked):
    note = replace(GOOD, targets=(replace(LONG, risk_confirmed=confirmed, length_mm=length),))
    [*found] = [blocker.message for blocker in signing_blockers(note)]
    assert any("longer than the 39 mm" in text for text in found) is asked
    assert ("needle_long" in {notice.code for notice in signing_notices(note)}) is (length == 40)


def test_a_size_beyond_the_catalogue_is_said_of_every_muscle_in_one_line(cast, api, as_page):
    big = {**TARGET, "muscle": "temporalis", "length_mm": 100, "diameter_mm": "0.35"}
    draft = draft_session(cast, targets=[TARGET, big, {**big, "muscle": "frontalis"}])
    told = {n["code"]: n for n in api("ana").get(f"sessions/{draft.pk}/").json()["notices"]}
    long, thick = told["needle_long"], told["needle_thick"]
    assert "temporalis, right (100 mm, catalogue 30 mm); frontalis, right (100 mm, catalogue 25 mm)" in long["message"]
    assert "temporalis, right (0.35 mm, catalogue 0.25 mm); frontalis" in thick["message"]
    assert (long["field"], thick["field"]) == ("targets[1].length_mm", "targets[1].diameter_mm")
    page = as_page("ana").get(f"/sessions/{draft.pk}/").content.decode()
    assert re.search(r"data-too-thick>This needle is thicker than the <span data-thickest>0.25</span> mm", page)
    assert page.count("data-too-long>") == page.count("data-too-thick>") == 2


TARGETS = st.lists(
    st.builds(
        replace, st.just(GOOD_TARGET), needles_in=st.sampled_from([0, 2]),
        length_mm=st.sampled_from([None, 25, 40, 100]), diameter_mm=st.sampled_from([None, 0.25, 0.3, 0.35]),
        longest_mm=st.sampled_from([None, 25, 40]),
        thickest_mm=st.sampled_from([None, 0.25, 0.3]), name=st.sampled_from(["Alpha", "Beta", "Gamma", "Delta"]),
    ), max_size=4, unique_by=lambda target: target.name,
)  # fmt: skip


@given(targets=TARGETS)
def test_the_notices_of_sizes_name_exactly_the_muscles_concerned(targets):
    found = {n.code: n.message for n in signing_notices(replace(GOOD, targets=tuple(targets)))}
    sizes = (("needle_long", "length_mm", "longest_mm"), ("needle_thick", "diameter_mm", "thickest_mm"))
    for code, size, most in sizes:
        over = {t.label for t in targets if t.needled and (getattr(t, size) or 0) > (getattr(t, most) or 999)}
        assert {t.label for t in targets if t.label in found.get(code, "")} == over


def row_of(page):
    return page[page.index("data-target") : page.index("data-empty-row")]


def test_the_row_of_a_high_risk_muscle_stands_open_under_its_whole_name(cast, as_page):
    draft = draft_session(cast, targets=[DEEP])
    row = row_of(as_page("ana").get(f"/sessions/{draft.pk}/").content.decode())
    assert re.search(r"data-row-name>Rectus capitis posterior major, right<", row)
    assert "data-how open" in row
    assert re.search(r"data-too-long>This needle is longer than the <span data-longest>39</span> mm", row)


def test_as_last_time_leaves_a_needle_that_is_too_long_unsaid(cast, as_page, api):
    episode = treatable_episode(cast)
    signed_session(cast, episode, targets=[DEEP], risk_explained=[*COMPLETE["risk_explained"], "nerve_injury"])
    row = row_of(as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/?from=last").content.decode())
    assert not re.search(r'name="targets-0-length_mm" value="\d+"[^>]* checked', row)
    [told] = api("ana").get(f"sessions/prefill/?episode={episode.pk}").json()["targets"]
    assert (told["length_mm"], told["technique"]) == (None, "pistoning")
