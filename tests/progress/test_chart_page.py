"""Opening a chart and an episode: who may, what stands there, and what it leaves in the trail."""

from datetime import timedelta

import pytest

from practice.audit import AuditEvent
from practice.days import day_words
from progress import selectors
from tests.factories import patients, progress, sessions

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


@pytest.fixture
def episode(cast):
    return progress.worked_episode(cast)


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/patients/{patient}/", {"ana": 200, "rui": 200, "max": 200, "ida": 200, "pia": 403, "eva": 404}),
        ("/episodes/{episode}/", {"ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404}),
    ],
)
def test_each_page_opens_for_its_roles(cast, as_page, episode, path, answers):
    address = path.format(patient=cast.pia.pk, episode=episode.pk)
    assert {name: as_page(name).get(address).status_code for name in EVERYBODY} == answers


@pytest.mark.parametrize("path", ["/patients/{patient}/", "/episodes/{episode}/"])
def test_each_view_leaves_one_row_in_the_trail(cast, as_page, episode, path):
    before = AuditEvent.objects.count()
    as_page("ana").get(path.format(patient=cast.pia.pk, episode=episode.pk))
    event = AuditEvent.objects.latest("pk")
    assert AuditEvent.objects.count() == before + 1
    assert (event.verb, event.patient_id, event.membership_id) == ("chart.opened", cast.pia.pk, cast.members["ana"].pk)


def test_the_front_desk_sees_contact_and_consents_only(cast, as_page, episode):
    page = as_page("rui").get(f"/patients/{cast.pia.pk}/").content.decode()
    assert "Record number" in page
    assert "Consent" in page
    for clinical in ("Headache days", "Time line", "Tension-type", "Needling session"):
        assert clinical not in page


def test_the_chart_says_where_they_stand(cast, as_page, episode):
    page = as_page("ana").get(f"/patients/{cast.pia.pk}/").content.decode()
    for words in ("Every goal of the plan is met", "11 less than at the start", "Headache days down from 20 to 9"):
        assert words in page


def test_a_patient_without_an_episode_is_offered_one(cast, as_page):
    page = as_page("ana").get(f"/patients/{cast.pia.pk}/").content.decode()
    assert "Start an episode" in page
    assert "Start an episode" not in as_page("ida").get(f"/patients/{cast.pia.pk}/").content.decode()


def step(browser, cast):
    return browser.get(f"/patients/{cast.pia.pk}/").context["step"]


def test_the_next_step_follows_the_course_of_care(cast, as_page):
    browser = as_page("ana")
    episode = patients.episode(cast)
    assert step(browser, cast).label == "Screen"
    patients.screening(cast, episode)
    assert step(browser, cast).label == "Record consent"
    patients.consent(cast, episode)
    assert step(browser, cast).label == "Assess"


def test_who_may_not_log_a_session_reads_who_does_and_what_is_theirs(cast, as_page):
    sessions.treatable_episode(cast)
    page = as_page("ida").get(f"/patients/{cast.pia.pk}/")
    assert page.context["step"].label == "Record a visit without needling"
    assert "A therapist screens, assesses, writes the plan and logs needling sessions." in page.content.decode()
    assert "logs needling sessions" not in as_page("ana").get(f"/patients/{cast.pia.pk}/").content.decode()


def test_the_desk_reads_which_care_has_ended(cast, as_page):
    begun = patients.today(cast) - timedelta(days=20)
    ended = patients.episode(cast, started_on=begun)
    patients.consent(cast, ended, signed_on=begun)
    type(ended).objects.filter(pk=ended.pk).update(state="discharged", discharged_on=begun + timedelta(days=5))
    patients.consent(cast, patients.episode(cast, started_on=patients.today(cast)), signed_on=patients.today(cast))
    said = as_page("rui").get(f"/patients/{cast.pia.pk}/").content.decode()
    assert f"Consent, care that ended on {day_words(begun + timedelta(days=5))}" in said
    assert f"Consent, care since {day_words(patients.today(cast))}" in said


def test_in_treatment_the_next_step_is_a_session_or_its_draft(cast, as_page):
    episode = sessions.treatable_episode(cast)
    assert step(as_page("ana"), cast).label == "Log a session"
    session = sessions.draft_session(cast, episode)
    assert step(as_page("ana"), cast).url == f"/sessions/{session.pk}/"
    assert step(as_page("ida"), cast).url == f"/episodes/{episode.pk}/visits/new/"
    assert step(as_page("max"), cast) is None


def moves(browser, cast):
    return [move.label for move in browser.get(f"/patients/{cast.pia.pk}/").context["moves"]]


def test_what_may_become_of_care_follows_its_state(cast, as_page):
    episode, browser = sessions.treatable_episode(cast), as_page("ana")
    assert moves(browser, cast) == [
        "Record a visit without needling", "Change condition or therapist", "Put care on hold",
        "Refer to someone else", "Discharge",
    ]  # fmt: skip
    address = f"/episodes/{episode.pk}/hold/"
    said = {"reason": "On holiday.", "version": browser.get(address).context["version"]}
    assert browser.post(address, said).status_code == 302
    assert "Put care on hold" not in moves(browser, cast)
    assert step(browser, cast).label == "Go on with care"


def test_a_role_is_led_only_to_moves_that_it_may_make(cast, as_page):
    sessions.treatable_episode(cast)
    assert moves(as_page("ida"), cast) == ["Record a visit without needling"]
    assert as_page("max").get(f"/patients/{cast.pia.pk}/").context["moves"] == []


def test_an_open_red_flag_never_offers_a_needle(cast, as_page):
    progress.worked_episode(cast, "SYN-05")
    found = step(as_page("ana"), cast)
    assert (found.label, found.second.label) == ("Refer", "Record a clearance")


@pytest.mark.parametrize("key", sorted(progress.CASES))
def test_the_numbers_on_the_page_are_those_of_the_api(cast, as_page, api, key):
    episode = progress.worked_episode(cast, key)
    shown = as_page("ana").get(f"/episodes/{episode.pk}/").context["standing"].results
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    assert {**shown, "as_of": ""} == {**told, "as_of": ""}


def test_an_episode_without_numbers_says_so(cast, as_page):
    episode = patients.episode(cast)
    assert "Not enough data yet" in as_page("ana").get(f"/episodes/{episode.pk}/").content.decode()


def test_alerts_stand_with_what_to_do(cast, as_page):
    episode = progress.worked_episode(cast, "SYN-05")
    page = as_page("ana").get(f"/episodes/{episode.pk}/").content.decode()
    for words in ("A red flag is open", "Needles in and out differed", "Differ", "at visit 2"):
        assert words in page


def test_every_alert_has_its_words(cast):
    from progress.rules.alert_words import ALERT_WORDS

    raised = {alert for case in progress.CASES.values() for alert in case["expected"]["alerts"]}
    assert raised <= set(ALERT_WORDS)


def test_a_report_is_asked_for_by_those_who_may(cast, as_page, episode):
    address = f"/episodes/{episode.pk}/reports/new/"
    assert address in as_page("ana").get(f"/episodes/{episode.pk}/").content.decode()
    assert address not in as_page("ida").get(f"/episodes/{episode.pk}/").content.decode()


@pytest.mark.parametrize("path", ["/patients/{patient}/", "/episodes/{episode}/"])
def test_the_number_of_queries_does_not_depend_on_the_visits(cast, as_page, django_assert_max_num_queries, path):
    few, many = (
        progress.worked_episode(cast, "SYN-04"),
        progress.worked_episode(cast, "SYN-07", of=patients.patient(cast)),
    )
    browser = as_page("ana")
    counts = []
    for episode in (few, many):
        address = path.format(patient=episode.patient_id, episode=episode.pk)
        browser.get(address)
        with django_assert_max_num_queries(50) as asked:
            browser.get(address)
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 1


def test_facts_are_read_in_a_constant_number_of_queries(cast, django_assert_max_num_queries):
    three = progress.many_episodes(cast, 3)
    with django_assert_max_num_queries(20) as asked:
        selectors.results_of(three, cast.here)
    more = [progress.worked_episode(cast, key) for key in progress.CASES]
    with django_assert_max_num_queries(len(asked)):
        selectors.results_of([*three, *more], cast.here)
