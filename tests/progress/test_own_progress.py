"""The patient's own pages: own numbers in plain words, and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients import services
from tests.factories import patients, progress, sessions

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")
ONLY_PIA = {"ana": 403, "rui": 403, "max": 403, "ida": 403, "pia": 200, "eva": 403}


@pytest.mark.parametrize("path", ["/me/", "/me/progress/"])
def test_only_patients_have_these_pages(as_page, path):
    assert {name: as_page(name).get(path).status_code for name in EVERYBODY} == ONLY_PIA


def test_the_own_numbers_are_said_in_plain_words(cast, as_page):
    progress.worked_episode(cast)
    page = as_page("pia").get("/me/progress/").content.decode()
    assert "You have reached the goals of your plan." in page
    assert "Headache days down from 20 to 9" in page
    for clinical in ("MCID", "MDC", "adverse", "Needling session", "CPT", "20560"):
        assert clinical not in page


def test_a_patient_reads_the_own_progress_only(cast, api):
    own = progress.worked_episode(cast)
    other = progress.worked_episode(cast, "SYN-02", of=patients.patient(cast))
    assert api("pia").get(f"episodes/{own.pk}/progress/").status_code == 200
    assert api("pia").get(f"episodes/{other.pk}/progress/").status_code == 404
    assert api("pia").get(f"episodes/{own.pk}/timeline/").status_code == 403


@pytest.mark.parametrize(("who", "status"), [("ana", 200), ("ida", 200), ("max", 200), ("rui", 403), ("eva", 404)])
def test_who_may_read_the_progress_of_an_episode(cast, api, who, status):
    episode = progress.worked_episode(cast)
    assert api(who).get(f"episodes/{episode.pk}/progress/").status_code == status
    assert api(who).get(f"episodes/{episode.pk}/timeline/").status_code == status


def test_before_the_first_numbers_the_page_promises_nothing(cast, as_page):
    assert "Nothing to show yet" in as_page("pia").get("/me/progress/").content.decode()
    patients.episode(cast)
    assert "Not enough numbers yet" in as_page("pia").get("/me/progress/").content.decode()


def test_an_open_check_in_is_offered_until_it_is_answered(cast, as_page):
    session = sessions.signed_session(cast, occurred_at=timezone.now() - timedelta(hours=1))
    address = f"/me/check-in/{session.pk}/"
    assert address in as_page("pia").get("/me/").content.decode()
    sessions.check_in(cast, session, hours_after=2)
    assert address not in as_page("pia").get("/me/").content.decode()


def test_how_the_earlier_care_ended_stays_readable_after_it_goes_on_in_a_new_episode(cast, as_page):
    former = progress.worked_episode(cast)
    today = patients.today(cast)
    services.discharge(
        actor=cast.actor("ana"), episode=former, outcome="goals_met", discharge_summary="Well.", discharged_on=today,
        today=today,
    )  # fmt: skip
    former.refresh_from_db()
    services.reopen_episode(actor=cast.actor("ana"), episode=former, started_on=today, today=today)
    page = as_page("pia").get("/me/progress/").content.decode()
    assert "Not enough numbers yet" in page
    earlier = page[page.index("Your earlier care") :]
    assert "You have reached the goals of your plan." in earlier
    assert "Headache days down from 20 to 9" in earlier
