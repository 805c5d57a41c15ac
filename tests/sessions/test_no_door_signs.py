"""No session that breaks a rule is signed, whatever breaks and through whichever door; every blocker has an example."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.models import Consent, Visit
from patients.services import withdraw_consent
from practice.errors import RuleViolation
from practice.models import Credential
from sessions import services
from sessions.rules.permission import CONSENT_WORDS
from tests.factories.sessions import TARGET, signable_session, treatable_episode
from tests.sessions import notes
from tests.sessions import test_rules_signing as of_note
from tests.sessions import test_rules_signing_needles as of_needles

MUSCLES = ("trapezius_upper", "temporalis", "splenius_capitis")
OF_NOTE = (
    {"minutes": None}, {"position": ""}, {"skin_prep": ""}, {"gloves": False}, {"sharps_disposed": None},
    {"rescreen": None}, {"consent_confirmed": False}, {"risk_explained": []}, {"response": ""},
    {"adverse_events": None}, {"education": []}, {"no_injection": False},
    {"rescreen": {"changes": True, "positive": ["systemic_infection_fever"]}},
    {"rescreen": {"changes": True, "positive": ["myelo_hand_gait"]}},
)  # fmt: skip
OF_TARGET = (
    {"needles_out": 1}, {"needles_out": None}, {"needles_in": 3}, {"technique": ""}, {"length_mm": None},
    {"diameter_mm": None}, {"twitch": ""}, {"familiar_pain": None}, {"muscle": "longus_colli"},
    {"muscle": "trapezius_lower"},
)  # fmt: skip
AROUND = ("consent", "licence", "")


@st.composite
def broken_notes(draw):
    """What differs from a complete note, and what is wrong around it: at least one of the two."""
    changes = {}
    for change in draw(st.lists(st.sampled_from(OF_NOTE), max_size=3)):
        changes |= change
    targets = [{**TARGET, "muscle": muscle} for muscle in MUSCLES[: draw(st.integers(1, 3))]]
    spoiled = draw(st.sampled_from(("", *OF_TARGET)))
    place = draw(st.integers(0, len(targets) - 1))
    targets[place] = {**targets[place], **(spoiled or {})}
    around = draw(st.sampled_from(AROUND))
    if not changes and not spoiled and not around:
        targets = []
    return {**changes, "targets": targets}, around


@pytest.fixture
def episode(cast):
    return treatable_episode(cast)


def spoil(cast, episode, around):
    if around == "licence":
        yesterday = timezone.now().date() - timedelta(days=2)
        Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(expires_on=yesterday)
    if around == "consent":
        consent = Consent.objects.get(episode=episode)
        before = timezone.now() - timedelta(hours=2)
        withdraw_consent(actor=cast.actor("ana"), consent=consent, now=before, reason="Changed her mind.")


@given(broken=broken_notes())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_breaks_a_rule_is_signed_through_no_door(cast, api, as_page, episode, broken):
    changes, around = broken
    with transaction.atomic():
        session = signable_session(cast, episode, **changes)
        spoil(cast, episode, around)
        with pytest.raises(RuleViolation) as refused:
            services.sign_session(actor=cast.actor("ana"), session=session, now=timezone.now())
        codes = {blocker.code for blocker in refused.value.blockers}
        answer = api("ana").post(f"sessions/{session.pk}/sign/")
        assert answer.status_code == 409
        assert {blocker["code"] for blocker in answer.json()["blockers"]} == codes
        page = as_page("ana").post(f"/sessions/{session.pk}/sign/", {"version": str(session.visit.version)})
        assert page.status_code == 409
        assert not Visit.objects.get(pk=session.pk).is_signed
        transaction.set_rollback(True)


def test_the_same_note_unbroken_is_signed(cast, api, episode):
    session = signable_session(cast, episode)
    assert api("ana").post(f"sessions/{session.pk}/sign/").status_code == 200


def codes_in(name):
    """The codes of the blockers that a module of rules makes."""
    tree = ast.parse(Path(django_settings.BASE_DIR, "sessions", "rules", f"{name}.py").read_text())
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        if function.name.endswith("notices"):
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
    made = {code for name in ("signing", "permission", "targets") for code in codes_in(name)}
    made |= {code for code, _ in CONSENT_WORDS.values()}
    unfinished = notes.replace(notes.with_target(needles_out=1), incident_recorded=True, incident_explained=False)
    reached = {*examples(), *(code for code, _ in notes.found(unfinished))}
    assert made - reached == set()
    assert len(made) > 30
