"""A time outside the opening hours is booked only by somebody who means it, by the page and by the API alike."""

import re

import pytest

from patients import services
from patients.models import Appointment
from practice import services as clinic
from practice.errors import RuleViolation
from tests.factories import patients as make
from tests.factories.appointments import at, booked

EVERY_DAY = "Mon-Sun 09:00-12:00"


@pytest.fixture(autouse=True)
def opening_hours(cast):
    clinic.change_clinic(actor=cast.actor("max"), opening_hours=EVERY_DAY)


def typed(cast, patient, hour, **more):
    return {
        "starts_at": f"{at(cast, hour):%Y-%m-%d %H:%M}", "minutes": "30", "therapist": cast.members["ana"].pk,
        "kind": "treatment", "note": "", **more,
    }  # fmt: skip


def test_the_page_asks_before_it_books_outside_and_books_when_it_is_meant(cast, as_page):
    browser, patient = as_page("rui"), make.patient(cast)
    path = f"/appointments/new/?patient={patient.pk}"
    assert 'type="checkbox" name="outside_hours"' not in browser.get(path).text
    asked = browser.post(path, typed(cast, patient, 13))
    assert asked.status_code == 400
    assert re.search(r'<input type="checkbox" name="outside_hours"', asked.text)
    assert f"The clinic is open {EVERY_DAY}." in asked.text
    assert not Appointment.objects.exists()
    assert browser.post(path, typed(cast, patient, 13, outside_hours="on")).status_code == 302
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(("hour", "said"), [(13, True), (10, False)])
def test_a_time_that_was_chosen_in_the_calendar_says_at_once_that_it_lies_outside(cast, as_page, hour, said):
    clinic.change_member(actor=cast.actor("max"), membership=cast.members["ana"], working_hours=EVERY_DAY)
    row, browser = booked(cast, at(cast, 9)), as_page("rui")
    chosen = f"at={at(cast, hour):%Y-%m-%dT%H:%M}&therapist={cast.members['ana'].pk}"
    for path in (f"/appointments/{row.pk}/move/?{chosen}", f"/appointments/new/?patient={row.patient_id}&{chosen}"):
        page = browser.get(path).text
        assert (f"Ana (synthetic) works {EVERY_DAY}." in page) is said
        assert ('type="checkbox" name="outside_hours"' in page) is said


def test_inside_the_hours_nothing_is_asked(cast, as_page):
    patient = make.patient(cast)
    answer = as_page("rui").post(f"/appointments/new/?patient={patient.pk}", typed(cast, patient, 10))
    assert answer.status_code == 302


def test_the_api_refuses_in_the_same_words_until_it_is_meant(cast, api):
    program, patient = api("rui"), make.patient(cast)
    sent = {
        "patient": str(patient.pk), "therapist": str(cast.members["ana"].pk), "kind": "treatment",
        "starts_at": at(cast, 13).isoformat(), "ends_at": at(cast, 13, 30).isoformat(),
    }  # fmt: skip
    refused = program.post("/api/v1/appointments/", sent)
    assert refused.status_code == 409
    assert "outside_hours" in refused.text
    assert f"The clinic is open {EVERY_DAY}." in refused.text
    assert program.post("/api/v1/appointments/", sent | {"outside_hours": True}).status_code == 201


def test_only_a_new_time_or_therapist_is_asked_about(cast):
    row = booked(cast, at(cast, 10))
    clinic.change_clinic(actor=cast.actor("max"), opening_hours="Mon-Sun 14-18")
    change = {"actor": cast.actor("rui"), "appointment": row, "now": at(cast, 8, days=0)}
    assert services.change_appointment(**change, note="Interpreter").note == "Interpreter"
    with pytest.raises(RuleViolation, match="outside_hours"):
        services.change_appointment(**change, starts_at=at(cast, 11))
    moved = services.change_appointment(**change, starts_at=at(cast, 11), outside_hours=True)
    assert moved.starts_at == at(cast, 11)


def test_the_calendar_hatches_what_lies_outside(cast, as_page):
    clinic.change_member(actor=cast.actor("max"), membership=cast.members["ana"], working_hours="Mon-Sun 10-11")
    page = as_page("rui").get(f"/calendar/?therapist=all&day={at(cast, 9).date()}").text
    free = re.findall(
        r'<td class="is-free( is-outside)?"[^>]*data-at="[^"]*T(\d\d:\d\d)"[^>]*data-therapist="([^"]+)"', page
    )
    own = {clock: bool(outside) for outside, clock, who in free if who == str(cast.members["ana"].pk)}
    assert (own["09:30"], own["10:00"], own["10:30"], own["11:00"]) == (True, False, False, True)
    assert "outside the opening hours" in page
