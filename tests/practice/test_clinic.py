"""The clinic's settings, its trail, and the choice of a clinic."""

import re

import pytest
from django.test import Client

from practice import scoping, services
from practice.audit import AuditEvent
from practice.errors import BadInput, NotPermitted
from practice.models import Clinic, Membership, User
from tests.people import PASSWORD

TYPED = {
    "name": "Here PT", "address": "1 Example St", "phone": "", "email": "", "timezone": "America/New_York",
    "jurisdiction": "WA", "paper": "a4", "counting_policy": "merged", "payer_rule": "medicare_style",
    "calendar_names": "initials", "remind_hours": "48",
}  # fmt: skip


def test_a_manager_changes_the_settings(as_page, cast):
    assert as_page("max").post("/clinic/edit/", TYPED).status_code == 302
    assert Clinic.objects.get(pk=cast.here.pk).paper == "a4"
    assert [e.verb for e in AuditEvent.objects.filter(target_id=cast.here.pk)] == ["clinic.changed"]
    assert "America/New_York" in as_page("ana").get("/clinic/").content.decode()


def test_the_settings_refuse_what_does_not_exist(as_page, cast):
    assert as_page("max").post("/clinic/edit/", {**TYPED, "timezone": "Mars/Base"}).status_code == 400
    with pytest.raises(BadInput):
        services.change_clinic(actor=cast.actor("max"), timezone="Mars/Base")
    with pytest.raises(NotPermitted):
        services.change_clinic(actor=cast.actor("ana"), name="x")


@pytest.fixture
def in_both(cast):
    """Ana works in the other clinic too."""
    with scoping.clinic_in_force(cast.elsewhere.pk):
        return Membership.objects.create(user=cast.user("ana"), name="Ana", roles=["therapist"])


def test_somebody_in_two_clinics_switches(as_page, cast, in_both):
    browser = as_page("ana")
    assert "Elsewhere" in browser.get("/clinic/").content.decode()
    shown = browser.get("/clinic/choose/")
    assert "Here Physical Therapy" in shown.content.decode()
    browser.post("/clinic/choose/", {"membership": str(cast.members["ana"].pk)})
    text = browser.get("/clinic/").content.decode()
    assert "Here Physical Therapy" in text
    assert "Switch clinic" in text
    browser.post("/clinic/choose/", {"membership": str(cast.members["eva"].pk)})
    assert "Here Physical Therapy" in browser.get("/clinic/").content.decode()


def test_a_form_of_the_clinic_before_is_not_taken_in_the_next_one(cast):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        there = Membership.objects.create(user=cast.user("max"), name="Max", roles=["manager"])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.user("max"))
    browser.post("/clinic/choose/", switch(browser, cast.members["max"]))
    form = browser.get("/clinic/edit/")
    sent = {name: value or "" for name, value in form.context["form"].initial.items()}
    sent |= {"name": "Only here", "csrfmiddlewaretoken": token_in(form)}
    browser.post("/clinic/choose/", switch(browser, there))
    assert browser.post("/clinic/edit/", sent).status_code == 403
    assert not Clinic.objects.filter(name="Only here").exists()
    browser.post("/clinic/choose/", switch(browser, cast.members["max"]))
    sent["csrfmiddlewaretoken"] = token_in(browser.get("/clinic/edit/"))
    assert browser.post("/clinic/edit/", sent).status_code == 302
    assert Clinic.objects.get(name="Only here") == cast.here


def switch(browser, membership):
    return {"membership": str(membership.pk), "csrfmiddlewaretoken": token_in(browser.get("/clinic/choose/"))}


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]


def test_somebody_in_two_clinics_chooses_at_sign_in(client, in_both):
    sent = {"login": "ana@example.test", "password": PASSWORD}
    assert client.post("/accounts/login/", sent)["Location"] == "/clinic/choose/"


def test_an_operator_is_led_to_the_admin_site(client, db):
    User.objects.create_superuser("admin@example.test", PASSWORD, name="Operator")
    sent = {"login": "admin@example.test", "password": PASSWORD}
    assert client.post("/accounts/login/", sent)["Location"] == "/admin/"
    assert "operator's site" in client.get("/", follow=True).content.decode()


def test_a_program_names_the_membership_it_works_as(api, cast, in_both):
    program = api("ana")
    assert {row["membership"] for row in program.get("me/clinics/").json()} == {
        str(in_both.pk),
        str(cast.members["ana"].pk),
    }
    assert program.get("me/").json()["membership"] == str(in_both.pk)
    here = {"HTTP_MYOPLAN_MEMBERSHIP": str(cast.members["ana"].pk)}
    assert program.get("me/", **here).json()["membership"] == str(cast.members["ana"].pk)
    assert program.get("me/", HTTP_MYOPLAN_MEMBERSHIP=str(cast.members["max"].pk)).status_code == 403


def test_an_account_without_a_clinic_gets_a_clear_page(client, cast):
    client.force_login(User.objects.create_user("lone@example.test", "x", name="Lone"))
    answer = client.get("/clinic/", follow=True)
    assert (answer.status_code, "Ask the clinic" in answer.content.decode()) == (200, True)
