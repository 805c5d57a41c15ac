"""The proof that no signed record was altered, also by somebody who owns the database."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from patients.models import Addendum, Clearance, Consent, Screening, Visit
from plans.models import Goal
from practice import chain, scoping, tasks
from practice.audit import AuditEvent
from practice.database import as_owner
from practice.doors.opening import opened
from practice.models import TrailLink
from practice.verification import verify_everything
from sessions.models import Target
from tests.everywhere import world
from tests.people import make_cast

KEPT = ("django_migrations", "django_content_type", "auth_permission", "practice_referenceset")


def as_intruder(sql, *params):
    """What the owner of the tables can do with every trigger off."""
    table = sql.split()[1 if sql.startswith("UPDATE") else 2]
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
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
    findings = verify_everything().findings
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
    findings = verify_everything().findings
    assert [finding for finding in findings if str(visit.pk) in finding and "its signature is gone" in finding]


def test_it_tells_what_is_gone(stored):
    with scoping.clinic_in_force(stored.here.pk):
        addendum = Addendum.objects.first()
        plan = AuditEvent.objects.get(verb="plan.signed")
    as_intruder("DELETE FROM patients_addendum WHERE id = %s", addendum.pk)
    as_intruder("DELETE FROM practice_auditevent WHERE id = %s", plan.pk)
    findings = verify_everything().findings
    assert any("was signed and is gone" in finding and str(addendum.pk) in finding for finding in findings)
    assert any("the trail knows nothing of it" in finding and str(plan.target_id) in finding for finding in findings)


def linked(cast):
    with scoping.clinic_in_force(cast.here.pk):
        while chain.link_some(cast.here.pk):
            pass
        return chain.heads()["head"]


def test_a_linked_trail_tells_what_was_done_to_it(stored, capsys):
    head = linked(stored)
    with scoping.clinic_in_force(stored.here.pk):
        first, second, *_, last = AuditEvent.objects.order_by("pk")
    call_command("verify_records", noted=[head])
    assert head in capsys.readouterr().out
    as_intruder("DELETE FROM practice_auditevent WHERE id = %s", first.pk)
    as_intruder("UPDATE practice_auditevent SET at = at - interval '1 day' WHERE id = %s", second.pk)
    as_intruder(
        "INSERT INTO practice_auditevent SELECT (jsonb_populate_record(e, jsonb_build_object('id', e.id + 1000000,"
        " 'at', e.at - interval '2 days'))).* FROM practice_auditevent e WHERE id = %s", last.pk,
    )  # fmt: skip
    told = verify_everything(noted=["f" * 64]).findings
    assert sorted(told) == sorted([
        f"here: event {first.pk} of the trail is gone",
        f"here: event {second.pk} of the trail does not say what it said",
        f"here: event {last.pk + 1_000_000} of the trail was put in later",
        f"No trail holds {'f' * 64} any more",
    ])  # fmt: skip


def test_links_and_rows_that_were_changed_behind_the_triggers_are_told(stored):
    head = linked(stored)
    with scoping.clinic_in_force(stored.here.pk):
        opened(stored.actor("ana"), stored.pia)
        consent, screening, flag = Consent.objects.first(), Screening.objects.first(), Clearance.objects.first()
    linked(stored)
    as_intruder("UPDATE patients_consent SET regions = 'Other' WHERE id = %s", consent.pk)
    as_intruder("DELETE FROM patients_clearance WHERE id = %s", flag.pk)
    as_intruder("UPDATE patients_screening SET unanswered = '{other}' WHERE id = %s", screening.pk)
    as_intruder("UPDATE practice_traillink SET digests[1] = %s WHERE number = 1", "0" * 64)
    told = verify_everything(noted=[head]).findings
    assert {
        "here: link 1 of the trail does not say what it said",
        f"here: consent {consent.pk} does not say what its history last kept",
        f"here: screening {screening.pk} does not say what its history last kept",
        f"here: clearance {flag.pk} is gone, and nothing says that it was removed",
    } <= set(told)
    as_intruder("DELETE FROM practice_traillink WHERE number = 1")
    told = verify_everything(noted=[head]).findings
    assert {"here: link 1 of the trail is gone", f"No trail holds {head} any more"} <= set(told)


def test_events_of_a_transaction_that_ends_late_are_linked_all_the_same(cast, monkeypatch):
    opened(cast.actor("ana"), cast.pia)
    late = AuditEvent.objects.latest("pk")
    monkeypatch.setattr(chain, "_waiting", lambda last, ask=chain._waiting: ask(last).exclude(pk=late.pk))
    linked(cast)
    opened(cast.actor("max"), cast.pia)
    linked(cast)
    monkeypatch.undo()
    linked(cast)
    assert sorted(pk for link in TrailLink.objects.all() for pk in link.events) == sorted(
        AuditEvent.objects.values_list("pk", flat=True)
    )
    assert list(chain.broken()) == []


def test_a_long_trail_is_linked_link_by_link(cast, monkeypatch):
    monkeypatch.setattr(chain, "AT_ONCE", 2)
    for _ in range(5):
        AuditEvent.objects.create(
            clinic_id=cast.here.pk, membership_id=cast.here.pk, user_id=cast.here.pk, verb="chart.opened",
            target_type="patients.patient", target_id=cast.pia.pk,
        )  # fmt: skip
    tasks.link_trail(clinic_id=str(cast.here.pk))
    assert [len(link.events) for link in TrailLink.objects.order_by("number")][:2] == [2, 2]
    assert chain.heads()["waiting"] == 0
