"""Stale summaries are made anew, by workers that may be killed, and read around until then."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patients.models import Consent, Visit
from practice import reference, scoping
from practice import selectors as practice
from progress import refreshing, tasks
from progress.models import EpisodeSummary, StaleMark
from progress.rules.period import Period
from progress.selectors import summaries
from progress.selectors.clinic import Asked, Figures
from tests.factories import patients, plans, progress, sessions
from tests.progress.summaries import as_lists_read_it, by_the_record, is_stale, kinds, refresh, whole_episode


@pytest.fixture
def episode(cast):
    return whole_episode(cast)


def test_time_passes_without_anything_being_stale(cast, time_machine):
    made = patients.episode(cast, icd10=["G44.229"])
    patients.consent(cast, made, expires_on=plans.today() + timedelta(days=100))
    patients.screening(cast, made)
    plans.signed_plan(cast, made)
    sessions.signed_session(cast, made)
    refresh(cast)
    before = kinds(cast)
    time_machine.move_to(timezone.now() + timedelta(days=400))
    assert not is_stale(made)
    assert {"visit_due", "certification", "screening", "consent"} <= kinds(cast) - before
    assert as_lists_read_it(cast) == by_the_record(cast)


def test_a_child_that_grows_up_signs_alone(cast, time_machine):
    today = plans.today()
    child = patients.patient(cast, date_of_birth=today.replace(year=today.year - 18) + timedelta(days=20))
    made = patients.episode(cast, of=child)
    Consent.objects.create(
        episode=made, signed_on=made.started_on, signed_how="paper", signed_name="Gus Guardian (synthetic)",
        guardian_name="Gus Guardian (synthetic)", guardian_relation="father", assent=True,
    )  # fmt: skip
    refresh(cast)
    assert "consent" not in kinds(cast)
    time_machine.move_to(timezone.now() + timedelta(days=25))
    assert "consent" in kinds(cast)


def test_the_birthday_counts_though_the_last_visit_lies_before_it(cast, api, as_page, time_machine):
    today = plans.today()
    child = patients.patient(cast, date_of_birth=today.replace(year=today.year - 18, day=1) + timedelta(days=45))
    made = patients.episode(cast, of=child, icd10=["G44.229"])
    patients.consent(cast, made, guardian_name="Gus (synthetic)", guardian_relation="father", assent=True)
    patients.screening(cast, made)
    sessions.draft_session(cast, made, targets=[sessions.TARGET])
    assert "consent" not in kinds(cast)
    time_machine.move_to(timezone.now() + timedelta(days=60))
    sessions.draft_session(cast, made, targets=[sessions.TARGET])
    assert "consent" in kinds(cast)
    told = api("ana").get(f"episodes/{made.pk}/progress/").json()
    assert told["needling_while_not_allowed_visits"] == [2], "the first one had the guardian's consent"


def test_the_work_list_asks_for_the_own_consent_before_the_next_visit(cast, as_page, time_machine):
    today = plans.today()
    child = patients.patient(cast, date_of_birth=today.replace(year=today.year - 18, day=1) + timedelta(days=45))
    made = patients.episode(cast, of=child, icd10=["G44.229"])
    patients.consent(cast, made, guardian_name="Gus (synthetic)", guardian_relation="father", assent=True)
    patients.screening(cast, made)
    sessions.draft_session(cast, made)
    time_machine.move_to(timezone.now() + timedelta(days=60))
    assert "consent" in kinds(cast)
    assert "Turned 18" in as_page("ana").get(f"/patients/{child.pk}/").content.decode()


def test_another_edition_of_rules_or_catalogues_makes_everything_stale(cast, episode, monkeypatch):
    refresh(cast)
    with monkeypatch.context() as patched:
        patched.setattr(summaries, "ALGORITHM", summaries.ALGORITHM + 1)
        assert is_stale(episode)
    with monkeypatch.context() as patched:
        newest = reference.current_edition
        patched.setattr(reference, "current_edition", lambda kind: newest(kind) + (kind == "measures"))
        assert is_stale(episode)
    assert not is_stale(episode)


def test_another_time_zone_of_the_clinic_makes_everything_stale(cast, episode):
    refresh(cast)
    cast.here.timezone = "Pacific/Auckland"
    cast.here.save()
    assert is_stale(episode)
    assert as_lists_read_it(cast) == by_the_record(cast)
    refresh(cast)
    assert as_lists_read_it(cast) == by_the_record(cast)


def test_a_worker_that_is_killed_leaves_everything_as_it_was(cast, episode):
    refresh(cast)
    sessions.draft_session(cast, episode)
    with transaction.atomic():
        assert refreshing.refresh_some(50) == 1
        transaction.set_rollback(True)
    assert is_stale(episode)
    assert as_lists_read_it(cast) == by_the_record(cast)


@pytest.fixture
def elsewhere():
    """Another connection, as another person's request or another worker has it."""
    other = connection.copy()
    yield other
    other.close()


def run(other, cast, statement, *values):
    """One statement in a transaction of its own, committed at once."""
    with other.cursor() as cursor:
        cursor.execute("SELECT set_config('app.clinic_id', %s, false)", [str(cast.here.pk)])
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


def test_a_change_during_the_work_stays_marked(committed, elsewhere):
    with scoping.clinic_in_force(committed.here.pk):
        made = progress.many_episodes(committed, 1)[0]
    with scoping.clinic_in_force(committed.here.pk):
        assert refreshing.refresh_some(50) == 1
        run(elsewhere, committed, "UPDATE patients_measurement SET value = 0")
    with scoping.clinic_in_force(committed.here.pk):
        assert is_stale(made)
        assert as_lists_read_it(committed) == by_the_record(committed)


def test_one_worker_at_a_time_in_a_clinic(committed, elsewhere):
    asked = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
    with scoping.clinic_in_force(committed.here.pk):
        refreshing.refresh_some(50)
        assert run(elsewhere, committed, asked, f"summaries {committed.here.pk}") == (False,)
        assert run(elsewhere, committed, asked, f"summaries {committed.elsewhere.pk}") == (True,)


def test_the_sweeper_needs_no_message(cast, episode):
    with scoping.every_clinic(reason="test"):
        assert refreshing.clinics_to_refresh() == {cast.here.pk}
    refresh(cast)
    with scoping.every_clinic(reason="test"):
        assert refreshing.clinics_to_refresh() == set()
    Consent.objects.filter(episode=episode).update(withdrawn_at=timezone.now())
    with scoping.every_clinic(reason="test"):
        assert refreshing.clinics_to_refresh() == {cast.here.pk}


def test_the_clock_sends_the_sweeper(settings):
    assert tasks.sweep_summaries.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_a_mark_of_an_episode_that_is_gone_goes_too(cast):
    StaleMark.objects.create(clinic_id=cast.here.pk, episode_id=scoping.new_id())
    refresh(cast)
    assert not StaleMark.objects.exists()


def test_more_than_one_transaction_full_is_made(cast):
    made = progress.many_episodes(cast, refreshing.AT_ONCE + 3, visits=1)
    refresh(cast)
    assert EpisodeSummary.objects.count() == len(made)


def test_twice_makes_nothing_new(cast, episode):
    refresh(cast)
    before = list(EpisodeSummary.objects.values())
    refresh(cast)
    assert list(EpisodeSummary.objects.values()) == before


def test_another_clinic_is_left_alone(cast, episode):
    refresh(cast)
    sessions.draft_session(cast, episode)
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert refreshing.refresh_some(50) == 0
        assert (EpisodeSummary.objects.count(), StaleMark.objects.count()) == (0, 0)
    assert is_stale(episode)


@pytest.mark.parametrize(("who", "path"), [("max", "/progress/"), ("ana", "/work/?whose=clinic"), ("ana", "/")])
def test_looking_makes_nothing_fresh(cast, as_page, episode, who, path):
    before = StaleMark.objects.count()
    assert as_page(who).get(path).status_code == 200
    assert (EpisodeSummary.objects.count(), StaleMark.objects.count()) == (0, before)


def figures(cast):
    today = practice.today_in(cast.here)
    return Figures(Asked(Period(today - timedelta(days=83), today))).outcome_by_episode


@pytest.mark.parametrize("read", [kinds, figures])
def test_fresh_rows_are_read_in_one_query_and_stale_ones_in_a_few_more(cast, read, django_assert_max_num_queries):
    made = progress.many_episodes(cast, 12)
    refresh(cast)
    with CaptureQueriesContext(connection) as fresh:
        read(cast)
    counts = []
    for number in (1, 12):
        ids = [episode.pk for episode in made[:number]]
        Visit.objects.filter(episode_id__in=ids).update(note="Changed.")
        with CaptureQueriesContext(connection) as stale:
            read(cast)
        counts.append(len(stale) - len(fresh))
    assert counts[0] == counts[1] <= 13
    assert not [query for query in fresh.captured_queries if "patients_measurement" in query["sql"]]


def test_a_period_of_the_past_counts_what_was_known_then(cast):
    progress.many_episodes(cast, 4)
    refresh(cast)
    today = practice.today_in(cast.here)
    then = Figures(Asked(Period(today - timedelta(days=83), today - timedelta(days=31)))).outcome_by_episode
    assert all(outcome.mcid is None for _, outcome in then.values())
    assert all(outcome.mcid is not None for _, outcome in figures(cast).values())
