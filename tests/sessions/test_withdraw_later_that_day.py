"""A consent that is withdrawn later on the day of a session: signature and progress judge it by the moment alike."""

from datetime import timedelta

import pytest

from patients.models import Consent
from patients.services import withdraw_consent
from tests.factories import patients
from tests.factories.sessions import signable_session, treatable_episode


@pytest.mark.parametrize(("hours", "not_allowed", "signed"), [(1, [], 200), (-1, [2], 409)])
def test_only_what_was_needled_after_it_was_not_allowed(cast, api, time_machine, hours, not_allowed, signed):
    noon = patients.midday(cast, patients.today(cast))
    time_machine.move_to(noon - timedelta(hours=2))
    episode = treatable_episode(cast)
    time_machine.move_to(noon + timedelta(minutes=1))
    session = signable_session(cast, episode, occurred_at=noon)
    time_machine.move_to(noon + timedelta(hours=3))
    row = Consent.objects.get(episode=episode)
    withdraw_consent(actor=cast.actor("ana"), consent=row, now=noon + timedelta(hours=hours), reason="Had enough.")
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    assert told["needling_while_not_allowed_visits"] == not_allowed
    assert ("needling_while_not_allowed" in told["alerts"]) is bool(not_allowed)
    assert api("ana").post(f"sessions/{session.pk}/sign/").status_code == signed
