"""The clinic's settings, its trail, and the choice of a clinic."""

import re

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from patients.models import Patient
from practice import scoping, services
from practice.audit import AuditEvent
from practice.errors import BadInput, NotPermitted
from practice.fences import history_of_clinics
from practice.models import Clinic, Membership, User
from tests.people import PASSWORD

TYPED = {
    "name": "Here PT", "address": "1 Example St", "phone": "", "email": "", "timezone": "America/New_York",
    "jurisdiction": "WA", "paper": "a4", "counting_policy": "merged", "payer_rule": "medicare_style",
    "calendar_names": "initials", "remind_hours": "48", "emergency_number": "911", "version": "1",
}  # fmt: skip


def test_a_manager_changes_the_settings(as_page, cast):
    assert as_page("max").post("/clinic/edit/", TYPED).status_code == 302
    assert Clinic.objects.get(pk=cast.here.pk).paper == "a4"
    assert [e.verb for e in AuditEvent.objects.filter(target_id=cast.here.pk)] == ["clinic.changed"]
    assert "America/New_York" in as_page("ana").get("/clinic/").content.decode()


def test_the_clinic_sets_from_which_age_it_needles(as_page, cast):
    manager = as_page("max")
    assert "No age set" in manager.get("/clinic/").content.decode()
    assert manager.post("/clinic/edit/", {**TYPED, "minimum_age": "19"}).status_code == 400
    assert manager.post("/clinic/edit/", {**TYPED, "minimum_age": "14"}).status_code == 302
    assert "14 years" in manager.get("/clinic/").content.decode()
    with pytest.raises(IntegrityError, match="clinic_needles_from_an_age_of_1_to_18"), transaction.atomic():
        services.change_clinic(actor=cast.actor("max"), minimum_age=40)


def test_the_settings_refuse_what_does_not_exist(as_page, cast):
    assert as_page("max").post("/clinic/edit/", {**TYPED, "timezone": "Mars/Base"}).status_code == 400
    with pytest.raises(BadInput):
        services.change_clinic(actor=cast.actor("max"), timezone="Mars/Base")
    with pytest.raises(NotPermitted):
        services.change_clinic(actor=cast.actor("ana"), name="x")


def test_of_two_managers_the_second_is_told_and_keeps_what_was_typed(as_page, cast):
    manager = as_page("max")
    assert 'name="version" value="1"' in manager.get("/clinic/edit/").content.decode()
    services.change_clinic(actor=cast.actor("max"), phone="555-0100")
    refused = manager.post("/clinic/edit/", {**TYPED, "name": "Typed by the second"})
    assert refused.status_code == 409
    assert "Someone changed this record" in refused.content.decode()
    assert "Typed by the second" in refused.content.decode()
    cast.here.refresh_from_db()
    assert (cast.here.name, cast.here.phone, cast.here.version) == ("Here Physical Therapy", "555-0100", 2)
    again = {name: value for name, value in TYPED.items() if name != "version"}
    assert manager.post("/clinic/edit/", again).status_code == 409, "from no version"
    assert manager.post("/clinic/edit/", {**TYPED, "version": "2"}).status_code == 302


@pytest.mark.parametrize("number", ["call us", "1", "123456789", ""])
def test_an_emergency_number_can_be_dialled(as_page, cast, number):
    assert as_page("max").post("/clinic/edit/", {**TYPED, "emergency_number": number}).status_code == 400
    with pytest.raises(BadInput):
        services.change_clinic(actor=cast.actor("max"), emergency_number=number)
    with pytest.raises(IntegrityError, match="emergency_number_of_digits"), transaction.atomic():
        Clinic.objects.filter(pk=cast.here.pk).update(emergency_number=number[:8] if number != "123456789" else "x")


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


def entered_and_left():
    return list(AuditEvent.objects.filter(verb__startswith="clinic.").order_by("pk").values_list("verb", "target_id"))


def test_a_switch_of_the_clinic_is_in_the_trail_of_both(as_page, cast, in_both):
    browser, here = as_page("ana"), cast.members["ana"].pk
    browser.get("/clinic/choose/")
    browser.post("/clinic/choose/", {"membership": str(here)})
    assert entered_and_left() == [("clinic.entered", here)]
    browser.post("/clinic/choose/", {"membership": str(here)})
    assert entered_and_left() == [("clinic.entered", here)], "it is where it was"
    browser.post("/clinic/choose/", {"membership": str(in_both.pk)})
    assert entered_and_left() == [("clinic.entered", here), ("clinic.left", here)]
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert entered_and_left() == [("clinic.left", in_both.pk), ("clinic.entered", in_both.pk)]
    assert "Came over from another clinic" in as_page("max").get("/clinic/trail/").content.decode()


def test_a_form_of_the_clinic_before_is_not_taken_in_the_next_one(cast):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        there = Membership.objects.create(user=cast.user("max"), name="Max", roles=["manager"])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.user("max"))
    browser.post("/clinic/choose/", switch(browser, cast.members["max"]))
    form = browser.get("/clinic/edit/")
    sent = {name: value or "" for name, value in form.context["form"].initial.items()}
    sent |= {"version": form.context["version"], "name": "Only here", "csrfmiddlewaretoken": token_in(form)}
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


@pytest.mark.parametrize(("typed", "kept"), [(" wa ", "WA"), ("Wa", "WA"), ("Wash", None), ("W1", None), ("", None)])
def test_a_state_is_two_capital_letters_however_it_is_typed(as_page, cast, typed, kept):
    answer = as_page("max").post("/clinic/edit/", {**TYPED, "jurisdiction": typed})
    cast.here.refresh_from_db()
    assert (answer.status_code, cast.here.jurisdiction) == ((302, kept) if kept else (400, "WA"))


def changes_of(clinic):
    history = history_of_clinics()
    return history.objects.filter(id=clinic.pk).order_by("pgh_id")


def test_what_the_settings_were_is_kept_with_who_changed_them(as_page, cast):
    before = cast.here.counting_policy
    as_page("max").post("/clinic/edit/", {**TYPED, "counting_policy": "sides_separate", "jurisdiction": "CO"})
    first, last = changes_of(cast.here)
    assert (first.pgh_label, first.counting_policy, first.jurisdiction) == ("insert", before, "WA")
    assert (last.pgh_label, last.counting_policy, last.jurisdiction) == ("update", "sides_separate", "CO")
    assert last.pgh_context["membership"] == str(cast.members["max"].pk)


def test_straight_sql_leaves_its_trace_and_cannot_take_it_away(cast):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE practice_clinic SET jurisdiction = 'OR' WHERE id = %s", [cast.here.pk])
    assert [row.jurisdiction for row in changes_of(cast.here)] == ["WA", "OR"]
    table = history_of_clinics()._meta.db_table
    for statement in (f"UPDATE {table} SET jurisdiction = 'WA'", f"DELETE FROM {table}"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_another_clinic_does_not_see_what_the_settings_were(cast):
    assert changes_of(cast.here).exists()
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert not changes_of(cast.here).exists()
        assert changes_of(cast.elsewhere).exists()


def let_go(cast, membership):
    with scoping.clinic_in_force(membership.clinic_id):
        Membership.objects.filter(pk=membership.pk).update(active=False)


@pytest.fixture
def at_work_there(cast, in_both):
    """Ana's browser works in the other clinic, which she chose."""
    browser = Client()
    browser.force_login(cast.user("ana"))
    browser.post("/clinic/choose/", {"membership": str(in_both.pk)})
    return browser


WORDS = "Elsewhere Physical Therapy has ended your access."


def test_who_is_let_go_is_told_and_led_to_the_start_of_the_next_clinic(cast, at_work_there, in_both):
    let_go(cast, in_both)
    answer = at_work_there.get("/patients/?q=pia")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert entered_and_left() == [("clinic.entered", cast.members["ana"].pk)]
    text = at_work_there.get("/").content.decode()
    assert f"{WORDS} You are now in Here Physical Therapy." in text
    assert "Switch clinic" not in text
    assert WORDS not in at_work_there.get("/").content.decode(), "once is enough"


def test_a_form_of_the_clinic_that_was_left_is_never_saved_in_the_next(cast, at_work_there, in_both):
    let_go(cast, in_both)
    who = {"given_name": "Written", "family_name": "There", "date_of_birth": "1980-01-01", "sex": "female"}
    answer = at_work_there.post("/patients/new/", who)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not Patient.objects.filter(given_name="Written").exists()
    assert "What you sent was not saved." in at_work_there.get("/").content.decode()
    assert at_work_there.post("/patients/new/", who).status_code == 302
    assert Patient.objects.get(given_name="Written").clinic_id == cast.here.pk, "written anew, it is taken"


def test_a_script_of_the_page_takes_the_whole_page_along(cast, at_work_there, in_both):
    let_go(cast, in_both)
    answer = at_work_there.get("/patients/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/")


def test_the_api_never_moves_a_browser_on(cast, at_work_there, in_both):
    let_go(cast, in_both)
    assert at_work_there.get("/api/v1/patients/").status_code == 403
    assert at_work_there.post("/api/v1/patients/", {}, content_type="application/json").status_code == 403
    assert WORDS in at_work_there.get("/", follow=True).content.decode()


def test_who_is_let_go_can_still_sign_out(cast, at_work_there, in_both):
    let_go(cast, in_both)
    at_work_there.post("/accounts/logout/")
    assert at_work_there.get("/")["Location"].startswith("/accounts/login/")


def test_who_is_let_go_by_the_only_clinic_is_told(cast, as_page):
    browser = as_page("ida")
    browser.get("/clinic/choose/")
    let_go(cast, cast.members["ida"])
    text = browser.get("/patients/", follow=True).content.decode()
    assert "Here Physical Therapy has ended your access." in text
    assert "belongs to no clinic" in text


@pytest.mark.parametrize("typed", ["ZZ", "XX", "W", "12"])
def test_a_state_that_there_is_not_is_refused_for_the_clinic_and_for_a_licence(cast, as_page, api, typed):
    refused = as_page("max").post("/clinic/edit/", {**TYPED, "jurisdiction": typed})
    assert list(refused.context["form"].errors) == ["jurisdiction"]
    licence = {"membership": str(cast.members["ana"].pk), "kind": "licence", "jurisdiction": typed, "number": "1",
               "issued_on": "2020-01-01", "expires_on": "2030-01-01"}  # fmt: skip
    assert list(api("max").post("credentials/", licence).json()["errors"]) == ["jurisdiction"]


def test_all_that_is_wrong_with_the_settings_is_said_at_once(cast, as_page):
    wrong = {"jurisdiction": "ZZ", "opening_hours": "whenever", "emergency_number": "abc"}
    refused = as_page("max").post("/clinic/edit/", {**TYPED, **wrong})
    assert (refused.status_code, set(refused.context["form"].errors)) == (400, set(wrong))


def test_the_own_payer_rule_says_at_least_one_of_its_clocks(cast, as_page):
    browser, own = as_page("max"), {**TYPED, "payer_rule": "clinic_chosen"}
    refused = browser.post("/clinic/edit/", {**own, "own_report_every": "", "own_certification_days": ""})
    assert list(refused.context["form"].errors) == ["own_report_every"]
    with pytest.raises(BadInput, match="own_rule_is_empty"):
        services.change_clinic(actor=cast.actor("max"), payer_rule="clinic_chosen")
    assert browser.post("/clinic/edit/", {**own, "own_certification_days": "30"}).status_code == 302
