"""What somebody leaves behind who leaves the clinic: said before it ends, and to be done afterwards."""

import pytest
from django.utils import timezone

from patients.models import Appointment
from practice import services as practice_services
from progress import selectors
from progress.rules.due import Kind
from tests.factories import sessions
from tests.factories.appointments import at, booked

HTMX = {"HTTP_HX_REQUEST": "true"}


def leaves(cast, name="ana"):
    practice_services.deactivate_member(actor=cast.actor("max"), membership=cast.members[name])


def to_move(cast, name, **asked):
    items = selectors.worklist(cast.actor(name), cast.here, timezone.now(), **{"mine": False, **asked})
    return [item.as_json() for item in items if item.kind == Kind.REBOOK]


def test_the_question_before_access_ends_names_what_stays_behind(cast, as_page):
    episode = sessions.treatable_episode(cast)
    draft, row = sessions.draft_session(cast, episode), booked(cast)
    browser, place = as_page("max"), f"/clinic/people/{cast.members['ana'].pk}/"
    asked = browser.get(place).text
    assert (
        f'hx-get="{place}open/"'
        in asked[asked.index('id="end-access"') : asked.index("</dialog>", asked.index('id="end-access"'))]
    )
    told = browser.get(f"{place}open/", **HTMX).text
    for words in (
        "1 appointment, today or later",
        f"/appointments/{row.pk}/",
        "1 draft to sign",
        f"/sessions/{draft.pk}/",
    ):
        assert words in told
    assert "<html" not in told
    leaves(cast)
    assert f'hx-get="{place}open/"' in browser.get(place).text
    assert "hand a draft over" in browser.get(f"{place}open/").text


def test_a_part_leads_to_all_of_it(cast, as_page):
    for hour in range(8, 15):
        booked(cast, at(cast, hour))
    browser, place = as_page("max"), f"/clinic/people/{cast.members['ana'].pk}/open/"
    assert [browser.get(place, **more).text.count("/appointments/") for more in (HTMX, {})] == [5, 7]
    assert ["and 2 more" in browser.get(place, **more).text for more in (HTMX, {})] == [True, False]
    assert "Nothing is open" in browser.get(f"/clinic/people/{cast.members['rui'].pk}/open/").text


@pytest.mark.parametrize(("name", "status"), [("max", 200), ("ana", 403), ("rui", 403), ("pia", 403), ("eva", 403)])
def test_managers_alone_see_what_is_open_with_somebody(cast, as_page, name, status):
    assert as_page(name).get(f"/clinic/people/{cast.members['ana'].pk}/open/").status_code == status


def test_appointments_with_who_left_stand_in_the_work_list_until_they_are_moved_or_cancelled(cast, as_page):
    row = booked(cast)
    assert not to_move(cast, "rui")
    leaves(cast)
    for name in ("rui", "max"):
        found = to_move(cast, name)
        assert [(item["urgency"], item["patient"]) for item in found] == [("watch", cast.pia.pk)]
        assert found[0]["text"].startswith("At 10:00 with Ana (synthetic), who has left")
    assert f"/appointments/{row.pk}/" in as_page("rui").get("/").text
    assert f"/appointments/{row.pk}/" in as_page("max").get("/work/?kind=appointment_to_move").text
    assert "1 appointment, today or later, is with nobody who treats here" in as_page("max").get("/progress/").text
    Appointment.objects.filter(pk=row.pk).update(state="cancelled", reason="Away")
    assert not to_move(cast, "rui")
    assert "nobody who treats here" not in as_page("max").get("/progress/").text


def test_appointments_with_who_is_no_therapist_any_more_wait_as_well(cast, as_page):
    row = booked(cast)
    practice_services.change_member(actor=cast.actor("max"), membership=cast.members["ana"], roles=["assistant"])
    [item] = to_move(cast, "rui")
    assert item["text"] == "At 10:00 with Ana (synthetic), who is no therapist here any more: move it or cancel it"
    assert f"/appointments/{row.pk}/" in as_page("rui").get("/").text
    assert "is with nobody who treats here" in as_page("max").get("/progress/").text


def test_todays_is_the_most_pressing_one(cast):
    booked(cast, at(cast, 10, days=0))
    leaves(cast)
    assert [item["urgency"] for item in to_move(cast, "rui")] == ["stop"]
