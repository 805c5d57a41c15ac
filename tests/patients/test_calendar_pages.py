"""The calendar and the pages of an appointment, as the desk, therapists and patients meet them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from patients import services
from patients.models import Appointment
from practice import services as clinic
from tests.factories import patients as make
from tests.factories import progress
from tests.factories.appointments import at, begun, booked, licence
from tests.patients.calendar_pages import book_url, day_of, sent, text

State = Appointment.State


def therapist_too(cast, name):
    member = cast.members[name]
    member.roles = [*member.roles, "therapist"]
    member.save()
    licence(cast, member)
    return member


def act(browser, row, step, **more):
    row.refresh_from_db()
    return browser.post(f"/appointments/{row.pk}/{step}/", {"version": row.version, **more})


@pytest.mark.parametrize(("name", "status"), [("ana", 200), ("rui", 200), ("max", 200), ("ida", 200), ("pia", 403)])
@pytest.mark.parametrize("path", ["/calendar/", "/calendar/week/"])
def test_the_staff_opens_the_calendar(as_page, path, name, status):
    assert as_page(name).get(path).status_code == status


def test_a_day_shows_who_comes_to_whom_and_leads_from_a_free_time_to_a_booking(cast, as_page):
    row = booked(cast, at(cast, 10, 30))
    page = text(as_page("rui").get(f"/calendar/?day={day_of(cast)}"))
    assert f'href="/appointments/{row.pk}/"' in page
    assert "10:30–11:00" in page
    assert f"/appointments/new/?at={day_of(cast)}T15:00&amp;therapist={cast.members['ana'].pk}" in page
    assert f"at={day_of(cast)}T10:30&amp;" not in page
    assert "/appointments/new/?at=" not in text(as_page("ida").get(f"/calendar/?day={day_of(cast)}"))


def test_what_was_cancelled_frees_its_time_and_stands_below(cast, as_page):
    row = booked(cast)
    services.cancel_appointment(actor=cast.actor("rui"), appointment=row, reason="Ill today", now=timezone.now())
    page = text(as_page("rui").get(f"/calendar/?day={day_of(cast)}"))
    assert "Cancelled or missed" in page
    assert f"at={day_of(cast)}T10:00&amp;" in page


def test_a_therapist_sees_the_own_day_first_and_the_week(cast, as_page):
    member = therapist_too(cast, "max")
    mine, other = booked(cast), booked(cast, at(cast, 14), therapist=member, patient=make.patient(cast))
    browser = as_page("ana")
    own, everybody = (text(browser.get(f"/calendar/?day={day_of(cast)}{more}")) for more in ("", "&therapist=all"))
    week = text(browser.get(f"/calendar/week/?day={day_of(cast)}"))
    assert [str(other.pk) in page for page in (own, everybody, week)] == [False, True, False]
    assert all(str(mine.pk) in page for page in (own, everybody, week))


@pytest.mark.parametrize("query", ["day=nonsense", "day=9999-12-31", "therapist=somebody", "therapist=7"])
def test_an_address_that_asks_nonsense_says_so_and_shows_today(cast, as_page, query):
    booked(cast, at(cast, 10, days=0))
    for path in ("/calendar/", "/calendar/week/"):
        answer = as_page("rui").get(f"{path}?{query}")
        assert answer.status_code == 400
        assert "10:00–10:30" in text(answer)


def test_first_for_whom_then_when(cast, as_page):
    browser = as_page("rui")
    found = text(browser.get(f"/appointments/new/?at={day_of(cast)}T15:00&q=pia", follow=True))
    assert f"at={day_of(cast).replace(':', '%3A')}T15%3A00&amp;patient={cast.pia.pk}" in found
    form = text(browser.get(book_url(cast, f"&at={day_of(cast)}T15:00")))
    assert f'value="{day_of(cast)} 15:00"' in form
    assert "Nobody found" in text(browser.get("/appointments/new/?q=zzz", follow=True))


def test_the_chosen_time_is_said_while_one_asks_for_whom_and_stays_when_the_search_is_cleared(cast, as_page):
    chosen = f"at={day_of(cast)}T15%3A00&therapist={cast.members['ana'].pk}"
    page = text(as_page("rui").get(f"/appointments/new/?{chosen}&q=pia", follow=True))
    day = make.today(cast) + timedelta(days=1)
    assert f"{day:%A} {day.day} {day:%B %Y}, 15:00, with Ana (synthetic): for whom is it?" in page
    assert f'href="/appointments/new/?{chosen.replace("&", "&amp;")}">Clear' in page
    assert "for whom" not in text(as_page("rui").get("/appointments/new/?at=soon"))


@pytest.mark.parametrize(("hours", "days"), [("", 5), ("Mon-Fri 8-18, Sat 9-13", 6), ("Mon-Sun 8-18", 7)])
def test_the_week_has_the_weekend_where_it_is_open(cast, as_page, hours, days):
    clinic.change_clinic(actor=cast.actor("max"), opening_hours=hours)
    page = text(as_page("rui").get(f"/calendar/week/?day={day_of(cast, 7)}&therapist={cast.members['ana'].pk}"))
    assert page.count('<th scope="col"><a href="/calendar/?day=') == days


def test_a_therapist_who_left_takes_no_new_bookings(cast, as_page, api):
    row, browser, ana = booked(cast), as_page("rui"), cast.members["ana"]
    therapist_too(cast, "max")
    clinic.deactivate_member(actor=cast.actor("max"), membership=ana)
    page = text(browser.get(f"/calendar/?day={day_of(cast)}&therapist=all"))
    assert f'href="/appointments/{row.pk}/"' in page
    assert "Ana (synthetic) (has left the clinic)" in page
    assert f'data-therapist="{ana.pk}"' not in page
    assert f"&amp;therapist={ana.pk}" not in page
    form = browser.get(book_url(cast, f"&at={day_of(cast)}T15:00&therapist={ana.pk}"))
    assert "Ana (synthetic) takes no appointments any more. Choose a therapist who works here." in text(form)
    assert '<option value="">Choose the therapist</option>' in text(form)
    refused = browser.post(book_url(cast), sent(cast))
    assert refused.context["form"].errors["therapist"] == ["Choose a therapist who works here."]
    assert browser.post(book_url(cast), sent(cast, therapist="")).status_code == 400
    moved = browser.get(f"/appointments/{row.pk}/move/")
    assert not any(option.data["selected"] for option in moved.context["form"]["therapist"].subwidgets[1:])
    assert '<option value="">Choose the therapist</option>' in text(moved)
    assert Appointment.objects.count() == 1


def test_the_calendar_offers_no_time_with_who_is_no_therapist_any_more(cast, as_page):
    row, browser, ana = booked(cast), as_page("rui"), cast.members["ana"]
    therapist_too(cast, "max")
    clinic.change_member(actor=cast.actor("max"), membership=ana, roles=["assistant"])
    page = text(browser.get(f"/calendar/?day={day_of(cast)}&therapist=all"))
    assert f'href="/appointments/{row.pk}/"' in page
    assert "Ana (synthetic) (is no therapist here any more)" in page
    assert f'data-therapist="{ana.pk}"' not in page
    assert f"therapist={ana.pk}" not in page


def test_booking_keeps_what_was_typed_when_the_time_is_taken(cast, as_page):
    booked(cast, patient=make.patient(cast))
    browser = as_page("rui")
    refused = browser.post(book_url(cast), sent(cast, note="Interpreter"))
    assert refused.status_code == 400
    assert "has an appointment from 10:00 to 10:30" in text(refused)
    assert 'value="Interpreter"' in text(refused)
    answer = browser.post(book_url(cast), sent(cast, starts_at=f"{day_of(cast)} 11:00"))
    row = Appointment.objects.get(patient=cast.pia)
    assert (answer.status_code, answer["Location"], row.minutes) == (302, f"/appointments/{row.pk}/", 45)


def test_page_and_program_refuse_in_the_same_words(cast, as_page, api):
    booked(cast)
    shown = text(as_page("rui").post(book_url(cast), sent(cast)))
    begin = at(cast, 10)
    told = api("rui").post("appointments/", {
        "patient": cast.pia.pk, "therapist": cast.members["ana"].pk, "starts_at": begin.isoformat(),
        "ends_at": (begin + timedelta(minutes=45)).isoformat(),
    })  # fmt: skip
    assert told.status_code == 409
    assert all(words in shown for words in told.json()["errors"]["starts_at"])


def test_a_free_time_is_looked_for_and_the_appointment_moved_there(cast, as_page):
    row, browser = booked(cast), as_page("rui")
    grid = text(browser.get(f"/calendar/?day={day_of(cast)}&moving={row.pk}"))
    assert f"/appointments/{row.pk}/move/?at={day_of(cast)}T16:00" in grid
    form = text(browser.get(f"/appointments/{row.pk}/move/?at={day_of(cast)}T16:00"))
    assert f'value="{day_of(cast)} 16:00"' in form
    moved = browser.post(
        f"/appointments/{row.pk}/move/", {**sent(cast, starts_at=f"{day_of(cast)} 16:00"), "version": 1}
    )
    row.refresh_from_db()
    assert (moved.status_code, row.starts_at, row.minutes) == (302, at(cast, 16), 45)
    stale = browser.post(f"/appointments/{row.pk}/move/", {**sent(cast), "version": 1})
    assert stale.status_code == 409


def test_a_cancellation_asks_why_and_can_be_taken_back(cast, as_page):
    row, browser = booked(cast), as_page("rui")
    assert browser.post(f"/appointments/{row.pk}/cancel/", {"reason": ""}).status_code == 400
    act(browser, row, "cancel", reason="Called off")
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.CANCELLED, "Called off")
    page = text(browser.get(f"/appointments/{row.pk}/"))
    assert "Called off" in page
    assert "Set back to booked" in page
    act(browser, row, "restore")
    row.refresh_from_db()
    assert row.state == State.BOOKED


@time_machine.travel("2026-11-26 20:00:00+00:00", tick=False)
def test_the_way_of_a_patient_through_the_day_is_one_tap_each(cast, as_page):
    row, browser = begun(cast), as_page("rui")
    for step, label, state in (
        ("arrive", "Arrived", "waiting"),
        ("start", "Start treatment", "in_treatment"),
        ("finish", "Done", "done"),
    ):
        assert label in text(browser.get("/"))
        answer = act(browser, row, step, next="/")
        row.refresh_from_db()
        assert (answer["Location"], row.state) == ("/", state)
    assert act(browser, row, "restore", next="https://elsewhere.example/")["Location"] == f"/appointments/{row.pk}/"
    assert act(browser, row, "miss").status_code == 302


def test_a_step_that_is_not_possible_is_refused_on_a_page(cast, as_page):
    row = booked(cast)
    answer = act(as_page("rui"), row, "arrive")
    assert answer.status_code == 400 or answer.status_code == 409
    assert "Move it first" in text(answer)


def test_today_shows_appointments_first_and_whom_the_plan_expects_without_one(cast, as_page):
    episode = progress.worked_episode(cast, "SYN-02", ago=30)
    page = text(as_page("ana").get("/"))
    assert page.index("<h2>Appointments") < page.index("Sessions and assessments") < page.index("Due by the plan")
    due = f"/appointments/new/?patient={episode.patient_id}"
    assert due in page
    assert f"/patients/{episode.patient_id}/" in text(as_page("rui").get("/work/?kind=visit_due"))
    assert "Due for a visit" in text(as_page("ana").get(f"/patients/{episode.patient_id}/"))
    booked(cast, patient=episode.patient)
    assert "Due for a visit" not in text(as_page("ana").get(f"/patients/{episode.patient_id}/"))
    assert due not in text(as_page("ana").get("/"))
    assert due not in text(as_page("rui").get("/"))
    for query in ("", "?kind=visit_due"):
        assert f"/patients/{episode.patient_id}/" not in text(as_page("rui").get(f"/work/{query}"))


def test_record_chart_and_the_patients_own_page_say_what_is_booked(cast, as_page):
    row = booked(cast, note="Owes a form")
    for name, path in (
        ("ana", f"/patients/{cast.pia.pk}/"),
        ("rui", f"/patients/{cast.pia.pk}/"),
    ):
        page = text(as_page(name).get(path))
        assert f"/appointments/{row.pk}/" in page
    own = text(as_page("pia").get("/me/"))
    assert "Your appointments" in own
    assert "Owes a form" not in own


def test_the_desk_reads_no_diagnosis_beside_an_appointment(cast, as_page):
    row = booked(cast, episode=make.ready_episode(cast))
    for path in (
        f"/appointments/{row.pk}/",
        f"/appointments/{row.pk}/move/",
        book_url(cast),
        f"/calendar/?day={day_of(cast)}",
    ):
        assert "tension" not in text(as_page("rui").get(path)).lower()
    assert "tension" in text(as_page("ana").get(f"/appointments/{row.pk}/move/")).lower()
