"""The progress page says when the diary is newer than what was measured, and counts nothing of it."""

from datetime import date, timedelta

import pytest

from progress.rules.hints import diary_is_newer
from tests.factories import patients
from tests.factories import plans as make


def kept(cast, patient, days, headaches=12):
    for back in range(days):
        make.diary_day(cast, make.today() - timedelta(days=back), back < headaches, of=patient)


def page(browser, episode):
    return " ".join(browser.get(f"/episodes/{episode.pk}/").content.decode().split())


@pytest.fixture
def episode(cast):
    """Headache days were measured last 20 days ago."""
    found = patients.ready_episode(cast)
    at = patients.midday(cast, make.today() - timedelta(days=20))
    patients.signed_assessment(cast, found, occurred_at=at, measurements=[{"measure": "headache_days_28", "value": 18}])
    return found


def test_newer_days_stand_beside_the_trend_and_change_no_result(cast, as_page, api, episode):
    before = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    kept(cast, episode.patient, 26)
    said = page(as_page("ana"), episode)
    assert "The diary is newer than what was measured." in said
    assert "12 headache days on 26 recorded days: 12.9 in 28." in said
    assert ": 18 in 28." in said
    assert f"/episodes/{episode.pk}/assessment/new/" in said
    after = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    assert {**after, "as_of": ""} == {**before, "as_of": ""}


def test_too_few_days_are_said_without_a_number(cast, as_page, episode):
    kept(cast, episode.patient, 20)
    said = page(as_page("ana"), episode)
    assert "20 of 28 days recorded: not enough for a value in 28 days" in said
    assert ": 18 in 28." in said


def test_what_a_draft_measured_last_is_marked(cast, as_page, episode):
    at = patients.midday(cast, make.today() - timedelta(days=10))
    measured = [{"measure": "headache_days_28", "value": 15}]
    patients.assessment(cast, episode, occurred_at=at, kind="reevaluation", measurements=measured)
    kept(cast, episode.patient, 26)
    assert ": 15 in 28 (draft, not signed)." in page(as_page("ana"), episode)


def test_what_was_taken_from_the_diary_is_news_no_more(cast, as_page):
    episode = patients.ready_episode(cast)
    kept(cast, episode.patient, 26)
    assert "Headache days were not measured in this episode yet." in page(as_page("ana"), episode)
    counts = {"headache_days": 12, "recorded_days": 26}
    row = {"measure": "headache_days_28", "inputs": counts, "diary_until": make.today()}
    patients.assessment(cast, episode, occurred_at=patients.lately(), measurements=[row])
    assert "diary-hint" not in page(as_page("ana"), episode)


def test_a_value_that_was_taken_says_so_in_the_table_of_its_chart_and_to_programs(cast, as_page, api, episode):
    kept(cast, episode.patient, 26)
    counts = {"headache_days": 12, "recorded_days": 26}
    row = {"measure": "headache_days_28", "inputs": counts, "diary_until": make.today()}
    patients.assessment(cast, episode, occurred_at=patients.lately(), measurements=[row])
    series = api("ana").get(f"episodes/{episode.pk}/progress/").json()["series"]["headache_days_28"]
    assert [(point["value"], point["from_diary"]) for point in series] == [(18, False), (12.9, True)]
    rows = page(as_page("ana"), episode).split("<tbody>")
    told = [table for table in rows if "<td>12.9 (draft, not signed)</td>" in table and "from the diary" in table]
    assert len(told) >= 1


@pytest.mark.parametrize(("new", "is_newer"), [(0, False), (6, False), (7, True), (28, True)])
def test_a_week_of_new_days_is_news(new, is_newer):
    today = date(2026, 11, 28)
    recorded = [today - timedelta(days=back) for back in range(28)]
    assert diary_is_newer(recorded, today - timedelta(days=new)) is is_newer
    assert diary_is_newer(recorded[:new], None) is is_newer
