"""Signing in: in the browser, with the clinic's own app, with a second step, and what happens when it fails."""

import logging
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlparse, urlsplit

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice import scoping, services
from practice.audit import AuditEvent
from practice.invitations import set_password_url
from practice.models import Membership
from practice.templatetags.sign_in_words import browser_name
from tests.people import PASSWORD

LOGIN = "/_allauth/app/v1/auth/login"
ANA = {"email": "ana@example.test", "password": PASSWORD}
SOMETHING = "01a20000-0000-7000-8000-000000000000"
SECRET = "JBSWY3DPEHPK3PXP"


def post(client, path, sent, **headers):
    return client.post(path, sent, content_type="application/json", headers=headers)


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def signed_in_events():
    return AuditEvent.objects.filter(verb="member.signed_in").count()


def test_the_browser_signs_in_with_e_mail_and_password(client, cast):
    page = client.get("/accounts/login/").content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    answer = client.post("/accounts/login/", {"login": "ANA@example.test", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/clinic/").status_code == 200
    event = AuditEvent.objects.get(verb="member.signed_in")
    assert (event.membership_id, event.clinic_id) == (cast.members["ana"].pk, cast.here.pk)
    assert event.request_id


def test_a_failed_sign_in_leaves_a_line_without_the_e_mail(client, cast, caplog):
    logging.getLogger("practice").addHandler(caplog.handler)
    for sent in (
        client.post("/accounts/login/", {"login": ANA["email"], "password": "wrong"}),
        post(client, LOGIN, {**ANA, "password": "x"}),
    ):
        assert sent.status_code in (200, 400)
    assert caplog.text.count("sign_in.failed") == 2
    assert "example.test" not in caplog.text
    assert signed_in_events() == 0


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_a_failed_sign_in_is_in_the_trail_of_each_clinic_of_the_account(client, cast):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        there = Membership.objects.create(user=cast.user("ana"), name="Ana", roles=["therapist"])
    client.post("/accounts/login/", {"login": "ANA@example.test", "password": "wrong"})
    post(client, LOGIN, {**ANA, "password": "wrong"})
    assert verbs() == ["member.sign_in_failed"] * 2
    event = AuditEvent.objects.first()
    assert (event.membership_id, event.target_id) == (cast.members["ana"].pk, cast.members["ana"].pk)
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert [e.membership_id for e in AuditEvent.objects.all()] == [there.pk] * 2


def test_an_unknown_e_mail_leaves_nothing_in_any_trail(client, cast):
    client.post("/accounts/login/", {"login": "nobody@example.test", "password": "wrong"})
    with scoping.every_clinic(reason="test"):
        assert verbs() == []


def test_a_wrong_second_step_is_in_the_trail(client, second_step):
    client.post("/accounts/login/", {"login": ANA["email"], "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert verbs() == ["member.sign_in_failed"]


def test_signing_out_is_in_the_trail(client, cast):
    client.post("/accounts/login/", {"login": ANA["email"], "password": PASSWORD})
    client.post("/accounts/logout/")
    token = post(client, LOGIN, ANA).json()["meta"]["access_token"]
    client.delete("/_allauth/app/v1/auth/session", headers=bearer(token))
    assert verbs() == ["member.signed_in", "member.signed_out"] * 2
    assert {e.membership_id for e in AuditEvent.objects.all()} == {cast.members["ana"].pk}


def test_too_many_tries_are_stopped_in_clear_words(client, cast):
    for _ in range(5):
        client.post("/accounts/login/", {"login": ANA["email"], "password": "wrong"})
    page = client.post("/accounts/login/", {"login": ANA["email"], "password": PASSWORD})
    assert "Too many failed login attempts" in page.content.decode()
    told = post(client, LOGIN, ANA)
    assert told.status_code == 400
    assert "Too many failed login attempts" in told.json()["errors"][0]["message"]


def test_too_many_requests_get_a_page_that_says_so(client, cast):
    answers = [client.post("/accounts/password/reset/", {"email": ANA["email"]}) for _ in range(25)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].content.decode()


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


def test_nobody_waits_at_an_address_for_somebody_else_s_invitation(client, cast):
    client.post("/accounts/login/", {"login": "pia@example.test", "password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "new@example.test"})
    told = {"action_primary": "", "email": "new@example.test"}
    assert client.post("/accounts/email/", told).status_code == 403
    token = post(client, LOGIN, {"email": "pia@example.test", "password": PASSWORD}).json()["meta"]["access_token"]
    path, wanted = "/_allauth/app/v1/account/email", {"email": "new@example.test", "primary": True}
    assert client.patch(path, wanted, content_type="application/json", headers=bearer(token)).status_code == 403
    invited = services.invite_member(
        actor=cast.actor("max"), email="new@example.test", name="New (synthetic)", roles=["therapist"]
    )
    assert invited.user != cast.user("pia")


def test_an_address_is_changed_once_its_owner_has_proven_it(client, cast):
    client.post("/accounts/login/", {"login": "pia@example.test", "password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "mine@example.test"})
    (link,) = re.findall(r"https?://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    client.post(link)
    assert client.post("/accounts/email/", {"action_primary": "", "email": "mine@example.test"}).status_code == 302
    cast.user("pia").refresh_from_db()
    assert cast.user("pia").email == "mine@example.test"


def test_an_account_that_is_switched_off_is_out_at_once(api, cast):
    program, user = api("ana"), cast.user("ana")
    user.is_active = False
    user.save()
    assert program.get("me/").status_code == 401


@pytest.fixture
def second_step(cast):
    TOTP.activate(cast.user("ana"), SECRET)
    return lambda: format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def test_the_app_is_asked_for_the_second_step(client, second_step):
    asked = post(client, LOGIN, ANA)
    assert asked.status_code == 401
    assert [flow["id"] for flow in asked.json()["data"]["flows"] if flow.get("is_pending")] == ["mfa_authenticate"]
    session = {"X-Session-Token": asked.json()["meta"]["session_token"]}
    wrong = post(client, "/_allauth/app/v1/auth/2fa/authenticate", {"code": "000000"}, **session)
    right = post(client, "/_allauth/app/v1/auth/2fa/authenticate", {"code": second_step()}, **session)
    assert (wrong.status_code, right.status_code) == (400, 200)
    assert client.get("/api/v1/me/", headers=bearer(right.json()["meta"]["access_token"])).status_code == 200


def test_the_browser_is_asked_for_the_second_step(client, second_step):
    client.post("/accounts/login/", {"login": ANA["email"], "password": PASSWORD})
    assert client.get("/clinic/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": second_step()}).status_code == 302
    assert client.get("/clinic/").status_code == 200


def test_nobody_signs_up(client, db):
    assert "closed" in client.get("/accounts/signup/").content.decode().lower()
    made = post(client, "/_allauth/app/v1/auth/signup", {"email": "new@example.test", "password": "a-long-secret-1"})
    assert made.status_code == 403


def test_a_forgotten_password_is_reset_by_e_mail(client, cast):
    assert client.get("/accounts/password/reset/").status_code == 200
    assert client.post("/accounts/password/reset/", {"email": ANA["email"]}).status_code == 302
    assert "/accounts/password/reset/key/" in mail.outbox[0].body
    client.post("/accounts/password/reset/", {"email": "nobody@example.test"})
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("path", ["password/change/", "sessions/", "2fa/", "email/", "reauthenticate/"])
def test_the_pages_about_the_own_sign_in_open(client, cast, path):
    client.post("/accounts/login/", {"login": ANA["email"], "password": PASSWORD})
    assert client.get(f"/accounts/{path}", follow=True).status_code == 200


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


def test_every_page_says_who_may_not_be_there(as_page):
    answer = as_page("rui").get("/clinic/trail/")
    assert (answer.status_code, "Your role does not allow" in answer.content.decode()) == (403, True)


def test_sign_in_greets_nobody_with_an_id(client, cast):
    client.post("/accounts/login/", {"login": ANA["email"], "password": PASSWORD})
    assert str(cast.members["ana"].user_id) not in client.get("/").content.decode()


def test_an_invitation_leads_to_a_password_and_from_there_to_the_sign_in(client, cast):
    url = set_password_url(cast.members["ana"].user)
    form = client.get(urlparse(url).path, follow=True)
    secret = "four words make a secret"
    done = client.post(form.redirect_chain[-1][0], {"password1": secret, "password2": secret}, follow=True)
    assert 'href="/accounts/login/"' in done.content.decode()
    assert client.post("/accounts/login/", {"login": ANA["email"], "password": secret}).status_code == 302
    assert "This link no longer works" in client.get(urlparse(url).path, follow=True).content.decode()


def asked_for_a_code(client, email):
    return client.post("/accounts/login/code/", {"email": email}, follow=True).content.decode()


def code_sent():
    return re.search(r"^(\d{6})$", mail.outbox[-1].body, re.MULTILINE)[1]


def test_a_patient_signs_in_with_a_code_instead_of_a_password(client, cast):
    user = cast.user("pia")
    user.set_unusable_password()
    user.save()
    assert "the code is on its way" in asked_for_a_code(client, "Pia@example.test")
    assert mail.outbox[-1].to == ["pia@example.test"]
    wrong = client.post("/accounts/login/code/confirm/", {"code": "000000"}).content.decode()
    assert "That code does not fit. Type the six digits of the newest e-mail." in wrong
    answer = client.post("/accounts/login/code/confirm/", {"code": code_sent()}, follow=True)
    assert answer.redirect_chain[-1][0] == "/me/"
    verbs = [event.verb for event in AuditEvent.objects.filter(target_id=cast.members["pia"].pk).order_by("at")]
    assert verbs == ["member.sign_in_failed", "member.signed_in"]


def test_from_the_code_one_gets_back_to_the_other_ways_of_signing_in(client, cast):
    assert 'action="/accounts/logout/"' in asked_for_a_code(client, "pia@example.test")
    assert client.post("/accounts/logout/", {"next": "/accounts/login/"}).url == "/accounts/login/"
    assert 'name="password"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("email", ["ana@example.test", "max@example.test", "rui@example.test", "nobody@example.test"])
def test_nobody_but_patients_is_sent_a_code_and_the_page_does_not_tell(client, cast, email):
    page = asked_for_a_code(client, email)
    assert "the code is on its way" in page
    assert "has been sent" not in page
    assert mail.outbox == []


def test_a_patient_who_also_works_in_a_clinic_signs_in_as_colleagues_do(client, cast):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        Membership.objects.create(user=cast.user("pia"), roles=["assistant"], name="Pia")
    asked_for_a_code(client, "pia@example.test")
    assert mail.outbox == []


def test_the_app_asks_for_no_code_of_a_colleague_either(client, cast):
    post(client, "/_allauth/app/v1/auth/code/request", {"email": "ana@example.test"})
    assert mail.outbox == []


def test_a_code_works_once_and_for_ten_minutes(client, cast):
    asked_for_a_code(client, "pia@example.test")
    code = code_sent()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert client.get("/me/").status_code == 302
    asked_for_a_code(client, "pia@example.test")
    for _ in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "x"})
    client.post("/accounts/login/code/confirm/", {"code": code_sent()})
    assert client.get("/me/").status_code == 302


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
