"""The series behind an episode's results: each point says when in the visit it was taken, and where it came from."""

from datetime import timedelta

from django.utils import timezone

from patients.services import record_assessment
from practice.models import Clinic
from tests.factories import patients, sessions


def series_of(api, episode, measure):
    found = api("ana").get(f"episodes/{episode.pk}/progress/").json()["series"].get(measure, [])
    return [(point["value"], point["phase"], point["source"]["type"]) for point in found]


def test_each_point_says_when_in_the_visit_it_was_taken(cast, api):
    episode = sessions.treatable_episode(cast)
    patients.signed_assessment(cast, episode)
    sessions.signed_session(cast, episode)
    after = [{"measure": "nprs_current", "phase": "after", "value": 2}]
    sessions.signed_session(cast, episode, measurements=after)
    assert series_of(api, episode, "nprs_current") == [
        (6.0, "visit", "assessment"), (6.0, "before", "session"), (2.0, "after", "session"),
    ]  # fmt: skip


def test_a_mean_was_taken_when_its_parts_were(cast, api):
    episode, parts = sessions.treatable_episode(cast), (("nprs_current", 6), ("nprs_best", 4), ("nprs_worst", 8))
    sessions.signed_session(
        cast, episode, measurements=[{"measure": name, "phase": "before", "value": value} for name, value in parts]
    )
    assert series_of(api, episode, "nprs_average") == [(6.0, "before", "session")]


def test_too_few_days_of_a_diary_do_not_hide_what_was_said(cast, api):
    episode = patients.ready_episode(cast)
    few = {"measure": "headache_days_28", "phase": "before", "inputs": {"headache_days": 5, "recorded_days": 18}}
    said = {"measure": "headache_days_28", "value": 12}
    record_assessment(
        actor=cast.actor("ana"), episode=episode, occurred_at=timezone.now(), now=timezone.now(),
        measurements=[few, said],
    )  # fmt: skip
    assert series_of(api, episode, "headache_days_28") == [(12.0, "visit", "assessment")]


def test_an_event_stands_on_its_own_day_in_the_charts(cast, as_page):
    episode, now = sessions.treatable_episode(cast), timezone.now()
    session = sessions.signed_session(cast, episode, occurred_at=now - timedelta(days=5))
    sessions.adverse_event(cast, episode, "bruising", session=session, occurred_at=patients.lately())
    standing = as_page("ana").get(f"/episodes/{episode.pk}/").context["standing"]
    [trend] = standing.trends(("headache_days_28",))
    assert [event.on for event in trend.adverse_events] == [trend.until] == [patients.today(cast)]


def test_a_signed_code_keeps_its_way_of_counting_and_a_draft_follows_the_clinic(cast, api, as_page):
    episode = sessions.treatable_episode(cast)
    sides = [{**sessions.TARGET, "side": side} for side in ("left", "right")]
    targets = [*sides, {**sessions.TARGET, "muscle": "levator_scapulae"}]
    signed = sessions.signed_session(cast, episode, targets=targets, occurred_at=timezone.now() - timedelta(days=2))
    sessions.draft_session(cast, episode, targets=targets)
    Clinic.objects.filter(pk=cast.here.pk).update(counting_policy="sides_separate")
    note = api("ana").get(f"sessions/{signed.pk}/").json()["billing"]
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    counted = [(row["code"], row["distinct_muscles"]) for row in told["cpt"]]
    assert counted == [(note["code"], note["count"]), ("20561", 3)] == [("20560", 2), ("20561", 3)]
    shown = as_page("ana").get(f"/episodes/{episode.pk}/").context["standing"].codes
    assert [(row["code"], row["distinct_muscles"]) for row in shown] == counted
    said = {one["result"]: one["clinician"] for one in told["explained"]}
    kept, todays = (said[f"cpt.{row['visit']}"] for row in told["cpt"])
    assert kept.endswith("signed with (parts and sides of a muscle count once).")
    assert todays.endswith("by the clinic's way of counting.")
