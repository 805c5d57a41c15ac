"""Days with acute medicine: alert, work list and diary ask for the same limit, that of the strictest class known."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import Patient
from progress.selectors import worklist
from tests.factories import patients, plans
from tests.progress.summaries import refresh

PROFILE = [{"name": "Pulsing", "medicine_days": {"triptan": 3, "opioid": 0}}]


@pytest.fixture
def episode(cast):
    Patient.objects.filter(pk=cast.pia.pk).update(acute_medicine="")
    return patients.ready_episode(cast, of=Patient.objects.get(pk=cast.pia.pk))


def keep_diary(cast, days, medicine, *, until=0):
    for back in range(until, until + days):
        plans.diary_day(cast, plans.today() - timedelta(days=back), True, intensity=5, medicines=[medicine])


def counted(cast, episode, days, **details):
    taken = [{"measure": "acute_med_days_28", "value": days}]
    return patients.assessment(cast, episode, occurred_at=timezone.now(), measurements=taken, **details)


def is_listed(cast):
    items = worklist(cast.actor("ana"), cast.here, timezone.now(), mine=True)
    return any(item.due.text.startswith("Many days with acute medicine") for item in items)


def said(cast, api, as_page, episode):
    """Whether alert, work list (from the record, and as the worker keeps it), API and page of the diary warn."""
    alerts = api("ana").get(f"episodes/{episode.pk}/progress/").json()["alerts"]
    listed = is_listed(cast)
    refresh(cast)
    window = api("ana").get(f"episodes/{episode.pk}/diary-window/").json()["overuse"]
    page = as_page("ana").get(f"/episodes/{episode.pk}/diary/").content.decode()
    months = as_page("ana").get(f"/episodes/{episode.pk}/diary/months/").content.decode()
    warned = [
        "medication_overuse" in alerts, listed, is_listed(cast),
        any(one["reached"] for one in window), *("Medicine days at the limit" in shown for shown in (page, months)),
    ]  # fmt: skip
    assert len(set(warned)) == 1, warned
    return warned[0]


def test_the_diary_s_own_class_sets_the_limit_of_a_count_taken_from_it(cast, api, as_page, episode):
    keep_diary(cast, 12, "triptan")
    counted(cast, episode, 12)
    assert said(cast, api, as_page, episode)


def test_an_older_class_of_the_diary_counts_no_more(cast, api, as_page, episode):
    keep_diary(cast, 12, "simple")
    keep_diary(cast, 5, "triptan", until=28)
    counted(cast, episode, 12)
    assert not said(cast, api, as_page, episode)


def test_the_headache_profile_makes_the_limit_stricter_for_all(cast, api, as_page, episode):
    keep_diary(cast, 12, "simple")
    counted(cast, episode, 12, headaches=PROFILE)
    assert said(cast, api, as_page, episode)


def test_the_last_headache_profile_counts_and_not_an_earlier_one(cast, api, as_page, episode):
    patients.assessment(cast, episode, headaches=PROFILE)
    keep_diary(cast, 12, "simple")
    counted(cast, episode, 12, headaches=[{"name": "Pulsing", "medicine_days": {"simple": 12}}])
    assert not said(cast, api, as_page, episode)


def test_the_patient_s_file_makes_the_limit_stricter_for_all(cast, api, as_page, episode):
    Patient.objects.filter(pk=cast.pia.pk).update(acute_medicine="opioid")
    keep_diary(cast, 12, "simple")
    counted(cast, episode, 12)
    assert said(cast, api, as_page, episode)


def test_the_alert_names_every_class_and_where_it_is_known_from(cast, api, episode):
    keep_diary(cast, 12, "simple")
    counted(cast, episode, 12, headaches=PROFILE)
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()["explained"]
    [alert] = [one for one in told if one["result"] == "alerts.medication_overuse"]
    assert [(one["what"], one["value"]) for one in alert["inputs"]] == [
        ("acute_med_days_28", 12.0), ("class in the headache profile", "triptan"), ("class in the diary", "simple"),
    ]  # fmt: skip
    assert [limit["value"] for limit in alert["thresholds"]] == [10.0]


@pytest.mark.parametrize(("file", "days", "warns"), [("", 9, False), ("", 10, True), ("simple", 12, False)])
def test_where_nobody_knows_the_class_the_strictest_limit_holds(cast, api, episode, file, days, warns):
    Patient.objects.filter(pk=cast.pia.pk).update(acute_medicine=file)
    counted(cast, episode, days)
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    assert ("medication_overuse" in told["alerts"]) is warns
    assert is_listed(cast) is warns
    [limit] = [one["value"] for row in told["explained"] if row["result"] == "alerts.medication_overuse"
               for one in row["thresholds"]] or [None]  # fmt: skip
    assert limit == (10 if warns else None)
