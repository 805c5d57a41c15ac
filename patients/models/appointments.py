"""What was agreed for a day to come: who comes when, to whom, and what became of it."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from patients.holding import held_by_patient
from patients.models.episodes import EpisodeOfCare
from patients.models.people import Patient
from patients.models.visits import Visit
from patients.vocabulary import AppointmentState
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


def _only_once(column: str, name: str) -> ExclusionConstraint:
    """Whoever stands in this column has one appointment at a time; what was cancelled or missed takes no time.

    An id is compared as a range that holds its hash alone, because GiST knows ranges without any extension (ADR 23).
    """
    digest = Func(F(column), Value(0), function="uuid_hash_extended")
    same = Func(digest, digest, Value("[]"), function="int8range")
    span = Func(
        F("starts_at"), F("ends_at"), RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField()
    )  # fmt: skip
    pairs: list[Any] = [(same, RangeOperators.OVERLAPS), (span, RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=pairs, condition=~Q(state__in=("cancelled", "no_show")))


@held_by_patient("appointment", "appointments", road="patient")
@tracked
class Appointment(ClinicOwned):
    """A meeting that was agreed on. What happened in it is a visit, which the clinician writes."""

    State = AppointmentState

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments")
    episode = models.ForeignKey(
        EpisodeOfCare, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=16, choices=Visit.Kind, default=Visit.Kind.TREATMENT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.BOOKED, editable=False)
    note = models.CharField(max_length=300, blank=True)
    reason = models.CharField("why it was cancelled", max_length=300, blank=True, editable=False)
    agreed_at = models.DateTimeField("when this time was agreed on", editable=False)
    arrived_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField("when the reminder was sent", null=True, editable=False)
    # No foreign key: an absence that is taken back is removed, and its appointment outlives it.
    given_up_by = models.UUIDField("the absence that ended it", null=True, editable=False)

    classified = Classified(
        clinical="kind starts_at ends_at state note reason",
        plain="patient episode therapist agreed_at arrived_at reminded_at given_up_by",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="a_cancelled_appointment_says_why"
            ),
            _only_once("therapist", "one_appointment_at_a_time_per_therapist"),
            _only_once("patient", "one_appointment_at_a_time_per_patient"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "starts_at", "id"], name="appointments_by_time"),
            models.Index(fields=["patient", "starts_at"], name="appointments_of_patient"),
            models.Index(fields=["clinic", "updated_at", "id"], name="appointments_by_update"),
            models.Index(fields=["given_up_by"], name="appointments_given_up", condition=Q(given_up_by__isnull=False)),
        ]

    @property
    def minutes(self) -> int:
        """How long it is to take."""
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)
