"""Whoever leaves a draft to settle something in another record comes back to the draft."""

from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.http import urlencode

from patients.models import Consent, Screening
from tests.factories import patients
from tests.factories.sessions import draft_session, record_visit, signable_session, treatable_episode

THINNER = "anticoagulant_therapy"
FOUND = {"changes": True, "positive": [THINNER]}
FASTED = {"changes": True, "positive": ["fasting_alcohol"]}
PRECAUTIONS = "Short pressure after each needle."


def at_the_clinic(cast):
    return timezone.now().astimezone(ZoneInfo(cast.here.timezone)).strftime("%Y-%m-%dT%H:%M")


def link(page, form):
    """The one address on a page that leads to a form, however often."""
    [found] = {unescape(part.split('"')[0]) for part in page.content.decode().split('href="') if form in part[:120]}
    return found


def test_from_ask_again_the_refusal_and_the_stored_screening_lead_back_to_the_draft(cast, as_page):
    page, draft = as_page("ana"), signable_session(cast, rescreen=FOUND)
    here = f"/sessions/{draft.pk}/"
    address = link(page.get(here), "screening/again/")
    assert address.endswith(f"?ask={THINNER}&{urlencode({'back': here})}")
    assert '<form class="form" method="post" data-screening' in page.get(address).content.decode()  # to its own address
    refused = page.post(address, {THINNER: "yes"})
    assert (refused.status_code, refused.content.decode().count(f'href="{here}"')) == (400, 2)
    answers = {THINNER: "yes", f"plan_{THINNER}": PRECAUTIONS, "answered_at": at_the_clinic(cast)}
    stored = page.post(address, answers)
    screen = Screening.objects.latest("answered_at")
    assert stored["Location"] == f"/screenings/{screen.pk}/?{urlencode({'back': here})}"
    shown = page.get(stored["Location"])
    assert f'<a class="button is-primary" href="{here}">' in shown.content.decode()
    assert link(shown, "overrides/new/").endswith(urlencode({"back": here}))


def test_the_banner_of_a_draft_leads_back_too_and_elsewhere_the_forms_lead_to_the_episode(cast, as_page):
    page, draft = as_page("ana"), draft_session(cast, patients.episode(cast))
    episode = draft.visit.episode
    assert link(page.get(f"/sessions/{draft.pk}/"), "screening/new/").endswith(
        urlencode({"back": f"/sessions/{draft.pk}/"})
    )
    plain = page.get(f"/episodes/{episode.pk}/screening/new/").content.decode()
    assert f'href="/episodes/{episode.pk}/">Cancel' in plain
    assert "Back to where you were" not in plain


@pytest.mark.parametrize("form", ["consent/new/", "screening/new/"])
def test_before_a_session_is_begun_the_way_back_is_to_begin_it(cast, as_page, form):
    here = f"/episodes/{patients.episode(cast).pk}/sessions/new/"
    assert link(as_page("ana").get(here), form).endswith(urlencode({"back": here}))


def test_a_consent_that_a_draft_asked_for_leads_back_to_it(cast, as_page):
    page, draft = as_page("ana"), draft_session(cast, patients.episode(cast))
    here = f"/sessions/{draft.pk}/"
    address = link(page.get(here), "consent/new/")
    assert f'href="{here}"' in page.post(address, {"signed_how": "typed"}).content.decode()
    given = {
        "scope": "dry_needling", "regions": "Neck", "signed_how": "typed", "signed_name": "Pia P.",
        "signed_on": patients.today(cast).isoformat(),
    }  # fmt: skip
    stored = page.post(address, given)
    assert (stored.status_code, stored["Location"]) == (302, here)
    assert Consent.objects.exists()


@pytest.mark.parametrize("door", ["", "sign/"])
def test_an_override_leads_back_to_the_draft(cast, as_page, door):
    page, draft = as_page("ana"), signable_session(cast, patients.cautious_episode(cast), rescreen=FASTED)
    here = f"/sessions/{draft.pk}/"
    address = link(page.get(f"{here}{door}"), "overrides/new/")
    item = page.get(address).context["form"].fields["item"].choices[0][0]
    assert f'href="{here}"' in page.post(address, {"item": item}).content.decode()
    decided = {"item": item, "holds_on": draft.visit.occurred_on.isoformat(), "reason": "Agreed with the physician."}
    assert page.post(address, decided)["Location"] == here


def test_a_clearance_leads_back_to_the_draft(cast, as_page):
    page, draft = as_page("ana"), signable_session(cast, rescreen={"changes": True, "positive": ["neuro"]})
    here = f"/sessions/{draft.pk}/"
    cleared = {
        "item": "neuro",
        "given_by": "Dr. Rey",
        "reason": "Seen, no deficit.",
        "given_on": patients.today(cast).isoformat(),
    }
    assert page.post(link(page.get(here), "clearances/new/"), cleared)["Location"] == here


def test_a_visit_without_needles_is_come_back_to_as_well(cast, as_page):
    visit = record_visit(cast, treatable_episode(cast), rescreen=FOUND)
    address = link(as_page("ana").get(f"/visits/{visit.pk}/"), "screening/again/")
    assert address.endswith(urlencode({"back": f"/visits/{visit.pk}/"}))


def test_an_address_of_another_site_is_no_way_back(cast, as_page):
    page, episode = as_page("ana"), treatable_episode(cast)
    address = f"/episodes/{episode.pk}/screening/again/?ask={THINNER}&back=https://evil.example/"
    assert "evil.example" not in page.get(address).content.decode()
    answers = {THINNER: "yes", f"plan_{THINNER}": PRECAUTIONS, "answered_at": at_the_clinic(cast)}
    assert "evil.example" not in page.post(address, answers)["Location"]
