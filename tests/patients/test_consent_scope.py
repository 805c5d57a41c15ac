"""What a consent covers, how it was signed, when it ends: regions, technique, risks, signature, the 18th birthday.

Rules: patients.rules.agreement.require_signature, patients.rules.agreement.require_text.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from patients import services
from patients.models import Consent
from patients.rules.risks import regions_of, risks_of
from patients.selectors import banner_of, safety_of
from tests.factories import patients as make
from tests.factories import sessions
from tests.reference_tables import MUSCLES, table

RISKS = table("patients/reference/consent.json")["risks"]
STROKES = "M10 20 L30 40 L50 60 L70 80 M100 10 L120 30"


def sent(cast, episode, **changes):
    return {
        "episode": str(episode.pk), "signed_on": str(make.today(cast)), "signed_name": "Pia (synthetic)", **changes,
    }  # fmt: skip


def test_every_structure_at_risk_stands_for_a_risk_that_is_explained():
    for muscle in MUSCLES["muscles"]:
        for structure in muscle["structures_at_risk"]:
            words = [word for risk in RISKS for word in risk["structures"]]
            assert any(word in structure.lower() for word in words), structure


@pytest.mark.parametrize(
    ("areas", "explained", "left_out"),
    [
        (["upper back"], {"pneumothorax"}, {"eye"}),
        (["shoulder girdle"], {"pneumothorax", "nerve"}, {"eye", "spinal_cord"}),
        (["scalp / temple"], {"nerve", "vessel"}, {"pneumothorax", "spinal_cord"}),
        ([], {"pneumothorax", "spinal_cord", "vessel", "nerve"}, set()),
    ],
)
def test_the_risks_are_those_of_the_muscles_of_the_regions(areas, explained, left_out):
    found = set(risks_of(MUSCLES["muscles"], areas, RISKS))
    assert explained <= found
    assert not left_out & found


def test_regions_without_a_muscle_that_may_be_needled_are_not_offered():
    regions = regions_of(MUSCLES["muscles"])
    for region in {muscle["region"] for muscle in MUSCLES["muscles"]}:
        may = any(not m["do_not_needle"] for m in MUSCLES["muscles"] if m["region"] == region)
        assert (region in regions) is may


def test_the_signed_consent_keeps_regions_risks_and_the_drawing(api, as_page, cast):
    told = sent(cast, make.episode(cast), areas=["upper back"], signed_how="drawn", signature=STROKES)
    answer = api("rui").post("consents/", told)
    assert answer.status_code == 201, answer.content
    assert "pneumothorax" in answer.json()["risks"]
    shown = as_page("rui").get(f"/consents/{answer.json()['id']}/").content.decode()
    assert f'<path d="{STROKES}"/>' in shown
    assert "reaches the lung" in shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signed_how": "paper", "areas": ["knee"]}, "areas"),
        ({"signed_how": "drawn"}, "signature"),
        ({"signed_how": "typed", "signature": STROKES}, "signature"),
        ({"signed_how": "paper", "signature": STROKES}, "signature"),
        ({"signed_how": "drawn", "signature": "M1 1 L2 2"}, "signature"),
        ({"signed_how": "drawn", "signature": 'M1 1 L2 2 L3 3 L4 4"/><script>'}, "signature"),
        ({"signed_how": "drawn", "signature": "M1 1" + " L2 2" * 5000}, "signature"),
        ({"signed_how": "by_fax"}, "signed_how"),
        ({"signed_how": "paper", "risks": ["eye"]}, "risks"),
    ],
)
def test_page_and_api_refuse_what_is_no_signature_or_region(api, as_page, cast, change, field):
    episode = make.episode(cast)
    answer = api("rui").post("consents/", sent(cast, episode, **change))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    if field != "risks":
        paper = {"signed_how": "paper", "has_paper": "on"}
        typed = {"scope": "dry_needling", "regions": "Neck", **paper, **sent(cast, episode, **change)}
        assert as_page("rui").post(f"/episodes/{episode.pk}/consent/new/", typed).status_code == 400
    assert not Consent.objects.exists()


def test_a_typed_name_signs_without_a_pointer(as_page, cast):
    episode = make.episode(cast)
    typed = {"scope": "dry_needling", "regions": "Neck", "signed_how": "typed", **sent(cast, episode)}
    assert as_page("rui").post(f"/episodes/{episode.pk}/consent/new/", typed).status_code == 302
    assert Consent.objects.get().signed_how == "typed"


def test_the_page_takes_no_way_of_signing_for_granted(as_page, cast):
    browser, episode = as_page("rui"), make.episode(cast)
    place = f"/episodes/{episode.pk}/consent/new/"
    shown = browser.get(place)
    form = shown.context["form"]
    assert not any(form[name].value() for name in ("signed_how", "signed_name", "has_paper"))
    assert "not acupuncture" in shown.content.decode()
    typed = {"scope": "dry_needling", "regions": "Neck", **sent(cast, episode)}
    assert list(browser.post(place, typed).context["form"].errors) == ["signed_how"]
    assert not Consent.objects.exists()


def test_on_paper_is_recorded_by_who_has_the_paper(as_page, cast):
    browser, episode = as_page("rui"), make.episode(cast)
    place = f"/episodes/{episode.pk}/consent/new/"
    typed = {"scope": "dry_needling", "regions": "Neck", "signed_how": "paper", **sent(cast, episode)}
    refused = browser.post(place, typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["has_paper"])
    assert not Consent.objects.exists()
    assert browser.post(place, {**typed, "has_paper": "on"}).status_code == 302
    assert Consent.objects.get().signed_how == "paper"


@pytest.mark.parametrize(
    ("consent", "session", "codes"),
    [
        ({}, {}, []),
        ({"areas": ["shoulder girdle"]}, {}, []),
        ({"areas": ["posterior neck"]}, {}, ["consent_scope"]),
        ({"scope": "dry_needling"}, {"estim": True}, ["consent_scope"]),
        ({"scope": "dry_needling_estim"}, {"estim": True}, []),
    ],
)
def test_a_session_stays_within_what_was_agreed_to(api, cast, consent, session, codes):
    episode = sessions.treatable_episode(cast)
    make.consent(cast, episode, signed_on=make.today(cast), **consent)
    written = {"estim": {
        "frequency_hz": 2, "pulse_us": 250, "minutes": 10, "intensity": "comfortable", "leads": ["a-b"], "device": "X",
    }} if session else {}  # fmt: skip
    made = sessions.signable_session(cast, episode, **written)
    assert [blocker["code"] for blocker in api("ana").get(f"sessions/{made.pk}/").json()["blockers"]] == codes


def test_without_a_copy_for_the_patient_the_signature_is_given_and_it_is_said_first(api, as_page, cast):
    episode = sessions.treatable_episode(cast)
    consent = make.consent(cast, episode, signed_on=make.today(cast), copy_given=False)
    session = sessions.signable_session(cast, episode)
    told = api("ana").get(f"sessions/{session.pk}/").json()
    assert (told["blockers"], told["notices"][0]["code"]) == ([], "consent_copy_missing")
    sheet = as_page("ana").get(f"/sessions/{session.pk}/sign/").content.decode()
    assert sheet.index("Look at this first") < sheet.index("no copy of the consent") < sheet.index("Worth a look")
    assert f'href="/consents/{consent.pk}/"' in sheet
    api("rui").post(f"consents/{consent.pk}/copy-given/")
    assert "consent_copy_missing" not in str(api("ana").get(f"sessions/{session.pk}/").json()["notices"])


def withdrawn(cast, episode, at):
    consent = Consent.objects.get(episode=episode)
    return services.withdraw_consent(actor=cast.actor("rui"), consent=consent, reason="Did not say.", now=at)


def test_what_was_needled_before_the_withdrawal_is_signed_and_says_so(api, as_page, cast):
    episode = sessions.treatable_episode(cast)
    session, program = sessions.signable_session(cast, episode), api("ana")
    consent = withdrawn(cast, episode, timezone.now())
    told = program.get(f"sessions/{session.pk}/").json()
    assert told["blockers"] == []
    assert told["notices"][0]["code"] == "consent_withdrawn_since"
    page = as_page("ana").get(f"/sessions/{session.pk}/sign/").content.decode()
    assert page.index("Look at this first") < page.index("withdrew the consent after these needles")
    assert f'<a href="/consents/{consent.pk}/">Signed' in page, "the sheet names the consent that the signature keeps"
    signed = program.post(f"sessions/{session.pk}/sign/")
    assert signed.status_code == 200, signed.content
    session.refresh_from_db()
    assert session.consent_id == consent.pk


def test_a_note_begun_after_the_withdrawal_and_one_without_counted_needles_are_not_signed(api, cast):
    episode = sessions.treatable_episode(cast)
    at = make.lately()
    planned = [{**sessions.TARGET, "needles_in": None, "needles_out": None}]
    uncounted = sessions.signable_session(cast, episode, occurred_at=at, targets=planned)
    withdrawn(cast, episode, timezone.now())
    begun_since = sessions.signable_session(cast, episode, occurred_at=at)
    for session in (uncounted, begun_since):
        codes = [blocker["code"] for blocker in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]]
        assert "consent_withdrawn" in codes


def test_a_consent_withdrawn_between_draft_and_signature_stops_the_signature(api, as_page, cast):
    episode = sessions.treatable_episode(cast)
    session = sessions.signable_session(cast, episode)
    program = api("ana")
    assert program.get(f"sessions/{session.pk}/").json()["blockers"] == []
    tag = program.get(f"sessions/{session.pk}/")["ETag"]
    withdrawn(cast, episode, session.visit.occurred_at)
    refused = program.post(f"sessions/{session.pk}/sign/", {}, HTTP_IF_MATCH=tag)
    assert refused.status_code == 409
    assert [blocker["code"] for blocker in refused.json()["blockers"]] == ["consent_withdrawn"]
    page = as_page("ana").post(f"/sessions/{session.pk}/sign/", {"version": session.visit.version})
    assert page.status_code == 409
    session.visit.refresh_from_db()
    assert not session.visit.is_signed


def a_minor(cast, *, turns_18_in: int):
    """Somebody who turns 18 in some days, with a guardian's consent of twenty days ago."""
    birthday = make.today(cast) + timedelta(days=turns_18_in)
    born = date(birthday.year - 18, birthday.month, min(birthday.day, 28))
    episode = make.episode(cast, of=make.patient(cast, date_of_birth=born))
    guardian = {"guardian_name": "Gus (synthetic)", "guardian_relation": "father", "assent": True}
    make.consent(cast, episode, signed_on=make.today(cast) - timedelta(days=20), **guardian)
    return episode


def test_a_guardians_consent_ends_with_the_18th_birthday(cast):
    episode, today = a_minor(cast, turns_18_in=10), make.today(cast)
    assert safety_of(episode, today).consent_problem == ""
    grown = today + timedelta(days=15)
    assert safety_of(episode, grown).consent_problem == "own_missing"
    labels = [alert["label"] for alert in banner_of(episode.patient, episode, grown)["alerts"]]
    assert "Turned 18: own consent missing" in labels


def test_who_turned_18_signs_alone(cast):
    episode = a_minor(cast, turns_18_in=-8)
    assert safety_of(episode, make.today(cast)).consent_problem == "own_missing"
    make.consent(cast, episode, signed_on=make.today(cast))
    assert safety_of(episode, make.today(cast)).consent_problem == ""
