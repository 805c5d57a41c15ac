"""Programs outside, as the contract meets them: plain HTTP to the running system, nothing of ours imported."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.contract.journal import Clinic
from tests.journeys.client import ApiClient


@pytest.fixture(scope="session")
def sign_in(live_app):
    """`sign_in("manager")` is a program of the demo clinic Harbor, `sign_in("manager", "summit")` of the other one."""
    known = {}

    def program(role: str, clinic: str = "harbor") -> ApiClient:
        if (role, clinic) not in known:
            known[role, clinic] = ApiClient(live_app, f"{role}@{clinic}.example")
        return known[role, clinic]

    return program


@pytest.fixture(scope="session")
def therapist(sign_in):
    return sign_in("therapist")


@pytest.fixture(scope="session")
def clinic(therapist):
    """Writes whole courses of care as Harbor's therapist."""
    return Clinic(therapist)


@pytest.fixture(scope="session")
def episode(clinic):
    """One that may be needled: screened, agreed, assessed, with a signed plan."""
    return clinic.treatable_episode()


@pytest.fixture
def new_id():
    """A UUID of version 7, as a client makes it."""

    def make() -> str:
        moment = int((datetime.now(UTC) - timedelta(0)).timestamp() * 1000)
        tail = uuid.uuid4().int & ((1 << 76) - 1)
        number = (moment << 80) | (0x7 << 76) | tail
        return str(uuid.UUID(int=(number & ~(0x3 << 62)) | (0x2 << 62)))

    return make
