"""Committed data that a worker can see, and that is gone afterwards."""

from uuid import uuid4

import pytest
from django.db import connection

from practice import scoping
from practice.celery import app
from practice.database import as_owner
from tests import people
from tests.system.running import Crew, Queue

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
def queue(monkeypatch):
    """A queue of this test alone: `queue.prefix` stands before its keys, `queue.empty()` loses what it holds."""
    found = Queue(f"system-{uuid4().hex}:")
    monkeypatch.setitem(app.conf.broker_transport_options, "global_keyprefix", found.prefix)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    yield found
    app.pool.force_close_all()
    found.empty()


@pytest.fixture
def crew(cast, media, queue, tmp_path):
    found = Crew(tmp_path, queue.prefix)
    yield found
    found.stop_all()
