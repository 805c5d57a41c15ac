"""What two people, or one impatient phone, do at the same moment."""

import threading

from django.db import connection
from django.utils import timezone

from plans import services
from plans.models import DiaryDay, TreatmentPlan
from practice import scoping
from practice.audit import AuditEvent
from practice.errors import RecordIsFinal, RuleViolation, StaleVersion
from tests.factories import plans as make


def at_once(cast, work) -> list[str]:
    """Do the same work in two threads that begin together; what became of each."""
    outcomes, gate = [], threading.Barrier(2)

    def one() -> None:
        try:
            with scoping.clinic_in_force(cast.here.pk):
                gate.wait(timeout=20)
                work()
            outcomes.append("done")
        except (RecordIsFinal, RuleViolation, StaleVersion):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


def test_two_signatures_at_once_leave_exactly_one(committed):
    ana = committed.actor("ana")
    with scoping.clinic_in_force(committed.here.pk):
        episode = make.some_episode(committed)
        make.measured(committed, episode)
        plan = make.draft_plan(committed, episode)

    def sign() -> None:
        services.sign_plan(actor=ana, plan=plan, now=timezone.now(), if_version=1)

    assert at_once(committed, sign) == ["done", "refused"]
    with scoping.clinic_in_force(committed.here.pk):
        assert AuditEvent.objects.filter(target_id=plan.pk, verb="plan.signed").count() == 1


def test_two_drafts_at_once_leave_exactly_one(committed):
    with scoping.clinic_in_force(committed.here.pk):
        episode = make.some_episode(committed)
    assert at_once(committed, lambda: make.draft_plan(committed, episode)) == ["done", "refused"]
    with scoping.clinic_in_force(committed.here.pk):
        assert TreatmentPlan.objects.count() == 1


def test_a_day_sent_twice_at_once_is_kept_once(committed):
    with scoping.clinic_in_force(committed.here.pk):
        day = make.today()
    assert at_once(committed, lambda: make.diary_day(committed, day)) == ["done", "refused"]
    with scoping.clinic_in_force(committed.here.pk):
        assert DiaryDay.objects.count() == 1
