"""Signing in as a clinic's own app does, refreshing, and being out at once."""

import pytest
import requests

from tests.journeys.client import PASSWORD

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]


@pytest.fixture
def auth(live_app):
    """`auth(method, path, json)` speaks to allauth's app client."""

    def send(method, path, sent=None, token=""):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(method, f"{live_app}/_allauth/app/v1/{path}", json=sent, headers=headers, timeout=30)

    return send


@pytest.fixture
def me(live_app):
    def ask(token):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.get(f"{live_app}/api/v1/me/", headers=headers, timeout=30)

    return ask


def test_the_tokens_open_refresh_and_end_at_once(auth, me):
    answer = auth("POST", "auth/login", {"email": "assistant@summit.example", "password": PASSWORD})
    assert answer.status_code == 200
    meta = answer.json()["meta"]
    assert me(meta["access_token"]).status_code == 200
    refreshed = auth("POST", "tokens/refresh", {"refresh_token": meta["refresh_token"]})
    assert refreshed.status_code == 200
    fresh = refreshed.json()["data"]
    assert me(fresh["access_token"]).status_code == 200
    assert auth("DELETE", "auth/session", token=fresh["access_token"]).status_code == 401
    for token in (meta["access_token"], fresh["access_token"]):
        assert me(token).status_code == 401
    again = auth("POST", "tokens/refresh", {"refresh_token": fresh.get("refresh_token", meta["refresh_token"])})
    assert again.status_code in (400, 401)


def test_a_wrong_password_and_no_token_open_nothing(auth, me):
    wrong = auth("POST", "auth/login", {"email": "assistant@summit.example", "password": "wrong"})
    assert wrong.status_code == 400
    for token in ("", "nonsense"):
        answer = me(token)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("clinic", ["harbor", "summit"])
@pytest.mark.parametrize(
    ("login", "role"),
    [("therapist", "therapist"), ("assistant", "assistant"), ("frontdesk", "front_desk"), ("manager", "manager"),
     ("patient", "patient")],
)  # fmt: skip
def test_me_says_who_i_am_in_which_clinic(sign_in, clinic, login, role):
    me = sign_in(login, clinic).get("me/")
    assert me["user"]["email"] == f"{login}@{clinic}.example"
    assert me["roles"] == [role]
    assert me["permissions"]
    assert me["membership"]
    assert me["clinic"]["name"].lower().startswith(clinic)
    assert me["clinic"]["timezone"].startswith("America/")


def test_the_browser_signs_in_with_login_and_password(live_app):
    browser = requests.Session()
    page = browser.get(f"{live_app}/accounts/login/", timeout=30)
    assert 'name="login"' in page.text
    assert 'name="password"' in page.text
    sent = {
        "login": "therapist@harbor.example",
        "password": PASSWORD,
        "csrfmiddlewaretoken": browser.cookies["csrftoken"],
    }
    answer = browser.post(f"{live_app}/accounts/login/", sent, timeout=30, headers={"Referer": live_app})
    assert answer.status_code == 200
    assert "/accounts/login/" not in answer.url
    assert browser.get(f"{live_app}/api/v1/me/", timeout=30).json()["roles"] == ["therapist"]
