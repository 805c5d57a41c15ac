"""The operator's admin site: accounts and clinics are edited, records are read."""

import pytest
from django.contrib import admin
from django.test import Client

from practice.audit import OPERATOR, AuditEvent
from practice.models import User
from practice.scoping import ClinicOwned
from tests.everywhere import world

READ_ONLY = sorted(model._meta.label for model, site in admin.site._registry.items() if issubclass(model, ClinicOwned))


@pytest.fixture
def operator(db):
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.create_superuser("admin@example.test", "x", name="Operator"))
    return browser


def address(model, what=""):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{what}"


def test_members_and_strangers_stay_outside(client, as_page):
    way = client.get("/admin/", follow=True).redirect_chain
    assert way[-1][0].split("?")[0] == "/accounts/login/"
    assert as_page("max").get("/admin/practice/user/").status_code in (302, 403)
    staff = User.objects.create_user("staff@example.test", "x", name="Staff", is_staff=True)
    client.force_login(staff)
    assert client.get("/admin/practice/user/").status_code in (302, 403)


def test_every_record_of_every_clinic_can_be_read_and_not_changed(operator, cast):
    world.fill(cast)
    for model in admin.site._registry:
        if issubclass(model, ClinicOwned):
            row = model.objects.first()
            assert operator.get(address(model)).status_code == 200, model
            shown = operator.get(address(model, f"{row.pk}/change/"))
            assert (shown.status_code, b'name="_save"' in shown.content) == (200, False), model
            assert operator.post(address(model, f"{row.pk}/change/"), {}).status_code == 403, model
            assert operator.post(address(model, f"{row.pk}/delete/"), {"post": "yes"}).status_code == 403, model
            assert operator.get(address(model, "add/")).status_code == 403, model


def test_every_record_has_its_list():
    left = {model._meta.label for model in ClinicOwned.clinic_models()} - UNLISTED - set(READ_ONLY)
    assert left == set()


UNLISTED = {"patients.PatientName", "progress.EpisodeSummary"}


def test_an_operator_makes_an_account_that_can_sign_in(operator, client):
    typed = {"email": "new@example.test", "name": "New", "usable_password": "true"}
    typed |= {"password1": "a-long-enough-secret", "password2": "a-long-enough-secret"}
    assert operator.post("/admin/practice/user/add/", typed).status_code == 302
    sent = {"login": "new@example.test", "password": "a-long-enough-secret"}
    assert client.post("/accounts/login/", sent).status_code == 302


def test_an_operator_edits_a_clinic(operator, cast):
    path = f"/admin/practice/clinic/{cast.here.pk}/change/"
    text = operator.get(path).content.decode()
    assert "Here Physical Therapy" in text
    assert operator.post(f"/admin/practice/clinic/{cast.here.pk}/delete/", {"post": "yes"}).status_code == 403


def test_reading_a_patient_leaves_an_event_in_the_clinics_trail(operator, cast, as_page):
    assert operator.get(f"/admin/patients/patient/{cast.pia.pk}/change/").status_code == 200
    event = AuditEvent.objects.get(patient_id=cast.pia.pk, verb="chart.opened")
    assert (event.clinic_id, event.membership_id) == (cast.here.pk, OPERATOR)
    assert "the operator" in as_page("max").get("/clinic/trail/").content.decode()
    operator.get("/admin/practice/clinic/")
    assert AuditEvent.objects.filter(verb="chart.opened").count() == 1


def test_an_address_typed_in_capitals_is_the_same_account(operator, cast):
    secret = "a long enough secret 42"
    form = {
        "email": "Nia@Example.Test",
        "name": "Nia",
        "usable_password": "true",
        "password1": secret,
        "password2": secret,
    }
    assert operator.post("/admin/practice/user/add/", form).status_code == 302
    assert User.objects.filter(email="nia@example.test").count() == 1
    again = operator.post("/admin/practice/user/add/", {**form, "email": "NIA@example.test"})
    assert again.status_code != 302
    assert User.objects.filter(email__iexact="nia@example.test").count() == 1
