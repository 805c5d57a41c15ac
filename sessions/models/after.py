"""What follows a session: the patient's answers, and what went wrong."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.models import EpisodeOfCare
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned
from sessions.models.sessions import NeedlingSession
from sessions.vocabulary import EventGrade, EventState


@tracked
class CheckIn(ClinicOwned):
    """The patient's answer some hours after a session."""

    class After(models.IntegerChoices):
        """Hours after the session."""

        H2 = 2, "2 hours"
        H24 = 24, "24 hours"
        H48 = 48, "48 hours"
        H72 = 72, "72 hours"

    class WarningSign(models.TextChoices):
        """What must reach a clinician the same day. Source: adverse_events.json, onset and notes."""

        BREATHLESS = "breathless", "Short of breath, or pain in the chest or at the tip of the shoulder"
        HEADACHE = "severe_headache", "Sudden, severe or unusual headache"
        NEUROLOGICAL = "neurological", "Weakness, numbness, double vision or trouble speaking"
        FAINTED = "fainted", "Fainted, or very dizzy"
        SWELLING = "swelling", "Growing swelling or bleeding that does not stop"
        INFECTION = "infection", "Fever, or a red, hot, weeping spot"

    session = models.ForeignKey(NeedlingSession, on_delete=models.PROTECT, related_name="check_ins")
    hours_after = models.PositiveSmallIntegerField(choices=After)
    answered_at = models.DateTimeField()
    soreness = models.PositiveSmallIntegerField(null=True, blank=True)
    relief = models.PositiveSmallIntegerField(null=True, blank=True)
    headache = models.BooleanField(null=True, blank=True)
    warning_signs = ArrayField(models.CharField(max_length=20, choices=WarningSign), default=list, blank=True)
    note = models.CharField(max_length=500, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    followed_up_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    follow_up = models.TextField("what was done", max_length=1000, blank=True, editable=False)

    called_at = models.DateTimeField(null=True, blank=True, editable=False)
    called_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    call = models.TextField("what was said in a call", max_length=1000, blank=True, editable=False)

    classified = Classified(
        clinical="hours_after answered_at soreness relief headache warning_signs note followed_up_at follow_up"
        " called_at call",
        plain="session followed_up_by called_by",
    )

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["clinic", "-answered_at"], name="check_ins_to_follow_up",
                condition=Q(followed_up_at__isnull=True),
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["session", "hours_after"], name="one_check_in_per_time"),
            models.CheckConstraint(
                condition=Q(followed_up_at__isnull=True, followed_up_by__isnull=True, follow_up="")
                | (Q(followed_up_at__isnull=False, followed_up_by__isnull=False) & ~Q(follow_up="")),
                name="follow_up_says_who_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=True, called_by__isnull=True, call="")
                | (Q(called_at__isnull=False, called_by__isnull=False) & ~Q(call="")),
                name="a_call_says_who_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(soreness__isnull=True) | Q(soreness__lte=10), name="soreness_from_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(soreness__isnull=False) | Q(warning_signs__len__gt=0),
                name="soreness_is_asked_unless_a_warning_sign_is_told",
            ),
            models.CheckConstraint(condition=Q(relief__isnull=True) | Q(relief__lte=10), name="relief_from_0_to_10"),
        ]


@tracked
class AdverseEvent(ClinicOwned):
    """Something that went wrong, graded, with what was done; its own record beside the signed note.

    `of_note` says that the draft note alone wrote it, and may take it back: nobody has followed it up outside of it.
    """

    Grade = EventGrade

    class Attribution(models.TextChoices):
        """How likely needling caused it."""

        CERTAIN = "certain", "Certain"
        PROBABLE = "probable", "Probable"
        POSSIBLE = "possible", "Possible"
        UNLIKELY = "unlikely", "Unlikely"
        NOT_ASSESSED = "not_assessed", "Not assessed"

    State = EventState

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="adverse_events")
    session = models.ForeignKey(
        NeedlingSession, on_delete=models.PROTECT, null=True, blank=True, related_name="adverse_events"
    )
    check_in = models.ForeignKey(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="adverse_events", editable=False
    )
    kind = models.CharField(max_length=48)
    state = models.CharField(max_length=12, choices=State, default=State.CONFIRMED)
    grade = models.CharField(max_length=8, choices=Grade)
    attribution = models.CharField(max_length=12, choices=Attribution, default=Attribution.NOT_ASSESSED)
    occurred_at = models.DateTimeField()
    description = models.TextField(max_length=2000, blank=True)
    action_taken = models.TextField(max_length=2000, blank=True)
    steps_done = models.JSONField(default=dict, blank=True, editable=False)
    resolved_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    of_note = models.BooleanField("the note alone wrote it", default=False, editable=False)

    classified = Classified(
        clinical="kind state grade attribution occurred_at description action_taken steps_done resolved_on",
        plain="episode session check_in reported_by of_note",
    )

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "-occurred_at"], name="adverse_events_by_time"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["check_in", "kind"], name="a_check_in_opens_one_event_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(state="suspected") | Q(resolved_on__isnull=True), name="a_suspected_event_stays_open"
            ),
        ]
