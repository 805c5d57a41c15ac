"""Reading one patient's record leaves exactly one event, on every page and in the API; lists leave none."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practice.access import Role
from practice.audit import AuditEvent
from practice.doors.addresses import addresses
from tests.everywhere.world import path_of
from tests.people import ROLES, STAFF

READS = [a for a in addresses() if a.method == "GET" and a.kind in ("page", "api")]
RECORDS = [a for a in READS if a.is_detail and "me/" not in a.path]
LISTS = [a for a in READS if not a.is_detail]
OF_THE_PRACTICE = (
    "people/",
    "memberships/",
    "credentials/",
    "clinic/",
    "exercises/<slug:key>/",
    "progress/patients/",
    "requests/",
)
READ = ("chart.opened", "check_in.form_opened", "report.opened")


def said(address):
    return f"{address.kind} {address.path}"


def is_about_a_patient(address):
    return not any(part in address.path for part in OF_THE_PRACTICE) and "<uuid:" in address.path


def ways_of(name, cast, api):
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.user(name))
    return {"page": browser, "api": api(name)}


def read_by(ways, address, path, **headers):
    """The events that reading leaves, and whether it was answered."""
    before = AuditEvent.objects.count()
    answer = ways[address.kind].get(path, headers=headers)
    found = list(AuditEvent.objects.order_by("pk")[before:])
    return answer.status_code, [event for event in found if event.verb in READ]


@pytest.mark.parametrize("name", STAFF)
def test_each_record_that_is_read_leaves_one_event(world, cast, api, name):
    wrong, ways = [], ways_of(name, cast, api)
    for address in (a for a in RECORDS if ROLES[name] in a.roles):
        status, events = read_by(ways, address, path_of(address, world))
        expected = 1 if is_about_a_patient(address) and status in (200, 302) else 0
        if [event.patient_id for event in events] != [cast.pia.pk] * expected:
            wrong.append(f"{said(address)} ({status}) leaves {[(e.verb, e.target_type) for e in events]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [*STAFF, "pia"])
def test_lists_leave_none(world, cast, api, name):
    ways = ways_of(name, cast, api)
    noisy = [
        said(a) for a in LISTS
        if a.needs is not None and (not a.needs or ROLES[name] in a.roles) and read_by(ways, a, f"/{a.path}")[1]
    ]  # fmt: skip
    assert noisy == []


def test_the_own_record_is_no_event(world, cast, api):
    ways = ways_of("pia", cast, api)
    mine = [a for a in READS if a.is_detail and Role.PATIENT in a.roles and "<uuid:" in a.path]
    assert [said(a) for a in mine if read_by(ways, a, path_of(a, world))[1]] == []
    assert len(mine) > 5


def test_what_a_page_fetches_of_itself_is_part_of_it(world, cast, as_page):
    episode, htmx = world["patients.EpisodeOfCare"].pk, {"HX-Request": "true"}
    browser = as_page("ana")
    browser.get(f"/patients/{cast.pia.pk}/")
    for part in (f"/episodes/{episode}/diary/", f"/episodes/{episode}/exercises/?q=chin"):
        browser.get(part, headers=htmx)
    assert AuditEvent.objects.filter(verb="chart.opened").count() == 1
    as_page("ida").get(f"/episodes/{episode}/diary/", headers=htmx)
    assert AuditEvent.objects.filter(verb="chart.opened").count() == 2, "a part that is fetched alone is a read"


def test_reading_costs_one_statement_of_the_trail(world, cast, api):
    ways, dear = ways_of("ana", cast, api), []
    for address in (a for a in RECORDS if is_about_a_patient(a) and Role.THERAPIST in a.roles):
        path = path_of(address, world)
        ways[address.kind].get(path)
        with CaptureQueriesContext(connection) as asked:
            ways[address.kind].get(path)
        statements = [query["sql"] for query in asked.captured_queries if "practice_auditevent" in query["sql"]]
        if len(statements) > 1:
            dear.append(f"{said(address)}: {statements}")
    assert dear == []
