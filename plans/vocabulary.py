"""Words of this app that models store and rules decide by: choices without a model, so that rules know no database."""

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
