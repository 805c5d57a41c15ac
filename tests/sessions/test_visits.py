"""Visits without needling: other treatment, seen and not needled, cancelled, not come."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import Visit
from practice.audit import AuditEvent
from practice.errors import BadInput, RecordIsFinal
from practice.models import Credential
from practice.reference import current
from progress.selectors import timeline
from progress.selectors.unsigned import unsigned_visits_of
from sessions import services
from sessions.models import VisitNote
from tests.factories.sessions import record_visit


def sent(episode, **written):
    return {
        "episode": str(episode.pk), "occurred_at": timezone.now() - timedelta(hours=1), "outcome": "attended",
        "minutes": 30, "interventions": [{"key": "exercise", "minutes": 15}, {"key": "manual_therapy", "minutes": 15}],
        "response": "Moves more freely.", "education": ["keep moving"], **written,
    }  # fmt: skip


def an_hour_ago(cast):
    return timezone.now().astimezone(ZoneInfo(cast.here.timezone)) - timedelta(hours=1)


def codes(told):
    return {blocker["code"] for blocker in told["blockers"]}


def treatment_days(api, episode):
    return api("ana").get(f"episodes/{episode.pk}/progress/").json()["progress_report"]["treatment_days"]


def test_a_visit_without_needling_is_signed_and_counts_as_a_treatment_day(api, cast, episode):
    program = api("ana")
    before = treatment_days(api, episode)
    made = program.post("visits/", sent(episode))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["state"], told["blockers"], told["location"]) == ("draft", [], "clinic")
    assert [(row["code"], row["minutes"]) for row in told["timed"]] == [("97110", 15), ("97140", 15)]
    signed = program.post(f"visits/{told['id']}/sign/").json()
    assert signed["state"] == "signed"
    assert signed["plan"]
    newest = current("icd10cm")["releases"][-1]["name"]
    assert signed["diagnosis"] == {"condition": "tth_chronic", "icd10": ["G44.229"], "release": newest}
    visit = Visit.objects.get(pk=told["id"])
    assert visit.computed_hash() == visit.content_hash
    assert treatment_days(api, episode) == before + 1
    verbs = [event.verb for event in AuditEvent.objects.filter(target_id=told["id"]).order_by("id")]
    assert verbs == ["visit.recorded", "visit.signed"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minutes": None}, "minutes_missing"),
        ({"interventions": [], "done": ""}, "nothing_done"),
        ({"response": ""}, "response_missing"),
        ({"location": ""}, "location_missing"),
        ({"interventions": [{"key": "exercise"}]}, "intervention_minutes_missing"),
        ({"interventions": [{"key": "exercise", "minutes": 31}]}, "timed_minutes_overlap"),
        ({"rescreen": {"changes": True, "positive": []}}, "rescreen_unexplained"),
        ({"outcome": "held", "reason": ""}, "reason_missing"),
    ],
)
def test_each_gap_blocks_alone(api, episode, changes, code):
    told = api("ana").post("visits/", sent(episode, **changes)).json()
    assert codes(told) == {code}
    refused = api("ana").post(f"visits/{told['id']}/sign/")
    assert (refused.status_code, codes(refused.json())) == (409, {code})


def test_without_a_licence_on_the_day_it_is_not_signed(api, cast, episode):
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(expires_on="2020-01-01")
    assert codes(api("ana").post("visits/", sent(episode)).json()) == {"license_or_endorsement"}


def test_a_held_visit_says_why_keeps_its_red_flag_and_is_signed(api, episode):
    held = sent(
        episode, outcome="held", reason="New weakness in the hand: sent to the physician.", interventions=[],
        response="", minutes=None, rescreen={"changes": True, "positive": ["myelo_hand_gait"]},
    )  # fmt: skip
    told = api("ana").post("visits/", held).json()
    assert api("ana").post(f"visits/{told['id']}/sign/").status_code == 200
    assert Visit.objects.get(pk=told["id"]).red_flags == ["myelo_hand_gait"]


@pytest.mark.parametrize("outcome", ["cancelled", "no_show"])
def test_who_did_not_come_is_neither_seen_nor_waited_for(api, cast, episode, outcome):
    before = treatment_days(api, episode)
    absent = {"episode": str(episode.pk), "occurred_at": timezone.now(), "outcome": outcome, "reason": "Ill."}
    told = api("ana").post("visits/", absent).json()
    assert (told["state"], "blockers" in told, told["location"]) == ("recorded", False, "")
    assert unsigned_visits_of(episode) == []
    assert treatment_days(api, episode) == before
    refused = api("ana").post(f"visits/{told['id']}/sign/")
    assert (refused.status_code, codes(refused.json())) == (409, {"not_seen"})
    item = next(item for item in timeline(episode) if item["id"] == told["id"])
    words = {"cancelled": "Cancelled", "no_show": "Did not come"}[outcome]
    assert (item["title"], item["detail"], item["state"]) == (words, "Ill.", "")


def test_who_did_not_come_was_not_treated(api, episode):
    refused = api("ana").post("visits/", sent(episode, outcome="no_show"))
    assert refused.status_code == 400
    assert {"minutes", "interventions", "response", "education"} <= set(refused.json()["errors"])


def test_an_outcome_changes_while_the_visit_is_open(cast, episode):
    note = record_visit(cast, episode)
    ana, now = cast.actor("ana"), timezone.now()
    with pytest.raises(BadInput):
        services.change_visit(actor=ana, visit_note=note, now=now, outcome="no_show")
    gone = {"minutes": None, "interventions": [], "response": "", "education": []}
    services.change_visit(actor=ana, visit_note=note, now=now, outcome="no_show", **gone)
    assert Visit.objects.get(pk=note.pk).state == "no_show"


@pytest.mark.parametrize("outcome", ["attended", "held", "no_show"])
def test_what_was_cancelled_ahead_of_its_day_did_not_take_place_yet(api, episode, outcome):
    program, ahead = api("ana"), timezone.now() + timedelta(days=60)
    told = {"episode": str(episode.pk), "occurred_at": ahead, "outcome": "cancelled", "reason": "Away."}
    note = program.post("visits/", told).json()
    path = f"visits/{note['id']}/"
    assert program.patch(path, {"reason": "On holiday."}, HTTP_IF_MATCH="*").status_code == 200
    refused = program.patch(path, {"outcome": outcome}, HTTP_IF_MATCH="*")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["occurred_at"])
    assert Visit.objects.get(pk=note["id"]).state == "cancelled"
    came = {"outcome": outcome, "occurred_at": timezone.now()}
    assert program.patch(path, came, HTTP_IF_MATCH="*").status_code == 200


def test_a_signed_visit_is_final_and_takes_addenda(api, cast, episode):
    note = record_visit(cast, episode)
    services.sign_visit(actor=cast.actor("ana"), visit_note=note, now=timezone.now())
    with pytest.raises(RecordIsFinal):
        services.discard_visit(actor=cast.actor("ana"), visit_note=note, now=timezone.now())
    with pytest.raises(RecordIsFinal):
        VisitNote.objects.get(pk=note.pk).save()
    added = api("ana").post(f"visits/{note.pk}/addenda/", {"text": "Called later."})
    assert added.status_code == 201


def test_the_assistant_records_for_the_therapist_and_does_not_sign(api, as_page, cast, episode):
    told = api("ida").post("visits/", sent(episode)).json()
    assert told["therapist"] == str(cast.members["ana"].pk)
    assert told["treated_by"] == str(cast.members["ida"].pk)
    assert "signs it" in as_page("ida").get(f"/visits/{told['id']}/").content.decode()
    before = as_page("ana").get(f"/visits/{told['id']}/sign/").content.decode()
    assert (cast.members["ida"].name in before, "<dt>Signs</dt>" in before) == (True, True)
    assert api("ida").post(f"visits/{told['id']}/sign/").status_code == 403
    assert api("rui").post("visits/", sent(episode)).status_code == 403
    assert api("eva").get(f"visits/{told['id']}/").status_code == 404
    assert api("pia").get(f"visits/{told['id']}/").status_code == 404


def test_the_page_records_and_signs(as_page, cast, episode):
    page, when = as_page("ana"), an_hour_ago(cast)
    typed = {
        "outcome": "attended", "occurred_at": f"{when:%Y-%m-%d %H:%M}", "minutes": "30", "location": "clinic",
        "changes": "false", "treat_exercise": "20", "response": "Less pain.", "pain_before": "5", "pain_after": "3",
        "then": "sign",
    }  # fmt: skip
    answer = page.post(f"/episodes/{episode.pk}/visits/new/", typed)
    note = VisitNote.objects.get()
    assert answer["Location"] == f"/visits/{note.pk}/sign/"
    assert note.interventions == [{"key": "exercise", "minutes": 20}]
    page.post(f"/visits/{note.pk}/sign/", {"version": note.visit.version})
    shown = page.get(f"/visits/{note.pk}/").content.decode()
    assert "Content hash" in shown
    assert "20 min (97110)" in shown


BY_THE_ASSISTANT = {"rotation_left": "62", "rotation_right": "70", "hit6": "63", "ndi": "18", "flexor_endurance": "21"}


def test_the_assistant_records_measures_on_the_page_as_through_the_api(as_page, api, cast, episode):
    page, when = as_page("ida"), an_hour_ago(cast)
    typed = {"outcome": "attended", "occurred_at": f"{when:%Y-%m-%d %H:%M}", "minutes": "30", "location": "clinic",
             "changes": "false", "treat_exercise": "20", "response": "Less pain.", **BY_THE_ASSISTANT}  # fmt: skip
    assert page.post(f"/episodes/{episode.pk}/visits/new/", typed).status_code == 302
    note = VisitNote.objects.get()
    kept = {row["measure"]: row["value"] for row in api("ida").get(f"visits/{note.pk}/").json()["measurements"]}
    assert {key: float(value) for key, value in kept.items()} == {
        "crom_rotation_left": 62, "crom_rotation_right": 70, "hit6": 63, "ndi_raw": 18, "dnf_endurance": 21,
    }  # fmt: skip
    shown = page.get(f"/visits/{note.pk}/").content.decode()
    assert ('name="hit6" value="63"' in shown, 'data-unit="of 50"' in shown) == (True, True)


def test_an_impossible_measure_is_refused_by_page_and_api_in_the_same_words(as_page, api, cast, episode):
    when = an_hour_ago(cast)
    typed = {"outcome": "attended", "occurred_at": f"{when:%Y-%m-%d %H:%M}", "ndi": "51"}
    page = as_page("ida").post(f"/episodes/{episode.pk}/visits/new/", typed)
    rows = [{"measure": "ndi_raw", "phase": "visit", "value": 51}]
    [words] = next(iter(api("ida").post("visits/", sent(episode, measurements=rows)).json()["errors"].values()))
    assert (page.status_code, page.context["form"].errors["ndi"]) == (400, [words])


def test_page_and_api_change_an_open_visit(as_page, api, cast, episode):
    note, when = record_visit(cast, episode), an_hour_ago(cast)
    typed = {
        "version": "1", "outcome": "held", "occurred_at": f"{when:%Y-%m-%d %H:%M}", "reason": "Fever.",
        "location": "home", "note": "Sent home.",
    }  # fmt: skip
    page = as_page("ana")
    assert page.post(f"/visits/{note.pk}/", typed)["Location"] == f"/visits/{note.pk}/"
    assert page.post(f"/visits/{note.pk}/", typed).status_code == 409
    program, path = api("ana"), f"visits/{note.pk}/"
    read = program.get(path)
    told = read.json()
    assert (told["outcome"], told["reason"], told["location"], told["note"]) == ("held", "Fever.", "home", "Sent home.")
    assert (told["interventions"], told["blockers"]) == ([], [])
    changed = program.patch(path, {"note": "Called the physician."}, headers={"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["note"]) == (200, "Called the physician.")


def test_an_open_visit_is_taken_back(as_page, cast, episode):
    note = record_visit(cast, episode)
    as_page("ana").post(f"/visits/{note.pk}/discard/", {"version": "1"})
    assert not Visit.objects.filter(pk=note.pk).exists()


def test_the_page_says_at_its_field_what_does_not_fit(as_page, cast, episode):
    when = an_hour_ago(cast)
    typed = {"outcome": "no_show", "occurred_at": f"{when:%Y-%m-%d %H:%M}", "minutes": "30"}
    answer = as_page("ana").post(f"/episodes/{episode.pk}/visits/new/", typed)
    assert answer.status_code == 400
    assert "The patient was not seen" in answer.content.decode()


def test_the_list_pages_by_keyset_the_latest_first(api, cast, episode):
    made = [record_visit(cast, episode, occurred_at=timezone.now() - timedelta(days=days)) for days in range(5)]
    first = api("ana").get("visits/", {"page_size": 2}).json()
    second = api("ana").get(first["next"].split("testserver")[1]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == [str(row.pk) for row in made[:4]]
