"""A signed session is final, through every road."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from patients.models import Addendum, Measurement, Visit
from practice.errors import RecordIsFinal
from sessions import services
from sessions.models import NeedlingSession, Target
from tests.factories.sessions import TARGET, signed_session


@pytest.fixture
def session(cast):
    return NeedlingSession.objects.select_related("visit").get(pk=signed_session(cast).pk)


ORM_ROADS = {
    "save the session": lambda s: NeedlingSession.objects.get(pk=s.pk).save(),
    "save the visit": lambda s: Visit.objects.get(pk=s.pk).save(),
    "save a target": lambda s: s.targets.get().save(),
    "save a measurement": lambda s: s.visit.measurements.first().save(),
    "delete the session": lambda s: NeedlingSession.objects.get(pk=s.pk).delete(),
    "delete the visit": lambda s: Visit.objects.get(pk=s.pk).delete(),
    "delete a target": lambda s: s.targets.get().delete(),
    "update sessions": lambda s: NeedlingSession.objects.update(response="bulk"),
    "update visits": lambda s: Visit.objects.update(note="bulk"),
    "update targets": lambda s: Target.objects.update(needles_in=9),
    "update measurements": lambda s: Measurement.objects.update(value=0),
    "delete targets": lambda s: Target.objects.all().delete(),
    "create a target": lambda s: Target.objects.create(session=s, **{**TARGET, "side": "left"}),
    "bulk-create targets": lambda s: Target.objects.bulk_create([Target(session=s, **{**TARGET, "side": "left"})]),
    "bulk-create measurements": lambda s: Measurement.objects.bulk_create(
        [Measurement(visit=s.visit, measure="nprs_worst", value=1)]
    ),
    "bulk-update targets": lambda s: Target.objects.bulk_update([s.targets.get()], ["needles_in"]),
}


@pytest.mark.parametrize("road", ORM_ROADS)
def test_no_road_of_the_orm_changes_a_signed_note(session, road):
    before = Visit.objects.get(pk=session.pk).computed_hash()
    with pytest.raises(RecordIsFinal), transaction.atomic():
        ORM_ROADS[road](session)
    assert Visit.objects.get(pk=session.pk).computed_hash() == before


SQL_ROADS = [
    "UPDATE patients_visit SET note = 'x' WHERE id = %s",
    "UPDATE patients_visit SET signed_at = NULL WHERE id = %s",
    "DELETE FROM patients_visit WHERE id = %s",
    "UPDATE needling_needlingsession SET response = 'x' WHERE id = %s",
    "DELETE FROM needling_needlingsession WHERE id = %s",
    "UPDATE needling_target SET needles_in = 9 WHERE session_id = %s",
    "DELETE FROM needling_target WHERE session_id = %s",
    "UPDATE patients_measurement SET value = 0 WHERE visit_id = %s",
    "DELETE FROM patients_measurement WHERE visit_id = %s",
]


@pytest.mark.parametrize("sql", SQL_ROADS)
def test_the_database_itself_refuses(session, sql):
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [session.pk])


def test_the_services_refuse(cast, session):
    ana, now = cast.actor("ana"), timezone.now()
    for call in (
        lambda: services.change_session(actor=ana, session=session, now=now, note="x"),
        lambda: services.sign_session(actor=ana, session=session, now=now),
        lambda: services.discard_session(actor=ana, session=session, now=now),
    ):
        with pytest.raises(RecordIsFinal), transaction.atomic():
            call()


def test_the_api_answers_409_to_any_change(api, session):
    program, path = api("ana"), f"sessions/{session.pk}/"
    for sent in ({"note": "x"}, {"targets": []}, {"measurements": []}, {"adverse_events": None}):
        answer = program.patch(path, sent, HTTP_IF_MATCH=program.get(path)["ETag"])
        assert answer.status_code == 409, sent
    assert program.delete(path).status_code == 405


def test_the_page_shows_it_and_takes_nothing(as_page, session):
    browser, path = as_page("ana"), f"/sessions/{session.pk}/"
    assert b"Content hash" in browser.get(path).content
    answer = browser.post(path, {"note": "x"})
    assert (answer.status_code, b"is signed and does not change" in answer.content) == (409, True)
    assert {name: as_page(name).post(path, {"note": "x"}).status_code for name in ("ida", "max", "rui", "eva")} == {
        "ida": 403, "max": 403, "rui": 403, "eva": 404,
    }  # fmt: skip
    assert NeedlingSession.objects.get(pk=session.pk).version == session.version


def test_corrections_are_addenda(api, cast, session):
    program, path = api("ana"), f"sessions/{session.pk}/addenda/"
    answer = program.post(path, {"text": "It was the left side.", "reason": "Mixed up"})
    assert answer.status_code == 201, answer.content
    sent = {"id": str(uuid.uuid4()), "text": "And the lower part."}
    assert [program.post(path, sent).status_code for _ in range(2)] == [201, 200]
    assert program.post(path, {**sent, "text": "x"}).status_code == 409
    assert [row["text"] for row in program.get(path).json()] == ["It was the left side.", "And the lower part."]
    row = Addendum.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.filter(pk=row.pk).update(text="x")
    assert {n: api(n).post(path, {"text": "x"}).status_code for n in ("rui", "max", "ida", "eva")} == {
        "rui": 403, "max": 403, "ida": 403, "eva": 404,
    }  # fmt: skip
