"""Care that goes on after discharge: a new episode, and nothing more in the old one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients import services
from patients.models import EpisodeOfCare
from practice.audit import AuditEvent
from practice.errors import NotPermitted, RuleViolation
from tests.factories import patients as make


@pytest.fixture
def ended(cast):
    today = make.today(cast)
    row = make.episode(cast, started_on=today - timedelta(days=30))
    EpisodeOfCare.objects.filter(pk=row.pk).update(
        state="discharged", discharged_on=today - timedelta(days=10), outcome="goals_met", discharge_summary="Well.",
        payer_rule="none",
    )  # fmt: skip
    row.refresh_from_db()
    return row


def reopen(cast, row, name="ana", **more):
    today = make.today(cast)
    typed = {"started_on": today, "today": today, **more}
    return services.reopen_episode(actor=cast.actor(name), episode=row, **typed)


def test_a_new_episode_begins_and_names_the_old_one(cast, ended):
    row = reopen(cast, ended)
    assert (row.state, row.continues_id, row.patient_id) == ("screening", ended.pk, ended.patient_id)
    assert (row.condition, row.icd10, row.payer_rule) == (ended.condition, [], "none")
    ended.refresh_from_db()
    assert (ended.state, ended.outcome) == ("discharged", "goals_met")
    assert [e.verb for e in AuditEvent.objects.filter(target_id=row.pk)] == ["episode.reopened"]


def test_an_episode_is_continued_once_and_only_after_discharge(cast, ended):
    row = reopen(cast, ended)
    with pytest.raises(RuleViolation, match="already_continued"):
        reopen(cast, ended)
    with pytest.raises(RuleViolation, match="episode_open"):
        reopen(cast, row)


def test_it_does_not_begin_before_the_discharge(cast, ended, api):
    answer = api("ana").post(
        f"episodes/{ended.pk}/reopen/", {"started_on": str(ended.discharged_on - timedelta(days=1))}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["started_on"])
    assert not EpisodeOfCare.objects.filter(continues=ended).exists()


@pytest.mark.parametrize("name", ["rui", "pia"])
def test_who_may_not_start_an_episode_may_not_reopen_one(cast, ended, name):
    with pytest.raises(NotPermitted):
        reopen(cast, ended, name)


def test_a_program_reopens_and_a_repeated_call_finds_the_same(cast, ended, api):
    program, key = api("ana"), {"HTTP_IDEMPOTENCY_KEY": "again-1"}
    first = program.post(f"episodes/{ended.pk}/reopen/", {}, **key)
    second = program.post(f"episodes/{ended.pk}/reopen/", {}, **key)
    assert (first.status_code, second.json()["id"]) == (201, first.json()["id"])
    assert first.json()["continues"] == str(ended.pk)


def test_another_clinics_episode_is_not_found(ended, api, as_page):
    assert api("eva").post(f"episodes/{ended.pk}/reopen/", {}).status_code == 404
    assert as_page("eva").get(f"/episodes/{ended.pk}/reopen/").status_code == 404


def test_the_chart_leads_to_the_page_and_the_page_to_the_screening(cast, ended, as_page):
    page = as_page("ana")
    assert f"/episodes/{ended.pk}/reopen/" in page.get(f"/patients/{ended.patient_id}/").content.decode()
    sent = {"started_on": str(make.today(cast)), "therapist": str(cast.members["ana"].pk)}
    answer = page.post(f"/episodes/{ended.pk}/reopen/", sent)
    row = EpisodeOfCare.objects.get(continues=ended)
    assert answer["Location"] == f"/episodes/{row.pk}/screening/new/"


def test_nothing_is_added_to_a_discharged_episode(cast, ended):
    ana, now = cast.actor("ana"), timezone.now() - timedelta(days=15)
    today = make.today(cast)
    roads = (
        lambda: services.record_assessment(actor=ana, episode=ended, occurred_at=now, now=timezone.now()),
        lambda: services.record_screening(actor=ana, episode=ended, answered_at=now, now=timezone.now()),
        lambda: services.record_consent(
            actor=ana,
            episode=ended,
            signed_on=today,
            signed_how="paper",
            signed_name="Pia (synthetic)",
            today=today,
            text_version="x",
        ),
        lambda: services.change_episode(actor=ana, episode=ended, today=today, icd10=[]),
    )
    for road in roads:
        with pytest.raises(RuleViolation, match="episode_closed"):
            road()
