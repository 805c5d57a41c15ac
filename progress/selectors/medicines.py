"""The classes of acute medicine in the diary behind each count of medicine days."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, OuterRef
from django.db.models.functions import Coalesce

from patients.models import Measurement
from patients.rules.measurements import WINDOW_DAYS
from patients.vocabulary import TOOK_PLACE
from plans.models import DiaryDay
from progress.rules.medicines import MEDICINE_DAYS


def diary_medicines(episode_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """By visit the classes in the 28 days up to its count; up to the last day of the diary it was taken from.

    Visits that counted no medicine days are left out.
    """
    counted = Measurement.objects.filter(
        visit__episode_id__in=episode_ids, visit__state__in=TOOK_PLACE, measure=MEDICINE_DAYS
    ).annotate(until=Coalesce("diary_until", "visit__occurred_on"))
    days = DiaryDay.objects.filter(
        patient_id=OuterRef("visit__episode__patient_id"), on__lte=OuterRef("until"),
        on__gt=OuterRef("until") - timedelta(days=WINDOW_DAYS),
    )  # fmt: skip
    classes = days.annotate(taken=Func(F("medicines"), function="unnest", output_field=CharField()))
    rows = counted.annotate(taken=ArraySubquery(classes.order_by().values("taken").distinct()))
    return {visit_id: frozenset(taken) for visit_id, taken in rows.values_list("visit_id", "taken")}
