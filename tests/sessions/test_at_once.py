"""What two people do to one record at the same moment: one of them waits, and then sees what the other did."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from patients.models import Visit
from patients.services import discharge
from practice import scoping
from practice.errors import RuleViolation
from practice.selectors import today_in
from sessions import services
from sessions.models import NeedlingSession, Target
from tests.factories.sessions import signable_session, treatable_episode
from tests.waiting import wait_until

COPY = """
    INSERT INTO needling_target (id, clinic_id, created_at, updated_at, version, session_id, position, muscle, side,
        technique, safeguard, twitch, note, risk_confirmed)
    SELECT gen_random_uuid(), clinic_id, now(), now(), 1, session_id, 9, 'temporalis', 'left', '', '', '', '', false
    FROM needling_target WHERE session_id = %s
"""
CHANGE = "UPDATE needling_target SET needles_in = 9 WHERE session_id = %s"


def waits() -> bool:
    """Whether somebody waits for a lock; within a transaction the view is read once unless it is told to forget."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def while_open(cast, first, second) -> list[str]:
    """Do `first` and, before it is committed, begin `second` on another connection; what became of the second."""
    outcome: list[str] = []

    def later() -> None:
        try:
            with scoping.clinic_in_force(cast.here.pk), transaction.atomic():
                second()
            outcome.append("done")
        except (DatabaseError, RuleViolation) as problem:
            outcome.append(type(problem).__name__)
        finally:
            connection.close()

    thread = threading.Thread(target=later)
    with scoping.clinic_in_force(cast.here.pk), transaction.atomic():
        first()
        thread.start()
        wait_until(lambda: waits() or not thread.is_alive(), "the second one waits", bound=30)
    thread.join(timeout=60)
    return outcome


@pytest.mark.parametrize("sql", [COPY, CHANGE])
def test_straight_sql_waits_for_a_signature_in_the_making_and_is_refused(committed, sql):
    with scoping.clinic_in_force(committed.here.pk):
        session = signable_session(committed)

    def sign() -> None:
        services.sign_session(actor=committed.actor("ana"), session=session, now=timezone.now())

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [session.pk])

    assert while_open(committed, sign, write) != ["done"]
    with scoping.clinic_in_force(committed.here.pk):
        visit = Visit.objects.get(pk=session.pk)
        assert visit.is_signed
        assert visit.computed_hash() == visit.content_hash


def test_a_signature_waits_for_straight_sql_and_covers_it(committed):
    with scoping.clinic_in_force(committed.here.pk):
        session = signable_session(committed)

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE needling_target SET note = 'late' WHERE session_id = %s", [session.pk])

    def sign() -> None:
        services.sign_session(actor=committed.actor("ana"), session=session, now=timezone.now())

    assert while_open(committed, write, sign) == ["done"]
    with scoping.clinic_in_force(committed.here.pk):
        visit = Visit.objects.get(pk=session.pk)
        assert Target.objects.get(session=session).note == "late"
        assert visit.computed_hash() == visit.content_hash


def yesterday(cast):
    return today_in(cast.here) - timedelta(days=1)


def end(cast, episode) -> None:
    discharge(
        actor=cast.actor("ana"), episode=episode, outcome="patient_wish", reason="Moves away.",
        discharge_summary="Moved away.", discharged_on=yesterday(cast), today=today_in(cast.here),
    )  # fmt: skip


def log(cast, episode) -> None:
    now = timezone.now()
    services.record_session(actor=cast.actor("ana"), episode=episode, occurred_at=now, now=now)


def test_a_visit_that_races_a_discharge_loses(committed):
    with scoping.clinic_in_force(committed.here.pk):
        episode = treatable_episode(committed)
    assert while_open(committed, lambda: end(committed, episode), lambda: log(committed, episode)) == ["RuleViolation"]
    with scoping.clinic_in_force(committed.here.pk):
        assert not NeedlingSession.objects.filter(visit__episode=episode).exists()


def test_a_discharge_that_races_a_visit_loses(committed):
    with scoping.clinic_in_force(committed.here.pk):
        episode = treatable_episode(committed)
    assert while_open(committed, lambda: log(committed, episode), lambda: end(committed, episode)) == ["BadInput"]
    with scoping.clinic_in_force(committed.here.pk):
        episode.refresh_from_db()
        assert episode.discharged_on is None
