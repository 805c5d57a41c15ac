"""The feed for a therapist's calendar app: opened by its secret alone, and without anybody's name."""

import re
from datetime import UTC

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from patients import services
from patients.models import CalendarFeed
from practice import services as practice_services
from practice.audit import AuditEvent
from practice.errors import NotPermitted, RuleViolation
from practice.models import Clinic
from tests.factories import patients as make
from tests.factories.appointments import at, booked


def address_made(browser) -> str:
    page = browser.post("/calendar/feed/").content.decode()
    return re.search(r'value="https?://[^/]+(/calendar/feed/[^"]+\.ics)"', page)[1]


def events(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_calendar_app_reads_the_own_appointments_without_names(cast, as_page, client):
    address = address_made(as_page("ana"))
    row, _ = booked(cast, note="Owes Pia a form"), booked(cast, at(cast, 14), patient=make.patient(cast))
    client.logout()
    text = client.get(address).content.decode()
    assert not [word for word in ("Pia", "Noor", "Person", "form", "tension") if word in text]
    first, second = events(client, address)
    assert first["SUMMARY"] == "T-0001: Treatment"
    assert first.decoded("DTSTART") == row.starts_at.astimezone(UTC)
    assert first.decoded("DTEND") == row.ends_at.astimezone(UTC)
    assert str(row.pk) in first["UID"]
    assert first["UID"] != second["UID"]


@pytest.mark.parametrize(
    ("names", "summary"),
    [("record_number", "T-0001: Treatment"), ("initials", "P. P.: Treatment"), ("nothing", "Appointment")],
)
def test_the_clinic_chooses_how_patients_are_called(cast, as_page, client, names, summary):
    address = address_made(as_page("ana"))
    booked(cast)
    Clinic.objects.filter(pk=cast.here.pk).update(calendar_names=names)
    [event] = events(client, address)
    assert event["SUMMARY"] == summary


def test_what_is_cancelled_leaves_the_feed_and_what_is_moved_moves(cast, as_page, client):
    address = address_made(as_page("ana"))
    row, gone = booked(cast), booked(cast, at(cast, 12))
    rui, now = cast.actor("rui"), timezone.now()
    services.cancel_appointment(actor=rui, appointment=gone, reason="Ill", now=now)
    services.change_appointment(actor=rui, appointment=row, starts_at=at(cast, 16), now=now)
    [event] = events(client, address)
    assert event.decoded("DTSTART") == at(cast, 16).astimezone(UTC)
    assert event["SEQUENCE"] == 2


def test_only_the_own_appointments_stand_in_it(cast, as_page, client):
    member = cast.members["max"]
    member.roles = ["manager", "therapist"]
    member.save()
    booked(cast, therapist=member)
    assert events(client, address_made(as_page("ana"))) == []


def test_a_new_address_ends_the_old_one_and_closing_ends_it_too(cast, as_page, client):
    browser = as_page("ana")
    old, new = address_made(browser), address_made(browser)
    assert [client.get(each).status_code for each in (old, new)] == [404, 200]
    assert "There is an address" in browser.get("/calendar/feed/").content.decode()
    browser.post("/calendar/feed/close/")
    assert client.get(new).status_code == 404
    verbs = [event.verb for event in AuditEvent.objects.filter(verb__startswith="calendar_feed").order_by("pk")]
    assert verbs == ["calendar_feed.opened", "calendar_feed.opened", "calendar_feed.closed"]
    with pytest.raises(RuleViolation):
        services.close_feed(actor=cast.actor("ana"), now=timezone.now())


def test_who_left_the_clinic_reads_nothing_more(cast, as_page):
    address = address_made(as_page("ana"))
    practice_services.deactivate_member(actor=cast.actor("max"), membership=cast.members["ana"])
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("name", ["rui", "ida", "max", "pia"])
def test_therapists_alone_have_a_feed(cast, as_page, name):
    assert as_page(name).get("/calendar/feed/").status_code == 403
    with pytest.raises(NotPermitted):
        services.open_feed(actor=cast.actor(name), secret="s", now=timezone.now())


def test_the_secret_itself_is_nowhere_kept(cast, as_page):
    secret = address_made(as_page("ana")).rpartition("/")[2].removesuffix(".ics")
    row = CalendarFeed.objects.get()
    assert secret not in str(vars(row))
    assert len(secret) > 40
    with pytest.raises(IntegrityError, match="one_open_calendar_feed_per_therapist"), transaction.atomic():
        CalendarFeed.objects.create(therapist=cast.members["ana"], secret_digest="x")


@pytest.mark.parametrize("guess", ["x", "..", "%00", "A" * 500])
def test_a_guess_is_404(client, db, guess):
    assert client.get(f"/calendar/feed/{guess}.ics").status_code == 404
