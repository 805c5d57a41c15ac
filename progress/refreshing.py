"""Makes stale summaries anew: safe to run twice, by several workers at once, and to be killed at any moment.

The order matters: first the marks go, then the record is read, then the rows are written, all in one transaction. A
change that commits in between leaves a mark that this transaction has not seen, and its row stays stale. One worker at
a time in a clinic, or an older reading could be written over a newer one.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from patients.models import EpisodeOfCare
from practice import scoping
from practice import selectors as practice
from progress.models import EpisodeSummary, StaleMark
from progress.selectors.summaries import fresh_summaries, summaries

AT_ONCE: Final = 50  # episodes in one transaction: a fifth of a second of work
Step = Callable[[], AbstractContextManager[None]]


def stale_episodes() -> "QuerySet[EpisodeOfCare]":
    """Episodes without a summary that counts."""
    rows: QuerySet[EpisodeOfCare] = EpisodeOfCare.objects.exclude(pk__in=fresh_summaries().values("episode_id"))
    return rows


def clinics_to_refresh() -> set[UUID]:
    """The clinics in scope in which something is stale."""
    marked = StaleMark.objects.values_list("clinic_id", flat=True).distinct()
    return {*marked, *stale_episodes().values_list("clinic_id", flat=True).distinct()}


def refresh(step: Step) -> int:
    """Make every stale summary of a clinic anew; `step` is one transaction in it. Returns how many were made."""
    made = 0
    while True:
        with step():
            found = refresh_some(AT_ONCE)
        made += found
        if found < AT_ONCE:
            return made


def refresh_some(number: int) -> int:
    """As `refresh`, for so many episodes of the clinic in force at most, in the transaction that is open."""
    _one_worker_at_a_time()
    StaleMark.objects.exclude(episode_id__in=EpisodeOfCare.objects.values("pk")).delete()
    ids = list(stale_episodes().order_by("pk").values_list("pk", flat=True)[:number])
    StaleMark.objects.filter(episode_id__in=ids).delete()
    EpisodeSummary.objects.bulk_create(
        summaries(ids, practice.clinic()),
        update_conflicts=True, unique_fields=["episode"],
        update_fields=["made_with", "due_facts", "series", "needled", "updated_at"],
    )  # fmt: skip
    return len(ids)


def _one_worker_at_a_time() -> None:
    """Until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"summaries {scoping.clinic_id_in_force()}"]
        )
