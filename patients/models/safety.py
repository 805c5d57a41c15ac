"""What decides whether needling is suitable: screening, clearance, consent."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.holding import held_by_patient
from patients.models.episodes import EpisodeOfCare
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@tracked
class Screening(ClinicOwned):
    """One screen: every answer under the form version it was given on. Never changed; a newer one replaces it.

    One that asked again only what had expired names its questions in `asked` and the screen before it in `renews`; it
    carries the other answers that still stand, so that it can be read by itself. `limited_sides` narrows a muscle that
    an item forbids to one side: {item: {muscle: side}}. `precaution_plans` says what is done about each relative item
    that is answered yes: {item: words}; None in screens that are older than it, whose `precautions` stand for each.
    """

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="screenings")
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    form_edition = models.PositiveIntegerField(editable=False)
    positive = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    red_flags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    unanswered = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    limited_muscles = models.JSONField(default=dict, blank=True)
    limited_sides = models.JSONField(default=dict, blank=True)
    asked = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    precautions = models.TextField(max_length=2000, blank=True)
    precaution_plans = models.JSONField(default=dict, null=True, blank=True)
    candidacy = models.CharField(max_length=32, editable=False)

    classified = Classified(
        clinical="answered_at positive red_flags unanswered limited_muscles limited_sides precautions precaution_plans"
        " candidacy",
        plain="episode answered_by form_edition asked renews",
    )

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["episode", "-answered_at"], name="screenings_of_episode")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="screening_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


@tracked
class Clearance(ClinicOwned):
    """A named clinician's clearance of a red flag, a serious reaction or a serious event. Never changed."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="clearances")
    item = models.CharField(max_length=64)
    given_by = models.CharField(max_length=120)
    given_on = models.DateField()
    reason = models.CharField(max_length=500)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)

    classified = Classified(identifying="given_by", clinical="item given_on reason", plain="episode recorded_by")

    class Meta(ClinicOwned.Meta):
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="clearance_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


@tracked
class Override(ClinicOwned):
    """A member's decision to needle on one day in spite of one item, with the reason. Never changed."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="overrides")
    item = models.CharField(max_length=64)
    holds_on = models.DateField("day of the session")
    reason = models.CharField(max_length=500)
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    given_by_name = models.CharField(max_length=200, editable=False)
    given_at = models.DateTimeField(editable=False)

    classified = Classified(
        identifying="given_by_name", clinical="item holds_on reason given_at", plain="episode given_by"
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["episode", "item", "holds_on"], name="one_override_per_item_and_day"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="override_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


@held_by_patient("consent", "consents")
@tracked
class Consent(ClinicOwned):
    """Agreement to needling, with its scope, the version of its text, and its end."""

    class Technique(models.TextChoices):
        """What was agreed to."""

        NEEDLING = "dry_needling", "Dry needling"
        NEEDLING_ESTIM = "dry_needling_estim", "Dry needling with electrical stimulation"

    class Signing(models.TextChoices):
        """How it was signed."""

        PAPER = "paper", "On paper"
        DRAWN = "drawn", "Signed on the screen"
        TYPED = "typed", "Name typed"

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=20, default="2026-11")
    emergency_number = models.CharField("the number that the text names", max_length=8, default="911", editable=False)
    scope = models.CharField(max_length=24, choices=Technique, default=Technique.NEEDLING)
    regions = models.CharField(max_length=300, default="Head, neck and shoulders")
    areas = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    risks = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)
    signed_how = models.CharField(max_length=8, choices=Signing)
    signature = models.TextField(max_length=20_000, blank=True)
    signed_on = models.DateField()
    signed_name = models.CharField(max_length=160)
    guardian_name = models.CharField(max_length=160, blank=True)
    guardian_relation = models.CharField(max_length=60, blank=True)
    assent = models.BooleanField("the child agrees too", default=False)
    copy_given = models.BooleanField(default=False)
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)

    classified = Classified(
        identifying="signed_name signature guardian_name guardian_relation",
        clinical="scope regions areas risks signed_on assent expires_on withdrawn_at withdrawn_reason",
        plain="episode text_version emergency_number signed_how copy_given",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("signed_on")),
                name="consent_ends_after_it_began",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="consent_changes_only_its_end_and_its_copy",
                exclude=["withdrawn_at", "withdrawn_reason", "copy_given", "version", "updated_at"],
            ),
            pgtrigger.Protect(
                name="consent_copy_stays_given",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__copy_given=True, new__copy_given=False),
            ),
            pgtrigger.Protect(name="consent_stays", operation=pgtrigger.Delete),
        ]
