"""Each reason for precautions has a plan of its own: an older text covers nothing that came up since."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.rules.screening import require_own_precaution
from practice.errors import BadInput
from tests.factories import patients, plans
from tests.factories.sessions import adverse_event, signable_session, signed_session
from tests.reference_tables import SCREENING

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


def renewed(cast, episode, **answers):
    told = {"answered_at": timezone.now().isoformat(), "asked": ["epilepsy"], "positive": ["epilepsy"], **answers}
    return {"episode": str(episode.pk), **told}


def test_a_second_item_is_not_covered_by_the_text_that_stood(cast, api, cautious):
    program = api("ana")
    refused = program.post("screenings/", renewed(cast, cautious, precautions=SAID))
    assert refused.status_code == 400
    [message] = refused.json()["errors"]["precautions"]
    assert message.startswith("What stands here was written before. Add the precaution for: ")
    added = f"{SAID} Bright room, nobody alone."
    assert program.post("screenings/", renewed(cast, cautious, precautions=added)).status_code == 201
    assert codes(api, signable_session(cast, cautious)) == []


def test_the_page_says_it_at_the_precautions(cast, as_page, cautious):
    page, address = as_page("ana"), f"/episodes/{cautious.pk}/screening/again/?ask=epilepsy"
    shown = page.get(address)
    assert shown.context["form"]["precautions"].value() == SAID
    at = patients.lately().strftime("%Y-%m-%d %H:%M")
    refused = page.post(address, {"epilepsy": "yes", "precautions": SAID, "answered_at": at})
    assert (refused.status_code, "Add the precaution for" in refused.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("positive", "text", "refused"),
    [
        ({"diabetes"}, SAID, False), ({"diabetes", "epilepsy"}, SAID, True), ({"diabetes", "epilepsy"}, "Both.", False),
        ({"diabetes", "needle_phobia"}, SAID, False),
    ],
)  # fmt: skip
def test_only_a_new_relative_item_asks_for_another_text(positive, text, refused):
    decision = candidacy(CandidacyFacts(positive=frozenset(positive)), SCREENING)
    told = {"positive": positive, "precautions": text, "before": ["diabetes"], "said": SAID, "screening": SCREENING}
    if not refused:
        require_own_precaution(decision, **told)
        return
    with pytest.raises(BadInput):
        require_own_precaution(decision, **told)
