"""Inviting, changing and letting go the clinic's people."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from practice import services
from practice.access import Role
from practice.audit import AuditEvent
from practice.errors import BadInput, CrossesClinics, NotPermitted, RuleViolation, StaleVersion
from practice.invitations import send_invitation
from practice.models import Membership, User

NEW = {"email": "nia@example.test", "name": "Nia (synthetic)", "roles": ["therapist"]}


@pytest.fixture
def max_(cast):
    return cast.actor("max")


def verbs(row):
    return [event.verb for event in AuditEvent.objects.filter(target_id=row.pk).order_by("id")]


def test_a_manager_invites_somebody_who_then_sets_a_password(max_, client, cast):
    member = services.invite_member(actor=max_, **NEW)
    assert verbs(member) == ["member.invited"]
    send_invitation(clinic_id=str(cast.here.pk), target_id=str(member.pk))
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form_page = client.get(link, follow=True)
    sent = {"password1": "a-long-enough-secret", "password2": "a-long-enough-secret"}
    client.post(form_page.redirect_chain[-1][0], sent)
    assert (
        client.post(reverse("account_login"), {"login": NEW["email"], "password": sent["password1"]}).status_code == 302
    )
    assert client.get(link, follow=True).status_code == 200
    assert "password1" not in client.get(link, follow=True).content.decode()


def test_somebody_with_an_account_is_told_to_use_it(max_, cast):
    member = services.invite_member(actor=max_, email="EVA@example.test", name="Eva", roles=["assistant"])
    assert member.user == cast.user("eva")
    send_invitation(clinic_id=str(cast.here.pk), target_id=str(member.pk))
    assert "already have an account" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"email": "ana@example.test"}, RuleViolation),
        ({"roles": []}, BadInput),
        ({"roles": ["patient", "manager"]}, BadInput),
    ],
)
def test_an_invitation_is_refused(max_, change, kind):
    before = Membership.objects.count(), User.objects.count()
    with pytest.raises(kind):
        services.invite_member(actor=max_, **{**NEW, **change})
    assert (Membership.objects.count(), User.objects.count()) == before


@pytest.mark.parametrize("name", ["ana", "rui", "ida", "pia"])
def test_only_managers_invite(cast, name):
    with pytest.raises(NotPermitted):
        services.invite_member(actor=cast.actor(name), **NEW)


def test_roles_change_and_the_stale_version_is_refused(max_, cast):
    ida = cast.members["ida"]
    changed = services.change_member(actor=max_, membership=ida, if_version=1, roles=["front_desk", "assistant"])
    assert (changed.roles, verbs(ida)) == (["assistant", "front_desk"], ["member.changed"])
    with pytest.raises(StaleVersion):
        services.change_member(actor=max_, membership=ida, if_version=1, name="x")


def test_the_last_manager_stays(max_, cast):
    for refused in (
        lambda: services.change_member(actor=max_, membership=cast.members["max"], roles=["therapist"]),
        lambda: services.deactivate_member(actor=max_, membership=cast.members["max"]),
    ):
        with pytest.raises(RuleViolation) as problem:
            refused()
        assert problem.value.blockers[0].code == "last_manager"
    read_earlier = Membership.objects.get(pk=cast.members["ana"].pk)
    services.change_member(actor=max_, membership=cast.members["ana"], roles=[Role.MANAGER])
    services.deactivate_member(actor=max_, membership=cast.members["max"])
    with pytest.raises(RuleViolation, match="last_manager"):
        services.deactivate_member(actor=max_, membership=read_earlier)
    services.reactivate_member(actor=max_, membership=cast.members["max"])
    assert not services.deactivate_member(actor=max_, membership=cast.members["max"]).active


def test_the_last_manager_is_told_before_asking(max_, cast, as_page):
    browser, words = as_page("max"), "This is the clinic&#x27;s last manager. Make somebody else a manager first."
    page, end = f"/clinic/people/{cast.members['max'].pk}/", f"/clinic/people/{cast.members['max'].pk}/deactivate/"
    shown = browser.get(page).content.decode()
    assert words in shown
    assert f'action="{end}"' not in shown
    refused = browser.post(end)
    assert (refused.status_code, refused.content.decode().count(words)) == (409, 1)
    services.change_member(actor=max_, membership=cast.members["ana"], roles=[Role.MANAGER])
    shown = browser.get(page).content.decode()
    assert words not in shown
    assert f'action="{end}"' in shown


def test_whoever_is_let_go_is_out_at_once(max_, cast, api, as_page):
    program, browser = api("ida"), as_page("ida")
    assert (program.get("me/").status_code, browser.get("/clinic/choose/").status_code) == (200, 200)
    services.deactivate_member(actor=max_, membership=cast.members["ida"])
    assert program.get("me/").status_code == 403
    answer = browser.get("/clinic/", follow=True)
    assert "belongs to no clinic" in answer.content.decode()
    services.reactivate_member(actor=max_, membership=cast.members["ida"])
    assert program.get("me/").status_code == 200


def test_another_clinics_member_cannot_be_changed(max_, cast):
    with pytest.raises((Membership.DoesNotExist, CrossesClinics)):
        services.deactivate_member(actor=max_, membership=cast.members["eva"])


def test_the_pages_do_the_same(as_page, cast):
    browser, ida = as_page("max"), cast.members["ida"].pk
    assert browser.post("/clinic/people/invite/", NEW).status_code == 302
    refused = browser.post("/clinic/people/invite/", {**NEW, "roles": []})
    assert (refused.status_code, "Choose at least one role" in refused.content.decode()) == (400, True)
    told = {"name": "Ida", "roles": ["assistant"], "version": cast.members["ida"].version}
    assert browser.post(f"/clinic/people/{ida}/edit/", told).status_code == 302
    assert browser.post(f"/clinic/people/{ida}/deactivate/").status_code == 302
    assert not Membership.objects.get(pk=ida).active
    assert browser.post(f"/clinic/people/{ida}/reactivate/").status_code == 302
    assert browser.post(f"/clinic/people/{ida}/invite/").status_code == 302
    assert browser.post(f"/clinic/people/{cast.members['max'].pk}/deactivate/").status_code == 409


def test_a_page_that_is_stale_stays_stale_however_often_it_is_sent(as_page, cast):
    browser, ana = as_page("max"), cast.members["ana"]
    credential = ana.credentials.first()
    for path, row, sent in (
        (f"/clinic/people/{ana.pk}/edit/", ana, {"name": "Ana Two", "roles": ["assistant"], "suffix": ""}),
        (
            f"/clinic/credentials/{credential.pk}/edit/", credential,
            {"kind": "licence", "profession": "PT", "jurisdiction": "WA", "number": "2", "issued_on": "2020-01-01",
             "expires_on": "2031-01-01"},
        ),
    ):  # fmt: skip
        read = browser.get(path).context["version"]
        row.save()
        for _ in range(2):
            refused = browser.post(path, {**sent, "version": read})
            assert (refused.status_code, refused.context["version"]) == (409, read)
        assert browser.post(path, {**sent, "version": row.version}).status_code == 302


def test_the_list_of_people_says_who_may_needle(as_page):
    text = as_page("max").get("/clinic/people/").content.decode()
    assert "Ana (synthetic), PT" in text
    assert "In force" in text
    assert "Eva" not in text
    assert "Pia" not in text


def test_programs_do_the_same(api, cast):
    program = api("max")
    made = program.post("memberships/", NEW)
    assert (made.status_code, "email" in made.json()) == (201, False)
    path = f"memberships/{made.json()['id']}/"
    assert program.patch(path, {"suffix": "DPT"}, HTTP_IF_MATCH=made["ETag"]).json()["suffix"] == "DPT"
    assert program.post(f"{path}deactivate/").json()["active"] is False
    assert program.post(f"{path}reactivate/").json()["active"] is True
    assert {row["id"] for row in program.get("memberships/?role=therapist").json()["results"]} == {
        made.json()["id"], str(cast.members["ana"].pk),
    }  # fmt: skip
    assert program.post("memberships/", {**NEW, "roles": ["patient"]}).status_code == 400
