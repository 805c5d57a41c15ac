"""Measurements have one shape and one rule, in assessments and in sessions."""

from zoneinfo import ZoneInfo

import pytest

from patients.models import Measurement
from tests.factories import patients
from tests.factories.sessions import as_json, draft_session, record_visit
from tests.hostile.rendered import forms_of

RESOURCES = ("assessments/", "sessions/")
NDI = {"measure": "ndi_raw", "inputs": {"sum": 16, "answered": 9}}


@pytest.fixture(params=RESOURCES)
def send(request, cast, api):
    episode = patients.ready_episode(cast)
    whole = {"episode": str(episode.pk), "occurred_at": patients.lately().isoformat()}
    whole = whole if request.param == "assessments/" else as_json(episode)
    return lambda *rows: api("ana").post(request.param, {**whole, "measurements": list(rows)})


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (NDI, 17.8),
        ({"measure": "headache_days_28", "inputs": {"headache_days": 19, "recorded_days": 26}}, 20.5),
        ({"measure": "headache_days_28", "inputs": {"headache_days": 11, "recorded_days": 18}}, None),
        ({"measure": "hit6", "value": 60}, 60),
    ],
)
def test_values_are_worked_out_from_counts_in_both(send, row, value):
    answer = send(row)
    assert answer.status_code == 201, answer.content
    told = answer.json()["measurements"]
    assert [(m["measure"], m["value"], m["inputs"]) for m in told] == [(row["measure"], value, row.get("inputs"))]
    assert Measurement.objects.get().inputs == row.get("inputs")


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        ({**NDI, "value": 9}, "value", "The counts give 17.8"),
        ({**NDI, "inputs": {"sum": 51, "answered": 10}}, "inputs", "each item counts 0 to 5"),
        ({**NDI, "inputs": {"sum": 16}}, "inputs", "Send whole numbers for sum and answered."),
        ({"measure": "hit6", "inputs": {"sum": 60}}, "inputs", "Only the Neck Disability Index"),
        ({"measure": "hit6", "value": 39}, "value", "A HIT-6 total of 39 cannot occur"),
        ({"measure": "ndi_percent", "value": 20}, "measure", "worked out from other values"),
        ({"measure": "ppt_temporalis", "value": 200}, "side", "Say on which side"),
        ({"measure": "ppt_temporalis", "value": 200, "side": "midline"}, "side", "taken on the left or on the right."),
        ({"measure": "hit6", "value": 60, "side": "left"}, "side", "(HIT-6) is taken without a side."),
        ({"measure": "nprs_current"}, "value", "Enter a value."),
    ],
)
def test_both_refuse_in_the_same_words(send, row, field, words):
    refused = send({"measure": "nprs_worst", "value": 7}, row)
    assert refused.status_code == 400
    assert [*refused.json()["errors"]] == [f"measurements[1].{field}"]
    assert words in refused.json()["errors"][f"measurements[1].{field}"][0]
    assert not Measurement.objects.exists()


def test_counts_sent_by_an_app_survive_the_page_of_a_session(cast, as_page):
    session = draft_session(cast, patients.ready_episode(cast), measurements=[NDI])
    here = session.visit.occurred_at.astimezone(ZoneInfo(cast.here.timezone))
    shown = {"occurred_at": f"{here:%Y-%m-%d %H:%M}", "version": session.visit.version}
    rows = {f"{name}-{part}_FORMS": 0 for name in ("targets", "events") for part in ("TOTAL", "INITIAL")}
    assert as_page("ana").post(f"/sessions/{session.pk}/", {**shown, **rows}).status_code == 302
    row = Measurement.objects.get()
    assert (row.measure, float(row.value), row.inputs) == ("ndi_raw", 17.8, NDI["inputs"])


@pytest.mark.parametrize("kind", ["sessions", "visits", "assessments"])
def test_a_draft_of_before_keeps_a_side_that_is_asked_for_no_more(cast, api, as_page, kind):
    """What the page does not show bars no change of what it shows."""
    episode = patients.ready_episode(cast)
    make = {"sessions": draft_session, "visits": record_visit, "assessments": patients.assessment}
    draft = make[kind](cast, episode)
    Measurement.objects.create(visit=draft.visit, measure="hit6", phase="visit", side="left", value=60)
    old = {"measure": "hit6", "phase": "visit", "side": "left", "value": 60}
    path = f"{kind}/{draft.pk}/"
    sent = api("ana").get(path).json()["measurements"]
    assert api("ana").patch(path, {"minutes": 20, "measurements": sent}, HTTP_IF_MATCH="*").status_code == 200
    browser = as_page("ana")
    page = browser.get(f"/{path}").content.decode()
    [untouched] = [form.sound() for form in forms_of(page, f"/{path}") if "occurred_at" in form.fields]
    saved = browser.post(f"/{path}", untouched)
    assert saved.status_code == 302, saved.context["form"].errors
    kept = Measurement.objects.get(visit=draft.visit, side="left")
    assert (kept.measure, kept.value) == ("hit6", 60)
    changed = api("ana").patch(path, {"measurements": [{**old, "value": 62}]}, HTTP_IF_MATCH="*")
    assert list(changed.json()["errors"]) == ["measurements[0].side"]
