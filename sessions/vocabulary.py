"""Words of this app that models store and rules decide by: choices without a model, so that rules know no database."""

from django.db.models import TextChoices


class EventGrade(TextChoices):
    """How bad an adverse event was (Carnes; White 2001)."""

    MILD = "mild", "Mild"
    MODERATE = "moderate", "Moderate"
    SEVERE = "severe", "Severe"


class EventState(TextChoices):
    """Whether it happened: what a patient's answer suggests waits for a clinician."""

    SUSPECTED = "suspected", "Suspected, to be graded by a clinician"
    CONFIRMED = "confirmed", "Confirmed"
    RULED_OUT = "ruled_out", "Ruled out"
