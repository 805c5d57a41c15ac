"""What a new session starts with: how it was last time, what is booked today, and nothing that was timed or found."""

import pytest

from patients.models import Appointment
from tests.factories import appointments
from tests.factories.sessions import TARGET, signed_session, supervisor


@pytest.fixture
def last(cast, episode):
    """A signed session of 25 minutes whose needles stayed for 10."""
    return signed_session(cast, episode, minutes=25, targets=[{**TARGET, "technique": "in_situ", "dwell_minutes": 10}])


@pytest.fixture
def started(cast, as_page, api, episode):
    """The minutes of a new session as its page shows them with their word, and as a device without network has them."""

    def read(query=""):
        field = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/{query}").context["form"]["minutes"]
        planned = api("ana").get(f"episodes/{episode.pk}/next-session/").json()["planned"]
        return field.value(), field.field.widget.attrs["data-prefilled"], planned

    return read


@pytest.mark.parametrize("query", ["", "?from=last"])
def test_minutes_start_as_booked_today_and_never_as_last_time(cast, episode, last, started, query):
    row = appointments.begun(cast, episode=episode)
    Appointment.objects.filter(pk=row.pk).update(ends_at=row.starts_at + appointments.LENGTH * 1.5)
    assert started(query) == (45, "As booked", {"minutes": 45, "booked": True})


def test_without_an_appointment_they_are_the_usual_ones(episode, last, started):
    assert started("?from=last") == (30, "Usual length", {"minutes": 30, "booked": False})


def test_another_therapists_appointment_says_nothing_of_them(cast, episode, started):
    row = appointments.begun(cast, episode=episode, therapist=supervisor(cast))
    Appointment.objects.filter(pk=row.pk).update(ends_at=row.starts_at + appointments.LENGTH * 2)
    assert started() == (30, "Usual length", {"minutes": 30, "booked": False})


def test_how_long_needles_stayed_is_seen_and_not_copied(cast, as_page, api, episode, last):
    page = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/?from=last")
    assert not page.context["targets"].forms[0]["dwell_minutes"].value()
    assert "left 10 min" in page.content.decode()
    told = api("ana").get(f"episodes/{episode.pk}/next-session/").json()
    assert told["last"]["targets"][0]["dwell_minutes"] == 10
    assert "dwell_minutes" not in told["prefill"]["targets"][0]
