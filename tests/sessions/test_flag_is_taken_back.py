"""A red flag that is on record is taken back by who may clear it: an assistant's correction never ends a hold."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.utils import timezone

from patients.models import EpisodeOfCare, Visit
from practice.audit import AuditEvent
from tests.factories import patients
from tests.factories.sessions import record_visit, signable_session, supervisor

FOUND = {"changes": True, "positive": ["chest_acute"]}
NOTHING = {"changes": False, "positive": []}
ABSENT = {"outcome": "no_show", "rescreen": None, "minutes": None, "response": "", "interventions": [], "education": []}
SAID = "This visit tells of a red flag. A therapist takes it back if it is a mistake, or records its clearance."


@pytest.fixture
def flagged(cast, episode):
    return record_visit(
        cast, episode, outcome="held", reason="Chest pain.", rescreen=FOUND, interventions=[], response=""
    )


def state(episode):
    return EpisodeOfCare.objects.get(pk=episode.pk).state


def earlier():
    return {"occurred_at": (timezone.now() - timedelta(days=1)).isoformat()}


WAYS = {
    "edit": lambda api, path: api("ida").patch(path, {"rescreen": NOTHING}, HTTP_IF_MATCH="*"),
    "another flag": lambda api, path: api("ida").patch(
        path, {"rescreen": {**FOUND, "positive": ["neuro"]}}, HTTP_IF_MATCH="*"
    ),
    "no-show": lambda api, path: api("ida").patch(path, ABSENT, HTTP_IF_MATCH="*"),
    "another day": lambda api, path: api("ida").patch(path, earlier(), HTTP_IF_MATCH="*"),
    "discard": lambda api, path: api("ida").post(f"{path}discard/", {}, HTTP_IF_MATCH="*"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_assistant_takes_no_red_flag_away(cast, api, episode, flagged, way):
    refused = way(api, f"visits/{flagged.pk}/")
    assert (refused.status_code, refused.json()["blockers"]) == (
        409, [{"code": "flag_stays", "message": SAID, "field": "rescreen"}],
    )  # fmt: skip
    assert (state(episode), Visit.objects.get(pk=flagged.pk).red_flags) == ("on_hold", ["chest_acute"])


def test_the_page_refuses_in_the_same_words(cast, as_page, episode, flagged):
    page, path = as_page("ida"), f"/visits/{flagged.pk}/"
    visit = Visit.objects.get(pk=flagged.pk)
    at, version = visit.occurred_at.astimezone(ZoneInfo(cast.here.timezone)), visit.version
    told = {"occurred_at": f"{at:%Y-%m-%d %H:%M}", "outcome": "held", "reason": "Chest pain.", "version": version}
    answer = page.post(path, told)
    assert SAID in answer.content.decode()
    refused = page.post(f"{path}discard/", {"version": version})
    assert (refused.status_code, SAID in refused.content.decode()) == (409, True)
    assert state(episode) == "on_hold"


def test_an_assistant_writes_the_rest_of_a_flagged_visit(cast, api, episode, flagged):
    path = f"visits/{flagged.pk}/"
    added = {"rescreen": {**FOUND, "positive": ["chest_acute", "neuro"]}, "reason": "Chest pain, sent on."}
    assert api("ida").patch(path, added, HTTP_IF_MATCH="*").status_code == 200
    assert Visit.objects.get(pk=flagged.pk).red_flags == ["chest_acute", "neuro"]
    plain = record_visit(cast, episode)
    assert api("ida").post(f"visits/{plain.pk}/discard/", {}, HTTP_IF_MATCH="*").status_code == 204


def test_a_therapist_takes_back_what_a_colleague_ticked_by_mistake_and_the_record_keeps_it(cast, api, episode):
    cast.members["bea"] = supervisor(cast, "bea")
    session = signable_session(cast, episode, rescreen=FOUND)
    assert state(episode) == "on_hold"
    taken = api("bea").patch(f"sessions/{session.pk}/", {"rescreen": NOTHING}, HTTP_IF_MATCH="*")
    assert (taken.status_code, state(episode)) == (200, "plan_active")
    kept = apps.get_model("patients", "VisitEvent").objects.filter(id=session.pk).order_by("pgh_id")
    assert kept.first().red_flags == ["chest_acute"]
    assert AuditEvent.objects.filter(verb="session.changed").count() == 1


def test_a_flag_that_goes_and_comes_back_is_a_new_one(cast, api, episode, flagged):
    first = Visit.objects.get(pk=flagged.pk).flagged_at["chest_acute"]
    for rescreen in (NOTHING, FOUND):
        api("ana").patch(f"visits/{flagged.pk}/", {"rescreen": rescreen}, HTTP_IF_MATCH="*")
    assert Visit.objects.get(pk=flagged.pk).flagged_at["chest_acute"] > first
    assert state(episode) == "on_hold"
    patients.clearance(cast, episode, "chest_acute")
    assert state(episode) == "plan_active"
