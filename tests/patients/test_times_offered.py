"""Which times the calendar offers, and which no road takes."""

from datetime import timedelta

import time_machine

from patients.models import Appointment
from tests.factories.appointments import at, booked, licence
from tests.patients.calendar_pages import book_url, day_of, sent, text


@time_machine.travel("2026-11-27 17:04:00+00:00", tick=False)
def test_a_day_that_is_over_offers_no_time(cast, as_page):
    browser, week = as_page("rui"), day_of(cast, -7)
    for path in (
        f"/calendar/?day={day_of(cast, -1)}",
        f"/calendar/week/?day={week}&therapist={cast.members['ana'].pk}",
    ):
        page = text(browser.get(path))
        assert "data-at=" not in page
        assert "/appointments/new/?at=" not in page
    assert "/appointments/new/?at=" in text(browser.get("/calendar/"))


@time_machine.travel("2026-11-27 17:04:00+00:00", tick=False)  # 09:04 at the clinic
def test_a_time_of_today_that_has_passed_is_refused_by_every_road_and_offered_by_none(cast, as_page, api):
    browser, row, program = as_page("rui"), booked(cast), api("rui")
    page = text(browser.get("/calendar/"))
    assert [f"at={day_of(cast, 0)}T{clock}&amp;" in page for clock in ("08:00", "08:30", "09:00")] == [
        False, False, True,
    ]  # fmt: skip
    eight, words = at(cast, 8, days=0), "This time has passed. Choose a later one."
    typed = sent(cast, starts_at=f"{day_of(cast, 0)} 08:00")
    roads = (
        browser.post(book_url(cast), typed),
        browser.post(f"/appointments/{row.pk}/move/", {**typed, "version": 1}),
        program.patch(f"appointments/{row.pk}/", {"starts_at": eight.isoformat()}, HTTP_IF_MATCH='"1"'),
        program.post("appointments/", {
            "patient": str(cast.pia.pk), "therapist": str(cast.members["ana"].pk), "starts_at": eight.isoformat(),
            "ends_at": (eight + timedelta(minutes=30)).isoformat(),
        }),
    )  # fmt: skip
    assert [(answer.status_code, words in text(answer)) for answer in roads] == [(400, True)] * 4
    assert Appointment.objects.get().starts_at == row.starts_at


@time_machine.travel("2026-11-27 17:04:00+00:00", tick=False)
def test_what_has_begun_still_takes_a_note(cast, api):
    row = booked(cast, at(cast, 8, days=0))
    answer = api("rui").patch(f"appointments/{row.pk}/", {"note": "Interpreter"}, HTTP_IF_MATCH='"1"')
    assert (answer.status_code, answer.json()["note"]) == (200, "Interpreter")


def test_a_member_without_a_licence_is_no_column_to_book(cast, as_page):
    member = cast.members["max"]
    member.roles = ["manager", "therapist"]
    member.save()
    browser = as_page("rui")
    pages = [f"/calendar/?day={day_of(cast)}", f"/calendar/week/?day={day_of(cast)}&therapist={member.pk}"]
    for page in (text(browser.get(path)) for path in pages):
        assert "(no licence)" in page
        assert f'data-therapist="{member.pk}"' not in page
    refused = browser.post(book_url(cast), sent(cast, therapist=member.pk))
    assert refused.status_code == 400
    assert "has no licence on file for this day" in refused.context["form"].errors["therapist"][0]
    licence(cast, member)
    assert f'data-therapist="{member.pk}"' in text(browser.get(pages[0]))
    assert browser.post(book_url(cast), sent(cast, therapist=member.pk)).status_code == 302
