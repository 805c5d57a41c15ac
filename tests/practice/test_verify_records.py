"""The proof that no signed record was altered, also by somebody who owns the database."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from patients.models import Addendum, Visit
from plans.models import Goal
from practice import scoping
from practice.audit import AuditEvent
from practice.database import as_owner
from practice.doors.opening import opened
from practice.verification import verify_everything
from sessions.models import Target
from tests.everywhere import world
from tests.people import make_cast

KEPT = ("django_migrations", "django_content_type", "auth_permission", "practice_referenceset")


def as_intruder(sql, *params):
    """What the owner of the tables can do with every trigger off."""
    table = sql.split()[1 if sql.startswith("UPDATE") else 2]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def stored(django_db_setup, django_db_blocker):
    """The world, really committed, so that a second connection can reach it; swept away afterwards."""
    with django_db_blocker.unblock():
        try:
            cast = make_cast()
            with scoping.clinic_in_force(cast.here.pk):
                world.fill(cast)
            yield cast
        finally:
            with as_owner(), connection.cursor() as cursor:
                names = [name for name in connection.introspection.table_names() if name not in KEPT]
                cursor.execute(f"TRUNCATE {', '.join(names)}")
            connection.close()


def test_a_part_of_a_signed_record_that_was_read_is_no_loss(stored):
    with scoping.clinic_in_force(stored.here.pk):
        goal = Goal.objects.select_related("plan__episode").filter(plan__signed_at__isnull=False).first()
        opened(stored.actor("ana"), goal)
        assert AuditEvent.objects.get(target_id=goal.pk, verb="chart.opened").content_hash == goal.plan.content_hash
    _, findings = verify_everything()
    assert findings == []


def test_it_tells_what_was_altered(stored, capsys):
    call_command("verify_records")
    assert "signed records say what was signed" in capsys.readouterr().out
    with scoping.clinic_in_force(stored.here.pk):
        target = Target.objects.filter(session__visit__signed_at__isnull=False).first()
        addendum, visit = Addendum.objects.first(), Visit.objects.filter(signed_at__isnull=False).last()
    as_intruder("UPDATE needling_target SET needles_out = needles_out + 1 WHERE id = %s", target.pk)
    as_intruder("UPDATE patients_addendum SET text = 'other' WHERE id = %s", addendum.pk)
    as_intruder("UPDATE patients_visit SET content_hash = %s WHERE id = %s", "0" * 64, visit.pk)
    with pytest.raises(CommandError) as problem:
        call_command("verify_records")
    assert problem.value.returncode == 1
    told = str(problem.value)
    assert f"visit {target.session_id} does not say what was signed" in told
    assert f"addendum {addendum.pk} does not say what was signed" in told
    assert f"visit {visit.pk} has another content hash than the trail kept" in told


def test_it_tells_whose_signature_was_taken_away(stored):
    with scoping.clinic_in_force(stored.here.pk):
        visit = Visit.objects.filter(signed_at__isnull=False, session__isnull=False).first()
    as_intruder("UPDATE patients_visit SET signed_at = NULL, note = 'other' WHERE id = %s", visit.pk)
    _, findings = verify_everything()
    assert [finding for finding in findings if str(visit.pk) in finding and "its signature is gone" in finding]


def test_it_tells_what_is_gone(stored):
    with scoping.clinic_in_force(stored.here.pk):
        addendum = Addendum.objects.first()
        plan = AuditEvent.objects.get(verb="plan.signed")
    as_intruder("DELETE FROM patients_addendum WHERE id = %s", addendum.pk)
    as_intruder("DELETE FROM practice_auditevent WHERE id = %s", plan.pk)
    _, findings = verify_everything()
    assert any("was signed and is gone" in finding and str(addendum.pk) in finding for finding in findings)
    assert any("the trail knows nothing of it" in finding and str(plan.target_id) in finding for finding in findings)
