"""Words of this app that models store and rules decide by: choices without a model, so that rules know no database."""

from typing import Final

from django.db.models import TextChoices


class CertificationKind(TextChoices):
    """Which certification of the plan it is."""

    INITIAL = "initial", "First certification"
    RENEWAL = "renewal", "Recertification"


class CertificationHow(TextChoices):
    """How the plan came to be certified."""

    SIGNED = "signed", "Signed by the physician"
    VERBAL = "verbal", "Verbal order, signature to follow"
    SENT = "sent", "Plan sent to the referrer"


class GoalComparison(TextChoices):
    """When a goal is met."""

    AT_MOST = "<=", "at most"
    AT_LEAST = ">=", "at least"


# What one of the clinic's own exercises names at most: prescriptions keep up to 40 keys of what was met.
MOST_TO_WEIGH: Final = 24
MOST_MUSCLES: Final = 16
