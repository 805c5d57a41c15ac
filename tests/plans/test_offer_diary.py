"""An assessment takes what the diary says when a person takes it, and keeps where it came from."""

import json
import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import Measurement
from practice.days import day_words
from tests.factories import patients
from tests.factories import plans as make


@pytest.fixture
def episode(cast):
    return patients.ready_episode(cast)


def kept(cast, recorded=26, headaches=12, medicine=9, last=None):
    """So many recorded days up to `last`, the latest of them with headache and medicine."""
    last = last or make.today()
    for back in range(recorded):
        medicines = ["triptan"] if back < medicine else []
        make.diary_day(cast, last - timedelta(days=back), back < headaches, medicines=medicines)


def offered(browser, episode, at=""):
    """The fragment that the page of the assessment fetches, and what its buttons fill in."""
    address = f"/episodes/{episode.pk}/diary/offer/"
    page = unescape(browser.get(address, {"occurred_at": at}, HTTP_HX_REQUEST="true").content.decode())
    return page, [json.loads(found) for found in re.findall(r'data-takes="(\{.*?\})"', page)]


def taken(browser, episode):
    """What both buttons together fill in."""
    return {name: value for fills in offered(browser, episode)[1] for name, value in fills.items()}


def note(cast, episode, **typed):
    """An assessment as the browser sends it."""
    rows = {f"{name}-{key}": 0 for name in ("findings", "headaches") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    now = f"{timezone.localtime(timezone=ZoneInfo(cast.here.timezone)):%Y-%m-%d %H:%M}"
    return {"kind": "reevaluation", "occurred_at": now, **rows, "then": "draft", **typed}


def test_what_the_diary_says_is_offered_and_nothing_is_written(as_page, cast, episode):
    kept(cast)
    page, takes = offered(as_page("ana"), episode)
    assert "26 of 28 days recorded." in page
    assert "12 headache days on 26 recorded days: 12.9 in 28" in page
    assert "Acute medicine on 9 days (triptans 9)" in page
    day = make.today().isoformat()
    assert takes == [
        {"m_headache_days_28": "", "c_headache_days_28_headache_days": 12, "c_headache_days_28_recorded_days": 26,
         "d_headache_days_28": day},
        {"m_acute_med_days_28": "9", "d_acute_med_days_28": day},
    ]  # fmt: skip
    assert not Measurement.objects.exists()


def test_too_few_days_are_said_and_cannot_be_taken(as_page, cast, episode):
    kept(cast, recorded=18)
    page, takes = offered(as_page("ana"), episode)
    assert "18 of 28 days recorded: not enough." in page
    assert takes == []


def test_the_days_end_on_the_day_of_the_assessment(as_page, cast, episode):
    before = make.today() - timedelta(days=30)
    kept(cast, recorded=28, headaches=4, last=before)
    kept(cast, recorded=28, headaches=20)
    page, _ = offered(as_page("ana"), episode, f"{before} 10:00")
    assert "4 headache days on 28 recorded days" in page
    for unreadable in ("", "yesterday", "2999-01-01 10:00"):
        assert "20 headache days" in offered(as_page("ana"), episode, unreadable)[0]


def test_the_page_of_the_assessment_fetches_the_offer(as_page, cast, episode):
    address = f"/episodes/{episode.pk}/diary/offer/"
    assert f'hx-get="{address}"' in as_page("ana").get(f"/episodes/{episode.pk}/assessment/new/").content.decode()
    answer = as_page("ana").get(address)
    assert answer["Location"] == f"/episodes/{episode.pk}/diary/?to={make.today()}"
    for name, status in {"rui": 403, "pia": 403, "eva": 404}.items():
        assert as_page(name).get(address, HTTP_HX_REQUEST="true").status_code == status


def test_what_was_taken_is_kept_with_where_it_came_from(as_page, cast, episode):
    kept(cast)
    browser, day = as_page("ana"), make.today()
    sent = note(cast, episode, **taken(browser, episode))
    drafted = browser.post(f"/episodes/{episode.pk}/assessment/new/", sent)
    assert drafted.status_code == 302, drafted.context["form"].errors
    found = {row.measure: row for row in Measurement.objects.all()}
    headaches, medicine = found["headache_days_28"], found["acute_med_days_28"]
    assert (float(headaches.value), headaches.inputs) == (12.9, {"headache_days": 12, "recorded_days": 26})
    assert (medicine.value, medicine.inputs) == (9, None)
    assert {headaches.diary_until, medicine.diary_until} == {day}
    read = browser.get(f"{drafted['Location']}sign/").content.decode()
    assert f"{day_words(day)}: 12 headache days on 26 recorded days" in read
    assert "headache_days 12" not in read


def test_a_number_that_was_typed_over_is_not_the_diarys_any_more(as_page, cast, episode):
    kept(cast)
    browser = as_page("ana")
    filled = taken(browser, episode)
    drafted = browser.post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, **filled))["Location"]
    own = {**filled, "c_headache_days_28_headache_days": 14, "version": browser.get(drafted).context["version"]}
    assert browser.post(drafted, note(cast, episode, **own)).status_code == 302
    found = {row.measure: row.diary_until for row in Measurement.objects.all()}
    assert found == {"headache_days_28": None, "acute_med_days_28": make.today()}


def test_the_diary_is_offered_to_programs_in_the_shape_that_an_assessment_takes(api, cast, episode):
    kept(cast, medicine=10)
    window = api("ana").get(f"episodes/{episode.pk}/diary-window/").json()
    day = make.today().isoformat()
    assert (window["last"], window["recorded_days"], window["headache_days_28"]) == (day, 26, 12.9)
    assert window["overuse"] == [{"medicine": "triptan", "days": 10, "limit": 10, "reached": True}]
    sent = {"episode": str(episode.pk), "occurred_at": timezone.now(), "measurements": window["measurements"]}
    made = api("ana").post("assessments/", sent)
    assert made.status_code == 201, made.content
    origins = {row["measure"]: (row["value"], row["diary_until"]) for row in made.json()["measurements"]}
    assert origins == {"headache_days_28": (12.9, day), "acute_med_days_28": (10, day)}
    assert {row["diary_until"] for row in api("ana").get("measurements/").json()["results"]} == {day}


def test_a_window_is_read_by_those_who_may_and_of_days_that_have_come(api, cast, episode):
    address = f"episodes/{episode.pk}/diary-window/"
    answers = {"ana": 200, "ida": 200, "pia": 200, "rui": 403, "eva": 404}
    assert {name: api(name).get(address).status_code for name in answers} == answers
    other = make.stranger(cast)
    assert api("pia").get(f"episodes/{other.episodes.get().pk}/diary-window/").status_code == 404
    for wrong in ("2999-01-01", "soon", ""):
        answer = api("ana").get(address, {"to": wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["to"])
    assert list(api("ana").get(address, {"day": "2026-01-01"}).json()["errors"]) == ["day"]
    earlier = api("ana").get(address, {"to": "2026-01-28"}).json()
    assert (earlier["first"], earlier["measurements"], earlier["headache_days_28"]) == ("2026-01-01", [], None)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"measure": "nprs_current", "value": 5}, "Only headache days and days with acute medicine"),
        ({"measure": "headache_days_28", "value": 5}, "Send the headache days and the recorded days"),
        ({"measure": "acute_med_days_28", "value": 5, "diary_until": "2999-01-01"}, "end after this visit"),
    ],
)  # fmt: skip
def test_what_cannot_come_from_the_diary_is_refused_by_its_field(api, cast, episode, row, words):
    sent = {"measurements": [{"diary_until": make.today(), **row}], "episode": str(episode.pk)}
    for resource in ("assessments/", "sessions/"):
        answer = api("ana").post(resource, {**sent, "occurred_at": timezone.now()})
        assert answer.status_code == 400, answer.content
        [told] = answer.json()["errors"]["measurements[0].diary_until"]
        assert words in told
    assert not Measurement.objects.exists()


def sent_with(api, episode, resource, *rows):
    """What was measured just now, sent to one of the resources that take measurements."""
    body = {"episode": str(episode.pk), "occurred_at": timezone.now(), "measurements": list(rows)}
    return api("ana").post(f"{resource}/", body)


def headaches(days, recorded, until=None):
    counts = {"headache_days": days, "recorded_days": recorded}
    return {"measure": "headache_days_28", "inputs": counts, "diary_until": str(until or make.today())}


RESOURCES = ("assessments", "sessions", "visits")


@pytest.mark.parametrize("resource", RESOURCES)
def test_nothing_is_said_to_be_the_diarys_that_the_diary_does_not_say(api, cast, episode, resource):
    refused = sent_with(api, episode, resource, headaches(1, 28))
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["measurements[0].diary_until"])
    kept(cast)
    others = (headaches(11, 26), {"measure": "acute_med_days_28", "value": 5, "diary_until": str(make.today())})
    for row, counted in zip(others, ("12 headache days on 26 recorded days", "acute medicine on 9 days"), strict=True):
        [told] = sent_with(api, episode, resource, row).json()["errors"]["measurements[0].diary_until"]
        assert f"the diary says something else: {counted}" in told
    assert not Measurement.objects.exists()
    assert sent_with(api, episode, resource, headaches(12, 26)).status_code == 201


@pytest.mark.parametrize(
    ("until", "words"),
    [("0001-01-05", "Enter a day as"), ("0900-01-01", "Enter a day as"), ("1800-01-01", "too little for a value")],
)
def test_the_diary_did_not_begin_before_the_calendar(api, episode, until, words):
    refused = sent_with(api, episode, "assessments", headaches(1, 28, until))
    [told] = refused.json()["errors"]["measurements[0].diary_until"]
    assert (refused.status_code, words in told) == (400, True), told


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_was_taken_stays_when_the_diary_is_written_on(api, cast, episode, resource):
    kept(cast)
    drafted = sent_with(api, episode, resource, headaches(12, 26)).json()
    make.diary_day(cast, make.today() - timedelta(days=27), True)
    sent = {"measurements": drafted["measurements"], "note" if resource != "assessments" else "history": "Seen."}
    changed = api("ana").patch(f"{resource}/{drafted['id']}/", sent, HTTP_IF_MATCH="*")
    assert (changed.status_code, changed.json()["measurements"]) == (200, drafted["measurements"]), changed.content


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_visit_does_not_move_before_the_days_that_were_taken(api, cast, episode, resource):
    kept(cast)
    drafted, program = sent_with(api, episode, resource, headaches(12, 26)).json(), api("ana")
    earlier = {"occurred_at": (timezone.now() - timedelta(days=10)).isoformat()}
    path = f"{resource}/{drafted['id']}/"
    refused = program.patch(path, earlier, HTTP_IF_MATCH="*")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["occurred_at"])
    assert program.get(path).json() == drafted
    assert program.patch(path, {**earlier, "measurements": []}, HTTP_IF_MATCH="*").status_code == 200


def test_the_page_says_that_the_diary_has_moved_on_and_keeps_what_was_typed(as_page, cast, episode):
    kept(cast)
    browser = as_page("ana")
    filled = taken(browser, episode)
    make.diary_day(cast, make.today() - timedelta(days=27), True)
    refused = browser.post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, complaint="Band", **filled))
    page = refused.content.decode()
    assert (refused.status_code, "13 headache days on 27 recorded days" in page, "Band" in page) == (400, True, True)
    again = note(cast, episode, **taken(browser, episode))
    assert browser.post(f"/episodes/{episode.pk}/assessment/new/", again).status_code == 302


@pytest.mark.parametrize(("until", "words"), [("0001-01-05", "Check the year."), ("1800-01-01", "too little")])
def test_the_page_takes_no_day_of_the_diary_that_nobody_wrote(as_page, cast, episode, until, words):
    filled = {"m_acute_med_days_28": "4", "d_acute_med_days_28": until}
    refused = as_page("ana").post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, **filled))
    assert (refused.status_code, words in refused.content.decode()) == (400, True)
    assert not Measurement.objects.exists()
