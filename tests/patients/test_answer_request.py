"""What the desk makes of a request: a patient and an appointment, an appointment, or a refusal with its reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients import services
from patients.models import Appointment, AppointmentRequest, Patient
from practice.audit import AuditEvent
from practice.errors import NotPermitted, RuleViolation
from tests.factories import patients as make
from tests.factories.appointments import asked, at, booked

State = AppointmentRequest.State


def text(answer):
    return answer.content.decode()


def when(cast, **more):
    day = (make.today(cast) + timedelta(days=1)).isoformat()
    return {
        "starts_at": f"{day} 10:00",
        "minutes": 60,
        "therapist": cast.members["ana"].pk,
        "kind": "evaluation",
        **more,
    }


def who(**more):
    return {
        "given_name": "Sam", "family_name": "Stranger (synthetic)", "date_of_birth": "1990-02-03",
        "phone": "555-0199", "email": "", **more,
    }  # fmt: skip


@pytest.mark.parametrize(("name", "status"), [("rui", 200), ("max", 200), ("ana", 403), ("ida", 403), ("pia", 403)])
def test_the_desk_and_managers_read_requests(cast, as_page, name, status):
    row = asked(cast)
    for path in ("/requests/", f"/requests/{row.pk}/"):
        assert as_page(name).get(path).status_code == status
    if status == 403:
        with pytest.raises(NotPermitted):
            services.decline_request(actor=cast.actor(name), request=row, reason="x", now=timezone.now())


def test_today_and_the_list_show_what_waits(cast, as_page):
    row, browser = asked(cast), as_page("rui")
    for path in ("/", "/requests/"):
        assert f"/requests/{row.pk}/" in text(browser.get(path))
    assert "Headaches every week" not in text(browser.get("/"))
    assert "No request waits" not in text(browser.get("/requests/"))
    services.decline_request(actor=cast.actor("rui"), request=row, reason="Full", now=timezone.now())
    assert f"/requests/{row.pk}/" not in text(browser.get("/requests/"))
    assert f"/requests/{row.pk}/" in text(browser.get("/requests/?show=answered"))


def test_a_person_is_registered_and_booked_in_one_step(cast, as_page):
    row, browser = asked(cast), as_page("rui")
    form = text(browser.get(f"/requests/{row.pk}/accept/"))
    assert 'value="555-0199"' in form
    assert 'value="Stranger (synthetic)"' in form
    answer = browser.post(f"/requests/{row.pk}/accept/", {**who(), **when(cast), "version": row.version})
    row.refresh_from_db()
    appointment = Appointment.objects.get()
    assert answer["Location"] == f"/appointments/{appointment.pk}/"
    assert (row.state, row.appointment_id, appointment.patient.phone) == (State.ACCEPTED, appointment.pk, "555-0199")
    verbs = [event.verb for event in AuditEvent.objects.order_by("-pk")[:3]]
    assert verbs == ["appointment_request.accepted", "appointment.booked", "patient.registered"]


def test_when_the_time_is_taken_nobody_is_registered(cast, as_page):
    booked(cast)
    row, before = asked(cast), Patient.objects.count()
    answer = as_page("rui").post(f"/requests/{row.pk}/accept/", {**who(), **when(cast), "version": row.version})
    assert answer.status_code == 400
    assert "has an appointment from 10:00" in text(answer)
    row.refresh_from_db()
    assert (Patient.objects.count(), row.state) == (before, State.NEW)


def test_somebody_known_is_recognised_and_booked_without_a_second_record(cast, as_page):
    known = make.patient(cast, given_name="Sam", family_name="Other (synthetic)", phone="555-0199")
    row, browser, before = asked(cast), as_page("rui"), Patient.objects.count()
    assert f"accept/?patient={known.pk}" in text(browser.get(f"/requests/{row.pk}/"))
    assert "date_of_birth" not in text(browser.get(f"/requests/{row.pk}/accept/?patient={known.pk}"))
    browser.post(f"/requests/{row.pk}/accept/?patient={known.pk}", {**when(cast), "version": row.version})
    assert Appointment.objects.get().patient_id == known.pk
    assert Patient.objects.count() == before


def test_a_namesake_born_on_the_same_day_asks_for_a_second_look(cast, as_page):
    row, browser = asked(cast), as_page("rui")
    pia = who(given_name="Pia", family_name="Person (synthetic)", date_of_birth="1985-05-17")
    pia |= {"version": row.version}
    refused = browser.post(f"/requests/{row.pk}/accept/", {**pia, **when(cast)})
    assert refused.status_code == 400
    assert "registered already" in text(refused)
    assert f"?patient={cast.pia.pk}" in text(refused)
    again = browser.post(f"/requests/{row.pk}/accept/", {**pia, **when(cast), "confirm_duplicate": "on"})
    assert again.status_code == 302


def test_declined_with_a_reason_and_taken_up_again(cast, as_page):
    row, browser = asked(cast), as_page("rui")
    assert browser.post(f"/requests/{row.pk}/decline/", {"reason": ""}).status_code == 400
    browser.post(f"/requests/{row.pk}/decline/", {"reason": "No free time", "version": row.version})
    page = text(browser.get(f"/requests/{row.pk}/"))
    assert "No free time" in page
    assert "Take it up again" in page
    row.refresh_from_db()
    browser.post(f"/requests/{row.pk}/reopen/", {"version": row.version})
    row.refresh_from_db()
    assert (row.state, row.reason, row.answered_at) == (State.NEW, "", None)


def test_a_request_is_answered_once(cast):
    row, rui, now = asked(cast), cast.actor("rui"), timezone.now()
    services.decline_request(actor=rui, request=row, reason="Full", now=now)
    begin = at(cast, 10)
    plan = {"therapist": cast.members["ana"], "starts_at": begin, "ends_at": begin + timedelta(hours=1)}
    for again in (
        lambda: services.decline_request(actor=rui, request=row, reason="Full", now=now),
        lambda: services.accept_request(
            actor=rui, request=row, now=now, today=make.today(cast), patient=cast.pia, **plan
        ),
    ):
        with pytest.raises(RuleViolation):
            again()
    services.reopen_request(actor=rui, request=row)
    with pytest.raises(RuleViolation):
        services.reopen_request(actor=rui, request=row)


def test_a_stale_page_answers_nothing(cast, as_page):
    row = asked(cast)
    answer = as_page("rui").post(f"/requests/{row.pk}/decline/", {"reason": "x", "version": 9})
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (409, State.NEW)


def test_a_free_time_for_who_asked_is_looked_for_in_the_calendar(cast, as_page):
    row, browser, day = asked(cast), as_page("rui"), (make.today(cast) + timedelta(days=1)).isoformat()
    page = text(browser.get(f"/requests/{row.pk}/accept/"))
    assert f'href="/calendar/?request={row.pk}&amp;therapist=all"' in page
    grid = text(browser.get(f"/calendar/?request={row.pk}&therapist=all&day={day}"))
    assert "Sam Stranger" in grid
    place = f"/requests/{row.pk}/accept/?at={day}T15:00&amp;therapist={cast.members['ana'].pk}"
    assert place in grid
    form = text(browser.get(place.replace("&amp;", "&")))
    assert f'value="{day} 15:00"' in form
    assert 'value="Sam"' in form
    other = as_page("ana").get(f"/calendar/?request={row.pk}&day={day}")
    assert (other.status_code, "Sam Stranger" in text(other), "accept" in text(other)) == (200, False, False)
    assert f"/appointments/new/?at={day}T15:00" in text(other)
