"""Merging two records of one person, and taking that back."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from patients import services
from patients.holding import HELD
from patients.models import EpisodeOfCare, Patient, PatientMerge
from plans.models import DiaryDay
from practice import verification
from practice.audit import AuditEvent
from practice.errors import RecordIsFinal, RuleViolation, StaleVersion
from practice.models import Membership
from practice.scoping import ClinicOwned
from tests.factories import appointments, plans, sessions
from tests.factories import patients as make
from tests.factories.patients import merge
from tests.factories.patients import undo_merge as undo

REASON = "Same face, same street, registered twice."


def test_everything_of_the_merged_record_goes_to_the_one_that_stays(cast, twin, api):
    own = make.ready_episode(cast)
    merge(cast, twin)
    assert set(EpisodeOfCare.objects.filter(patient=cast.pia)) == {own, *EpisodeOfCare.objects.exclude(pk=own.pk)}
    program = api("ana")
    assert [row["id"] for row in program.get("patients/").json()["results"]] == [str(cast.pia.pk)]
    assert {row["patient"] for row in program.get("episodes/").json()["results"]} == {str(cast.pia.pk)}
    found = program.get("sessions/", {"patient": str(cast.pia.pk)}).json()["results"]
    assert len(found) == 1


def test_a_merge_leaves_one_event_of_the_record_that_stays(cast, twin):
    made = merge(cast, twin)
    events = AuditEvent.objects.filter(target_id=made.pk)
    assert [(e.verb, e.patient_id) for e in events] == [("patient.merged", cast.pia.pk)]
    undo(cast, made)
    assert [e.verb for e in events.order_by("pk")] == ["patient.merged", "patient.parted"]


def test_no_signed_note_changes(cast, twin):
    def notes():
        return {
            v.pk: (v.content_hash, v.version, v.updated_at) for e in EpisodeOfCare.objects.all() for v in e.visits.all()
        }

    before = notes()
    made = merge(cast, twin)
    assert notes() == before
    assert verification.verify_everything().findings == []
    undo(cast, made)
    assert notes() == before
    assert verification.verify_everything().findings == []


def test_of_two_diary_days_of_one_date_the_record_that_stays_is_right(cast, twin, api):
    day = plans.today()
    ours = plans.diary_day(cast, day, headache=False)
    theirs = plans.diary_day(cast, day, of=twin, headache=True, intensity=6)
    alone = plans.diary_day(cast, day - timedelta(days=1), of=twin, headache=True)
    made = merge(cast, twin)
    assert made.set_aside == {"plans.diaryday": [str(theirs.pk)]}
    assert set(DiaryDay.objects.filter(patient=cast.pia)) == {ours, alone}
    program = api("ana")
    assert {row["id"] for row in program.get("diary-days/").json()["results"]} == {str(ours.pk), str(alone.pk)}
    aside = program.get("diary-days/", {"patient": str(twin.pk)}).json()["results"]
    assert [(row["id"], row["intensity"]) for row in aside] == [(str(theirs.pk), 6)], "nothing is lost"
    undo(cast, made)
    assert set(DiaryDay.objects.filter(patient=twin)) == {theirs, alone}


def test_what_the_record_that_stays_lacks_is_taken_over_and_given_back(cast, twin):
    Patient.objects.filter(pk=cast.pia.pk).update(allergies="Nickel", phone="")
    Patient.objects.filter(pk=twin.pk).update(allergies="Latex", phone="555", email="pia@home.test")
    made = merge(cast, twin)
    kept = Patient.objects.get(pk=cast.pia.pk)
    assert (kept.allergies, kept.phone, kept.email) == ("Nickel; Latex", "555", "pia@home.test")
    Patient.objects.filter(pk=cast.pia.pk).update(phone="556")
    undo(cast, made)
    kept.refresh_from_db()
    assert (kept.allergies, kept.phone, kept.email) == ("Nickel", "556", ""), "what was changed since stays"


def test_a_refusal_of_reminders_on_either_record_holds_until_an_undo(cast, twin):
    Patient.objects.filter(pk=twin.pk).update(no_reminders=True, email="pia@home.test")
    made = merge(cast, twin)
    kept = Patient.objects.get(pk=cast.pia.pk)
    assert (kept.no_reminders, made.filled) == (True, ["email", "no_reminders"])
    undo(cast, made)
    kept.refresh_from_db()
    assert not kept.no_reminders


def test_the_account_opens_the_record_that_stays(cast, twin):
    own = cast.members["pia"]
    made = merge(cast, cast.pia, kept=twin)
    assert (made.account, cast.actor("pia").patient_id) == ("moved", twin.pk)
    undo(cast, made)
    assert cast.actor("pia").patient_id == cast.pia.pk
    assert Membership.objects.get(pk=own.pk).active


def test_of_two_accounts_the_merged_one_is_closed_until_an_undo(cast, twin):
    services.invite_patient(actor=cast.actor("rui"), patient=twin, email="twin@example.test")
    account = Patient.objects.get(pk=twin.pk).membership
    made = merge(cast, twin)
    assert (made.account, Membership.objects.get(pk=account.pk).active) == ("closed", False)
    undo(cast, made)
    assert Membership.objects.get(pk=account.pk).active
    assert Patient.objects.get(pk=twin.pk).membership_id == account.pk


def test_an_account_that_was_closed_before_stays_closed_after_an_undo(cast, twin):
    services.invite_patient(actor=cast.actor("rui"), patient=twin, email="twin@example.test")
    account = Patient.objects.get(pk=twin.pk).membership
    Membership.objects.filter(pk=account.pk).update(active=False)
    made = merge(cast, twin)
    undo(cast, made)
    assert (made.account, Membership.objects.get(pk=account.pk).active) == ("", False)


WRITES = {
    "change": lambda c, p: services.change_patient(actor=c.actor("rui"), patient=p, today=make.today(c), phone="1"),
    "invite": lambda c, p: services.invite_patient(actor=c.actor("rui"), patient=p, email="x@example.test"),
    "episode": lambda c, p: make.episode(c, of=p),
    "diary": lambda c, p: plans.diary_day(c, plans.today(), of=p, headache=False),
    "appointment": lambda c, p: appointments.booked(c, patient=p),
    "merge": merge,
}


@pytest.mark.parametrize("way", WRITES)
def test_nothing_is_written_into_a_merged_record(cast, twin, way):
    merge(cast, twin)
    with pytest.raises(RuleViolation) as refused:
        WRITES[way](cast, twin)
    assert [b.code for b in refused.value.blockers] == ["merged_record"]
    assert refused.value.more == {"merged_into": str(cast.pia.pk)}


def test_a_merge_is_refused_with_itself_without_a_reason_or_when_stale(cast, twin):
    for kept, merged, reason, code in (
        (cast.pia, cast.pia, REASON, "same_record"), (cast.pia, twin, "  ", "reason_missing"),
    ):  # fmt: skip
        with pytest.raises(RuleViolation) as refused:
            merge(cast, merged, kept=kept, reason=reason)
        assert [b.code for b in refused.value.blockers] == [code]
    for stale in ({"if_version": 99}, {"merged_version": 99}):
        with pytest.raises(StaleVersion):
            merge(cast, twin, **stale)
    assert not PatientMerge.objects.exists()


def refused_to_undo(cast, made):
    with pytest.raises(RuleViolation) as refused:
        undo(cast, made)
    assert PatientMerge.objects.get(pk=made.pk).undone_at is None
    return [b.code for b in refused.value.blockers]


def test_an_undo_is_refused_once_care_was_continued(cast, twin):
    episode = EpisodeOfCare.objects.get(patient=twin)
    made = merge(cast, twin)
    day = make.today(cast)
    ended = services.discharge(
        actor=cast.actor("ana"), episode=episode, outcome="goals_met", discharge_summary="Well.", discharged_on=day,
        today=day,
    )  # fmt: skip
    services.reopen_episode(actor=cast.actor("ana"), episode=ended, started_on=day, today=day)
    assert refused_to_undo(cast, made) == ["continued_since"]


def test_an_undo_is_refused_while_diary_days_of_the_moved_account_stand(cast, twin):
    made = merge(cast, cast.pia, kept=twin)
    written = plans.diary_day(cast, plans.today(), of=twin, actor="pia", headache=False)
    assert refused_to_undo(cast, made) == ["account_wrote_since"]
    from plans import services as diary

    diary.remove_diary_day(actor=cast.actor("ana"), day=written, today=make.today(cast))
    undo(cast, made)
    assert cast.actor("pia").patient_id == cast.pia.pk


def test_an_undo_is_refused_once_a_session_was_copied_across(cast, twin):
    own = sessions.treatable_episode(cast)
    source = EpisodeOfCare.objects.get(patient=twin).visits.get(session__isnull=False).session.targets.first()
    made = merge(cast, twin)
    sessions.draft_session(
        cast, own, targets=[{"muscle": source.muscle, "side": source.side, "copied_from": source.pk}]
    )
    assert refused_to_undo(cast, made) == ["copied_since"]


def test_an_undo_is_refused_twice_and_while_the_record_that_stayed_is_merged_itself(cast, twin):
    made = merge(cast, twin)
    third = make.patient(cast, given_name="Third")
    onwards = merge(cast, Patient.objects.get(pk=cast.pia.pk), kept=third, actor="max")
    assert refused_to_undo(cast, made) == ["merged_on"]
    undo(cast, onwards)
    undo(cast, made)
    with pytest.raises(RuleViolation) as refused:
        undo(cast, made)
    assert [b.code for b in refused.value.blockers] == ["already_undone"]


def test_what_was_written_since_goes_back_with_its_episode(cast, twin):
    episode = EpisodeOfCare.objects.get(patient=twin)
    made = merge(cast, twin)
    episode.refresh_from_db()
    since = sessions.draft_session(cast, episode)
    undo(cast, made)
    since.visit.episode.refresh_from_db()
    assert since.visit.episode.patient_id == twin.pk


def test_merged_again_after_an_undo(cast, twin):
    first = merge(cast, twin)
    undo(cast, first)
    second = merge(cast, Patient.objects.get(pk=twin.pk))
    undo(cast, second)
    assert EpisodeOfCare.objects.get(patient=twin)


def test_the_database_lets_an_episode_go_no_other_way(cast, twin):
    episode = EpisodeOfCare.objects.get(patient=twin)
    made = merge(cast, twin)

    def moved_to(patient):
        return lambda: EpisodeOfCare.objects.filter(pk=episode.pk).update(patient=patient)

    def of_merge(**change):
        return lambda: PatientMerge.objects.filter(pk=made.pk).update(**change)

    third = make.patient(cast, given_name="Third")
    for road in (
        moved_to(twin), moved_to(third), of_merge(kept=third), of_merge(moved={}), PatientMerge.objects.all().delete,
        lambda: Patient.objects.filter(pk=twin.pk).update(phone="1"),
        lambda: Patient.objects.filter(pk=twin.pk).update(merged_into=None),
        lambda: Patient.objects.filter(pk=third.pk).update(merged_into=cast.pia),
    ):  # fmt: skip
        with pytest.raises((Error, RecordIsFinal)), transaction.atomic():
            road()
    undo(cast, made)
    for road in (of_merge(undone_at=None), moved_to(cast.pia)):
        with pytest.raises(Error), transaction.atomic():
            road()


def test_every_key_to_a_patient_is_said_to_be_held_by_it():
    direct = {kind.model for kind in HELD if kind.moves}
    known = {
        model for model in ClinicOwned.clinic_models() for field in model._meta.concrete_fields
        if field.related_model is Patient and model not in (Patient, PatientMerge)
    }  # fmt: skip
    assert {m._meta.label for m in known - direct} == {"patients.PatientName"}, "does it move when records are merged?"
