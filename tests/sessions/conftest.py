"""A course of care in which needling may go on, a session signed an hour ago, and an answer that raises an alarm."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.sessions import check_in, signed_session, treatable_episode


@pytest.fixture
def episode(cast):
    return treatable_episode(cast)


@pytest.fixture
def session(cast):
    return signed_session(cast, occurred_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def alarm(cast, session):
    return check_in(cast, session, hours_after=2, soreness=1, warning_signs=["breathless"])
