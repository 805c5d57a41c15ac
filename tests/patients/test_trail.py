"""Reading the trail: what it says, how it is narrowed down, and what leaves it as a file."""

import csv
from datetime import datetime
from importlib import import_module
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine

from patients.filters import verbs
from practice import scoping, services
from practice.audit import AuditEvent
from practice.models import Membership
from tests.factories import patients

NOON = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
LATE = datetime(2026, 3, 10, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles"))


def shown(answer):
    return [(row.what, row.who) for row in answer.context["events"]]


@pytest.fixture
def history(cast):
    """Max renames the clinic at noon, Ana opens Pia's chart late that evening, Rui signs in the next day."""
    with time_machine.travel(NOON, tick=False):
        services.change_clinic(actor=cast.actor("max"), name="x")
    with time_machine.travel(LATE, tick=False):
        services.open_chart(actor=cast.actor("ana"), record=cast.pia)
    with time_machine.travel("2026-03-11T18:00:00Z", tick=False):
        services.sign_in(actor=cast.actor("rui"), membership=cast.members["rui"])


def test_it_says_who_did_what_to_which_patient(as_page, cast, history):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        services.sign_in(actor=cast.actor("eva"), membership=cast.members["eva"])
    answer = as_page("max").get("/clinic/trail/")
    assert shown(answer) == [
        ("Signed in", "Rui (synthetic)"), ("Record opened", "Ana (synthetic)"), ("Clinic changed", "Max (synthetic)"),
    ]  # fmt: skip
    opened = answer.context["events"][1]
    assert (opened.kind, opened.record_number) == ("Patient", "T-0001")
    assert "T-0001" in answer.content.decode()
    assert "Eva" not in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"verb": "chart.opened"}, ["Record opened"]),
        ({"record": "t-0001"}, ["Record opened"]),
        ({"record": "T-000"}, []),
        ({"from": "2026-03-11"}, ["Signed in"]),
        ({"to": "2026-03-10"}, ["Record opened", "Clinic changed"]),
        ({"from": "2026-03-10", "to": "2026-03-10", "verb": "clinic.changed"}, ["Clinic changed"]),
        ({"from": "2026-03-12"}, []),
        ({"from": "0001-01-01", "to": "9999-12-31", "verb": "chart.opened"}, ["Record opened"]),
    ],
)
def test_page_and_api_narrow_it_down_alike(as_page, api, cast, history, asked, found):
    assert [what for what, _ in shown(as_page("max").get("/clinic/trail/", asked))] == found
    # signing in with a program is an event as well, of today
    told = api("max").get("trail/", asked).json()["results"]
    assert [row["words"] for row in told if row["at"] < "2026-03-12"] == found


def test_one_person_and_one_record(as_page, cast, history):
    browser, ana = as_page("max"), cast.members["ana"].pk
    assert shown(browser.get("/clinic/trail/", {"member": ana})) == [("Record opened", "Ana (synthetic)")]
    assert shown(browser.get("/clinic/trail/", {"target": cast.here.pk})) == [("Clinic changed", "Max (synthetic)")]


def test_a_patient_stands_by_record_number_and_is_no_choice(as_page, api, cast, history):
    services.sign_in(actor=cast.actor("pia"), membership=cast.members["pia"])
    manager, pia = as_page("max"), cast.members["pia"].pk
    whole = manager.get("/clinic/trail/")
    assert shown(whole)[0] == ("Signed in", "Patient T-0001")
    assert "Pia" not in whole.content.decode()
    assert "Ana (synthetic)</option>" in whole.content.decode()
    assert ("Signed in", "Patient T-0001") in shown(manager.get("/clinic/trail/?record=T-0001"))
    assert shown(manager.get("/clinic/trail/", {"member": pia})) == [("Signed in", "Patient T-0001")]
    assert [row["membership"] for row in api("max").get("trail/", {"member": pia}).json()["results"]] == [str(pia)]
    (row,) = exported(manager.get(f"/clinic/trail/file/?member={pia}"))
    assert row["Who"] == "Patient T-0001"


@pytest.mark.parametrize("query", ["target=x", "before=x", "from=yesterday", "verb=x", "member=x"])
def test_what_cannot_be_read_is_refused(as_page, cast, query):
    assert as_page("max").get(f"/clinic/trail/?{query}").status_code == 400


def test_nothing_found_says_so(as_page, cast):
    assert "Nothing was done that fits" in as_page("max").get("/clinic/trail/?record=X-1").content.decode()


def test_it_is_paged_by_key_and_keeps_the_filter(as_page, cast):
    for _ in range(51):
        services.sign_in(actor=cast.actor("max"), membership=cast.members["max"])
    services.open_chart(actor=cast.actor("ana"), record=cast.pia)
    first = as_page("max").get("/clinic/trail/?verb=member.signed_in")
    assert len(first.context["events"]) == 50
    rest = as_page("max").get("/clinic/trail/" + first.context["next_url"])
    assert (len(rest.context["events"]), rest.context["next_url"]) == (1, "")


def test_every_verb_has_words_of_its_own():
    words = [label for _, label in verbs()]
    assert len(set(words)) == len(words) > 50
    assert all("_" not in label and "." not in label and label[0].isupper() for label in words)


def exported(answer):
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_manager_takes_it_away_as_a_file_and_that_is_an_event(as_page, cast, history):
    answer = as_page("max").get("/clinic/trail/file/?record=T-0001")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer["Content-Disposition"].startswith('attachment; filename="trail-here-')
    (row,) = exported(answer)
    assert (row["When"], row["Who"], row["What"], row["Record number of the patient"]) == (
        "2026-03-10T23:30:00-07:00", "Ana (synthetic)", "Record opened", "T-0001",
    )  # fmt: skip
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.membership_id, event.target_id) == (
        "trail.exported", cast.members["max"].pk, cast.here.pk,
    )  # fmt: skip


def test_no_cell_is_a_formula(as_page, cast, history):
    Membership.objects.filter(pk=cast.members["ana"].pk).update(name='=HYPERLINK("x")')
    assert [row["Who"] for row in exported(as_page("max").get("/clinic/trail/file/?record=T-0001"))] == [
        '\'=HYPERLINK("x")'
    ]


def test_too_much_for_a_file_is_refused_in_clear_words(as_page, cast, history, monkeypatch):
    monkeypatch.setattr(import_module("patients.views.trail"), "MOST", 2)
    answer = as_page("max").get("/clinic/trail/file/")
    assert (answer.status_code, "Choose fewer days" in answer.content.decode()) == (409, True)
    assert as_page("max").get("/clinic/trail/file/?from=never").status_code == 400
    assert not AuditEvent.objects.filter(verb="trail.exported").exists()


@pytest.mark.parametrize("name", ["ana", "ida", "rui", "pia"])
def test_nobody_else_reads_it(as_page, api, cast, name):
    assert [as_page(name).get(path).status_code for path in ("/clinic/trail/", "/clinic/trail/file/")] == [403, 403]
    assert api(name).get("trail/").status_code == 403


def test_the_number_of_questions_does_not_grow(as_page, cast, django_assert_max_num_queries):
    for number in range(8):
        person = patients.patient(cast, given_name=f"Noor{number}")
        services.open_chart(actor=cast.actor("ana"), record=person)
    browser = as_page("max")
    browser.get("/clinic/trail/")
    with django_assert_max_num_queries(12):
        assert len(browser.get("/clinic/trail/").context["events"]) > 8
