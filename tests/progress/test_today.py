"""The first page by role, and the work list on page and API.

Rules: progress.rules.due.credential_matters.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients import services as patients_services
from practice import selectors as practice
from practice.audit import AuditEvent
from practice.models import Credential
from progress import selectors
from progress.rules.due import Kind
from tests.factories import patients, progress, sessions


def kinds(cast, name="ana", *, mine=True):
    items = selectors.worklist(cast.actor(name), cast.here, timezone.now(), mine=mine)
    return {item.kind for item in items}


@pytest.mark.parametrize(
    ("who", "status", "to"),
    [("ana", 200, None), ("ida", 200, None), ("rui", 200, None), ("max", 302, "/progress/"), ("pia", 302, "/me/")],
)
def test_each_role_has_its_first_page(as_page, who, status, to):
    answer = as_page(who).get("/")
    assert (answer.status_code, answer.headers.get("Location")) == (status, to)


@pytest.mark.parametrize(("who", "status"), [("ana", 200), ("ida", 200), ("rui", 200), ("max", 200), ("pia", 403)])
def test_the_work_list_opens_for_the_staff(as_page, api, who, status):
    assert as_page(who).get("/work/").status_code == status
    assert api(who).get("worklist/").status_code == status


def test_a_new_episode_asks_for_screening_and_consent(cast):
    patients.episode(cast)
    assert {Kind.SCREENING, Kind.CONSENT} <= kinds(cast)


def test_an_initial_assessment_that_was_begun_is_to_be_finished(cast, api, as_page):
    episode = patients.ready_episode(cast)
    asked = {"kind": "assessment"}
    [item] = api("ana").get("worklist/", asked).json()["results"]
    assert item["text"] == "Initial assessment to write"
    browser, new = as_page("ana"), f"/episodes/{episode.pk}/assessment/new/"
    assert f'href="{new}"' in browser.get("/work/", asked).text
    draft = patients.assessment(cast, episode)
    [item] = api("ana").get("worklist/", asked).json()["results"]
    assert item["text"] == "Initial assessment to finish"
    for place in ("/work/?kind=assessment", f"/patients/{cast.pia.pk}/"):
        page = browser.get(place).text
        rows = page[page.index('<ul class="list">') :]
        assert "Initial assessment to finish" in rows
        assert f'href="/assessments/{draft.pk}/"' in rows
    patients_services.discard_assessment(actor=cast.actor("ana"), assessment=draft, now=timezone.now())
    [item] = api("ana").get("worklist/", asked).json()["results"]
    assert item["text"] == "Initial assessment to write"


def test_a_colleague_finishes_the_assessment_that_was_begun(cast, as_page):
    episode = patients.ready_episode(cast)
    draft = patients.assessment(cast, episode)
    cast.members["noa"] = sessions.supervisor(cast)
    for place in (f"/patients/{cast.pia.pk}/", f"/episodes/{episode.pk}/"):
        page = as_page("noa").get(place).text
        bar = page[page.index('class="action-bar') :]
        assert f'href="/assessments/{draft.pk}/"' in bar
        assert "Finish the assessment" in bar


def test_an_unsigned_note_says_that_its_counts_differ(cast, as_page):
    sessions.draft_session(cast, targets=[{**sessions.TARGET, "needles_out": 1}])
    assert Kind.UNSIGNED in kinds(cast)
    assert "needles in and out differ" in as_page("ana").get("/").content.decode()


def test_a_note_in_which_nobody_counted_says_that_and_not_that_counts_differ(cast, as_page):
    sessions.draft_session(cast, targets=[{"muscle": "temporalis", "side": "left"}])
    today = as_page("ana").get("/").content.decode()
    chart = as_page("ana").get(f"/patients/{cast.pia.pk}/").content.decode()
    for page in (today, chart):
        assert "needles not counted yet" in page
        assert "needles in and out differ" not in page


def test_a_patient_is_expected_by_the_frequency_of_the_plan(cast):
    progress.worked_episode(cast, "SYN-02", ago=30)
    assert Kind.VISIT in kinds(cast)


def test_the_numbers_of_an_episode_ask_to_be_looked_at(cast):
    progress.worked_episode(cast, "SYN-05")
    texts = [item.due.text for item in selectors.worklist(cast.actor("ana"), cast.here, timezone.now(), mine=True)]
    assert texts[0] == "Red flag open: refer, and do not needle"
    assert "Worse than at the start: reassess, and contact the patient" in texts


def test_an_event_without_an_end_and_a_session_without_an_answer_are_work(cast):
    session = sessions.signed_session(cast, occurred_at=timezone.now() - timedelta(hours=30))
    sessions.adverse_event(cast, session.visit.episode)
    assert {Kind.ADVERSE_EVENT, Kind.CHECK_IN} <= kinds(cast)


@pytest.mark.parametrize(("days", "listed"), [(-1, True), (7, True), (30, True), (60, True), (61, False)])
def test_credentials_are_named_60_days_ahead(cast, days, listed):
    ends = patients.today(cast) + timedelta(days=days)
    Credential.objects.filter(membership=cast.members["ana"]).update(expires_on=ends + timedelta(days=400))
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(expires_on=ends)
    assert (Kind.CREDENTIAL in kinds(cast)) is listed


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        ("suspended_on", 0, "is suspended"),
        ("suspended_on", 1, None),
        ("next_check_on", 60, "is to be looked up at the board"),
        ("next_check_on", -3, "is to be looked up at the board"),
        ("next_check_on", 61, None),
    ],
)
def test_a_suspended_credential_and_one_to_be_looked_up_are_work(cast, name, days, words):
    on = patients.today(cast) + timedelta(days=days)
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(**{name: on})
    texts = [item.due.text for item in selectors.worklist(cast.actor("ana"), cast.here, timezone.now(), mine=True)]
    found = [text for text in texts if text.startswith("Licence of Ana")]
    assert found == ([f"Licence of Ana (synthetic) {words}"] if words else [])


def test_the_front_desk_sees_nothing_clinical(cast, as_page, api):
    progress.worked_episode(cast, "SYN-05", ago=30)
    page = as_page("rui").get("/work/").content.decode()
    assert "Red flag" not in page
    assert "Worse" not in page
    found = {row["kind"] for row in api("rui").get("worklist/", {"whose": "clinic"}).json()["results"]}
    assert found <= {"visit_due", "consent", "check_in"}


def test_a_colleague_s_work_is_the_clinic_s_not_mine(cast):
    patients.episode(cast)
    assert Kind.CONSENT not in kinds(cast, "ida")
    assert Kind.CONSENT in kinds(cast, "ida", mine=False)


def test_the_page_and_the_api_show_the_same_items(cast, as_page, api):
    progress.worked_episode(cast, "SYN-05")
    shown = as_page("ana").get("/work/", {"whose": "clinic"}).context["shown"]
    assert shown == len(api("ana").get("worklist/", {"whose": "clinic"}).json()["results"]) > 0


def test_one_kind_can_be_asked_for(cast, as_page, api):
    patients.episode(cast)
    found = api("ana").get("worklist/", {"kind": "consent"}).json()["results"]
    assert [row["kind"] for row in found] == ["consent"]
    assert as_page("ana").get("/work/", {"kind": "consent"}).context["shown"] == 1


@pytest.mark.parametrize("query", [{"kind": "nonsense"}, {"whose": "everybody"}, {"colour": "red"}])
def test_filters_that_do_not_exist_are_refused(api, query):
    answer = api("ana").get("worklist/", query)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == set(query)


def test_the_work_list_is_a_list_like_every_other(cast, api):
    patients.episode(cast)
    program = api("ana")
    found = program.get("worklist/", {"page_size": "200"}).json()
    assert (found["next"], found["previous"], bool(found["results"])) == (None, None, True)
    assert program.get("worklist/", {"page_size": "201"}).status_code == 400


def test_another_clinic_sees_none_of_it(cast, api):
    progress.worked_episode(cast, "SYN-05")
    assert all(row["kind"] == "credential" for row in api("eva").get("worklist/").json()["results"])


def test_looking_leaves_nothing_behind(cast, as_page):
    patients.episode(cast)
    before = AuditEvent.objects.count()
    as_page("ana").get("/")
    as_page("ana").get("/work/")
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(("who", "path"), [("ana", "/"), ("ana", "/work/"), ("rui", "/")])
def test_the_number_of_queries_does_not_grow(cast, as_page, django_assert_max_num_queries, who, path):
    progress.many_episodes(cast, 3)
    browser = as_page(who)
    browser.get(path)
    with django_assert_max_num_queries(40) as three:
        browser.get(path)
    progress.worked_episode(cast)
    for episode in progress.CASES:
        progress.worked_episode(cast, episode)
    with django_assert_max_num_queries(len(three)):
        browser.get(path)


def test_my_draft_in_a_colleague_s_episode_is_mine(cast):
    session = sessions.draft_session(cast)
    type(session.visit.episode).objects.filter(pk=session.visit.episode_id).update(therapist=cast.members["ida"])
    assert kinds(cast) == {Kind.UNSIGNED}


def test_work_is_due_on_the_clinic_s_day(cast):
    evening = datetime.combine(practice.today_in(cast.here) - timedelta(1), time(21), ZoneInfo(cast.here.timezone))
    session = sessions.signed_session(cast, occurred_at=evening)
    sessions.adverse_event(cast, session.visit.episode, occurred_at=evening)
    sessions.check_in(cast, session, warning_signs=["fainted"], answered_at=evening)
    items = selectors.worklist(cast.actor("ana"), cast.here, timezone.now(), mine=True)
    due = {item.kind: item.due.on for item in items if item.kind in (Kind.ADVERSE_EVENT, Kind.CALL_BACK)}
    assert due == dict.fromkeys((Kind.ADVERSE_EVENT, Kind.CALL_BACK), evening.date())


def test_an_empty_list_leads_on_to_what_may_have_more(cast, as_page):
    ana, rui = as_page("ana"), as_page("rui")
    assert "The clinic's list" in ana.get("/work/?whose=mine").text.replace("&#x27;", "'")
    assert "Every kind" in rui.get("/work/?whose=clinic&kind=check_in").text
    alone = rui.get("/work/?whose=clinic").text
    assert "What falls due stands here." in alone
    assert "Every kind" not in alone
