"""What a session says beyond its needles: place and end, diagnosis, provenance, other treatment, and its code."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import EpisodeOfCare
from practice.days import day_words
from practice.models import Clinic
from practice.reference import current
from sessions import services
from sessions.models import NeedlingSession
from tests.factories import patients, plans
from tests.factories.sessions import (
    TARGET,
    draft_session,
    record_visit,
    signable_session,
    signed_session,
    supervisor,
    treatable_episode,
)


@pytest.fixture
def read(api):
    return lambda session: api("ana").get(f"sessions/{session.pk}/").json()


def codes(rows):
    return [row["code"] for row in rows]


def test_a_session_has_a_place_an_end_and_what_it_is_for(cast, episode, read):
    told = read(signable_session(cast, episode, indication="Pressing pain behind the eye."))
    began, ended = (datetime.fromisoformat(told[name]) for name in ("occurred_at", "ended_at"))
    assert (ended - began, told["location"]) == (timedelta(minutes=30), "clinic")
    assert told["diagnosis"] == {"condition": "tth_chronic", "icd10": ["G44.229"], "release": ""}
    assert told["indication"] == "Pressing pain behind the eye."
    assert codes(read(signable_session(cast, episode, location=""))["blockers"]) == ["location_missing"]


def test_a_signed_note_keeps_the_diagnosis_that_it_was_signed_for(cast, as_page, episode, read):
    session = signed_session(cast, episode)
    EpisodeOfCare.objects.filter(pk=episode.pk).update(condition="tth_episodic", icd10=["G44.219"])
    newest = current("icd10cm")["releases"][-1]["name"]
    assert read(session)["diagnosis"] == {"condition": "tth_chronic", "icd10": ["G44.229"], "release": newest}
    assert f"(G44.229; {newest})" in as_page("ana").get(f"/sessions/{session.pk}/").content.decode()


def test_a_note_without_the_release_of_its_codes_reads_and_stays_as_it_was(cast, episode, read):
    session = signable_session(cast, episode)
    NeedlingSession.objects.filter(pk=session.pk).update(diagnosis_noted={"condition": "tth_chronic", "icd10": []})
    assert read(session)["diagnosis"] == {"condition": "tth_chronic", "icd10": [], "release": ""}


LONG_AGO = datetime(2021, 9, 20, 10, tzinfo=UTC)  # ten days before G44.86 came into use


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (lambda cast, episode: signable_session(cast, episode, occurred_at=LONG_AGO), "sessions"),
        (lambda cast, episode: record_visit(cast, episode, occurred_at=LONG_AGO), "visits"),
    ],
)
def test_a_code_that_was_not_in_use_on_the_day_blocks_every_door(cast, api, as_page, made, path):
    episode = plans.some_episode(cast, started_on=date(2021, 9, 1))
    note, program = made(cast, episode), api("ana")
    words = "G44.86 may be used for care from 1 Oct 2021, not on 20 Sep 2021. Choose another code."
    blockers = program.get(f"{path}/{note.pk}/").json()["blockers"]
    found = {"code": "code_not_in_force", "message": words, "field": "diagnosis"}
    assert found in blockers
    refused = program.post(f"{path}/{note.pk}/sign/", {}, HTTP_IF_MATCH=program.get(f"{path}/{note.pk}/")["ETag"])
    assert (refused.status_code, found in refused.json()["blockers"]) == (409, True)
    assert words in as_page("ana").get(f"/{path}/{note.pk}/sign/").content.decode()
    EpisodeOfCare.objects.filter(pk=episode.pk).update(icd10=["G44.229"])
    assert found["code"] not in codes(program.get(f"{path}/{note.pk}/").json()["blockers"])


def test_codes_that_do_not_go_together_on_the_day_of_service_are_said_and_stop_nothing(cast, api, as_page):
    episode = treatable_episode(cast, icd10=["M54.2", "M50.10"])
    draft, program = signable_session(cast, episode), api("ana")
    told = program.get(f"sessions/{draft.pk}/").json()
    [notice] = [one for one in told["notices"] if one["code"] == "excludes1"]
    assert (notice["field"], "excludes1" in codes(told["blockers"])) == ("diagnosis", False)
    page = as_page("ana")
    for door in ("", "sign/"):
        shown = page.get(f"/sessions/{draft.pk}/{door}").content.decode()
        assert f'<a href="/episodes/{episode.pk}/">{notice["message"]}</a>' in shown
    assert program.post(f"sessions/{draft.pk}/sign/").status_code == 200
    assert "notices" not in program.get(f"sessions/{draft.pk}/").json()


def test_points_safeguard_and_use_by_date_are_kept(cast, episode, read):
    row = {**TARGET, "points": 3, "safeguard": "pincer grip, away from the ribs"}
    told = read(signable_session(cast, episode, targets=[row], needle_expiry=timezone.now().date()))
    assert (told["targets"][0]["points"], told["targets"][0]["safeguard"]) == (3, row["safeguard"])
    assert told["needle_expiry"] == timezone.now().date().isoformat()


def test_something_changed_says_what(cast, episode, read):
    changed = {"changes": True, "positive": []}
    assert codes(read(signable_session(cast, episode, rescreen=changed))["blockers"]) == ["rescreen_unexplained"]
    told = read(signable_session(cast, episode, rescreen={**changed, "note": "New tablets for the blood pressure."}))
    assert told["blockers"] == []


def test_a_copied_target_says_where_it_comes_from_until_it_is_confirmed_and_what_changed(cast, episode, read):
    source = signed_session(cast, episode)
    copied = {**TARGET, "copied_from": source.targets.get().pk, "side": "left", "length_mm": 30}
    own = {**TARGET, "muscle": "temporalis"}
    open_row = {**copied, "needles_in": None, "needles_out": None}
    session = draft_session(cast, episode, targets=[open_row, own])
    first, second = read(session)["targets"]
    assert second["copied"] is None
    assert (first["copied"]["session"], first["copied"]["confirmed"]) == (str(source.pk), False)
    assert first["copied"]["changed"] == ["side", "length_mm"]
    services.change_session(actor=cast.actor("ana"), session=session, now=timezone.now(), targets=[copied, own])
    assert read(session)["targets"][0]["copied"]["confirmed"] is True


def test_the_page_shows_where_a_target_comes_from(cast, as_page, episode):
    source = signed_session(cast, episode)
    row = {**TARGET, "copied_from": source.targets.get().pk, "side": "left"}
    session = draft_session(cast, episode, targets=[{**row, "needles_in": None, "needles_out": None}])
    shown = as_page("ana").get(f"/sessions/{session.pk}/").content.decode()
    assert "data-copied" in shown
    assert f"From {day_words(source.visit.occurred_on, year=False)}, changed: side" in shown


def test_before_signing_what_was_copied_unchanged_is_listed_by_its_day(cast, as_page, episode):
    muscles = ({**TARGET, "side": "left"}, {**TARGET, "muscle": "temporalis"}, {**TARGET, "muscle": "masseter_deep"})
    source = signed_session(cast, episode, targets=muscles, minutes=25, position="supine")
    rows = {row.muscle: row.pk for row in source.targets.all()}
    same, changed, open_row = [{**row, "copied_from": rows[row["muscle"]]} for row in muscles]
    session = draft_session(
        cast, episode, minutes=25, position="supine",
        targets=[same, {**changed, "length_mm": 15}, {**open_row, "needles_in": None, "needles_out": None}],
    )  # fmt: skip
    shown = as_page("ana").get(f"/sessions/{session.pk}/sign/").content.decode()
    told = " ".join(re.sub("<[^>]+>", " ", shown[shown.index("data-as-then") :][:1500]).split())
    assert f"Copied from {day_words(source.visit.occurred_on, year=False)}" in told
    assert "Unchanged: Upper trapezius, left Unchanged, and not counted today: Masseter, deep part, right" in told
    assert "The same as then: supine Muscles" in told
    alone = draft_session(cast, episode, targets=[TARGET])
    assert "data-as-then" not in as_page("ana").get(f"/sessions/{alone.pk}/sign/").content.decode()


def test_other_treatment_has_minutes_of_its_own(cast, api, episode, read):
    told = read(signable_session(cast, episode, interventions=[{"key": "manual_therapy", "minutes": 12}]))
    assert (told["blockers"], told["billing"]["timed"][0]["code"]) == ([], "97140")
    whole = [{"key": "manual_therapy", "minutes": 12}, {"key": "exercise", "minutes": 18}]
    assert codes(read(signable_session(cast, episode, interventions=whole))["blockers"]) == ["timed_minutes_overlap"]
    path, program = f"sessions/{told['id']}/", api("ana")
    for sent, field in (("leeches", "interventions[0].key"), ("exercise", "interventions[1].key")):
        rows = [{"key": sent, "minutes": 5}] * (2 if sent == "exercise" else 1)
        refused = program.patch(path, {"interventions": rows}, headers={"If-Match": program.get(path)["ETag"]})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_the_code_names_the_muscles_that_it_counts_and_what_is_missing(cast, episode, read):
    rows = [
        {**TARGET, "side": "left"}, TARGET, {**TARGET, "muscle": "temporalis"},
        {**TARGET, "muscle": "occipitalis", "needles_in": 0, "needles_out": 0},
    ]  # fmt: skip
    session = signable_session(cast, episode, targets=rows)
    told = read(session)["billing"]
    assert (told["code"], told["count"], told["basis"]) == ("20560", 2, "merged")
    assert [row["targets"] for row in told["counted"]] == [
        ["Upper trapezius, left", "Upper trapezius, right"], ["Temporalis, right"],
    ]  # fmt: skip
    assert told["counted"][0]["reason"] == "Parts and sides of one muscle count once."
    assert told["not_counted"] == ["Occipitalis, right: planned, no needle"]
    assert told["by_policy"]["sides_separate"] == {"count": 3, "code": "20561"}
    assert codes(told["missing"]) == ["note_not_signed"]
    services.sign_session(actor=cast.actor("ana"), session=session, now=timezone.now())
    Clinic.objects.filter(pk=cast.here.pk).update(counting_policy="sides_separate")
    signed = read(session)["billing"]
    assert (signed["basis"], signed["code"], signed["missing"]) == ("merged", "20560", [])


def test_the_page_says_why_muscles_count_once(cast, as_page, episode):
    session = signed_session(cast, episode, targets=[{**TARGET, "side": "left"}, TARGET])
    page = as_page("ana").get(f"/sessions/{session.pk}/").content.decode()
    assert "Parts and sides of one muscle count once." in page


def test_the_page_says_why_there_is_no_code(cast, as_page, episode):
    session = draft_session(cast, episode)
    assert "No code: no needle was counted" in as_page("ana").get(f"/sessions/{session.pk}/").content.decode()


def test_the_sheet_and_the_signed_note_say_which_consent_and_which_plan_they_stand_on(cast, as_page, episode):
    given = {"signed_on": patients.today(cast), "guardian_name": "Gus (synthetic)", "guardian_relation": "father"}
    consent = patients.consent(cast, episode, **given, copy_given=False)
    draft, browser = signable_session(cast, episode), as_page("ana")
    said = [
        f'href="/consents/{consent.pk}/">Signed', f'href="/episodes/{episode.pk}/plan/1/">Revision 1</a>',
        "text 2026-11, by the guardian Gus (synthetic), no copy given yet",
    ]  # fmt: skip
    sheet = browser.get(f"/sessions/{draft.pk}/sign/").content.decode()
    assert [words for words in said if words not in sheet] == []
    services.sign_session(actor=cast.actor("ana"), session=draft, now=timezone.now())
    later = patients.consent(cast, episode, signed_on=patients.today(cast))
    note = browser.get(f"/sessions/{draft.pk}/").content.decode()
    assert [words for words in said if words not in note] == []
    assert f'/consents/{later.pk}/">Signed' not in note


def test_without_consent_and_plan_the_sheet_says_so(cast, as_page):
    draft = draft_session(cast, patients.episode(cast))
    sheet = as_page("ana").get(f"/sessions/{draft.pk}/sign/").content.decode()
    assert [words for words in ("No written consent", "No plan in force") if words not in sheet] == []


def test_the_page_keeps_place_treatment_and_supervisor(cast, as_page, episode):
    session = signable_session(cast, episode, interventions=[{"key": "exercise", "minutes": 5, "note": "Nods."}])
    page = as_page("ana")
    form = page.get(f"/sessions/{session.pk}/").context["form"]
    assert [(field.name, field.value()) for field in form.treatments if field.value()] == [("treat_exercise", 5)]
    assert form["location"].value() == "clinic"
    when = session.visit.occurred_at.astimezone(ZoneInfo(cast.here.timezone))
    rows = {"targets-TOTAL_FORMS": 0, "targets-INITIAL_FORMS": 0, "events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0}
    typed = {"version": 1, "occurred_at": f"{when:%Y-%m-%d %H:%M}", "location": "home", "treat_exercise": 8, **rows}
    noa = supervisor(cast)
    typed["supervisor"] = str(noa.pk)
    assert page.post(f"/sessions/{session.pk}/", typed).status_code == 302
    kept = NeedlingSession.objects.get(pk=session.pk)
    assert kept.interventions == [{"key": "exercise", "minutes": 8, "note": "Nods."}]
    assert (kept.location, kept.supervisor_id) == ("home", noa.pk)
