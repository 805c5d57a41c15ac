"""A muscle that the screen rules out says so as soon as it is chosen: in the rule, on the page, for the tablet."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.forms.screening import questions
from sessions.rules.facts import LimitedArea, OverrideFacts
from sessions.rules.limits import Where, because, ruled_out
from sessions.rules.signing import signing_blockers
from tests.factories import patients
from tests.factories.sessions import TARGET, draft_session, signable_session, treatable_episode
from tests.reference_tables import SCREENING
from tests.sessions.notes import GOOD, GOOD_TARGET

IMPLANT = LimitedArea(area="trapezius_upper", side=GOOD_TARGET.side, reason="Over an implant", item="over_implant")
SAID = "not to be needled here, because the screening says: Over"
CHOSEN = {"muscle": "pectoralis_major", "side": "left"}


def limited_episode(cast):
    episode = treatable_episode(cast)
    patients.screening(
        cast, episode, positive=["over_implant"], answered_at=timezone.now(),
        limited_muscles={"over_implant": ["pectoralis_major"]},
        limited_sides={"over_implant": {"pectoralis_major": "left"}},
    )  # fmt: skip
    return episode


def said_of(page, muscle):
    return next(row for row in page.context["rows"] if row["form"].chosen_muscle == muscle)["limit"]


@pytest.mark.parametrize(
    ("count", "codes"),
    [(None, ["area_limited"]), (2, ["area_limited"]), (0, ["no_targets"])],
)  # fmt: skip
def test_it_blocks_from_the_moment_it_is_chosen_until_it_is_taken_off(count, codes):
    target = replace(GOOD_TARGET, needles_in=count, needles_out=count)
    others = (replace(GOOD_TARGET, muscle="temporalis"),) if count is None else ()
    told = signing_blockers(replace(GOOD, targets=(target, *others), limited_areas=(IMPLANT,)))
    assert [blocker.code for blocker in told] == codes
    if count != 0:
        assert "not to be needled here, because the screening says: Over an implant" in told[0].message


def test_of_the_places_to_choose_those_that_are_ruled_out_are_told_with_their_words():
    places = [Where("trapezius_upper", side) for side in ("", "left", "right", "bilateral")]
    told = list(ruled_out(places, [replace(IMPLANT, side="left")]))
    assert [place.side for place, _ in told] == ["left", "bilateral"]
    assert {words for _, words in told} == {because([IMPLANT])}


def test_a_named_override_of_the_day_lifts_it():
    override = OverrideFacts(item="over_implant", reason="Marked out with the surgeon.", by="Ana")
    limited = replace(GOOD, limited_areas=(IMPLANT,), overrides=(override,))
    assert signing_blockers(limited) == []


def test_the_row_and_the_blockers_of_a_draft_say_it_before_a_needle_is_counted(cast, as_page):
    draft = draft_session(cast, limited_episode(cast), targets=[CHOSEN])
    page = as_page("ana").get(f"/sessions/{draft.pk}/")
    assert SAID in said_of(page, "pectoralis_major")
    messages = [blocker["message"] for blocker in page.context["blockers"]]
    assert [SAID in message for message in messages if "Pectoralis" in message] == [True]
    assert not [message for message in messages if "Enter the needles in for pectoralis major" in message]
    assert page.content.decode().count("Not to be needled here, because") == 1


def test_the_other_side_is_needled_as_ever(cast, as_page):
    target = {**TARGET, **CHOSEN, "side": "right", "risk_confirmed": True}
    session = signable_session(cast, limited_episode(cast), targets=[target])
    assert said_of(as_page("ana").get(f"/sessions/{session.pk}/"), "pectoralis_major") == ""


def test_page_and_tablet_are_told_the_same_places(cast, as_page, api):
    episode = limited_episode(cast)
    shown = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/").context["room"]["limits"]
    kept = api("ana").get(f"episodes/{episode.pk}/next-session/").json()["limits"]
    assert shown == kept
    assert {(limit["muscle"], limit["side"]) for limit in kept} == {
        ("pectoralis_major", side) for side in ("left", "bilateral", "midline")
    }


PRECAUTION = "surgery_area"


def by_page(cast, page, episode, **answers):
    groups = {f"none_{group}": "on" for group in dict.fromkeys(q.group for q in questions(SCREENING))}
    at = timezone.now().astimezone(ZoneInfo(cast.here.timezone)).strftime("%Y-%m-%d %H:%M")
    told = {**groups, "answered_at": at, PRECAUTION: "yes", f"plan_{PRECAUTION}": "Around the scar.", **answers}
    return page.post(f"/episodes/{episode.pk}/screening/new/", told)


def test_an_area_for_precautions_may_name_muscles_and_an_override_lifts_them_for_the_day(cast, as_page, api):
    page, episode = as_page("ana"), treatable_episode(cast)
    chosen = {f"muscles_{PRECAUTION}": ["trapezius_upper"], f"side_{PRECAUTION}": "right"}
    assert by_page(cast, page, episode, **chosen).status_code == 302
    screen = episode.screenings.latest("answered_at")
    assert (screen.limited_muscles, screen.limited_sides) == (
        {PRECAUTION: ["trapezius_upper"]}, {PRECAUTION: {"trapezius_upper": "right"}},
    )  # fmt: skip
    session = signable_session(cast, episode)
    path = f"sessions/{session.pk}/"
    assert [b["code"] for b in api("ana").post(f"{path}sign/").json()["blockers"]] == ["area_limited"]
    day = patients.today(cast)
    decided = {"item": PRECAUTION, "holds_on": day, "reason": "Healed, seen by the surgeon."}
    assert page.post(f"/episodes/{episode.pk}/overrides/new/", decided).status_code == 302
    assert api("ana").post(f"{path}sign/").status_code == 200


def test_an_area_for_precautions_needs_no_muscles(cast, as_page, api):
    page, episode = as_page("ana"), treatable_episode(cast)
    shown = page.get(f"/episodes/{episode.pk}/screening/new/").content.decode()
    row = shown[shown.index(f'data-area="{PRECAUTION}"') :].partition(">")[0]
    assert "data-needs" not in row
    assert by_page(cast, page, episode).status_code == 302
    assert episode.screenings.latest("answered_at").limited_muscles == {}
    assert api("ana").post(f"sessions/{signable_session(cast, episode).pk}/sign/").status_code == 200
