"""What the catalogue warns of in an assessment: an aura that is a red flag, red flags found, medicine on many days.

Rules: patients.rules.headaches.warned_of.
"""

import pytest

from patients.models import Assessment
from patients.rules.headaches import AURA_WARNINGS, red_flags_told
from patients.rules.medicines import LIMITS, medicine_notices
from patients.selectors.safety import safety_of
from tests.factories import patients as make
from tests.patients.test_assessment_pages import note

AURA = {"name": "With zigzags", "aura": True}
ROW = {"headaches-TOTAL_FORMS": "1", "headaches-INITIAL_FORMS": "0", "headaches-0-name": "With zigzags"}
MANY = "Triptans on 12 of 28 days; the limit is 10."


def sent(cast, of, *headaches, **changes):
    at = make.midday(cast, of.started_on).isoformat()
    return {"episode": str(of.pk), "occurred_at": at, "complaint": "Headache", "headaches": [*headaches], **changes}


@pytest.mark.parametrize("name", AURA_WARNINGS)
def test_each_of_the_three_questions_raises_the_red_flag_of_an_aura(name):
    assert red_flags_told([{"aura": True, name: True}]) == {"neuro"}
    assert red_flags_told([{"aura": True, name: False}, {"aura": True}, {"aura": False}, {}]) == set()


@pytest.mark.parametrize("name", AURA_WARNINGS)
def test_a_yes_is_a_red_flag_of_the_visit_and_stops_needling(api, cast, name):
    program, episode = api("ana"), make.ready_episode(cast)
    made = program.post("assessments/", sent(cast, episode, {**AURA, name: True}))
    assert made.status_code == 201, made.content
    assert (made.json()["red_flags"], made.json()["headaches"][0][name]) == (["neuro"], True)
    assert safety_of(episode, make.today(cast)).candidacy == "emergency"
    path = f"assessments/{made.json()['id']}/"
    kept = program.patch(path, {"red_flags": []}, HTTP_IF_MATCH="*").json()
    assert kept["red_flags"] == ["neuro"]
    other = program.patch(path, {"red_flags": ["older"], "headaches": [AURA]}, HTTP_IF_MATCH="*").json()
    assert other["red_flags"] == ["older"]


def test_an_aura_is_not_described_where_there_is_none(api, as_page, cast):
    episode = make.ready_episode(cast)
    answer = api("ana").post("assessments/", sent(cast, episode, {"name": "Band", "aura": False, "aura_first": True}))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["headaches[0].aura"])
    wrong = note(cast, episode, **ROW, **{"headaches-0-aura": "no", "headaches-0-aura_long": "yes"}, then="draft")
    page = as_page("ana").post(f"/episodes/{episode.pk}/assessment/new/", wrong)
    assert (page.status_code, "answer whether there is one" in page.content.decode()) == (400, True)
    assert not Assessment.objects.exists()


def test_the_page_asks_the_three_questions_says_what_a_yes_means_and_keeps_it(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    told = note(cast, episode, **ROW, **{"headaches-0-aura": "yes", "headaches-0-aura_first": "yes"}, then="draft")
    typing = browser.post(f"/episodes/{episode.pk}/assessment/criteria/", told).content.decode()
    assert "Red flag: new neurological signs" in typing
    assert browser.post(f"/episodes/{episode.pk}/assessment/new/", told).status_code == 302
    row = Assessment.objects.get()
    assert (row.visit.red_flags, row.headaches.get().aura_first) == (["neuro"], True)
    page = browser.get(f"/assessments/{row.pk}/").content.decode()
    for words in ("Is it the first aura ever?", "last more than 60 minutes?", "weakness of an arm", "data-of-aura"):
        assert words in page
    read = browser.get(f"/assessments/{row.pk}/sign/").content.decode()
    assert "Red flags found at this visit" in read
    assert "New neurological deficit" in read
    assert "Yes, the first ever" in read


def test_red_flags_are_recorded_on_the_page_and_taken_back(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    browser.post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, red_flags=["ataxia"], then="draft"))
    row = Assessment.objects.get()
    assert row.visit.red_flags == ["ataxia"]
    shown = browser.get(f"/assessments/{row.pk}/")
    assert shown.context["form"]["red_flags"].value() == ["ataxia"]
    browser.post(f"/assessments/{row.pk}/", note(cast, episode, version=shown.context["version"], then="draft"))
    row.visit.refresh_from_db()
    assert row.visit.red_flags == []


@pytest.mark.parametrize(("name", "limit"), [(name, limit) for name, limit in LIMITS.items() if name != "mixed"])
def test_medicine_days_are_a_notice_from_the_limit_of_their_class_on(name, limit):
    [told] = medicine_notices({name: limit})
    assert "not a diagnosis" in told.message
    assert medicine_notices({name: limit - 1}) == []


def test_page_and_program_say_the_same_of_many_medicine_days_and_sign_all_the_same(api, as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    told = note(cast, episode, **ROW, **{"headaches-0-med_triptan": "12", "headaches-0-med_simple": "9"}, then="draft")
    assert MANY in browser.post(f"/episodes/{episode.pk}/assessment/criteria/", told).content.decode()
    browser.post(f"/episodes/{episode.pk}/assessment/new/", told)
    row = Assessment.objects.get()
    found = api("ana").get(f"assessments/{row.pk}/").json()
    many = [warning["message"] for warning in found["warnings"] if warning["code"] == "many_medicine_days"]
    assert [message.startswith(MANY) for message in many] == [True]
    for page in (browser.get(f"/assessments/{row.pk}/"), browser.get(f"/assessments/{row.pk}/sign/")):
        assert MANY in page.content.decode()
    assert "Ready to sign" in page.content.decode()
