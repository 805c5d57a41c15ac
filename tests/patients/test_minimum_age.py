"""The age from which a clinic needles: the screen says it, and no note with needles is signed below it."""

from datetime import date

import pytest

from patients.rules.candidacy import age_words, too_young
from practice import services
from tests.factories import patients as make
from tests.factories.sessions import signable_session, treatable_episode


@pytest.mark.parametrize(
    ("age", "minimum", "young"),
    [(13, 14, True), (14, 14, False), (40, 14, False), (3, None, False), (None, 14, False)],
)
def test_below_the_age_that_the_clinic_set(age, minimum, young):
    assert too_young(age, minimum) is young


def born(cast, years):
    today = make.today(cast)
    return date(today.year - years, 1, 1)


def test_a_note_is_not_signed_below_the_age_and_says_so_before(api, as_page, cast):
    child = make.patient(cast, given_name="Kim", date_of_birth=born(cast, 12))
    by_guardian = {"guardian_name": "Lou (synthetic)", "guardian_relation": "parent", "assent": True}
    episode = make.episode(cast, of=child, icd10=["G44.229"])
    make.consent(cast, episode, **by_guardian)
    make.screening(cast, episode)
    screen = f"/episodes/{episode.pk}/screening/new/"
    session = signable_session(cast, episode)
    codes = {row["code"] for row in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]}
    assert "below_minimum_age" not in codes
    assert "Too young" not in as_page("ana").get(screen).content.decode()
    services.change_clinic(actor=cast.actor("max"), minimum_age=14)
    assert age_words(14) in as_page("ana").get(screen).content.decode()
    screened = f"/screenings/{episode.screenings.get().pk}/"
    assert age_words(14) in as_page("ana").get(screened).content.decode()
    refused = api("ana").post(f"sessions/{session.pk}/sign/").json()["blockers"]
    [said] = [row for row in refused if row["code"] == "below_minimum_age"]
    assert (said["field"], age_words(14) in said["message"]) == ("patient", True)


def test_an_adult_is_needled_whatever_the_age_set(api, cast):
    services.change_clinic(actor=cast.actor("max"), minimum_age=18)
    session = signable_session(cast, treatable_episode(cast))
    assert api("ana").get(f"sessions/{session.pk}/").json()["blockers"] == []
