"""That a physician certified the plan of care, in writing or by word of mouth."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from patients.models import EpisodeOfCare
from plans.models.bounds import within
from plans.models.plans import TreatmentPlan
from plans.vocabulary import CertificationHow, CertificationKind
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@tracked
class Certification(ClinicOwned):
    """That the plan was certified for the first time, or again for another span of weeks.

    A verbal order says who took it, when, and that it was read back; the physician's signature follows. A plan that
    was sent to the referrer names the day of the referral. Source: Medicare Benefit Policy Manual ch. 15 s. 220.1.3.
    """

    Kind = CertificationKind
    How = CertificationHow

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="certifications")
    plan = models.ForeignKey(
        TreatmentPlan, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="certifications"
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.RENEWAL)
    how = models.CharField(max_length=8, choices=How, default=How.SIGNED)
    certified_on = models.DateField()
    duration_weeks = models.PositiveSmallIntegerField(validators=within(1, 52))
    certified_by = models.CharField(max_length=120, blank=True)
    referral_on = models.DateField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_back = models.BooleanField(null=True, blank=True)
    countersigned_on = models.DateField(null=True, blank=True, editable=False)
    countersigned_by = models.CharField(max_length=120, blank=True, editable=False)

    classified = Classified(
        identifying="certified_by countersigned_by",
        clinical="certified_on duration_weeks referral_on taken_at read_back countersigned_on",
        plain="episode plan kind how taken_by",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["episode", "certified_on"], name="one_certification_a_day"),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(kind="initial"), name="one_first_certification_per_episode"
            ),
            models.CheckConstraint(
                condition=Q(duration_weeks__gte=1, duration_weeks__lte=52), name="certification_lasts_1_to_52_weeks"
            ),
            models.CheckConstraint(
                condition=~Q(how="verbal") | Q(taken_at__isnull=False, taken_by__isnull=False, read_back=True),
                name="verbal_order_was_taken_and_read_back",
            ),
            models.CheckConstraint(
                condition=~Q(how="sent") | Q(referral_on__isnull=False, kind="initial"),
                name="sent_plan_is_the_first_and_has_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_on__isnull=True) | Q(how="verbal"), name="only_a_verbal_order_is_signed_later"
            ),
        ]

    @property
    def waits_for_signature(self) -> bool:
        """Whether it is a verbal order that the physician has not signed yet."""
        return self.how == self.How.VERBAL and self.countersigned_on is None
