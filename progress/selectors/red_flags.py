"""Of whom a red flag is open today: for the rows of the day, in a constant number of queries."""

from collections.abc import Collection
from uuid import UUID

from patients.models import EpisodeOfCare
from practice.models import Clinic
from progress.rules.due_facts import RED_FLAG
from progress.selectors.summaries import due_facts_by_episode, told_by_summary


def with_open_red_flag(patients: Collection[UUID], clinic: Clinic) -> frozenset[UUID]:
    """Those of the patients in whose care, by whomever it is led, a red flag is open; ended care says nothing."""
    if not patients:
        return frozenset()
    rows = EpisodeOfCare.objects.filter(patient_id__in=patients).exclude(state=EpisodeOfCare.State.DISCHARGED)
    episodes = told_by_summary(rows, "due_facts", "patient_id")
    known = due_facts_by_episode(episodes, clinic)
    return frozenset(row.patient_id for row in episodes if RED_FLAG in known[row.pk].warnings)
