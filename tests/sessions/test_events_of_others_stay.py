"""A note takes back only the events that it wrote itself; when an event happened is a clinician's to say."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from patients.models import EpisodeOfCare, Visit
from sessions.models import AdverseEvent
from tests.factories import patients
from tests.factories.sessions import adverse_event, as_json, signable_session, supervisor
from tests.hostile.rendered import forms_of

SAW = {"key": "pneumothorax", "description": "Breathless, sent to hospital.", "action_taken": "Ambulance."}


@pytest.fixture
def session(cast, episode):
    return signable_session(cast, episode)


def seen_by_ida(api, session):
    answer = api("ida").post("adverse-events/", {"session": str(session.pk), **SAW})
    assert answer.status_code == 201, answer.content
    return AdverseEvent.objects.get(pk=answer.json()["id"])


def write(api, session, listed, member="ana"):
    return api(member).patch(f"sessions/{session.pk}/", {"adverse_events": listed}, HTTP_IF_MATCH="*")


def state(episode):
    return EpisodeOfCare.objects.get(pk=episode.pk).state


def test_a_note_does_not_delete_what_an_assistant_recorded(cast, api, as_page, episode, session):
    event = seen_by_ida(api, session)
    refused = write(api, session, [])
    [words] = refused.json()["errors"]["adverse_events"]
    assert (refused.status_code, "A colleague recorded this" in words) == (400, True)
    page, path = as_page("ana"), f"/sessions/{session.pk}/"
    [form] = [one for one in forms_of(page.get(path).content.decode(), path) if "occurred_at" in one.fields]
    answer = page.post(path, {**form.sound(), "events_answer": "none"})
    assert words in answer.content.decode()
    assert (AdverseEvent.objects.filter(pk=event.pk).exists(), state(episode)) == (True, "on_hold")
    assert write(api, session, [SAW]).status_code == 200


def test_it_is_ruled_out_with_a_reason_and_then_the_note_goes_on(cast, api, episode, session):
    event, program = seen_by_ida(api, session), api("ana")
    told = {"state": "ruled_out", "description": "The film shows none."}
    assert program.patch(f"adverse-events/{event.pk}/", told, HTTP_IF_MATCH="*").status_code == 200
    assert write(api, session, []).status_code == 200
    assert (AdverseEvent.objects.get(pk=event.pk).state, state(episode)) == ("ruled_out", "plan_active")


def followed_up(cast, api, session):
    event = AdverseEvent.objects.get(session=session)
    api("ida").patch(f"adverse-events/{event.pk}/", {"action_taken": "Called at noon."}, HTTP_IF_MATCH="*")
    return "ana"


def of_a_colleague(cast, api, session):
    cast.members["bea"] = supervisor(cast, "bea")
    return "bea"


@pytest.mark.parametrize(
    ("since", "status"), [(lambda cast, api, session: "ana", 200), (followed_up, 400), (of_a_colleague, 400)]
)
def test_a_note_takes_back_its_own_event_until_somebody_follows_it_up(cast, api, session, since, status):
    assert write(api, session, [SAW]).status_code == 200
    member = since(cast, api, session)
    assert write(api, session, [], member).status_code == status
    assert AdverseEvent.objects.exists() is (status == 400)


def test_an_assistant_does_not_move_an_event_to_another_day(cast, api, episode):
    event = adverse_event(cast, episode, "pneumothorax", occurred_at=timezone.now() - timedelta(days=1))
    path, earlier = f"adverse-events/{event.pk}/", timezone.now() - timedelta(days=5)
    assert api("ida").patch(path, {"occurred_at": earlier.isoformat()}, HTTP_IF_MATCH="*").status_code == 403
    same = {"occurred_at": event.occurred_at.isoformat(), "action_taken": "Called."}
    assert api("ida").patch(path, same, HTTP_IF_MATCH="*").status_code == 200
    assert api("ana").patch(path, {"occurred_at": earlier.isoformat()}, HTTP_IF_MATCH="*").status_code == 200
    assert state(episode) == "on_hold"
    patients.clearance(cast, episode, "pneumothorax")
    assert api("ana").post("sessions/", as_json(episode)).status_code == 201


@pytest.mark.parametrize(("member", "status"), [("ana", 200), ("ida", 400)])
def test_events_of_drafts_from_before_are_of_the_therapist_who_wrote_them(cast, api, session, member, status):
    write(api, session, [SAW]) if member == "ana" else seen_by_ida(api, session)
    AdverseEvent.objects.update(of_note=False)
    assert write(api, session, []).status_code == 400
    step = import_module("sessions.migrations.0013_look_which_events_a_draft_wrote")
    step.keep(apps, None)
    assert write(api, session, []).status_code == status


def test_a_note_that_was_taken_over_is_its_signers(cast, api, session):
    cast.members["bea"] = bea = supervisor(cast, "bea")
    write(api, session, [SAW])
    why = {"handed_over_at": timezone.now(), "handover_reason": "Away."}
    handed = {"taken_over_by": bea, "handed_over_by": cast.members["max"], **why}
    Visit.objects.filter(pk=session.pk).update(**handed)
    assert write(api, session, [], "bea").status_code == 200
    assert not AdverseEvent.objects.exists()
