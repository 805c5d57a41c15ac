"""Every address of the running system: who may use it, whose rows it shows, and that reading changes nothing."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practice.access import Permission, Role
from practice.doors.addresses import addresses
from tests.everywhere.world import path_of
from tests.people import ROLES

ALL = addresses()
OPEN = {
    "healthz",
    "api/v1/schema/",
    "api/v1/docs/",
    "favicon.ico",
    "design/",
    "calendar/feed/<str:secret>.ics",
    "request/<slug:clinic>/",
    "request/<slug:clinic>/thanks/",
}
ANY = {"uuid": "01a20000-0000-7000-8000-000000000000", "int": "1", "date": "2026-11-22"}
EVERY_MEMBER = {"clinic/choose/"}
WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
MAY_GROW = {"practice_auditevent", "django_session", "usersessions_usersession"}


def said(address):
    return f"{address.method} {address.path}"


def call(client, address, path):
    send = getattr(client, address.method.lower())
    return send(path) if address.method == "GET" else send(path, {}, content_type="application/json")


def asks_for_a_sign_in(client, address):
    path = "/" + re.sub(r"<(\w+):\w+>", lambda found: ANY.get(found[1], "x"), address.path)
    answer = call(client, address, path)
    if address.kind == "api":
        return answer.status_code == 401
    return answer.status_code == 302 and answer["Location"].split("?")[0] == "/accounts/login/"


def test_every_address_asks_for_a_sign_in(client, db):
    found = [said(a) for a in ALL if a.path not in OPEN and not asks_for_a_sign_in(client, a)]
    assert not found, "\n".join(found)


def test_every_address_names_its_permission():
    closed = [a for a in ALL if a.path not in OPEN | EVERY_MEMBER]
    unnamed = [said(a) for a in closed if a.needs is None or (not a.needs and a.kind == "page") or not a.roles]
    assert not unnamed, "\n".join(unnamed)


def may(name, address):
    return address.needs is not None and ROLES[name] in address.roles


def of_anas_credentials(address):
    """Whoever may not see the clinic opens the own credentials alone, and the walk asks for Ana's."""
    return Permission.OWN_CREDENTIALS in (address.needs or ()) and "<uuid:" in address.path


def doors(name, cast, api, as_page):
    """The two ways in of a person: for pages a browser of their own, for the API a program."""
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.user(name))
    return {"page": browser, "api": api(name)}


@pytest.mark.parametrize("name", ROLES)
def test_reading_changes_nothing_and_never_breaks(world, cast, api, as_page, name):
    found, ways = [], doors(name, cast, api, as_page)
    for address in (a for a in ALL if a.method == "GET" and a.kind in ("page", "api")):
        with CaptureQueriesContext(connection) as asked:
            answer = ways[address.kind].get(path_of(address, world))
            consumed(answer)
        tables = {m[2] for query in asked.captured_queries if (m := WRITES.match(query["sql"]))}
        if tables - MAY_GROW:
            found.append(f"{said(address)} writes {sorted(tables - MAY_GROW)}")
        if answer.status_code >= 500:
            found.append(f"{said(address)} answers {answer.status_code}")
        if not may(name, address) and answer.status_code not in (403, 404):
            found.append(f"{said(address)} opens to {name} with {answer.status_code}")
        if may(name, address) and answer.status_code == 403 and not of_anas_credentials(address):
            found.append(f"{said(address)} stays closed to {name}")
        if of_anas_credentials(address) and name in ("ida", "rui") and answer.status_code != 403:
            found.append(f"{said(address)} opens Ana's to {name} with {answer.status_code}")
    assert not found, "\n".join(found)


def consumed(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_what_another_clinic_owns_is_404(world, cast, api, as_page):
    found, ways = [], doors("eva", cast, api, as_page)
    for address in (a for a in ALL if a.kind in ("page", "api") and "<uuid:" in a.path):
        answer = call(ways[address.kind], address, path_of(address, world))
        unread = (
            {400} if address.method != "GET" else set()
        )  # an empty body may be refused before anything is looked up
        expected = unread | ({404} if may("eva", address) else {403, 404})
        if answer.status_code not in expected:
            found.append(f"{said(address)} answers {answer.status_code}")
    assert not found, "\n".join(found)


def test_whoever_may_not_write_is_refused(world, cast, api, as_page):
    found = []
    for name in ROLES:
        ways = doors(name, cast, api, as_page)
        for address in (a for a in ALL if a.kind in ("page", "api") and a.method != "GET" and not may(name, a)):
            answer = call(ways[address.kind], address, path_of(address, world))
            if answer.status_code not in (403, 404):
                found.append(f"{name}: {said(address)} answers {answer.status_code}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["max", "ida"])
def test_whoever_may_write_is_not_refused_for_the_role(world, cast, api, as_page, name):
    found, ways = [], doors(name, cast, api, as_page)
    for address in (a for a in ALL if a.kind in ("page", "api") and a.method != "GET" and may(name, a)):
        with transaction.atomic():
            answer = call(ways[address.kind], address, path_of(address, world))
            transaction.set_rollback(True)
        if answer.status_code == 403 and not of_anas_credentials(address):
            found.append(f"{name}: {said(address)} answers {answer.status_code}")
    assert not found, "\n".join(found)


def templates():
    base = Path(settings.BASE_DIR, "templates")
    return sorted(str(path.relative_to(base)) for path in base.rglob("*.html"))


def text_of_everything():
    rooms = ("practice", "patients", "plans", "sessions", "progress", "reports")
    sources = [path for room in rooms for path in Path(settings.BASE_DIR, room).rglob("*.py")]
    pages = Path(settings.BASE_DIR, "templates").rglob("*.*")
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (*sources, *pages) if path.suffix in (".py", ".html", ".txt")
    )


def replaces_a_librarys(name):
    """Templates that Django and allauth look for by themselves."""
    import allauth
    import django

    known = (Path(allauth.__file__).parent / "templates", Path(django.__file__).parent / "forms" / "templates")
    by_name = re.fullmatch(r"(400|403|403_csrf|404|409|429|500)\.html", name)
    return bool(by_name) or any((folder / name).exists() for folder in known)


def test_no_template_is_left_over():
    text = text_of_everything()
    left = [name for name in templates() if name not in text and not replaces_a_librarys(name)]
    assert left == []


def test_every_role_has_somewhere_to_go():
    for role in Role:
        assert [a for a in ALL if a.kind == "page" and a.method == "GET" and role in a.roles], role
