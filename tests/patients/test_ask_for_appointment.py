"""The public page: what strangers can send, what it keeps from programs, and what it never shows."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from patients import services
from patients.models import AppointmentRequest, Patient
from patients.tasks import erase_old_requests
from practice import scoping
from practice.audit import AuditEvent
from practice.errors import BadInput
from practice.models import Clinic
from tests.factories.appointments import asked

PAGE = "/request/here/"
SENT = {
    "name": "Sam Stranger (synthetic)", "phone": "555-0199", "email": "", "symptoms": "Headaches since spring.",
    "times": ["morning", "evening"], "wishes": "Not on Tuesdays", "may_contact": "on",
}  # fmt: skip


@pytest.fixture
def opened(cast, client):
    """The page as a person opened it ten seconds ago."""
    Clinic.objects.filter(pk=cast.here.pk).update(takes_requests=True, phone="555-0100")
    with time_machine.travel(timezone.now() - timedelta(seconds=10), tick=False):
        text = client.get(PAGE).content.decode()
    return re.search(r'name="opened" value="([^"]+)"', text)[1]


def send(client, opened, **more):
    return client.post(PAGE, {**SENT, "opened": opened, **more})


def test_a_stranger_asks_and_the_clinic_has_a_request_and_no_patient(cast, client, opened):
    patients, events = Patient.objects.count(), AuditEvent.objects.count()
    answer = send(client, opened)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}thanks/")
    assert "not an appointment yet" in client.get(answer["Location"]).content.decode()
    row = AppointmentRequest.objects.get()
    assert (row.name, row.times, row.state, row.clinic_id) == (SENT["name"], SENT["times"], "new", cast.here.pk)
    assert (Patient.objects.count(), AuditEvent.objects.count()) == (patients, events)


def test_the_page_says_what_to_do_in_an_emergency_and_nothing_of_the_clinic_but_its_name(cast, client, opened):
    text = client.get(PAGE).content.decode()
    assert "Call 911" in text
    assert cast.here.name in text
    assert "555-0100" in text
    assert not [name for name in ("Ana", "Rui", "Pia") if name in text]


@pytest.mark.parametrize("slug", ["elsewhere", "nowhere"])
def test_a_closed_page_answers_like_one_that_does_not_exist(client, opened, slug):
    for path in (f"/request/{slug}/", f"/request/{slug}/thanks/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/request/{slug}/", {**SENT, "opened": opened}).status_code == 404


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": ""}, "Enter your name."), ({"symptoms": ""}, "Write in a few words what troubles you."),
        ({"phone": ""}, "Enter a telephone number or an e-mail address."),
        ({"may_contact": ""}, "Tick this, or the clinic may not contact you."),
        ({"email": "nonsense"}, "Enter an address like name@home.org."), ({"symptoms": "x" * 1001}, "1000"),
        ({"times": ["midnight"]}, "midnight"), ({"name": "a\0b"}, "Null"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_words_and_nothing_typed_is_lost(client, opened, more, words):
    answer = send(client, opened, **more)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert words in text
    assert "Not on Tuesdays" in text
    assert not AppointmentRequest.objects.exists()


def test_all_that_is_wrong_is_said_at_once_and_never_how_fast_somebody_was(cast, client, opened):
    mark = re.search(r'name="opened" value="([^"]+)"', client.get(PAGE).text)[1]
    page = send(client, mark, phone="", email="", may_contact="", symptoms="").text
    for words in ("Enter a telephone number or an e-mail address.", "Tick this, or the clinic", "Write in a few words"):
        assert words in page
    assert "once more" not in page
    assert "once more" in send(client, mark).text
    assert "seconds" not in send(client, mark).text


def test_a_program_that_fills_in_the_hidden_field_is_thanked_and_stores_nothing(client, opened):
    assert send(client, opened, website="https://spam.example").status_code == 302
    assert not AppointmentRequest.objects.exists()


@pytest.mark.parametrize("seconds", [0, 13 * 3600])
def test_too_fast_or_after_half_a_day_is_asked_to_send_once_more(client, opened, seconds):
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False):
        text = client.get(PAGE).content.decode() if seconds == 0 else ""
        mark = re.search(r'name="opened" value="([^"]+)"', text)[1] if text else opened
        answer = send(client, mark)
    assert answer.status_code == 400
    assert "send it once more" in answer.content.decode()


@pytest.mark.parametrize("mark", ["", "x", "opened:1:forged"])
def test_a_forged_time_is_refused(client, opened, mark):
    assert send(client, mark).status_code == 400


def test_the_sixth_request_in_an_hour_from_one_address_waits(client, opened):
    assert [send(client, opened).status_code for _ in range(6)] == [302] * 5 + [429]
    assert AppointmentRequest.objects.count() == 5


def test_without_the_pages_own_token_nothing_is_taken(cast, opened):
    assert Client(enforce_csrf_checks=True).post(PAGE, {**SENT, "opened": opened}).status_code == 403


def test_somebody_signed_in_elsewhere_asks_here(cast, client, opened):
    client.force_login(cast.user("eva"))
    assert send(client, opened).status_code == 302
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert not AppointmentRequest.objects.exists()
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"may_contact": False}, "who_asks_agrees_to_be_contacted"),
        ({"phone": "", "email": ""}, "who_asks_can_be_reached"),
        ({"state": "declined"}, "a_declined_request_says_why"),
        ({"state": "accepted"}, "an_accepted_request_has_its_time"),
    ],
)
def test_the_database_keeps_what_a_request_promises(cast, changed, promise):
    row = asked(cast)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        AppointmentRequest.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(BadInput):
        services.take_request(**{**SENT, "may_contact": False})


def test_after_ninety_days_nothing_of_it_is_left(cast):
    old, young = asked(cast), asked(cast)
    AppointmentRequest.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=90, minutes=1))
    AppointmentRequest.objects.filter(pk=young.pk).update(created_at=timezone.now() - timedelta(days=89))
    erase_old_requests()
    erase_old_requests()
    assert [row.pk for row in AppointmentRequest.objects.all()] == [young.pk]


def test_the_public_page_is_the_clinics_and_its_numbers_are_called_at_a_tap(cast, client):
    Clinic.objects.filter(pk=cast.here.pk).update(takes_requests=True, phone="(555) 0100 ext. 7")
    page, arrived = client.get(PAGE).text, client.get(f"{PAGE}thanks/").text
    assert 'href="tel:911"' in page
    assert '<a href="tel:911">911</a>' in arrived
    for shown in (page, arrived):
        assert f'<span class="wordmark">{cast.here.name}</span>' in shown
        assert '<a href="tel:5550100">(555) 0100 ext. 7</a>' in shown
