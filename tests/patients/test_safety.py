"""What is known before a needle, from the rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients import services
from patients.models import EpisodeOfCare
from patients.selectors import banner_of, safety_of
from tests.factories import patients as make


def test_a_ready_episode_may_be_needled(cast):
    episode = make.ready_episode(cast)
    safety = safety_of(episode, make.today(cast))
    assert (safety.candidacy, safety.consent_problem, safety.screening_expired) == ("proceed", "", False)
    assert episode.state == EpisodeOfCare.State.ASSESSMENT


def test_nothing_recorded_means_no(cast):
    safety = safety_of(make.episode(cast), make.today(cast))
    assert (safety.candidacy, safety.screening, safety.consent_problem) == ("do_not_needle", None, "missing")


def test_a_withdrawn_consent_stops_needling_and_takes_older_ones_with_it(cast, ana):
    episode = make.ready_episode(cast)
    newer = make.consent(cast, episode, signed_on=make.today(cast))
    services.withdraw_consent(actor=ana, consent=newer, reason="Changed her mind.", now=timezone.now())
    assert safety_of(episode, make.today(cast)).consent_problem == "withdrawn"
    assert safety_of(episode, make.today(cast) - timedelta(days=1)).consent_problem == ""


def test_a_consent_ends_after_its_last_day(cast):
    day = make.today(cast)
    episode = make.episode(cast)
    make.consent(cast, episode, expires_on=day - timedelta(days=1))
    assert safety_of(episode, day).consent_problem == "expired"
    assert safety_of(episode, day - timedelta(days=1)).consent_problem == ""


def test_a_red_flag_stays_open_until_a_named_clinician_cleared_it(cast):
    episode, day = make.episode(cast), make.today(cast)
    make.consent(cast, episode)
    make.screening(cast, episode, red_flags=["pattern_change"])
    assert (safety_of(episode, day).candidacy, episode.state) == ("refer", "screening")
    make.clearance(cast, episode, "pattern_change")
    safety = safety_of(episode, day)
    assert (safety.candidacy, safety.cleared, episode.state) == ("proceed", {"pattern_change"}, "assessment")
    assert safety_of(episode, day - timedelta(days=1)).candidacy == "refer"


def test_an_older_letter_clears_what_the_first_screen_found(cast):
    episode, day = make.episode(cast), make.today(cast)
    make.screening(cast, episode, red_flags=["pattern_change"])
    make.clearance(cast, episode, "pattern_change", given_on=episode.started_on - timedelta(days=40))
    assert safety_of(episode, day).open_red_flags == ()


def test_a_flag_raised_again_is_open_again(cast):
    episode, day = make.episode(cast), make.today(cast)
    make.screening(cast, episode, red_flags=["older"])
    make.clearance(cast, episode, "older", given_on=day - timedelta(days=10))
    make.screening(cast, episode, red_flags=["older"], answered_at=make.midday(cast, day - timedelta(days=2)))
    assert safety_of(episode, day).open_red_flags == ("older",)


def test_areas_and_precautions(cast):
    episode = make.episode(cast)
    make.consent(cast, episode)
    make.screening(
        cast, episode, positive=["over_implant", "diabetes"], precautions="Short session.",
        limited_muscles={"over_implant": ["pectoralis_major"]},
    )  # fmt: skip
    safety = safety_of(episode, make.today(cast))
    assert (safety.candidacy, safety.limited_muscles) == ("proceed_with_area_limits", {"pectoralis_major"})


@pytest.mark.parametrize(("gap", "expired"), [(30, False), (31, True)])
def test_a_screen_expires_after_a_gap_of_30_days(cast, gap, expired):
    day = make.today(cast)
    episode = make.ready_episode(cast, started_on=day - timedelta(days=gap))
    assert safety_of(episode, day).screening_expired is expired


def test_the_queries_do_not_grow(cast, django_assert_max_num_queries):
    episode, day = make.ready_episode(cast), make.today(cast)
    safety_of(episode, day)
    with django_assert_max_num_queries(5):
        safety_of(episode, day)
    for _ in range(5):
        make.consent(cast, episode)
        make.screening(cast, episode)
    episode.patient = cast.pia
    with django_assert_max_num_queries(5):
        safety_of(episode, day)


def test_the_banner_says_what_must_be_known(cast):
    day = make.today(cast)
    episode = make.episode(cast)
    make.screening(cast, episode, positive=["anticoagulant_therapy"], precautions="Press for two minutes.")
    kinds = [(alert["kind"], alert["label"]) for alert in banner_of(cast.pia, episode, day)["alerts"]]
    assert kinds == [("consent", "No consent yet"), ("screening", "Precautions"), ("bleeding", "Blood thinner")]
    desk = banner_of(cast.pia, episode, day, clinical=False)
    assert desk["episode"] is None
    assert [alert["kind"] for alert in desk["alerts"]] == ["consent"]
