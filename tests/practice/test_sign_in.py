"""Signing in: in the browser, with a second step, and what happens when it fails."""

import logging
import re
from urllib.parse import urlparse

import pytest
from django.core import mail

from practice import scoping, services
from practice.audit import AuditEvent
from practice.invitations import set_password_url
from practice.models import Membership
from tests.people import PASSWORD
from tests.practice.sign_ins import ANA, LOGIN, bearer, post, signed_in_events


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
