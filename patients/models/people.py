"""People in care, and the words by which they are found."""

from typing import Any, ClassVar
from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import F, Q

from patients.names import folded, words_of
from patients.vocabulary import USUAL_MEDICINE
from practice.history import tracked_to_look_back
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@tracked_to_look_back
class Patient(ClinicOwned):
    """A person in care."""

    class Sex(models.TextChoices):
        """Sex as far as norms of measures need it."""

        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"
        UNKNOWN = "unknown", "Not stated"

    record_number = models.CharField(max_length=20)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    preferred_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    date_of_birth = models.DateField()
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(max_length=500, blank=True)
    emergency_contact = models.CharField(max_length=200, blank=True)
    allergies = models.CharField(max_length=300, blank=True)
    acute_medicine = models.CharField(max_length=12, choices=USUAL_MEDICINE, blank=True, default="")
    no_reminders = models.BooleanField("send no e-mail reminders of appointments", default=False)
    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="patient"
    )
    search_name = models.CharField(max_length=260, editable=False, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )

    classified = Classified(
        identifying="record_number given_name family_name preferred_name pronouns date_of_birth phone email address"
        " emergency_contact search_name membership",
        clinical="sex allergies acute_medicine",
        plain="merged_into no_reminders",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["clinic", "record_number"], name="record_number_once_per_clinic"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="merged_into_another_record"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "search_name", "id"], name="patients_by_search_name"),
            models.Index(fields=["clinic", "updated_at", "id"], name="patients_by_update"),
            models.Index(fields=["clinic", "date_of_birth"], name="patients_by_birth"),
        ]
        # A merged record rests: it changes no more until its merge is undone. The table of merges says who, when, why.
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="merged_record_rests",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.merged_into_id IS NOT NULL OR NEW.merged_into_id IS NOT NULL"),
                func="""
                    IF OLD.merged_into_id IS NOT NULL AND NEW.merged_into_id IS NOT NULL
                        OR NEW.merged_into_id IS DISTINCT FROM (SELECT m.kept_id FROM patients_patientmerge m
                            WHERE m.merged_id = NEW.id AND m.undone_at IS NULL) THEN
                        RAISE EXCEPTION 'pgtrigger: Cannot change a merged record in %', TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    @property
    def patient_id(self) -> UUID:
        """Whose record it is: the own."""
        return self.pk

    @property
    def full_name(self) -> str:
        """The name as people say it."""
        return f"{self.preferred_name or self.given_name} {self.family_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ClinicOwned's; the names that search finds follow the name."""
        before, adding = self.search_name, self._state.adding
        self.search_name = folded(f"{self.given_name} {self.preferred_name} {self.family_name}")[:260]
        super().save(*args, **kwargs)
        if adding or before != self.search_name:
            self._keep_search_words(adding=adding)

    def _keep_search_words(self, *, adding: bool) -> None:
        if not adding:
            PatientName.objects.filter(patient=self).delete()
        PatientName.objects.bulk_create([PatientName(patient=self, word=word) for word in words_of(self.search_name)])


class PatientName(ClinicOwned):
    """One word of a patient's name, folded, so that search is a range in an index behind row-level security."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=80, db_collation="C")

    classified = Classified(identifying="word", plain="patient")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["patient", "word"], name="each_word_of_a_name_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "word", "patient"], name="patients_by_word_of_name"),
        ]
