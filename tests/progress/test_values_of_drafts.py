"""A value of a draft counts from the moment it is recorded, and whatever shows it says that its note is not signed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from patients import services
from progress import selectors
from progress.views.discharge import _course
from reports.models import Report
from reports.selectors import progress_report_facts
from tests.factories import patients, plans, sessions

MARK, WORDS = "Draft, not signed", "draft, not signed"


@pytest.fixture
def episode(cast):
    """20 headache days at the start, signed, and 9 in a re-assessment that is a draft."""
    made = patients.ready_episode(cast)
    patients.signed_assessment(cast, made)
    plans.signed_plan(cast, made, goals=[{"measure": "headache_days_28", "comparison": "<=", "target": 10}])
    return made


@pytest.fixture
def draft(cast, episode):
    measured = [{"measure": "headache_days_28", "value": 9}]
    return patients.assessment(
        cast, episode, kind="reevaluation", occurred_at=timezone.now() - timedelta(days=1), measurements=measured
    )  # fmt: skip


def sign(cast, draft):
    services.sign_assessment(actor=cast.actor("ana"), assessment=draft, now=timezone.now())


def read(browser, path):
    return re.sub(r"\s+", " ", browser.get(path).content.decode())


def told(api, who, episode):
    return api(who).get(f"episodes/{episode.pk}/progress/").json()


def test_a_point_says_whether_its_note_is_signed_and_counts_either_way(cast, api, episode, draft):
    before = told(api, "ana", episode)
    assert [(p["value"], p["signed"]) for p in before["series"]["headache_days_28"]] == [(20, True), (9, False)]
    assert (before["measures"]["headache_days_28"]["latest"], before["responder50"]) == (9, True)
    sign(cast, draft)
    after = told(api, "ana", episode)
    assert [p["signed"] for p in after["series"]["headache_days_28"]] == [True, True]
    assert after["measures"] == before["measures"]


def test_what_a_result_rests_on_says_so_too(api, episode, draft):
    days = next(one for one in told(api, "ana", episode)["explained"] if one["result"] == "measures.headache_days_28")
    assert [(used["value"], used["signed"]) for used in days["inputs"]] == [(20, True), (9, False)]
    assert f"9 in 28 at visit 2 ({WORDS})" in days["clinician"]
    goal = next(one for one in told(api, "ana", episode)["explained"] if one["result"] == "goals.headache_days_28")
    assert f"now 9 ({WORDS})" in goal["clinician"]
    report = next(one for one in told(api, "ana", episode)["explained"] if one["result"] == "progress_report")
    assert {used["signed"] for used in report["inputs"]} == {None}


@pytest.mark.parametrize("place", ["/episodes/{}/", "/patients/{}/"])
def test_the_pages_mark_the_value_and_lead_to_the_draft(cast, as_page, episode, draft, place):
    browser, path = as_page("ana"), place.format(episode.pk if "episodes" in place else cast.pia.pk)
    page = read(browser, path)
    stat = page[page.index('<span class="stat-value">9') :]
    assert MARK in stat[: stat.index("</div>")]
    assert f'href="/assessments/{draft.pk}/"' in page
    assert "what was measured there counts already" in page
    assert "A hollow point is of a draft, not signed." in page
    assert f"from 20 to 9 in 28 ({WORDS})" in page
    assert f"<td>9 ({WORDS})</td>" in page
    sign(cast, draft)
    page = read(browser, path)
    assert [mark in page for mark in (MARK, WORDS, "hollow point")] == [False, False, False]
    assert '<span class="stat-value">9' in page


def test_the_table_and_the_goals_of_the_progress_page_mark_it(as_page, episode, draft):
    page = read(as_page("ana"), f"/episodes/{episode.pk}/")
    row = page[page.index('data-label="Latest">9') :]
    assert MARK in row[: row.index("</td>")]
    baseline = page[page.index('data-label="Baseline">20') :]
    assert MARK not in baseline[: baseline.index("</td>")]
    assert MARK in read(as_page("ana"), f"/episodes/{episode.pk}/goals/")


def test_a_patient_is_told_a_result_once_it_is_signed_and_until_then_that_it_comes(cast, api, as_page, episode, draft):
    browser = as_page("pia")
    page, own = read(browser, "/me/progress/"), told(api, "pia", episode)
    assert "headache days in 28 days: 20. One number does not show a change yet." in page
    assert f"{draft.visit.occurred_on:%-d %B} stands here once your therapist has signed" in page
    assert [p["value"] for p in own["series"]["headache_days_28"]] == [20]
    assert (own["measures"]["headache_days_28"]["latest"], own["overall_status"]) == (20, "insufficient_data")
    assert api("pia").get("my-day/").json()["progress"]["words"] == own["words"]["patient"]
    sign(cast, draft)
    page, own = read(browser, "/me/progress/"), told(api, "pia", episode)
    assert "20 at the start, 9 now" in page
    assert "once your therapist has signed" not in page
    assert own["measures"]["headache_days_28"]["latest"] == 9


def test_what_needs_a_doctors_look_is_told_to_the_patient_whatever_is_signed(cast, api, episode):
    flagged = {"rescreen": {"changes": True, "positive": ["systemic"], "note": "Worst ever."}}
    sessions.draft_session(cast, episode, **flagged)
    own = told(api, "pia", episode)
    assert own["overall_status"] == told(api, "ana", episode)["overall_status"] == "urgent_referral"


def test_the_report_marks_it_with_a_footnote(cast, episode, draft):
    facts = progress_report_facts(Report(episode=episode), now=timezone.now())
    days = next(row for row in facts.measures if row.label == "Headache days")
    assert (days.baseline_draft, days.latest_draft) == (False, True)
    assert ([goal.draft for goal in facts.goals], facts.standing.responder_draft) == ([True], True)
    assert [(point.value, point.draft) for point in facts.trends[0].points] == [(20, False), (9, True)]
    sign(cast, draft)
    facts = progress_report_facts(Report(episode=episode), now=timezone.now())
    assert not any(row.latest_draft or row.baseline_draft for row in facts.measures)
    assert not facts.standing.responder_draft


def test_the_discharge_summary_begins_with_the_mark(cast, episode, draft):
    standing = selectors.standing_of(episode, clinic=cast.here, now=timezone.now())
    changes = {change.label: change for change in _course(episode, standing, cast.here, patients.today(cast)).changes}
    assert (changes["Headache days"].last, changes["Headache days"].draft) == (9, True)


def test_a_draft_of_a_session_is_marked_as_one_of_an_assessment(cast, api, as_page, episode):
    value = {"measure": "ndi_raw", "phase": "before", "value": 12}
    session = sessions.draft_session(cast, episode, measurements=[value])
    [point] = told(api, "ana", episode)["series"]["ndi_raw"]
    assert (point["signed"], point["source"]) == (False, {"type": "session", "id": str(session.pk)})
    assert f'href="/sessions/{session.pk}/"' in read(as_page("ana"), f"/episodes/{episode.pk}/")
