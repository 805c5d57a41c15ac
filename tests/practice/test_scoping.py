"""What is in force, and that it is left again."""

import uuid
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from patients.models import EpisodeOfCare, Patient
from practice import scoping
from practice.errors import CrossesClinics, NoClinicInScope
from practice.models import Membership


def told():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.clinic_id', true)")
        return cursor.fetchone()[0]


def test_every_clinic_is_left_again_in_the_database_too(db):
    with scoping.boundary():
        with scoping.every_clinic(reason="a test"):
            assert told() == "every"
        assert not told()
        with pytest.raises(NoClinicInScope):
            Membership.objects.count()


def test_an_inner_clinic_gives_way_to_the_outer_one(cast):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert told() == str(cast.elsewhere.pk)
    assert told() == str(cast.here.pk)


def test_a_row_cannot_be_written_into_or_point_into_another_clinic(cast):
    with scoping.clinic_in_force(cast.elsewhere.pk), pytest.raises(CrossesClinics):
        cast.pia.save()
    with pytest.raises(CrossesClinics):
        EpisodeOfCare(patient=cast.pia, therapist=cast.members["eva"], condition="x", started_on="2026-01-01").save()


def test_the_database_compares_what_is_only_known_by_id(cast):
    row = EpisodeOfCare(patient=cast.pia, therapist_id=cast.members["eva"].pk, condition="x", started_on="2026-01-01")
    with pytest.raises(IntegrityError, match="same_clinic"):
        row.save()


def test_the_row_history_says_who(api, cast):
    program, path = api("rui"), f"/api/v1/patients/{cast.pia.pk}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"phone": "1"}, HTTP_IF_MATCH=tag).status_code == 200
    history = next(m for m in apps.get_models() if getattr(m, "pgh_tracked_model", None) is Patient)
    last = history.objects.filter(id=cast.pia.pk).order_by("pgh_id").last()
    assert last.pgh_context["membership"] == str(cast.members["rui"].pk)
    assert uuid.UUID(last.pgh_context["membership"])


def test_more_rows_than_one_statement_carries_are_made_at_once(cast):
    """An array keeps Django from sending columns instead of rows: every value of every row is a parameter."""
    most = scoping.rows_at_once(EpisodeOfCare)
    day = date(2026, 1, 5)
    rows = [
        EpisodeOfCare(patient=cast.pia, therapist=cast.members["ana"], condition="tth_chronic", started_on=day)
        for _ in range(most + 1)
    ]
    with CaptureQueriesContext(connection) as asked:
        EpisodeOfCare.objects.bulk_create(rows)
    inserted = [query for query in asked.captured_queries if query["sql"].startswith('INSERT INTO "patients_episode')]
    assert (EpisodeOfCare.objects.count(), len(inserted)) == (most + 1, 2)
