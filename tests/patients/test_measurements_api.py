"""The resource `measurements/`: each value by itself, and what changed since."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from practice.audit import AuditEvent
from tests.factories import sessions


def of(cast):
    return sessions.signed_session(cast, sessions.treatable_episode(cast)).visit.measurements.order_by("pk").first()


def test_one_value_is_read_with_the_etag_of_its_note(api, cast):
    row, program = of(cast), api("ana")
    answer = program.get(f"measurements/{row.pk}/")
    assert answer.status_code == 200
    assert answer.json() in program.get("measurements/").json()["results"]
    assert answer["ETag"] == f'"{row.visit.version}"'
    assert AuditEvent.objects.filter(verb="chart.opened", target_id=row.pk, patient_id=cast.pia.pk).count() == 1


@pytest.mark.parametrize(("name", "status"), [("ida", 200), ("max", 200), ("rui", 403), ("pia", 403), ("eva", 404)])
def test_who_reads_one(api, cast, name, status):
    assert api(name).get(f"measurements/{of(cast).pk}/").status_code == status


@pytest.mark.parametrize("name", ["measurements", "check-ins", "memberships", "credentials"])
def test_what_changed_since_can_be_asked_for(api, cast, name):
    session = sessions.signed_session(cast, sessions.treatable_episode(cast))
    sessions.check_in(cast, session)
    program, now = api("ana"), timezone.now()
    before, after = (quote((now + timedelta(hours=hours)).isoformat()) for hours in (-1, 1))
    assert program.get(f"{name}/?updated_since={before}").json()["results"]
    assert program.get(f"{name}/?updated_since={after}").json()["results"] == []
    assert program.get(f"{name}/?updated_since=soon").status_code == 400
