"""No session that breaks a rule is signed, whatever breaks and through whichever door; every blocker has an example."""

import ast
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.models import Visit
from practice.errors import RuleViolation
from sessions import services
from sessions.rules.permission import CONSENT_WORDS
from tests.factories import patients
from tests.factories.sessions import record_visit, signable_session, treatable_episode
from tests.sessions import notes
from tests.sessions import test_rules_signing as of_note
from tests.sessions import test_rules_signing_needles as of_needles
from tests.sessions.unsignable import (
    BROKEN,
    LONG_AGO,
    Broken,
    coded_before_its_time,
    handed_over,
    licence_ended,
    nothing,
)

# The shape asks for a side, and every episode has a condition: no door is ever asked to sign these.
OF_NO_DOOR = {"side_missing", "diagnosis_missing"}
ON_A_WHOLE_RECORD = sorted(
    code for code, one in BROKEN.items() if one.begun is treatable_episode and one.signs == "ana"
)
OF_VISITS = {
    "plan_missing": Broken(begun=patients.ready_episode),
    "code_not_in_force": Broken({"occurred_at": LONG_AGO}, begun=coded_before_its_time),
    "rescreen_not_screened": Broken({"rescreen": {"changes": True, "positive": ["diabetes"]}}),
    "timed_minutes_overlap": Broken({"interventions": [{"key": "exercise", "minutes": 31}]}),
    "not_seen": Broken({"outcome": "no_show", "minutes": None, "response": "", "interventions": []}),
    "minutes_missing": Broken({"minutes": None}),
    "location_missing": Broken({"location": ""}),
    "response_missing": Broken({"response": ""}),
    "nothing_done": Broken({"interventions": []}),
    "reason_missing": Broken({"outcome": "held", "reason": ""}),
    "rescreen_unexplained": Broken({"rescreen": {"changes": True, "positive": []}}),
    "intervention_minutes_missing": Broken({"interventions": [{"key": "exercise"}]}),
    "license_or_endorsement": Broken(around=licence_ended),
    "other_clinician": Broken(around=handed_over),
}


@pytest.fixture
def ways(api, as_page):
    """`ways("ana")`: a program and a browser in which Ana is signed in, once for all that she is refused."""
    known = {"ana": (api("ana"), as_page("ana"))}
    return lambda name: known.get(name) or (api(name), as_page(name))


def refusals(cast, ways, note, signs="ana"):
    """What each door answers that is asked to sign: the service, the API, the page, and the doors of the other kind."""
    kind, other = ("visits", "sessions") if hasattr(note, "reason") else ("sessions", "visits")
    version = {"version": str(Visit.objects.get(pk=note.pk).version)}
    program, browser = ways(signs)
    codes = _codes_of_service(cast.actor(signs), note, kind)
    answer = program.post(f"{kind}/{note.pk}/sign/")
    return {
        "service": codes,
        "api": {row["code"] for row in answer.json().get("blockers", ())},
        "statuses": (
            answer.status_code, browser.post(f"/{kind}/{note.pk}/sign/", version).status_code,
            program.post(f"{other}/{note.pk}/sign/").status_code,
            browser.post(f"/{other}/{note.pk}/sign/", version).status_code,
        ),
        "signed": Visit.objects.get(pk=note.pk).is_signed,
    }  # fmt: skip


def _codes_of_service(actor, note, kind):
    service, name = {
        "sessions": (services.sign_session, "session"), "visits": (services.sign_visit, "visit_note"),
    }[kind]  # fmt: skip
    with pytest.raises(RuleViolation) as refused, transaction.atomic():
        service(actor=actor, now=timezone.now(), **{name: note})
    return {blocker.code for blocker in refused.value.blockers}


def is_refused(told, *codes):
    """Every door refuses, in the same words where it is one of that kind of note, and names these codes."""
    same = told["service"] == told["api"] and set(codes) <= told["api"]
    return same and told["statuses"] == (409, 409, 404, 404) and not told["signed"]


def test_each_rule_is_broken_once_at_every_door(cast, ways):
    found = {}
    for code, broken in BROKEN.items():
        with transaction.atomic():
            session = signable_session(cast, broken.begun(cast), **broken.written)
            broken.around(cast, session)
            told = refusals(cast, ways, session, broken.signs)
            found |= {} if is_refused(told, code.split()[0]) else {code: told}
            transaction.set_rollback(True)
    assert found == {}


def test_each_rule_of_a_visit_without_needles_is_broken_once_at_every_door(cast, ways):
    found = {}
    for code, broken in OF_VISITS.items():
        with transaction.atomic():
            note = record_visit(cast, broken.begun(cast), **broken.written)
            broken.around(cast, note)
            told = refusals(cast, ways, note)
            found |= {} if is_refused(told, code) else {code: told}
            transaction.set_rollback(True)
    assert found == {}


@st.composite
def broken_notes(draw):
    """Up to four rules at once: what the note says otherwise, and one thing that happened around it."""
    chosen = [BROKEN[code] for code in draw(st.lists(st.sampled_from(ON_A_WHOLE_RECORD), min_size=2, max_size=4))]
    written = {}
    for one in chosen:
        written |= one.written
    return written, next((one.around for one in chosen if one.around is not nothing), nothing)


@given(broken=broken_notes())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_breaks_several_rules_is_signed_through_no_door(cast, ways, episode, broken):
    written, around = broken
    with transaction.atomic():
        session = signable_session(cast, episode, **written)
        around(cast, session)
        told = refusals(cast, ways, session)
        assert is_refused(told), told
        transaction.set_rollback(True)


def test_the_same_note_unbroken_is_signed(cast, api, episode):
    session = signable_session(cast, episode)
    assert api("ana").post(f"sessions/{session.pk}/sign/").status_code == 200


MODULES = (
    "sessions/rules/signing.py", "sessions/rules/permission.py", "sessions/rules/targets.py",
    "sessions/rules/interventions.py", "practice/rules.py",
)  # fmt: skip


def codes_in(path, only=()):
    """The codes of the blockers that a module of rules makes; what it requires of what is sent is bad input.

    `only` are the functions to look into, where not all of them speak of a signature.
    """
    tree = ast.parse(Path(django_settings.BASE_DIR, path).read_text())
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        if function.name.endswith("notices") or function.name.startswith("require"):
            continue
        if only and function.name not in only:
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Blocker":
                yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))
            if isinstance(node, ast.Tuple) and len(node.elts) == 4 and isinstance(node.elts[1], ast.Constant):
                yield node.elts[1].value


def examples():
    """The codes of the truth tables, each of which names the session that raises it."""
    for table in (
        of_note.test_each_missing_element_blocks_alone,
        of_needles.test_each_gap_of_a_target_blocks_alone,
    ):
        for mark in table.pytestmark:
            yield from (code for _, code, _ in mark.args[1])


def test_every_blocker_has_a_session_that_raises_it():
    made = {code for path in MODULES for code in codes_in(path)} | {code for code, _ in CONSENT_WORDS.values()}
    unfinished = notes.replace(notes.with_target(needles_out=1), incident_recorded=True, incident_explained=False)
    reached = {*examples(), *(code for code, _ in notes.found(unfinished))}
    assert made - reached == set()
    assert made - set(BROKEN) == OF_NO_DOOR
    assert len(made) > 40


def test_every_blocker_of_a_visit_without_needles_has_a_visit_that_raises_it():
    shared = {*codes_in("sessions/rules/permission.py", ("blockers_of_the_screen",)), "other_clinician"}
    made = {*codes_in("sessions/rules/visits.py"), *codes_in("sessions/rules/interventions.py"), *shared}
    made |= set(codes_in("practice/rules.py"))
    assert made - set(OF_VISITS) == {"diagnosis_missing"}, "every episode has a condition"
    assert set(OF_VISITS) - made == set()
