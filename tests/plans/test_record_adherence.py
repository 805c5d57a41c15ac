"""Reporting what was done of an exercise, over the API."""

from datetime import timedelta

import pytest

from plans.models import AdherenceDay
from practice.audit import AuditEvent
from tests.factories import plans as make


@pytest.fixture
def row(cast):
    return make.prescription(cast, make.some_episode(cast))


def sent(row, **more):
    return {"prescription": row.pk, "on": make.today(), "done": "done", **more}


def test_a_patient_reports_a_day_once_and_changes_the_answer(api, row):
    program = api("pia")
    first = program.post("adherence/", sent(row))
    assert first.status_code == 201, first.content
    again = program.post("adherence/", sent(row, done="partly"))
    assert (again.status_code, again.json()["existing"]) == (409, first.json()["id"])
    path = f"adherence/{again.json()['existing']}/"
    changed = program.put(path, sent(row, done="not_done", reason="pain"), HTTP_IF_MATCH=first["ETag"])
    assert (changed.status_code, changed.json()["reason"]) == (200, "pain"), changed.content
    stale = program.put(path, sent(row), HTTP_IF_MATCH=first["ETag"])
    assert stale.status_code == 412
    verbs = [e.verb for e in AuditEvent.objects.filter(target_id=first.json()["id"]).order_by("id")]
    assert verbs == ["adherence.recorded", "adherence.changed"]


def test_a_day_moves_to_no_other_day_or_prescription(api, cast, row):
    first = api("pia").post("adherence/", sent(row)).json()
    other = make.prescription(cast, row.episode, "ccf_nod")
    path = f"adherence/{first['id']}/"
    yesterday = make.today() - timedelta(days=1)
    assert api("pia").patch(path, {"on": yesterday}, HTTP_IF_MATCH="*").status_code == 409
    assert api("pia").patch(path, {"prescription": other.pk}, HTTP_IF_MATCH="*").status_code == 400


@pytest.mark.parametrize(
    ("back", "more", "field"),
    [
        (-1, {}, "on"), (15, {}, "on"), (0, {"done": "maybe"}, "done"), (0, {"reason": "pain"}, "reason"),
        (0, {"done": "partly", "reason": "aliens"}, "reason"), (0, {"colour": 1}, "colour"), (0, {"on": "soon"}, "on"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field_and_stores_nothing(api, row, back, more, field):
    body = {**sent(row), "on": make.today() - timedelta(days=back), **more}
    answer = api("pia").post("adherence/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), answer.content
    assert not AdherenceDay.objects.exists()


def test_patients_look_back_28_days_and_the_clinic_further(api, cast, row):
    row = make.prescription(cast, row.episode, "ccf_nod", starts_on=make.today() - timedelta(days=40))
    body = {**sent(row), "on": make.today() - timedelta(days=29)}
    assert api("pia").post("adherence/", body).status_code == 400
    assert api("ida").post("adherence/", body).status_code == 201


def test_not_reported_is_no_row(api, cast, row):
    make.reported(cast, row, make.today(), "not_done", reason="time")
    rows = api("ana").get(f"adherence/?prescription={row.pk}").json()["results"]
    assert [(r["on"], r["done"]) for r in rows] == [(make.today().isoformat(), "not_done")]
    assert api("ana").get(f"adherence/?to={make.today() - timedelta(days=1)}").json()["results"] == []


def test_roles_own_record_and_other_clinics(api, cast, row):
    theirs = make.prescription(cast, make.stranger(cast).episodes.get())
    refused = api("pia").post("adherence/", sent(theirs))
    assert (refused.status_code, refused.json()["errors"]["prescription"]) == (400, ["There is no such record."])
    mine = make.reported(cast, row, make.today())
    names = ("ana", "max", "ida", "rui", "pia", "eva")
    assert {n: api(n).get(f"adherence/{mine.pk}/").status_code for n in names} == {
        "ana": 200, "max": 200, "ida": 200, "rui": 403, "pia": 200, "eva": 404,
    }  # fmt: skip
    assert {n: api(n).post("adherence/", sent(row)).status_code for n in names} == {
        "ana": 409, "max": 403, "ida": 409, "rui": 403, "pia": 409, "eva": 400,
    }  # fmt: skip
