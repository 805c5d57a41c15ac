"""Ending a course of care: the summary begins with what the record says, and stays readable."""

from datetime import date, timedelta

import pytest

from patients.models import EpisodeOfCare
from practice.days import day_words
from progress.rules.discharge import Change, Course, Since, likely_outcome, summary
from tests.factories import plans as make
from tests.factories import progress, sessions
from tests.factories.sessions import adverse_event, draft_session


def test_the_summary_says_first_and_last_values_goals_and_sessions():
    course = Course(
        first=date(2026, 3, 2), last=date(2026, 5, 1), visits=10, needled=8,
        changes=[Change("Headache days", "in 28", 20, 9.5)],
        goals=[("NDI at most 10", True), ("HIT-6 at most 50", False)],
        events=[("Bruise", 2)], home=["Chin tuck in sitting"],
    )  # fmt: skip
    assert summary(course).splitlines() == [
        "Care from 2 Mar 2026 to 1 May 2026: 10 visits, 8 with needling.",
        "No progress report was made: this summary covers all of the care.",
        "Headache days (in 28): 20 at the start, 9.5 at the end.",
        "Goals reached: 1 of 2 (NDI at most 10).",
        "Not reached: HIT-6 at most 50.",
        "Adverse events: Bruise (2).",
        "Goes on at home with: Chin tuck in sitting.",
    ]


@pytest.mark.parametrize(
    ("visits", "needled", "events", "words"),
    [
        (2, 1, ["Bruise"], "2 visits, 1 with needling; Bruise"), (1, 0, [], "1 visit, 0 with needling"),
        (0, 0, [], "no visit"),
    ],
)  # fmt: skip
def test_the_summary_names_the_last_report_and_what_came_since(visits, needled, events, words):
    since = Since(date(2026, 4, 3), visits, needled, events)
    course = Course(date(2026, 3, 2), date(2026, 5, 1), 10, 8, [], [], [], [], since)
    assert summary(course).splitlines()[1] == (
        f"The last progress report covers care up to 3 Apr 2026; since then {words}."
    )  # fmt: skip


def test_the_page_counts_what_came_after_the_last_report(as_page, cast):
    episode = sessions.signed_session(cast).visit.episode
    adverse_event(cast, episode)
    day = make.today() - timedelta(days=1)
    EpisodeOfCare.objects.filter(pk=episode.pk).update(reported_on=day)
    told = as_page("ana").get(f"/episodes/{episode.pk}/discharge/").context["form"]["discharge_summary"].value()
    assert f"up to {day_words(day)}; since then 1 visit, 1 with needling; Bruis" in told


def test_the_outcome_is_suggested_only_where_the_record_says_so():
    assert likely_outcome(all_goals_met=True, plateau=True) == "goals_met"
    assert likely_outcome(all_goals_met=False, plateau=True) == "plateau"
    assert likely_outcome(all_goals_met=None, plateau=None) == ""


def test_the_page_is_prefilled_and_what_was_written_is_shown_afterwards(as_page, cast):
    episode = sessions.signed_session(cast).visit.episode
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/discharge/"
    page = browser.get(address).content.decode()
    assert "2 visits, 1 with needling." in page
    assert f"/episodes/{episode.pk}/assessment/new/?kind=discharge" in page
    told = {"outcome": "goals_met", "discharged_on": str(make.today()), "discharge_summary": "Sleeps through again."}
    told["version"] = browser.get(address).context["version"]
    assert browser.post(address, told | {"confirmed": "yes"}).status_code == 302
    assert EpisodeOfCare.objects.get(pk=episode.pk).outcome == "goals_met"
    shown = browser.get(f"/episodes/{episode.pk}/").content.decode()
    assert ("Sleeps through again." in shown, "Go on in a new episode" in shown) == (True, True)


def test_the_link_opens_a_discharge_assessment(as_page, cast):
    episode = make.some_episode(cast)
    page = as_page("ana").get(f"/episodes/{episode.pk}/assessment/new/?kind=discharge").content.decode()
    assert 'value="discharge"' in page


def told_of(browser, address, **more):
    today = str(make.today())
    told = {"outcome": "goals_met", "discharged_on": today, "discharge_summary": "Sleeps through again."}
    return {**told, "version": browser.get(address).context["version"], **more}


def test_a_discharge_is_asked_about_first_and_names_what_stays_open(as_page, cast):
    episode = sessions.signed_session(cast).visit.episode
    event = adverse_event(cast, episode, "retained_needle", description="Not found.")
    draft = draft_session(cast, episode)
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/discharge/"
    asked = browser.post(address, told_of(browser, address))
    page = asked.content.decode()
    assert (asked.status_code, EpisodeOfCare.objects.get(pk=episode.pk).state) == (200, "plan_active")
    assert "Discharge for good" in page
    stays = page[page.index("data-left-open") : page.index('<form class="form"')]
    assert "Open incident: needle not found" in stays
    assert (f"/adverse-events/{event.pk}/" in stays, f"/sessions/{draft.pk}/" in stays) == (True, True)
    again = browser.post(address, told_of(browser, address, change="1")).content.decode()
    assert "Sleeps through again.</textarea>" in again
    assert browser.post(address, told_of(browser, address, confirmed="yes")).status_code == 302
    assert EpisodeOfCare.objects.get(pk=episode.pk).state == "discharged"


def test_where_nothing_stays_open_the_question_says_so(as_page, cast):
    episode = make.some_episode(cast)
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/discharge/"
    assert "Nothing stays open" in browser.post(address, told_of(browser, address)).content.decode()


def test_after_the_discharge_nothing_is_asked_of_the_clinician(as_page, cast):
    episode = progress.worked_episode(cast)
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/discharge/"
    assert "consider discharge" in browser.get(f"/episodes/{episode.pk}/").content.decode()
    browser.post(address, told_of(browser, address, confirmed="yes"))
    for path in (f"/episodes/{episode.pk}/", f"/patients/{episode.patient_id}/"):
        page = browser.get(path).content.decode()
        assert "consider discharge" not in page
        assert "Every goal of the plan was met" in page
