"""The pages of a session: log it, complete it, sign it, with and without a script."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.models import Visit
from sessions.api.shapes import SessionShape
from sessions.models import NeedlingSession, Target
from tests.factories.sessions import (
    COMPLETE,
    TARGET,
    _numbers,
    draft_session,
    signable_session,
    signed_session,
)

ZONE = ZoneInfo("America/Los_Angeles")


def typed(**changes):
    """A complete session as a browser sends it."""
    occurred_at = timezone.localtime(timezone.now() - timedelta(hours=1), ZONE).strftime("%Y-%m-%d %H:%M")
    return {
        "occurred_at": occurred_at, "minutes": "30", "position": "prone", "changes": "false",
        "consent_confirmed": "on", "risk_explained": ["bruising", "pneumothorax"], "skin_prep": "alcohol",
        "gloves": "on", "sharps_disposed": "on", "needle_lot": "SYN-LOT-0001", "pain_before": "6", "pain_after": "3",
        "response": "Looser at once.", "events_answer": "none", "education": ["aftercare sheet"], "no_injection": "on",
        "targets-TOTAL_FORMS": "2", "targets-INITIAL_FORMS": "0", "events-TOTAL_FORMS": "1",
        "events-INITIAL_FORMS": "0", "targets-0-muscle": "trapezius_upper", "targets-0-side": "right",
        "targets-0-needles_in": "2", "targets-0-needles_out": "2", "targets-0-diameter_mm": "0.30",
        "targets-0-length_mm": "40", "targets-0-technique": "pistoning", "targets-0-twitch": "yes",
        "targets-0-familiar_pain": "true", **changes,
    }  # fmt: skip


def version_in(answer):
    return re.search(rb'name="version"[^>]*value="(\d+)"', answer.content)[1].decode()


def test_a_therapist_logs_reviews_and_signs_a_session(cast, as_page, episode):
    browser = as_page("ana")
    answer = browser.post(f"/episodes/{episode.pk}/sessions/new/", typed())
    session = NeedlingSession.objects.get()
    assert answer.url == f"/sessions/{session.pk}/"
    page = browser.get(answer.url)
    assert b"Ready to sign" in page.content
    assert browser.post(answer.url, typed(version=version_in(page), then="sign")).url == f"{answer.url}sign/"
    review = browser.get(f"{answer.url}sign/")
    assert browser.post(f"{answer.url}sign/", {"version": version_in(review)}).url == answer.url
    assert Visit.objects.get(pk=session.pk).is_signed
    assert b"Content hash" in browser.get(answer.url).content


def test_blockers_stand_on_the_draft_and_lead_to_their_fields(cast, as_page, episode):
    session = draft_session(cast, episode, targets=[{**TARGET, "needles_out": 1}])
    page = as_page("ana").get(f"/sessions/{session.pk}/").content.decode()
    assert "2 in, 1 out" in page
    for place in ("#id_targets-0-needles_out", "#id_changes", "#id_events_answer", "#id_response"):
        assert f"/sessions/{session.pk}/{place}" in page, place
    refused = as_page("ana").post(f"/sessions/{session.pk}/sign/", {"version": "1"})
    assert refused.status_code == 409
    assert not Visit.objects.get(pk=session.pk).is_signed


def test_two_therapists_edit_one_draft_and_nothing_is_lost(cast, as_page, episode):
    session = signable_session(cast, episode)
    browser, path = as_page("ana"), f"/sessions/{session.pk}/"
    read = version_in(browser.get(path))
    assert browser.post(path, typed(version=read, note="First")).status_code == 302
    second = browser.post(path, typed(version=read, note="Second"))
    assert second.status_code == 409
    assert b"Someone changed this record" in second.content
    assert b"Second" in second.content
    assert browser.post(path, typed(version=version_in(second), note="Third")).status_code == 409
    assert Visit.objects.get(pk=session.pk).note == "First"


def test_the_page_tells_its_script_where_each_field_stands_in_the_api(cast, as_page, episode):
    session = signable_session(cast, episode)
    page = as_page("ana").get(f"/sessions/{session.pk}/")
    told = page.context["room"]
    written = {name for name, field in SessionShape().fields.items() if not field.read_only}
    roots = {told["paths"].get(name, name).split("/")[0] for name in page.context["form"].fields}
    assert roots - {"version"} <= written
    assert (told["session"], told["version"], told["zone"]) == (session.pk, session.visit.version, cast.here.timezone)


def test_as_last_time_looks_prefilled_and_counts_nothing(cast, as_page, episode):
    signed_session(cast, episode)
    page = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/?from=last").content.decode()
    assert "From last time" in page
    needles = re.search(r'<input[^>]*name="targets-0-needles_in"[^>]*>', page)[0]
    assert "value=" not in needles
    assert 'name="consent_confirmed" id="id_consent_confirmed">' in page


def test_a_note_says_what_was_ticked_in_words(cast, as_page, episode):
    told = {"skin_prep": "alcohol", "education": ["keep moving"]}
    told["risk_explained"] = ["bruising", "pneumothorax", "nerve_injury"]
    page = as_page("ana").get(f"/sessions/{signed_session(cast, episode, **told).pk}/").content.decode()
    for words in ("<dd>Bruising, Pneumothorax, Nerve injury</dd>", "<dd>Alcohol</dd>", "<dd>Keep moving gently</dd>"):
        assert words in page


def test_needle_and_technique_fold_into_one_line_once_they_are_told(cast, as_page, episode):
    signed_session(cast, episode)
    path = f"/episodes/{episode.pk}/sessions/new/"
    folded = as_page("ana").get(f"{path}?from=last").content.decode()
    empty = as_page("ana").get(path).content.decode()
    assert re.search(r"<details[^>]* data-how>.*?0\.\d\d × \d+ mm, pistoning", folded, re.S)
    assert "data-how open" in empty


def test_the_last_session_stands_beside_a_new_one(cast, as_page, episode):
    before = signed_session(cast, episode)
    page = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/").content.decode()
    beside = page[page.index('id="session-side"') :]
    assert f"/sessions/{before.pk}/" in beside
    assert "Upper trapezius" in beside


def test_the_position_comes_from_last_time_and_looks_so(cast, as_page, episode):
    signed_session(cast, episode)
    form = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/?from=last").context["form"]
    assert form["position"].value() == "prone"
    assert form.fields["position"].widget.attrs["data-prefilled"] == "From last time"


def test_a_new_session_goes_to_the_signature_at_once(cast, as_page, episode):
    answer = as_page("ana").post(f"/episodes/{episode.pk}/sessions/new/", typed(then="sign"))
    assert answer.url == f"/sessions/{NeedlingSession.objects.get().pk}/sign/"


def test_measurements_of_the_clinics_app_survive_the_page(cast, as_page, episode):
    measured = [{"measure": "ppt_temporalis", "phase": "before", "side": "left", "value": 200}]
    session = signable_session(cast, episode, measurements=measured)
    browser, path = as_page("ana"), f"/sessions/{session.pk}/"
    assert browser.post(path, typed(version=version_in(browser.get(path)))).status_code == 302
    found = set(Visit.objects.get(pk=session.pk).measurements.values_list("measure", flat=True))
    assert found == {"ppt_temporalis", "nprs_current"}


def test_a_removed_row_goes_and_an_event_comes(cast, as_page, episode):
    session = signable_session(cast, episode, targets=[TARGET, {**TARGET, "side": "left"}])
    browser, path = as_page("ana"), f"/sessions/{session.pk}/"
    events = {"events_answer": "listed", "events-0-kind": "bruising", "targets-0-DELETE": "on"}
    rows = {"targets-1-muscle": "trapezius_upper", "targets-1-side": "left", "targets-INITIAL_FORMS": "2"}
    answer = browser.post(path, typed(version=version_in(browser.get(path)), **events, **rows))
    assert answer.status_code == 302
    assert [target.side for target in Target.objects.all()] == ["left"]
    assert session.adverse_events.model.objects.get().kind == "bruising"


def test_a_text_of_an_event_is_cleared_on_both_pages(cast, as_page, episode):
    written = {"kind": "bruising", "description": "Blue", "action_taken": "Pressed"}
    session = draft_session(cast, episode, adverse_events=[written])
    browser, event = as_page("ana"), session.adverse_events.get()
    row = {"events-0-kind": "bruising", "events-0-grade": "mild", "events-0-attribution": "certain"}
    sent = typed(events_answer="listed", version=str(session.visit.version), **row)
    assert browser.post(f"/sessions/{session.pk}/", {**sent, "events-0-description": ""}).status_code == 302
    event.refresh_from_db()
    assert (event.description, event.action_taken) == ("", "")
    told = {"state": "confirmed", "grade": "mild", "attribution": "certain", "description": "Blue", "action_taken": ""}
    for text in ("Blue", ""):
        event.refresh_from_db()
        sent = {**told, "description": text, "version": event.version}
        assert browser.post(f"/adverse-events/{event.pk}/", sent).status_code == 302
    event.refresh_from_db()
    assert event.description == ""


def test_each_lead_of_the_stimulation_stands_on_its_own(cast, as_page, episode):
    leads = ["splenius, left to splenius, right", "trapezius, left"]
    browser = as_page("ana")
    stimulated = {
        "estim_used": "on", "estim_frequency_hz": "2", "estim_leads": "\r\n".join([leads[0], " ", leads[1]]),
    }  # fmt: skip
    answer = browser.post(f"/episodes/{episode.pk}/sessions/new/", typed(**stimulated))
    session = NeedlingSession.objects.get()
    assert session.estim["leads"] == leads
    assert "\n".join(leads) in browser.get(answer.url).content.decode()
    page = as_page("max").get(answer.url).content.decode()
    assert f"Lead 1: {leads[0]}" in page
    assert f"Lead 2: {leads[1]}" in page
    for bad in ("x" * 121, "x\n" * 13):
        sent = typed(**{**stimulated, "estim_leads": bad}, version=str(session.visit.version))
        assert as_page("ana").post(answer.url, sent).status_code == 400


def test_who_may_open_the_pages(cast, as_page, episode):
    draft, signed = draft_session(cast, episode), signed_session(cast, episode)
    new = f"/episodes/{episode.pk}/sessions/new/"
    table = {
        new: {"ana": 200, "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404},
        f"/sessions/{draft.pk}/": {"ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404},
        f"/sessions/{signed.pk}/": {"ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404},
        f"/sessions/{draft.pk}/sign/": {"ana": 200, "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404},
    }
    for path, expected in table.items():
        assert {name: as_page(name).get(path).status_code for name in expected} == expected, path


def test_a_draft_is_discarded_from_its_page(cast, as_page, episode):
    session = draft_session(cast, episode)
    path = f"/sessions/{session.pk}/"
    asked = as_page("ana").get(path).text.partition('id="discard"')[2].partition("</dialog>")[0]
    for words in (f'action="{path}discard/"', 'name="version" value="1"', "Keep it as it is"):
        assert words in asked
    for stale in ({"version": "9"}, {}):
        refused = as_page("ana").post(f"{path}discard/", stale, HTTP_REFERER=f"http://testserver{path}")
        assert (refused.status_code, b"Someone changed this record" in refused.content) == (409, True)
        assert f'href="{path}">Open it again' in refused.content.decode()
    assert Visit.objects.filter(pk=session.pk).exists()
    assert as_page("ana").post(f"{path}discard/", {"version": "1"}).url == f"/episodes/{episode.pk}/"
    assert not Visit.objects.filter(pk=session.pk).exists()


def test_an_addendum_is_added_on_the_page(cast, as_page, episode):
    session = signed_session(cast, episode)
    browser, path = as_page("ana"), f"/sessions/{session.pk}/"
    assert browser.post(f"{path}addenda/", {"text": ""}).status_code == 400
    assert browser.post(f"{path}addenda/", {"text": "It was the left side."}).status_code == 302
    assert b"It was the left side." in browser.get(path).content


BROKEN = {
    "needles_out": 1, "technique": "", "diameter_mm": None, "length_mm": None, "twitch": "", "familiar_pain": None,
    "muscle": "longus_colli",
}  # fmt: skip
GAPS = {
    "minutes": None, "position": "", "skin_prep": "", "gloves": False, "sharps_disposed": None, "rescreen": None,
    "consent_confirmed": False, "risk_explained": [], "response": " ", "adverse_events": None, "education": [],
    "no_injection": None,
}  # fmt: skip


@settings(
    max_examples=12, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    broken=st.sets(st.sampled_from(sorted(BROKEN)), max_size=2), gaps=st.sets(st.sampled_from(sorted(GAPS)), max_size=2)
)
def test_no_session_that_breaks_a_rule_is_signed_by_program_or_page(cast, api, as_page, episode, broken, gaps):
    changes = {"targets": [{**_numbers(TARGET), **{name: BROKEN[name] for name in broken}}]}
    session = signable_session(cast, episode, **{**COMPLETE, **changes, **{name: GAPS[name] for name in gaps}})
    whole = not broken and not gaps
    by_program = api("ana").post(f"sessions/{session.pk}/sign/").status_code
    by_page = as_page("ana").post(f"/sessions/{session.pk}/sign/", {"version": "1"}).status_code
    assert (by_program, by_page) == ((200, 302) if whole else (409, 409))
    assert Visit.objects.get(pk=session.pk).is_signed is whole


def test_the_page_of_the_signature_has_one_box_of_notices_for_each_weight(cast, as_page):
    far = {**TARGET, "muscle": "rhomboid_major", "risk_confirmed": True, "length_mm": 60, "needles_out": 1}
    incident = {"kind": "retained_needle", "description": "Not found.", "action_taken": "X-ray."}
    session = signable_session(cast, targets=[TARGET, far], needle_lot="", adverse_events=[incident])
    page = as_page("ana").get(f"/sessions/{session.pk}/sign/").content.decode()
    assert page.count("data-notices") == 2
    grave, rest = page.split("data-notices")[1:]
    assert "“All needles are in the sharps container” stands beside 4 needles in and 3 out." in grave
    assert "needle lot" in rest
    assert "needle lot" not in grave
