"""How programs sign in: the tokens of the own app, whose they are, and when they end."""

from datetime import timedelta

import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.practice.sign_ins import ANA, LOGIN, bearer, post, signed_in_events


def test_the_app_signs_in_refreshes_and_signs_out_at_once(client, cast):
    meta = post(client, LOGIN, ANA).json()["meta"]
    assert signed_in_events() == 1
    assert client.get("/api/v1/me/", headers=bearer(meta["access_token"])).status_code == 200
    fresh = post(client, "/_allauth/app/v1/tokens/refresh", {"refresh_token": meta["refresh_token"]}).json()["data"]
    assert client.get("/api/v1/me/", headers=bearer(fresh["access_token"])).status_code == 200
    client.delete("/_allauth/app/v1/auth/session", headers=bearer(fresh["access_token"]))
    for token in (meta["access_token"], fresh["access_token"]):
        assert client.get("/api/v1/me/", headers=bearer(token)).status_code == 401
    again = post(client, "/_allauth/app/v1/tokens/refresh", {"refresh_token": fresh["refresh_token"]})
    assert again.status_code == 400


def test_the_app_stays_signed_in_for_as_long_as_its_refresh_token(client, cast):
    meta = post(client, LOGIN, ANA).json()["meta"]
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        sent = {"refresh_token": meta["refresh_token"]}
        fresh = post(client, "/_allauth/app/v1/tokens/refresh", sent)
        assert fresh.status_code == 200, fresh.content
        assert client.get("/api/v1/me/", headers=bearer(fresh.json()["data"]["access_token"])).status_code == 200


def test_an_account_that_is_switched_off_is_out_at_once(api, cast):
    program, user = api("ana"), cast.user("ana")
    user.is_active = False
    user.save()
    assert program.get("me/").status_code == 401


def test_the_app_is_asked_for_the_second_step(client, second_step):
    asked = post(client, LOGIN, ANA)
    assert asked.status_code == 401
    assert [flow["id"] for flow in asked.json()["data"]["flows"] if flow.get("is_pending")] == ["mfa_authenticate"]
    session = {"X-Session-Token": asked.json()["meta"]["session_token"]}
    wrong = post(client, "/_allauth/app/v1/auth/2fa/authenticate", {"code": "000000"}, **session)
    right = post(client, "/_allauth/app/v1/auth/2fa/authenticate", {"code": second_step()}, **session)
    assert (wrong.status_code, right.status_code) == (400, 200)
    assert client.get("/api/v1/me/", headers=bearer(right.json()["meta"]["access_token"])).status_code == 200


def test_signing_in_by_token_costs_four_questions(api):
    """Session, account, clinic in force, membership with its clinic; what an answer asks besides is its own."""
    program = api("ana")
    with CaptureQueriesContext(connection) as asked:
        program.get("me/")
    said = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said[:-1]) == 4, said  # the last one puts the test's own clinic in force again


def test_what_one_member_sends_is_not_taken_under_another_one_s_session(client, cast):
    client.force_login(cast.user("pia"))
    own, other = cast.members["pia"].pk, cast.members["ana"].pk
    assert client.get("/api/v1/me/", headers={"Myoplan-Membership": str(own).upper()}).status_code == 200
    for named in (other, "nobody"):
        answer = client.get("/api/v1/me/", headers={"Myoplan-Membership": str(named)})
        assert answer.status_code == 401
        assert "Sign in as the member" in answer.json()["detail"]


def test_the_app_asks_for_no_code_of_a_colleague_either(client, cast):
    post(client, "/_allauth/app/v1/auth/code/request", {"email": "ana@example.test"})
    assert mail.outbox == []
