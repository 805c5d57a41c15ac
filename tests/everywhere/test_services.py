"""Every service is an action: what it needs and what it leaves in the trail stand above its name."""

import importlib
import importlib.util
import inspect
import pkgutil
import re

import pytest

from practice.access import GRANTS, Permission
from practice.actions import ACTIONS

ROOMS = ("practice", "patients", "plans", "sessions", "progress", "reports")
NOT_ACTIONS = {
    "patients.services.requests.take_request": "a stranger's: nobody acts, and no record of a patient is touched",
    "patients.services.requests.erase_old_requests": "the clock's, as for receipts: what is erased leaves nothing",
    "patients.services.addenda.computed_hash": "reads: the hash that verify_records compares",
    "sessions.services.cosignatures.computed_hash": "reads: the hash that verify_records compares",
    "sessions.services.cosignatures.change_hash": "reads: the hash that verify_records compares",
    "progress.services.demo_sessions.recent_sessions": "a step of the operator's command: each note has its own gate",
    "progress.services.demo_assessments.assessed_with_two_headaches": "a step of the operator's command",
    "sessions.services.adverse_events.open_suspected": "a step inside the gate of a check-in",
    "sessions.services.adverse_events.events_noted": "reads: what a note says of adverse events",
    "sessions.services.adverse_events.replace_events": "a step inside the gate of a session's write",
    "plans.services.weeks.keep_diary_days": "each day goes through the gate of its own action",
    "plans.services.weeks.keep_adherence_days": "each day goes through the gate of its own action",
    "progress.services.demo.demo_is_there": "reads: whether the demo was loaded",
    "progress.services.demo.moved_by": "pure: a case told for another day",
    "progress.services.demo_certifications.certified_first": "part of the demo: each record has its action's gate",
    "progress.services.demo_safety.careful_patient": "part of the demo: each record has the gate of its own action",
    "progress.services.demo_appointments.appointments_of_the_week": "part of the demo: some days of it are over",
    "progress.services.demo_appointments.a_request_from_outside": "part of the demo: a stranger asks",
    "progress.services.demo.make_demo": "the operator's command: each case goes through the gate of load_case",
}


def modules(room):
    """The room's services, a module or a package."""
    if importlib.util.find_spec(f"{room}.services") is None:
        return
    found = importlib.import_module(f"{room}.services")
    yield found
    for info in pkgutil.iter_modules(getattr(found, "__path__", [])):
        yield importlib.import_module(f"{found.__name__}.{info.name}")


def services():
    for room in ROOMS:
        for module in modules(room):
            for name, service in vars(module).items():
                if inspect.isfunction(service) and not name.startswith("_") and service.__module__ == module.__name__:
                    yield f"{module.__name__}.{name}", service


SERVICES = dict(services())


@pytest.mark.parametrize("name", SERVICES)
def test_every_public_service_is_an_action(name):
    service = SERVICES[name]
    assert hasattr(service, "logs") or name in NOT_ACTIONS, f"{name} has no @action"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_takes_keywords_and_the_actor_first(name):
    if name not in NOT_ACTIONS:
        parameters = list(inspect.signature(SERVICES[name]).parameters.values())
        assert parameters[0].name == "actor"
        assert all(p.kind in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in parameters)


def test_verbs_are_said_once_and_read_well():
    verbs = [service.logs for service in SERVICES.values() if hasattr(service, "logs")]
    assert sorted(verbs) == sorted(set(verbs))
    assert set(verbs) <= set(ACTIONS)
    assert [verb for verb in ACTIONS if not re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", verb)] == []


def test_every_permission_is_granted_and_named():
    assert set(Permission) == frozenset().union(*GRANTS.values())
    assert all(permission.label for permission in Permission)
