"""Every constraint of every model is provoked by straight SQL: the database says no, by the name that promises it."""

import json
from uuid import uuid4

import pgtrigger
from django.db import IntegrityError, connection, transaction

from practice import chain
from tests.everywhere.test_models import RECORDS

NOW, LONG_AGO = "2026-11-26T20:00:00+00:00", "1990-01-01"


class Same(str):
    """What stands in another column of the new row."""


class Sql(str):
    """What a query answers."""


A_CHECK_IN, AN_EPISODE = (
    Sql("SELECT id FROM needling_checkin LIMIT 1"),
    Sql("SELECT id FROM patients_episodeofcare LIMIT 1"),
)
AGAIN: list[dict] = [{}]  # a second row that says the same
# By constraint what is written into copies of a row, one after the other; the last one at the latest is refused.
BROKEN_BY: dict[str, list[dict]] = {
    "clinic_needles_from_an_age_of_1_to_18": [{"minimum_age": 0}],
    "clinic_names_an_emergency_number_of_digits": [{"emergency_number": "nine"}],
    "one_membership_per_user_and_clinic": AGAIN,
    "membership_has_a_role": [{"roles": []}],
    "credential_expires_after_it_was_issued": [{"expires_on": LONG_AGO}],
    "credential_is_suspended_after_it_was_issued": [{"suspended_on": LONG_AGO}],
    "one_receipt_per_key": AGAIN,
    "one_content_per_edition": AGAIN,
    "trail_links_follow_each_other": AGAIN,
    "record_number_once_per_clinic": AGAIN,
    "merged_into_another_record": [{"merged_into_id": Same("id")}],
    "each_word_of_a_name_once": AGAIN,
    "discharge_not_before_start": [{"discharged_on": LONG_AGO}],
    "discharged_has_a_day": [{"state": "discharged", "discharged_on": None, "held_on": None}],
    "on_hold_since_a_day": [{"state": "on_hold", "held_on": None}],
    "an_episode_is_continued_once": [{"continues_id": AN_EPISODE}] * 2,
    "a_handover_says_to_whom_by_whom_when_and_why": [{"handover_reason": "Ill", "taken_over_by_id": None}],
    "appointment_ends_after_it_starts": [{"ends_at": Same("starts_at")}],
    "a_cancelled_appointment_says_why": [{"state": "cancelled", "reason": ""}],
    "one_appointment_at_a_time_per_therapist": [{"state": "booked", "patient_id": Same("id")}],
    "one_appointment_at_a_time_per_patient": [{"state": "booked", "therapist_id": Same("id")}],
    "assessment_has_the_id_of_its_visit": AGAIN,
    "one_finding_per_muscle_and_side": AGAIN,
    "tenderness_from_0_to_10": [{"tenderness": 11}],
    "one_value_per_measure_phase_and_side": AGAIN,
    "measurement_says_something": [{"value": None, "inputs": None}],
    "each_calendar_feed_has_its_own_secret": [{"closed_at": NOW}],
    "one_open_calendar_feed_per_therapist": [{"closed_at": None, "secret_digest": each} for each in "ab"],
    "one_profile_per_headache": AGAIN,
    "headache_days_from_0_to_31": [{"days_per_month": 32}],
    "usual_pain_from_0_to_10": [{"usual_intensity": 11}],
    "worst_pain_from_0_to_10": [{"worst_intensity": 11}],
    "merged_into_one_record_at_a_time": [{"undone_at": None, "undone_by_id": None, "undone_reason": ""}] * 2,
    "merged_with_another_record": [{"kept_id": Same("merged_id")}],
    "undone_says_who_when_and_why": [{"undone_at": NOW, "undone_by_id": None}],
    "who_asks_agrees_to_be_contacted": [{"may_contact": False}],
    "who_asks_can_be_reached": [{"phone": "", "email": ""}],
    "a_declined_request_says_why": [{"state": "declined", "reason": ""}],
    "an_accepted_request_has_its_time": [{"state": "accepted", "appointment_id": None}],
    "one_override_per_item_and_day": AGAIN,
    "consent_ends_after_it_began": [{"expires_on": LONG_AGO}],
    "one_plan_per_revision": [{"signed_at": NOW}],
    "one_open_plan_per_episode": [{"signed_at": None, "revision": each} for each in (98, 99)],
    "plan_lasts_1_to_52_weeks": [{"duration_weeks": 53}],
    "plan_has_up_to_7_visits_a_week": [{"visits_per_week": 8}],
    "signed_plan_has_duration_and_frequency": [{"signed_at": NOW, "duration_weeks": None}],
    "one_goal_per_measure": AGAIN,
    "one_certification_a_day": [{"kind": "renewal", "how": "signed", "countersigned_on": None}] * 2,
    "one_first_certification_per_episode": [{"kind": "initial", "certified_on": f"200{each}-01-01"} for each in (1, 2)],
    "certification_lasts_1_to_52_weeks": [{"duration_weeks": 53}],
    "verbal_order_was_taken_and_read_back": [{"how": "verbal", "read_back": False}],
    "sent_plan_is_the_first_and_has_a_referral": [{"how": "sent", "referral_on": None}],
    "only_a_verbal_order_is_signed_later": [{"how": "signed", "countersigned_on": LONG_AGO}],
    "one_diary_row_per_day": AGAIN,
    "diary_intensity_from_0_to_10": [{"headache": True, "intensity": 11}],
    "diary_hours_from_0_to_24": [{"hours": 25}],
    "no_intensity_without_headache": [{"headache": False, "intensity": 3}],
    "one_clinic_exercise_per_key": AGAIN,
    "one_edition_of_an_exercise_per_number": AGAIN,
    "prescription_ends_after_start": [{"ends_on": LONG_AGO}],
    "prescription_1_to_7_days_a_week": [{"days_per_week": 8}],
    "one_adherence_per_day": AGAIN,
    "session_has_the_id_of_its_visit": AGAIN,
    "one_target_per_muscle_and_side": AGAIN,
    "at_most_40_needles_a_muscle": [{"needles_out": 41}],
    "one_check_in_per_time": AGAIN,
    "follow_up_says_who_when_and_what": [{"followed_up_at": NOW, "followed_up_by_id": None, "follow_up": "Called"}],
    "soreness_from_0_to_10": [{"soreness": 11}],
    "soreness_is_asked_unless_a_warning_sign_is_told": [{"soreness": None, "warning_signs": []}],
    "relief_from_0_to_10": [{"relief": 11}],
    "a_check_in_opens_one_event_of_a_kind": [{"check_in_id": A_CHECK_IN}] * 2,
    "a_suspected_event_stays_open": [{"state": "suspected", "resolved_on": LONG_AGO}],
    "another_supervisor_is_somebody_else": [{"supervisor_id": Same("previous_id")}],
    "visit_note_has_the_id_of_its_visit": AGAIN,
    "a_call_says_who_when_and_what": [{"call": "Called."}],
    "report_progress_up_to_100": [{"progress": 101}],
    "done_report_has_a_file": [{"state": "done", "file": ""}],
    "consent_copy_has_a_consent": [{"kind": "consent", "consent_id": None}],
    "report_period_is_forward": [{"period_from": "2026-02-01", "period_to": "2026-01-01"}],
}  # fmt: skip
CONSTRAINTS = {
    constraint.name: model
    for model in RECORDS
    for constraint in model._meta.constraints
    if not constraint.name.endswith("_same_clinic_target")  # tests/everywhere/test_scope.py
}


def asked(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


def without_triggers(model):
    """What Python and the triggers refuse before is not asked here, nor kept as history."""
    ids = [trigger.get_pgid(model) for owner, trigger in pgtrigger.registered() if owner is model]
    asked("SELECT set_config('pgtrigger.ignore', %s, true)", f"{{{','.join(ids)}}}")


def write_copy(model, changes):
    """One more row like the first one of the table, but for these columns."""
    table, key = model._meta.db_table, model._meta.pk
    row = json.loads(asked(f'SELECT to_jsonb(t)::text FROM "{table}" t LIMIT 1')[0])
    row[key.column] = str(uuid4()) if key.get_internal_type() == "UUIDField" else 10**9
    for column, value in changes.items():
        assert column in row
        row[column] = asked(value)[0] if isinstance(value, Sql) else row[value] if isinstance(value, Same) else value
    told = json.dumps(row, default=str)
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(null::"{table}", %s::jsonb)', [told])


def refusals(model, rows):
    """The names of what refuses these rows, one after the other."""
    for changes in rows:
        try:
            with transaction.atomic():
                write_copy(model, changes)
        except IntegrityError as refused:
            yield refused.__cause__.diag.constraint_name


def test_each_constraint_refuses_what_its_name_rules_out(world, cast):
    chain.link_some(cast.here.pk)
    silent = {}
    for name, model in CONSTRAINTS.items():
        without_triggers(model)
        found = list(refusals(model, BROKEN_BY[name]))
        if found[-1:] != [name]:
            silent[name] = found
    assert silent == {}


def test_each_constraint_is_known_here():
    assert sorted(BROKEN_BY) == sorted(CONSTRAINTS)
