"""A patient signs in with a code by e-mail instead of a password; nobody else does."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from practice import scoping
from practice.audit import AuditEvent
from practice.models import Membership


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
