"""When a sign-in ends, and how one comes back to what one was at."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone

from practice.templatetags.sign_in_words import browser_name
from tests.people import PASSWORD
from tests.practice.sign_ins import ANA

SOMETHING = "01a20000-0000-7000-8000-000000000000"


def test_a_browser_is_signed_out_after_its_hours(client, cast):
    client.post("/accounts/login/", {"login": ANA["email"], "password": PASSWORD})
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        assert client.get("/clinic/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("days", "there"), [(13, True), (15, False)])
def test_a_patient_stays_signed_in_for_two_weeks(client, cast, days, there):
    client.post("/accounts/login/", {"login": "pia@example.test", "password": PASSWORD})
    assert client.cookies["sessionid"]["max-age"] == 14 * 86400
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        assert (client.get("/me/").status_code == 200) is there


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1", "Safari on iPad"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Firefox/127.0", "Firefox on Mac"),
        ("okhttp/4.12", "Another app"),
    ],
)
def test_browsers_are_named_as_people_name_them(user_agent, name):
    assert browser_name(user_agent) == name


def next_of(address):
    return parse_qs(urlsplit(address).query)["next"]


def test_after_the_sign_in_ended_one_comes_back_to_the_page_of_the_form(client, db):
    page, action = (
        f"/sessions/{SOMETHING}/?from=last",
        f"/sessions/{SOMETHING}/addenda/",
    )
    asked = client.post(action, {"text": "typed"}, headers={"referer": f"http://testserver{page}"})
    assert (asked.status_code, next_of(asked["Location"])) == (302, [page])
    for elsewhere in ("https://evil.example/", ""):
        asked = client.post("/clinic/edit/", {}, headers={"referer": elsewhere})
        assert next_of(asked["Location"]) == ["/clinic/edit/"]


def test_a_script_whose_sign_in_ended_takes_the_whole_page_to_the_sign_in(client, db):
    headers = {
        "hx-request": "true",
        "hx-current-url": f"http://testserver/episodes/{SOMETHING}/",
    }
    asked = client.get(f"/episodes/{SOMETHING}/diary/", headers=headers)
    assert (asked.status_code, next_of(asked["HX-Redirect"])) == (
        200,
        [f"/episodes/{SOMETHING}/"],
    )
    filtering = {"hx-request": "true", "hx-current-url": "http://testserver/patients/"}
    asked = client.get("/patients/?status=active", headers=filtering)
    assert next_of(asked["HX-Redirect"]) == ["/patients/?status=active"]


def test_only_the_own_pages_carry_the_key_for_what_was_typed(as_page, client, cast):
    said = re.compile(r'name="kept-by" content="(\S+) (\S+)"')
    keys = {name: said.search(as_page(name).get("/").content.decode()) for name in ("ana", "ida")}
    assert keys["ana"][1] == str(cast.members["ana"].pk)
    assert keys["ana"][2] != keys["ida"][2]
    client.logout()
    assert "kept-by" not in client.get("/accounts/login/").content.decode()
