"""Merging two records of one person by every door: the page, the API, search, lists and the trail."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patients import selectors, services
from patients.models import Appointment, Consent, EpisodeOfCare, Patient, PatientMerge
from practice.audit import AuditEvent
from practice.days import day_words
from practice.models import Membership, User
from tests.factories import appointments, plans
from tests.factories import patients as make
from tests.factories.appointments import at, booked
from tests.factories.patients import merge
from tests.factories.patients import undo_merge as undo

REASON = "Same face, same street, registered twice."


def test_programs_merge_and_undo(api, cast, twin):
    program, sent = api("rui"), {"merged": str(twin.pk), "reason": REASON}
    made = program.post(f"patients/{cast.pia.pk}/merge/", sent)
    assert made.status_code == 201, made.content
    assert made.json()["kept"] == str(cast.pia.pk)
    gone = program.get(f"patients/{twin.pk}/")
    assert (gone.status_code, gone.json()["merged_into"]) == (200, str(cast.pia.pk))
    refused = program.patch(f"patients/{twin.pk}/", {"phone": "1"}, HTTP_IF_MATCH=gone["ETag"])
    assert (refused.status_code, refused.json()["merged_into"]) == (409, str(cast.pia.pk))
    assert [r["id"] for r in program.get("patients/", {"merged": "true"}).json()["results"]] == [str(twin.pk)]
    assert [r["id"] for r in program.get("patients/", {"merged": "false"}).json()["results"]] == [str(cast.pia.pk)]
    address = f"merges/{made.json()['id']}/"
    assert program.get(address).json() == program.get("merges/", {"undone": "false"}).json()["results"][0]
    assert program.post(f"{address}undo/", {"reason": ""}).status_code == 400
    undone = program.post(f"{address}undo/", {"reason": "Cousins."}, HTTP_IF_MATCH=made["ETag"])
    assert (undone.status_code, undone.json()["undone_by"]) == (200, str(cast.members["rui"].pk))
    assert program.get(f"patients/{twin.pk}/").json()["merged_into"] is None
    assert program.post(f"{address}undo/", {"reason": "Cousins."}).status_code == 409


def test_a_merge_says_what_moved_and_what_was_set_aside(api, cast, twin):
    episode, day = EpisodeOfCare.objects.get(patient=twin), plans.today()
    plans.diary_day(cast, day, headache=False)
    theirs = plans.diary_day(cast, day, of=twin, headache=True)
    program = api("rui")
    made = program.post(f"patients/{cast.pia.pk}/merge/", {"merged": str(twin.pk), "reason": REASON}).json()
    for told in (made, program.get(f"merges/{made['id']}/").json(), program.get("merges/").json()["results"][0]):
        assert str(episode.pk) in told["moved"]["patients.episodeofcare"]
        assert told["set_aside"] == {"plans.diaryday": [str(theirs.pk)]}


def test_the_same_merge_again_answers_200(api, cast, twin):
    program, sent = api("rui"), {"merged": str(twin.pk), "reason": REASON}
    first = program.post(f"patients/{cast.pia.pk}/merge/", sent, HTTP_IDEMPOTENCY_KEY="k")
    again = program.post(f"patients/{cast.pia.pk}/merge/", sent, HTTP_IDEMPOTENCY_KEY="k")
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())


def test_no_appointment_is_booked_on_a_merged_record(api, cast, twin):
    merge(cast, twin)
    begin = appointments.at(cast, 10)
    sent = {"patient": str(twin.pk), "therapist": str(cast.members["ana"].pk), "starts_at": begin.isoformat(),
            "ends_at": (begin + appointments.LENGTH).isoformat()}  # fmt: skip
    refused = api("rui").post("appointments/", sent)
    assert (refused.status_code, refused.json()["merged_into"]) == (409, str(cast.pia.pk))
    assert not Appointment.objects.exists()


def test_appointments_at_the_same_time_are_named_before_and_nothing_is_half_merged(api, as_page, cast, twin):
    ours = booked(cast, at(cast, 10))
    theirs = booked(cast, at(cast, 10, 15), patient=twin, therapist=other_therapist(cast))
    booked(cast, at(cast, 11), patient=twin)
    day = f"{day_words(at(cast, 10))}"
    words = (
        f"Both records have an appointment at the same time: {day}, 10:00–10:30 (T-0001) and {day}, 10:15–10:45"
        f" ({twin.record_number}). Move or cancel one of them first, after taking back what is"
        " done or under way."
    )
    refused = api("rui").post(f"patients/{cast.pia.pk}/merge/", {"merged": str(twin.pk), "reason": REASON})
    assert (refused.status_code, [row["code"] for row in refused.json()["blockers"]]) == (409, ["appointments_overlap"])
    assert refused.json()["detail"] == words
    browser, address = as_page("rui"), f"/patients/{cast.pia.pk}/merge/"
    told = browser.get(address, {"other": twin.pk})
    assert words in told.content.decode()
    sent = {"other": twin.pk, "stays": str(cast.pia.pk), "reason": REASON, "version": told.context["version"]}
    sent["other_version"] = told.context["other_version"]
    answer = browser.post(address, sent)
    assert (answer.status_code, answer.content.decode().count(words)) == (400, 1)
    assert REASON in answer.content.decode()
    assert not PatientMerge.objects.exists()
    theirs.refresh_from_db()
    assert theirs.patient_id == twin.pk
    services.cancel_appointment(actor=cast.actor("rui"), appointment=ours, reason="Twice", now=timezone.now())
    assert browser.post(address, sent).status_code == 302
    theirs.refresh_from_db()
    assert theirs.patient_id == cast.pia.pk


def other_therapist(cast):
    user = User.objects.create_user("tom@example.test", name="Tom (synthetic)")
    return Membership.objects.create(user=user, name=user.name, roles=["therapist"])


def test_roles_and_other_clinics(api, as_page, cast, twin):
    address, sent = f"patients/{cast.pia.pk}/merge/", {"merged": str(twin.pk), "reason": REASON}
    assert {n: api(n).post(address, sent).status_code for n in ("ana", "ida", "pia", "eva")} == {
        "ana": 403, "ida": 403, "pia": 403, "eva": 403,
    }  # fmt: skip
    assert {n: as_page(n).get(f"/{address}").status_code for n in ("ana", "rui", "max", "ida", "pia", "eva")} == {
        "ana": 403, "rui": 200, "max": 200, "ida": 403, "pia": 403, "eva": 403,
    }  # fmt: skip
    made = merge(cast, twin)
    for name in ("ana", "ida", "pia"):
        assert api(name).get(f"merges/{made.pk}/").status_code == 403


def test_the_desk_finds_compares_and_merges_in_the_browser(as_page, cast, twin):
    browser = as_page("rui")
    shown = browser.get(f"/patients/{cast.pia.pk}/").content.decode()
    assert f"/patients/{cast.pia.pk}/merge/?other={twin.pk}" in shown
    found = browser.get(f"/patients/{cast.pia.pk}/merge/", {"q": "pia"}, follow=True).content.decode()
    assert twin.record_number in found
    compared = browser.get(f"/patients/{cast.pia.pk}/merge/", {"other": twin.pk})
    assert compared.status_code == 200
    sent = {
        "other": twin.pk, "stays": str(cast.pia.pk), "reason": REASON,
        "version": compared.context["version"], "other_version": compared.context["other_version"],
    }  # fmt: skip
    for missing in ("stays", "reason"):
        refused = browser.post(f"/patients/{cast.pia.pk}/merge/", {**sent, missing: ""})
        assert refused.status_code == 400
    for stale in ("version", "other_version"):
        refused = browser.post(f"/patients/{cast.pia.pk}/merge/", {**sent, stale: "77"})
        assert (refused.status_code, REASON in refused.content.decode()) == (409, True)
    assert browser.post(f"/patients/{cast.pia.pk}/merge/", sent)["Location"] == f"/patients/{cast.pia.pk}/"
    assert Patient.objects.get(pk=twin.pk).merged_into_id == cast.pia.pk
    made = PatientMerge.objects.get()
    page = browser.get(f"/patients/{cast.pia.pk}/").content.decode()
    assert f"/merges/{made.pk}/" in page
    told = browser.get(f"/merges/{made.pk}/")
    undone = browser.post(f"/merges/{made.pk}/", {"reason": "Cousins.", "version": told.context["version"]})
    assert undone["Location"] == f"/patients/{twin.pk}/"
    assert "Cousins." in browser.get(f"/merges/{made.pk}/").content.decode()


def test_either_record_can_stay(as_page, cast, twin):
    browser, address = as_page("max"), f"/patients/{cast.pia.pk}/merge/"
    told = browser.get(address, {"other": twin.pk}).context
    sent = {"other": twin.pk, "stays": str(twin.pk), "reason": REASON}
    sent |= {"version": told["version"], "other_version": told["other_version"]}
    assert browser.post(address, sent)["Location"] == f"/patients/{twin.pk}/"
    assert Patient.objects.get(pk=cast.pia.pk).merged_into_id == twin.pk


@pytest.mark.parametrize("path", ["", "record/", "edit/", "invite/", "merge/"])
def test_the_page_of_a_merged_record_leads_to_the_one_that_stays(as_page, cast, twin, path):
    merge(cast, twin)
    answer = as_page("rui").get(f"/patients/{twin.pk}/{path}", follow=True)
    assert answer.redirect_chain[-1][0] == f"/patients/{cast.pia.pk}/"
    assert f"Record {twin.record_number} was merged into {cast.pia.record_number}" in answer.content.decode()


def test_a_form_that_was_open_during_the_merge_keeps_what_was_typed(as_page, cast, twin):
    merge(cast, twin)
    sent = {"given_name": "Pia", "family_name": "Typed", "date_of_birth": "1985-05-17", "sex": "female"}
    answer = as_page("rui").post(f"/patients/{twin.pk}/edit/", {**sent, "version": twin.version})
    assert (answer.status_code, 'value="Typed"' in answer.content.decode()) == (409, True)


def test_search_by_the_number_of_a_merged_record_finds_the_person(api, cast, twin):
    merge(cast, twin)
    for name, query in (("rui", twin.record_number), ("ana", "pia")):
        found = api(name).get("patients/", {"q": query}).json()["results"]
        assert [row["id"] for row in found] == [str(cast.pia.pk)]


def test_the_trail_of_one_person_holds_what_was_done_to_both_records(api, cast, twin):
    registered = AuditEvent.objects.get(target_id=twin.pk, verb="patient.registered")
    merge(cast, twin)
    for number in (cast.pia.record_number, twin.record_number):
        events = api("max").get("trail/", {"record": number}).json()["results"]
        assert registered.pk in {event["id"] for event in events}


def test_a_consent_is_found_once_under_the_person(as_page, cast, twin):
    merge(cast, twin)
    consent = Consent.objects.get(episode__patient=cast.pia)
    assert f"/consents/{consent.pk}/" in as_page("rui").get(f"/patients/{cast.pia.pk}/").content.decode()


def test_only_those_who_may_merge_hear_of_look_alikes(as_page, cast, twin):
    assert "Registered twice?" in as_page("max").get(f"/patients/{cast.pia.pk}/").content.decode()
    assert "Registered twice?" not in as_page("ana").get(f"/patients/{cast.pia.pk}/").content.decode()


@pytest.mark.parametrize("other", [{"given_name": "Paul"}, {"date_of_birth": date(1985, 5, 18)}])
def test_other_names_and_birth_dates_do_not_look_alike(as_page, cast, other):
    make.patient(cast, **{"given_name": "Pia", "date_of_birth": cast.pia.date_of_birth, **other})
    assert "Registered twice?" not in as_page("rui").get(f"/patients/{cast.pia.pk}/").content.decode()


def test_two_people_who_were_taken_apart_are_not_asked_about_again(as_page, cast, twin):
    undo(cast, merge(cast, twin))
    for patient in (cast.pia, twin):
        assert "Registered twice?" not in as_page("rui").get(f"/patients/{patient.pk}/").content.decode()


def test_what_is_asked_and_counted_costs_the_same_however_much_each_record_holds(as_page, cast, twin):
    browser, address = as_page("rui"), f"/patients/{cast.pia.pk}/merge/?other={twin.pk}"

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    browser.get(address)
    before = cost()
    for number in range(4):
        plans.diary_day(cast, plans.today() - timedelta(days=number), of=twin)
        make.episode(cast, of=twin)
    assert cost() == before


def test_the_way_back_stands_on_top_of_the_patients_page_for_a_while(as_page, cast, twin):
    made, words = merge(cast, twin), "Undo the merge"
    home = f"/patients/{cast.pia.pk}/"

    def shown(who: str) -> str:
        return as_page(who).get(home).content.decode()

    page = shown("rui")
    assert page.index(f'href="/merges/{made.pk}/">{words}') < page.index("Other records of this person")
    assert words not in shown("ana")
    later = timezone.now() + timedelta(days=15)
    assert selectors.same_person(cast.actor("rui"), cast.pia, later)["fresh_merges"] == []
    undo(cast, made)
    assert words not in shown("rui")
