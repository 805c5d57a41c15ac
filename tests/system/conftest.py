"""Committed data that a worker can see, and that is gone afterwards."""

import pytest
from django.conf import settings as django_settings
from django.db import connection
from redis import Redis

from practice import scoping
from practice.database import as_owner
from tests import people
from tests.system.running import Crew

KEPT = {"practice_referenceset", "django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture
def cast(django_db_setup, django_db_blocker):
    """The usual people, committed; each piece of work enters the clinic for itself, as requests do."""
    with django_db_blocker.unblock():
        try:
            yield people.make_cast()
        finally:
            _empty_tables()


def _empty_tables() -> None:
    """As the owner, because the trail and the row history let nobody else take anything away."""
    tables = set(connection.introspection.table_names()) - KEPT
    with as_owner(), connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(name) for name in sorted(tables))
        cursor.execute(f"TRUNCATE {names}")


@pytest.fixture
def inside(cast):
    """`with inside(): …` is one transaction in the clinic here."""
    return lambda: scoping.clinic_in_force(cast.here.pk)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def queue():
    """Celery's own keys in Redis, and nobody else's: `queue()` empties it; it is empty before and after a test."""
    address = django_settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    prefix = django_settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    redis = Redis.from_url(address)

    def empty() -> None:
        redis.delete(*(f"{prefix}{name}" for name in ("celery", "unacked", "unacked_index", "_kombu.binding.celery")))

    empty()
    yield empty
    empty()
    redis.close()


@pytest.fixture
def crew(cast, media, queue, tmp_path):
    found = Crew(tmp_path)
    yield found
    found.stop_all()
