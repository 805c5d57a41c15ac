"""A patient is told to ask before an exercise that the screening speaks against by now, and nothing of the finding."""

import pytest
from django.utils import timezone

from plans.rules.precautions import ASK_FIRST, words_to_weigh
from tests.factories import patients
from tests.factories import plans as make

PAGES = ["/me/", "/me/exercises/", "/me/papers/"]


@pytest.fixture
def stretch(cast):
    """A stretch, and beside it breathing, of which no screening says anything."""
    episode = make.some_episode(cast)
    make.prescription(cast, episode, "slow_breathing")
    return make.prescription(cast, episode, "ut_stretch")


def says(as_page, api):
    """How often each of the patient's own pages, and the phone's day, say to ask first."""
    shown = [as_page("pia").get(page).content.decode() for page in PAGES]
    assert not any("screening" in page.lower() or "hypermobil" in page for page in shown)
    kept = [item["ask_first"] for item in api("pia").get("my-day/").json()["exercises"]]
    return [page.count(ASK_FIRST) for page in shown] + [kept.count(ASK_FIRST)]


def test_the_patient_reads_it_from_the_screening_until_a_therapist_has_confirmed(cast, as_page, api, stretch):
    assert says(as_page, api) == [0, 0, 0, 0]
    patients.screening(
        cast, stretch.episode, answered_at=timezone.now(), positive=["hypermobility"], precautions="Gently."
    )
    assert says(as_page, api) == [1, 1, 1, 1]
    browser = as_page("ana")
    sent = {"version": stretch.version, "precaution_reason": "Seen by her doctor.", "sets": "", "reps": ""}
    assert browser.post(f"/prescriptions/{stretch.pk}/dose/", sent).status_code == 302
    assert says(as_page, api) == [0, 0, 0, 0]


def test_yesterdays_page_says_what_is_known_today(cast, as_page, stretch):
    patients.screening(
        cast, stretch.episode, answered_at=timezone.now(), positive=["hypermobility"], precautions="Gently."
    )
    yesterday = make.today() - timezone.timedelta(days=1)
    page = as_page("pia").get(f"/me/exercises/?on={yesterday}").content.decode()
    assert page.count(ASK_FIRST) == page.count("Upper trapezius stretch</h3>")


def test_a_patients_program_reads_the_sentence_and_not_the_finding(cast, api, stretch):
    patients.screening(
        cast, stretch.episode, answered_at=timezone.now(), positive=["hypermobility"], precautions="Gently."
    )
    path = f"prescriptions/{stretch.pk}/followed/"
    own, staff = (api(name).get(path).json() for name in ("pia", "ana"))
    assert (own["to_weigh"], own["ask_first"]) == ([], ASK_FIRST)
    assert (len(staff["to_weigh"]), staff["ask_first"]) == (1, ASK_FIRST)


def test_who_hands_it_out_hears_of_each_exercise_by_name():
    assert words_to_weigh([]) == ""
    said = "The screening speaks against: Stretch, Nod. Confirm each with a reason, or stop it."
    assert words_to_weigh(iter(["Stretch", "Nod"])) == said
