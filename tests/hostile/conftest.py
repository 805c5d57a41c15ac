"""One ground for all hostile tests of a module: refused requests change nothing, and that is what is tested."""

import pytest
from django.db import transaction

from practice import scoping
from tests import people
from tests.hostile.ground import Ground


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """The ground, in a transaction that is taken back after the module's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = people.make_cast()
        with scoping.clinic_in_force(cast.here.pk):
            yield Ground(cast)
        transaction.set_rollback(True)
