"""What strangers ask for on the clinic's public page: a wish for an appointment, never a patient's record."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.models.appointments import Appointment
from patients.vocabulary import RequestState
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


class AppointmentRequest(ClinicOwned):
    """Somebody asks for an appointment. Without row history: it is erased after 90 days, and nothing may outlive it."""

    State = RequestState

    class Time(models.TextChoices):
        """When it suits."""

        MORNING = "morning", "Mornings"
        MIDDAY = "midday", "Around noon"
        AFTERNOON = "afternoon", "Afternoons"
        EVENING = "evening", "Evenings"

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    symptoms = models.TextField(max_length=1000)
    times = ArrayField(models.CharField(max_length=12, choices=Time), default=list, blank=True, size=4)
    wishes = models.CharField(max_length=300, blank=True)
    may_contact = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.NEW, editable=False)
    reason = models.CharField("why it was declined", max_length=300, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, editable=False, related_name="requests"
    )

    classified = Classified(
        identifying="name phone email", clinical="symptoms times wishes reason",
        plain="may_contact state answered_at answered_by appointment",
    )  # fmt: skip

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(may_contact=True), name="who_asks_agrees_to_be_contacted"),
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="who_asks_can_be_reached"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="a_declined_request_says_why"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(appointment__isnull=False), name="an_accepted_request_has_its_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "state", "-id"], name="requests_by_state"),
        ]
