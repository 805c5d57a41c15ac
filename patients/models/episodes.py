"""Courses of care."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.holding import held_by_patient
from patients.models.people import Patient
from patients.vocabulary import EpisodeOutcome, EpisodeState
from practice.history import tracked_to_look_back
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@held_by_patient("episode of care", "episodes of care", road="patient")
@tracked_to_look_back
class EpisodeOfCare(ClinicOwned):
    """One course of care for one condition, from assessment to discharge."""

    State, Outcome = EpisodeState, EpisodeOutcome

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    condition = models.CharField(max_length=64)
    icd10 = ArrayField(models.CharField(max_length=12), default=list, blank=True, size=12)
    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="episodes")
    started_on = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.SCREENING)
    state_reason = models.CharField(max_length=500, blank=True)
    held_on = models.DateField("on hold since", null=True, blank=True, editable=False)
    referred_out_at = models.DateTimeField("referred out since", null=True, blank=True, editable=False)
    payer_rule = models.CharField(max_length=32, blank=True, default="")
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="continued_by"
    )
    reported_on = models.DateField("last progress report covers care up to", null=True, blank=True, editable=False)
    discharged_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    discharge_summary = models.TextField(max_length=4000, blank=True)
    case_key = models.CharField(max_length=40, blank=True, editable=False)

    classified = Classified(
        clinical=(
            "condition icd10 started_on state state_reason held_on referred_out_at reported_on discharged_on outcome"
            " discharge_summary"
        ),
        plain="patient therapist payer_rule continues case_key",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gte=F("started_on")),
                name="discharge_not_before_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="discharged") | Q(discharged_on__isnull=False), name="discharged_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="on_hold", held_on__isnull=False) | (~Q(state="on_hold") & Q(held_on__isnull=True)),
                name="on_hold_since_a_day",
            ),
            models.UniqueConstraint(fields=["continues"], name="an_episode_is_continued_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "state", "therapist"], name="episodes_by_state"),
        ]
        # What was signed in it is about this person; the hash of a note names the episode only. An episode goes from a
        # merged record to the one that stays, and back when that is undone (docs/adr/0020).
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="episode_stays_with_its_patient",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.patient_id IS DISTINCT FROM NEW.patient_id"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM patients_patientmerge m JOIN patients_patient p ON p.id = m.merged_id
                        WHERE m.moved->'patients.episodeofcare' ? NEW.id::text AND (
                            m.undone_at IS NULL AND p.merged_into_id = m.kept_id
                                AND (m.merged_id, m.kept_id) = (OLD.patient_id, NEW.patient_id)
                            OR m.undone_at IS NOT NULL AND p.merged_into_id IS NULL
                                AND (m.kept_id, m.merged_id) = (OLD.patient_id, NEW.patient_id))) THEN
                        RAISE EXCEPTION 'pgtrigger: Cannot change the patient of an episode in %', TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
