"""Each reason for precautions has a plan of its own: an older text covers nothing that came up since."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from patients.rules.flags import SERIOUS_REACTION
from tests.factories import patients, plans
from tests.factories.sessions import adverse_event, signable_session, signed_session

SAID = "Short session, look at the skin."


def codes(api, session):
    return [blocker["code"] for blocker in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]]


@pytest.fixture
def cautious(cast):
    """Diabetes with its precaution, and a plan."""
    episode = patients.cautious_episode(cast)
    plans.signed_plan(cast, episode)
    return episode


def test_a_faint_after_the_screen_asks_for_a_precaution_of_its_own(cast, api, cautious):
    first = signed_session(cast, cautious, occurred_at=timezone.now() - timedelta(days=2))
    adverse_event(cast, cautious, "syncope", session=first)
    session = signable_session(cast, cautious)
    assert codes(api, session) == ["precaution_unplanned"]
    written = {"precautions": "Lying down, two needles at a time."}
    assert api("ana").patch(f"sessions/{session.pk}/", written, HTTP_IF_MATCH="*").status_code == 200
    assert codes(api, session) == []


def test_the_age_asks_for_a_precaution_that_the_text_about_something_else_is_not(cast, api):
    child = patients.patient(cast, date_of_birth=date(patients.today(cast).year - 16, 1, 1))
    episode = patients.episode(cast, of=child, icd10=["G44.229"])
    guardian = {"guardian_name": "Gil Person (synthetic)", "guardian_relation": "father", "assent": True}
    patients.consent(cast, episode, **guardian)
    patients.screening(cast, episode, positive=["diabetes"], precautions=SAID)
    plans.signed_plan(cast, episode)
    assert codes(api, signable_session(cast, episode)) == ["precaution_unplanned"]


def test_the_page_and_the_note_say_what_is_done_about_each(cast, api, as_page, cautious):
    session, page = signable_session(cast, cautious), as_page("ana")
    path = f"/sessions/{session.pk}/"
    shown = [page.get(address).content.decode() for address in (path, f"{path}sign/")]
    assert all(SAID in text and "Precautions of the screening" in text for text in shown)
    [known] = api("ana").get(f"episodes/{cautious.pk}/next-session/").json()["precaution_plans"]
    assert (known["item"], known["plan"]) == ("diabetes", SAID)
    signed = api("ana").post(f"sessions/{session.pk}/sign/").json()
    assert signed["precaution_plans"] == {"diabetes": SAID}
    patients.screening(cast, cautious, positive=["diabetes"], precautions="Another plan.", answered_at=timezone.now())
    assert api("ana").get(f"sessions/{session.pk}/").json()["precaution_plans"] == {"diabetes": SAID}
    assert SAID in page.get(path).content.decode()


def test_a_patient_reads_no_plan_in_the_own_session(cast, api, cautious):
    session = signed_session(cast, cautious)
    assert api("pia").get(f"sessions/{session.pk}/").json()["precaution_plans"] == {}


def renewed(cast, episode, **answers):
    told = {"answered_at": timezone.now().isoformat(), "asked": ["epilepsy"], "positive": ["epilepsy"], **answers}
    return {"episode": str(episode.pk), **told}


def test_a_second_item_is_not_covered_by_the_text_that_stood(cast, api, cautious):
    program = api("ana")
    refused = program.post("screenings/", renewed(cast, cautious, precautions=SAID))
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["precaution_plans.epilepsy"]
    made = program.post("screenings/", renewed(cast, cautious, precautions="Bright room, nobody alone."))
    assert made.json()["precaution_plans"] == {"diabetes": SAID, "epilepsy": "Bright room, nobody alone."}
    assert codes(api, signable_session(cast, cautious)) == []


def test_a_plan_in_the_screen_covers_its_item_and_no_other(cast, api):
    episode = patients.ready_episode(cast)
    plans.signed_plan(cast, episode)
    stopped = {"positive": ["diabetes", "epilepsy", SERIOUS_REACTION], "precaution_plans": {"epilepsy": "Bright room."}}
    patients.screening(cast, episode, answered_at=patients.lately(), **stopped)
    patients.clearance(cast, episode, SERIOUS_REACTION)
    told = api("ana").get(f"sessions/{signable_session(cast, episode).pk}/").json()["blockers"]
    assert [blocker["code"] for blocker in told] == ["precaution_unplanned"]
    assert "Diabetes" in told[0]["message"]


def test_an_older_screen_covers_each_of_its_items_with_its_one_text(cast, api):
    episode = patients.ready_episode(cast)
    plans.signed_plan(cast, episode)
    patients.older_screening(cast, episode, positive=["diabetes", "epilepsy"], precautions=SAID)
    assert codes(api, signable_session(cast, episode)) == []
    later = signable_session(cast, episode, rescreen={"changes": True, "positive": ["pregnancy"]})
    assert codes(api, later) == ["precaution_unplanned"]
