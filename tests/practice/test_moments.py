"""Moments come from the database as they were written, whatever loads them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from psycopg import DataError

from practice.moments import MomentLoader

MOMENTS = [
    datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    datetime(2026, 1, 2, 3, 4, 5, 600_000, tzinfo=UTC),
    datetime(2026, 1, 2, 3, 4, 5, 1, tzinfo=UTC),
    datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    datetime(1890, 1, 1, tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=UTC),
    None,
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_comes_back_in_utc(db, moment):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, ARRAY[%s::timestamptz]", [moment, moment])
        alone, in_a_list = cursor.fetchone()
    assert (alone, in_a_list) == (moment, [moment])
    assert moment is None or alone.tzinfo is UTC


def test_an_offset_is_kept_as_a_moment(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kathmandu'")
        cursor.execute("SELECT '2026-01-02 00:00:00+00'::timestamptz")
        assert cursor.fetchone() == (datetime(2026, 1, 2, tzinfo=UTC),)


@pytest.mark.parametrize("beyond", ["infinity", "10000-01-01", "0044-03-15 BC"])
def test_beyond_the_years_of_python_is_an_error(db, beyond):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [beyond])
        with pytest.raises((DataError, ValueError)):
            cursor.fetchone()


def test_every_connection_reads_them_so(db):
    assert connection.connection.adapters.get_loader(1184, 0) is MomentLoader
