"""An absence that is written down ends the appointment that it gave up, once, and no other one."""

import pytest
import time_machine
from django.utils import timezone

from patients import services as patients_services
from patients.models import Appointment
from patients.tasks import give_up_appointment
from practice.actions import FOLLOW_UPS
from practice.audit import AuditEvent
from practice.models import Membership
from sessions import services
from tests.factories import patients as make
from tests.factories.appointments import at, booked

State = Appointment.State
AFTERNOON = time_machine.travel("2026-11-26 22:00:00+00:00", tick=False)


def absent(cast, episode, outcome="no_show", hour=13, reason=""):
    """As the desk writes it down, with what follows it."""
    note = services.record_absence(
        actor=cast.actor("rui"), episode=episode, occurred_at=at(cast, hour, days=0), outcome=outcome, reason=reason,
        now=timezone.now(),
    )  # fmt: skip
    follow(cast, note)
    return note


def follow(cast, note, verb="absence.recorded", by="rui"):
    told = {"clinic_id": str(cast.here.pk), "target_id": str(note.pk)}
    give_up_appointment(**told, verb=verb, by=str(cast.members[by].pk))


def noted(cast, episode, outcome="no_show", hour=13, by="ana", **details):
    """As a clinician writes it down, with what follows it."""
    at_hour, now = at(cast, hour, days=0), timezone.now()
    note = services.record_visit(
        actor=cast.actor(by), episode=episode, occurred_at=at_hour, now=now, outcome=outcome, **details
    )
    follow(cast, note, "visit.recorded", by)
    return note


def state(row):
    return Appointment.objects.get(pk=row.pk).state


@pytest.fixture
def today(cast, episode):
    """What was booked for the day, in the morning of it."""
    with time_machine.travel("2026-11-26 15:00:00+00:00", tick=False):
        return [booked(cast, at(cast, hour, days=0), patient=episode.patient) for hour in (9, 13)]


@pytest.mark.parametrize("verb", ["absence.recorded", "visit.recorded", "visit.changed"])
def test_each_way_to_write_it_down_is_followed_up(verb):
    assert give_up_appointment in FOLLOW_UPS[verb]


@AFTERNOON
def test_a_no_show_marks_the_nearest_appointment_once(cast, episode, today):
    note = absent(cast, episode)
    follow(cast, note)
    assert [state(row) for row in today] == [State.BOOKED, State.NO_SHOW]
    assert AuditEvent.objects.filter(verb="appointment.missed").count() == 1


@AFTERNOON
def test_a_cancellation_takes_its_reason_along(cast, episode, today):
    absent(cast, episode, "cancelled", 9, "Ill")
    row = Appointment.objects.get(pk=today[0].pk)
    assert (row.state, row.reason) == (State.CANCELLED, "Ill")
    assert state(today[1]) == State.BOOKED


@AFTERNOON
def test_the_desk_reads_no_reason_that_a_clinician_wrote(api, cast, episode, today):
    noted(cast, episode, "cancelled", reason="In hospital with low spirits")
    told = api("rui").get(f"appointments/{today[1].pk}/").json()
    assert (told["state"], told["reason"]) == ("cancelled", "Written down as cancelled")


@AFTERNOON
@pytest.mark.parametrize(("by", "named"), [("rui", "rui"), ("ana", "ana"), ("ida", "ana")])
def test_the_trail_names_who_wrote_it_or_whom_they_did_it_for(cast, episode, today, by, named):
    if by == "rui":
        absent(cast, episode)
    else:
        noted(cast, episode, by=by)
    assert AuditEvent.objects.get(verb="appointment.missed").membership_id == cast.members[named].pk


@AFTERNOON
def test_the_desk_ends_it_also_when_the_therapist_treats_no_more(cast, episode, today):
    Membership.objects.filter(pk=cast.members["ana"].pk).update(roles=["assistant"])
    absent(cast, episode)
    assert state(today[1]) == State.NO_SHOW


@AFTERNOON
def test_where_nobody_of_them_may_it_waits_for_the_desk(cast, episode, today):
    Membership.objects.filter(pk=cast.members["ana"].pk).update(roles=["assistant"])
    noted(cast, episode, by="ida")
    assert state(today[1]) == State.BOOKED


@AFTERNOON
def test_one_that_was_cancelled_and_booked_anew_ends_with_the_new_time(cast, episode, today):
    patients_services.cancel_appointment(
        actor=cast.actor("rui"), appointment=today[0], reason="Comes at one", now=timezone.now()
    )
    absent(cast, episode, hour=13)
    assert [state(row) for row in today] == [State.CANCELLED, State.NO_SHOW]


@AFTERNOON
def test_one_that_was_booked_anew_for_the_same_time_is_the_one_that_ends(cast, episode, today):
    with time_machine.travel("2026-11-26 15:00:00+00:00", tick=False):
        now = timezone.now()
        patients_services.cancel_appointment(actor=cast.actor("rui"), appointment=today[1], reason="No", now=now)
        anew = booked(cast, at(cast, 13, days=0), patient=episode.patient)
    absent(cast, episode)
    assert [state(row) for row in (*today, anew)] == [State.BOOKED, State.CANCELLED, State.NO_SHOW]


@AFTERNOON
def test_who_waits_here_is_not_missing_and_the_next_one_is(cast, episode, today):
    patients_services.mark_arrived(actor=cast.actor("rui"), appointment=today[0], now=timezone.now())
    absent(cast, episode, hour=9)
    assert [state(row) for row in today] == [State.WAITING, State.NO_SHOW]


@AFTERNOON
def test_a_visit_that_turns_out_to_be_missed_ends_its_appointment(cast, episode, today):
    note = noted(cast, episode, "attended", done="Exercises")
    services.change_visit(actor=cast.actor("ana"), visit_note=note, now=timezone.now(), outcome="no_show", done="")
    follow(cast, note, "visit.changed", "ana")
    assert state(today[1]) == State.NO_SHOW


@AFTERNOON
def test_what_the_calendar_says_already_is_the_same_absence(cast, episode, today):
    patients_services.mark_missed(actor=cast.actor("rui"), appointment=today[1], now=timezone.now())
    absent(cast, episode)
    assert [state(row) for row in today] == [State.BOOKED, State.NO_SHOW]
    absent(cast, episode, hour=9)
    assert [state(row) for row in today] == [State.NO_SHOW, State.NO_SHOW]


@AFTERNOON
def test_a_second_absence_of_the_day_gives_up_what_the_first_one_left(cast, episode, today):
    absent(cast, episode)
    assert [state(row) for row in today] == [State.BOOKED, State.NO_SHOW]
    absent(cast, episode)
    assert [state(row) for row in today] == [State.NO_SHOW, State.NO_SHOW]


@AFTERNOON
def test_nobody_elses_appointment_and_no_other_day_ends(cast, episode):
    others = booked(cast, at(cast, 15, days=0), patient=make.patient(cast))
    tomorrow = booked(cast, at(cast, 13), patient=episode.patient)
    absent(cast, episode)
    assert {state(others), state(tomorrow)} == {State.BOOKED}


@AFTERNOON
def test_a_visit_that_took_place_gives_up_nothing(cast, episode, today):
    note = services.record_visit(
        actor=cast.actor("ana"), episode=episode, occurred_at=timezone.now(), now=timezone.now(), done="Exercises"
    )
    follow(cast, note)
    assert [state(row) for row in today] == [State.BOOKED, State.BOOKED]


def take_back(browser, note):
    return browser.post(f"/absences/{note.pk}/discard/", {"version": str(note.visit.version)}, follow=True).text


@AFTERNOON
@pytest.mark.parametrize("outcome", ["no_show", "cancelled"])
def test_an_absence_that_is_taken_back_books_its_appointment_again(cast, as_page, episode, today, outcome):
    note = absent(cast, episode, outcome, reason="Ill")
    page = take_back(as_page("rui"), note)
    row = Appointment.objects.get(pk=today[1].pk)
    assert (row.state, row.reason, row.given_up_by) == (State.BOOKED, "", None)
    assert "The appointment of Thu 26 Nov, 13:00, with Ana (synthetic) is booked again." in page
    event = AuditEvent.objects.get(verb="appointment.restored")
    assert (event.target_id, event.membership_id) == (row.pk, cast.members["rui"].pk)
    assert event.request_id == AuditEvent.objects.get(verb="absence.discarded").request_id != ""


@AFTERNOON
def test_a_time_that_is_taken_by_now_stays_given_up_and_the_page_says_by_whom(cast, as_page, episode, today):
    note = absent(cast, episode, "cancelled")
    with time_machine.travel("2026-11-26 15:00:00+00:00", tick=False):
        booked(cast, at(cast, 13, days=0), patient=make.patient(cast))
    page = take_back(as_page("rui"), note)
    assert state(today[1]) == State.CANCELLED
    assert (
        "with Ana (synthetic) could not be booked again. Ana (synthetic) has an appointment from 13:00 to 13:30."
        in page
    )
    assert not AuditEvent.objects.filter(verb="appointment.restored").exists()


@AFTERNOON
def test_what_the_desk_cancelled_itself_stays_cancelled(cast, as_page, episode, today):
    now = timezone.now()
    patients_services.cancel_appointment(actor=cast.actor("rui"), appointment=today[1], reason="Moved away", now=now)
    page = take_back(as_page("rui"), absent(cast, episode))
    assert state(today[1]) == State.CANCELLED
    assert "Taken back." in page
    assert "booked again" not in page


@AFTERNOON
def test_what_was_cancelled_anew_meanwhile_stays_cancelled(cast, as_page, episode, today):
    note, now = absent(cast, episode), timezone.now()
    actor, row = cast.actor("rui"), Appointment.objects.get(pk=today[1].pk)
    patients_services.restore_appointment(actor=actor, appointment=row, now=now)
    patients_services.cancel_appointment(actor=actor, appointment=row, reason="Ill after all", now=now)
    assert "booked again" not in take_back(as_page("rui"), note)
    assert state(row) == State.CANCELLED


@AFTERNOON
def test_an_assistant_takes_it_back_in_the_therapists_name(cast, as_page, episode, today):
    note = absent(cast, episode)
    assert "is booked again" in take_back(as_page("ida"), note)
    event = AuditEvent.objects.get(verb="appointment.restored")
    assert event.membership_id == cast.members["ana"].pk
    assert event.request_id == AuditEvent.objects.get(verb="absence.discarded").request_id != ""


@AFTERNOON
def test_the_page_of_a_visit_takes_it_back_likewise(cast, as_page, episode, today):
    note = absent(cast, episode)
    sent = {"version": str(note.visit.version)}
    page = as_page("ana").post(f"/visits/{note.visit.pk}/discard/", sent, follow=True).text
    assert "13:00, with Ana (synthetic) is booked again." in page
    assert state(today[1]) == State.BOOKED


@AFTERNOON
def test_who_came_after_all_gets_the_appointment_back(cast, as_page, episode, today):
    note = absent(cast, episode)
    sent = {"version": str(note.visit.version), "outcome": "attended", "occurred_at": "2026-11-26 13:00", "done": "Ran"}
    page = as_page("ana").post(f"/visits/{note.visit.pk}/", sent, follow=True).text
    assert "13:00, with Ana (synthetic) is booked again." in page
    assert state(today[1]) == State.BOOKED


@AFTERNOON
def test_an_absence_of_another_hour_gives_up_the_appointment_of_that_hour_alone(cast, episode, today):
    note = noted(cast, episode)
    services.change_visit(actor=cast.actor("ana"), visit_note=note, now=timezone.now(), occurred_at=at(cast, 9, days=0))
    follow(cast, note, "visit.changed", "ana")
    assert [state(row) for row in today] == [State.NO_SHOW, State.BOOKED]


@AFTERNOON
def test_a_missed_visit_that_was_called_off_is_called_off_in_the_calendar_too(cast, episode, today):
    note = noted(cast, episode)
    services.change_visit(actor=cast.actor("ana"), visit_note=note, now=timezone.now(), outcome="cancelled")
    follow(cast, note, "visit.changed", "ana")
    assert [state(row) for row in today] == [State.BOOKED, State.CANCELLED]


@AFTERNOON
def test_the_page_of_an_absence_that_was_of_another_day_says_what_is_booked_again(cast, as_page, episode, today):
    note = noted(cast, episode)
    sent = {"version": str(note.visit.version), "outcome": "no_show", "occurred_at": "2026-11-25 13:00"}
    page = as_page("ana").post(f"/visits/{note.visit.pk}/", sent, follow=True).text
    assert "13:00, with Ana (synthetic) is booked again." in page
    again = {**sent, "version": str(note.visit.version + 1), "occurred_at": "2026-11-26 13:00"}
    assert "booked again" not in as_page("ana").post(f"/visits/{note.visit.pk}/", again, follow=True).text
    follow(cast, note, "visit.changed", "ana")
    assert [state(row) for row in today] == [State.BOOKED, State.NO_SHOW]


@AFTERNOON
def test_an_absence_that_is_taken_back_at_once_ends_nothing(cast, episode, today):
    note = services.record_absence(
        actor=cast.actor("rui"), episode=episode, occurred_at=at(cast, 13, days=0), outcome="no_show",
        now=timezone.now(),
    )  # fmt: skip
    services.discard_absence(actor=cast.actor("rui"), visit_note=note, now=timezone.now())
    give_up_appointment(clinic_id=str(cast.here.pk), target_id=str(note.visit.pk))
    assert [state(row) for row in today] == [State.BOOKED, State.BOOKED]
