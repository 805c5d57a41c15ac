"""Whatever changes a record marks its summary: by every door, in the transaction of the change."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patients import services as patients_services
from patients.models import Clearance, Consent, EpisodeOfCare, Measurement, Patient, Screening, Visit
from plans import services as plans_services
from plans.models import Certification, Goal, TreatmentPlan
from practice.reference import current_edition
from progress.models import StaleMark
from progress.selectors import summaries
from sessions.models import AdverseEvent, NeedlingSession, Target
from tests.factories import patients, plans, sessions
from tests.progress.summaries import as_lists_read_it, by_the_record, is_stale, refresh, whole_episode


@pytest.fixture
def episode(cast):
    return whole_episode(cast)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0


def measurement(visit, **more):
    return Measurement(**{"visit": visit, "measure": "phq2", "value": Decimal(5), **more})


def first(model, **asked):
    return model.objects.filter(**asked).order_by("pk").first()


def draft(episode):
    return first(Visit, episode=episode, signed_at=None)


def needled(episode):
    return first(NeedlingSession, visit__episode=episode, visit__signed_at=None, targets__needles_in__gt=0)


def own_plan(episode):
    return first(TreatmentPlan, episode=episode, signed_at=None)


SERVICES = {
    "a session": lambda c, e: sessions.draft_session(c, e, measurements=sessions.MEASURED),
    "an assessment": lambda c, e: patients.assessment(c, e, occurred_at=timezone.now() - timedelta(hours=1)),
    "an adverse event": lambda c, e: sessions.adverse_event(c, e, "pneumothorax", grade="severe"),
    "a screening": lambda c, e: patients.screening(c, e, answered_at=timezone.now()),
    "a clearance": lambda c, e: patients.clearance(c, e, "myelo_hand_gait"),
    "a consent": lambda c, e: patients.consent(c, e, guardian_name="Gus Guardian (synthetic)"),
    "a consent withdrawn": lambda c, e: patients_services.withdraw_consent(
        actor=c.actor("ana"), consent=first(Consent, episode=e), now=timezone.now(), reason="No more needles."
    ),
    "a certification": lambda c, e: plans_services.record_certification(
        actor=c.actor("ana"), episode=e, today=plans.today(), certified_on=plans.today(), duration_weeks=4
    ),
    "a patient": lambda c, e: patients_services.change_patient(
        actor=c.actor("ana"), patient=e.patient, today=plans.today(), acute_medicine="triptan"
    ),
}  # fmt: skip
MODELS = {
    "save a visit": lambda c, e: draft(e).save(),
    "update visits": lambda c, e: Visit.objects.filter(pk=draft(e).pk).update(red_flags=["thunderclap_headache"]),
    "bulk screenings": lambda c, e: Screening.objects.bulk_create([
        Screening(episode=e, answered_at=timezone.now(), answered_by=e.therapist, candidacy="refer",
                  form_edition=current_edition("screening"),
                  red_flags=["thunderclap_headache"])
    ]),
    "bulk clearances": lambda c, e: Clearance.objects.bulk_create([
        Clearance(episode=e, item="bruising", given_by="Dr. Ola (synthetic)", given_on=date(2020, 1, 1),
                  reason="Seen.", recorded_by=e.therapist)
    ]),
    "withdraw consents": lambda c, e: Consent.objects.filter(episode=e).update(withdrawn_at=timezone.now()),
    "bulk visits": lambda c, e: Visit.objects.bulk_create([
        Visit(episode=e, therapist=e.therapist, occurred_at=timezone.now(), occurred_on=plans.today())
    ]),
    "cancel a visit": lambda c, e: Visit.objects.filter(pk=draft(e).pk).update(state="cancelled"),
    "save a measurement": lambda c, e: measurement(draft(e)).save(),
    "bulk measurements": lambda c, e: Measurement.objects.bulk_create(
        [measurement(draft(e), measure=key) for key in ("phq2", "hit6", "acute_med_days_28")]
    ),
    "bulk update measurements": lambda c, e: Measurement.objects.bulk_update(
        [measurement(draft(e), pk=first(Measurement, visit=draft(e)).pk)], ["value"]
    ),
    "update measurements": lambda c, e: Measurement.objects.filter(visit=draft(e)).update(value=Decimal(49)),
    "delete measurements": lambda c, e: Measurement.objects.filter(visit=draft(e)).delete(),
    "bulk targets": lambda c, e: Target.objects.bulk_create(
        [Target(session=needled(e), muscle=muscle, side="left", needles_in=1) for muscle in ("temporalis", "masseter")]
    ),
    "update targets": lambda c, e: needled(e).targets.update(needles_in=0),
    "delete targets": lambda c, e: needled(e).targets.all().delete(),
    "update a session": lambda c, e: NeedlingSession.objects.filter(pk=needled(e).pk).update(location="Room 2"),
    "delete certifications": lambda c, e: Certification.objects.filter(episode=e).delete(),
    "delete an event": lambda c, e: AdverseEvent.objects.filter(episode=e).delete(),
    "update a plan": lambda c, e: TreatmentPlan.objects.filter(pk=own_plan(e).pk).update(visits_per_week=Decimal(2)),
    "delete goals": lambda c, e: Goal.objects.filter(plan=own_plan(e)).delete(),
    "another condition": lambda c, e: EpisodeOfCare.objects.filter(pk=e.pk).update(condition="neck_pain_posture"),
    "update patients": lambda c, e: Patient.objects.filter(pk=e.patient_id).update(acute_medicine="opioid"),
}  # fmt: skip
STRAIGHT_SQL = {
    "insert": lambda c, e: sql(
        "INSERT INTO patients_measurement (id, clinic_id, version, created_at, updated_at, visit_id, measure, phase,"
        " side, value) VALUES (gen_random_uuid(), %s, 1, now(), now(), %s, 'phq2', 'visit', '', 6)",
        c.here.pk, draft(e).pk,
    ),
    "upsert": lambda c, e: sql(
        "INSERT INTO patients_measurement SELECT * FROM patients_measurement WHERE visit_id = %s"
        " ON CONFLICT (id) DO UPDATE SET value = 3", draft(e).pk,
    ),
    "another muscle": lambda c, e: sql(
        "UPDATE needling_target SET muscle = 'masseter' WHERE id = %s", needled(e).targets.first().pk,
    ),
    "update": lambda c, e: sql("UPDATE patients_measurement SET value = 1 WHERE visit_id = %s", draft(e).pk),
    "merge": lambda c, e: sql(
        "MERGE INTO patients_consent t USING (SELECT %s::uuid AS id) s ON t.episode_id = s.id"
        " WHEN MATCHED THEN UPDATE SET withdrawn_at = now()", e.pk,
    ),
    "with": lambda c, e: sql(
        "WITH gone AS (DELETE FROM plans_goal WHERE plan_id = %s RETURNING plan_id)"
        " UPDATE plans_treatmentplan SET duration_weeks = 3 WHERE id IN (SELECT plan_id FROM gone)", own_plan(e).pk,
    ),
    "delete": lambda c, e: sql("DELETE FROM needling_adverseevent WHERE episode_id = %s", e.pk),
}  # fmt: skip
CHANGES = {
    f"{door}: {name}": change
    for door, found in (("service", SERVICES), ("model", MODELS), ("sql", STRAIGHT_SQL))
    for name, change in found.items()
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_lists_say_what_the_record_says_before_and_after_the_worker(cast, episode, change):
    refresh(cast)
    assert as_lists_read_it(cast) == by_the_record(cast)
    change(cast, episode)
    assert is_stale(episode)
    assert as_lists_read_it(cast) == by_the_record(cast)
    refresh(cast)
    assert as_lists_read_it(cast) == by_the_record(cast)


def test_a_row_that_moves_to_another_episode_marks_both(cast, episode):
    other = patients.episode(cast, of=patients.patient(cast))
    refresh(cast)
    Visit.objects.filter(pk=draft(episode).pk).update(episode=other)
    assert is_stale(episode)
    assert is_stale(other)
    assert as_lists_read_it(cast) == by_the_record(cast)


OF_THE_PERSON = {
    "an event": lambda c, e: sessions.adverse_event(c, e, "pneumothorax", grade="severe"),
    "an event ruled out": lambda c, e: AdverseEvent.objects.filter(episode=e).update(state="ruled_out"),
    "an event deleted": lambda c, e: sql("DELETE FROM needling_adverseevent WHERE episode_id = %s", e.pk),
    "a clearance": lambda c, e: patients.clearance(c, e, "myelo_hand_gait"),
    "a screening": lambda c, e: patients.screening(c, e, answered_at=timezone.now(), red_flags=["neuro"]),
    "a flag at a visit": lambda c, e: Visit.objects.filter(pk=draft(e).pk).update(red_flags=["neuro"]),
    "a diary day with a medicine": lambda c, e: plans.diary_day(
        c, plans.today(), True, of=e.patient, medicines=["triptan"]
    ),
    "a headache profile": lambda c, e: patients.assessment(
        c, e, occurred_at=timezone.now(), headaches=[{"name": "Pressing", "medicine_days": {"triptan": 3}}]
    ),
    "the end of care": lambda c, e: EpisodeOfCare.objects.filter(pk=e.pk).update(
        state="discharged", discharged_on=plans.today(), outcome="goals_met", held_on=None
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", OF_THE_PERSON.values(), ids=OF_THE_PERSON)
def test_what_concerns_the_person_marks_every_episode_of_the_patient(cast, episode, change):
    other = patients.ready_episode(cast, of=episode.patient)
    refresh(cast)
    change(cast, episode)
    assert is_stale(other)
    assert as_lists_read_it(cast) == by_the_record(cast)


@pytest.mark.parametrize("change", [
    lambda rows: rows.update(red_flags=[]), lambda rows: rows.update(state="cancelled"),
    lambda rows: rows.update(occurred_on=plans.today() - timedelta(days=1)),
])  # fmt: skip
def test_a_flag_of_a_visit_that_changes_marks_every_episode_of_the_patient(cast, episode, change):
    rows = Visit.objects.filter(pk=draft(episode).pk)
    rows.update(red_flags=["neuro"])
    other = patients.ready_episode(cast, of=episode.patient)
    refresh(cast)
    change(rows)
    assert is_stale(other)
    assert as_lists_read_it(cast) == by_the_record(cast)


def test_a_merge_marks_the_episodes_of_both_records(cast, episode):
    hurt = patients.ready_episode(cast, of=patients.patient(cast))
    sessions.adverse_event(cast, hurt, "pneumothorax", grade="severe")
    refresh(cast)
    patients.merge(cast, hurt.patient)
    assert is_stale(episode)
    assert as_lists_read_it(cast) == by_the_record(cast)


def test_a_diary_day_without_a_medicine_marks_nothing(cast, episode):
    refresh(cast)
    plans.diary_day(cast, plans.today(), True, of=episode.patient)
    assert not is_stale(episode)


def test_only_the_episode_that_changed_is_stale(cast, episode):
    others = [patients.ready_episode(cast, of=of) for of in (patients.patient(cast), episode.patient)]
    refresh(cast)
    sessions.draft_session(cast, episode)
    assert [is_stale(other) for other in others] == [False, False]


def test_one_statement_marks_an_episode_once(cast, episode):
    refresh(cast)
    Measurement.objects.bulk_create([measurement(draft(episode), measure=key) for key in ("phq2", "hit6", "psfs")])
    assert StaleMark.objects.count() == 1


def test_what_was_taken_back_marks_nothing(cast, episode):
    refresh(cast)
    with transaction.atomic():
        Visit.objects.filter(pk=draft(episode).pk).update(state="cancelled")
        transaction.set_rollback(True)
    assert not is_stale(episode)


def tables_read(cast, ids):
    with CaptureQueriesContext(connection) as asked:
        summaries.summaries(ids, cast.here)
    return {table for query in asked.captured_queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}


def test_every_table_that_a_summary_is_made_of_marks_it(cast, episode):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
            " WHERE tgname LIKE 'mark\\_%' AND tgenabled = 'O' GROUP BY 1"
        )
        watched = dict(cursor.fetchall())
    assert tables_read(cast, [episode.pk]) == set(watched)
    assert set(watched.values()) == {4}, "insert, update, delete and truncate"
