"""What every test has: a real PostgreSQL under the application's role, a clinic in force, and the cast."""

import gc
from collections.abc import Iterator
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

from practice import scoping
from practice.database import as_owner
from tests import people
from tests.databases import copied_database, own_name
from tests.live import live_app, live_system  # noqa: F401  (fixtures for everybody)


def pytest_collection_finish():
    """Thousands of collected tests stay for the whole run: looking through them for garbage again and again takes a
    fifth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_configure() -> None:
    """Sign-ins by the hundred: a fast hash is enough for people who do not exist.

    How long an example takes says something of the machine alone, which other work shares.
    """
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("suite")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, worker_id) -> Iterator[None]:
    """A copy of the migrated template; the tests work on it under the application's role."""
    name = f"test_{own_name()}_{worker_id}"
    with copied_database(name), django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()


@pytest.fixture(autouse=True)
def fresh_cache(monkeypatch):
    """Rate limits of one test must not reach the next one; emptying the cache would reach the other workers' tests."""
    monkeypatch.setattr(caches["default"], "key_prefix", f"test-{uuid4()}")


@pytest.fixture
def cast(db) -> Iterator[people.Cast]:
    """Ana, Rui, Max, Pia here and Eva elsewhere; Ana's clinic is in force."""
    found = people.make_cast()
    with scoping.clinic_in_force(found.here.pk):
        yield found


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[people.Cast]:
    """A cast whose rows are committed, for threads with connections of their own; taken away again afterwards."""
    with django_db_blocker.unblock():
        yield people.make_cast()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE practice_clinic, practice_user, practice_auditevent, progress_stalemark CASCADE")
        connection.close()


@pytest.fixture
def ana(cast):
    """A therapist here, as an actor."""
    return cast.actor("ana")


@pytest.fixture
def as_page(client, cast):
    """`as_page("rui")` is a browser in which Rui is signed in."""

    def sign_in(name: str):
        client.force_login(cast.user(name))
        return client

    return sign_in


@pytest.fixture
def api(cast):
    """`api("ana")` is a program signed in as Ana with an access token: `.get`, `.post`, `.patch`, `.delete`."""
    return lambda name: people.Program(cast.user(name))
