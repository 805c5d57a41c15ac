"""A patient gets an account: by whom, for whom, and where the link leads."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from patients import services
from patients.tasks import send_patients_invitation
from practice.audit import AuditEvent
from practice.errors import NotPermitted, RuleViolation, StaleVersion
from practice.models import Membership, User
from tests.factories import patients as make
from tests.people import Program

EMAIL = "noor@example.test"
SECRET = "a-long-enough-secret"


def invited(cast, of, *, by="rui", **sent):
    return services.invite_patient(actor=cast.actor(by), patient=of, **{"email": EMAIL, **sent})


def test_an_invited_patient_signs_in_and_sees_the_own_record_alone(cast, client, api):
    noor = invited(cast, make.patient(cast))
    assert [e.verb for e in AuditEvent.objects.filter(target_id=noor.pk)] == ["patient.registered", "patient.invited"]
    send_patients_invitation(clinic_id=str(cast.here.pk), target_id=str(noor.pk))
    assert mail.outbox[0].to == [EMAIL]
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form_page = client.get(link, follow=True)
    client.post(form_page.redirect_chain[-1][0], {"password1": SECRET, "password2": SECRET})
    client.post("/accounts/login/", {"login": EMAIL, "password": SECRET})
    assert client.get("/me/").status_code == 200
    assert client.get("/patients/").status_code == 403
    noor.membership.user.set_password("needle-test-2026")
    noor.membership.user.save()
    found = Program(noor.membership.user).get("patients/").json()["results"]
    assert [row["id"] for row in found] == [str(noor.pk)]


def test_an_invited_patient_needs_no_password(cast, client):
    noor = invited(cast, make.patient(cast))
    send_patients_invitation(clinic_id=str(cast.here.pk), target_id=str(noor.pk))
    body = mail.outbox[0].body
    assert "Open this on your phone" in body
    client.post(re.search(r"https?://[^/]+(/accounts/login/code/)\s", body)[1], {"email": EMAIL})
    code = re.search(r"^(\d{6})$", mail.outbox[1].body, re.MULTILINE)[1]
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/me/").status_code == 200


def test_the_link_for_a_password_ends_after_three_days(cast, client):
    noor = invited(cast, make.patient(cast))
    send_patients_invitation(clinic_id=str(cast.here.pk), target_id=str(noor.pk))
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert "This link no longer works" in client.get(link, follow=True).content.decode()
        assert client.get("/accounts/login/code/").status_code == 200


def test_the_operators_guide_says_how_long_each_link_of_an_invitation_lives():
    guide = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in guide.splitlines() if row.startswith("| `/accounts/")}
    assert f"{settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60} minutes" in rows["/accounts/login/code/"]
    assert f"{settings.PASSWORD_RESET_TIMEOUT // 86400} days" in rows["/accounts/password/reset/key/…"]


@pytest.mark.parametrize("name", ["ana", "rui", "max"])
def test_who_registers_patients_invites_them(cast, name):
    assert invited(cast, make.patient(cast), by=name).membership.roles == ["patient"]


@pytest.mark.parametrize("name", ["ida", "pia"])
def test_nobody_else_invites(cast, name):
    with pytest.raises(NotPermitted):
        invited(cast, make.patient(cast), by=name)


def test_a_second_invitation_goes_to_the_same_account(cast):
    noor = invited(cast, make.patient(cast))
    assert invited(cast, noor, email=EMAIL.upper()).membership == noor.membership
    with pytest.raises(RuleViolation) as refused:
        invited(cast, noor, email="other@example.test")
    assert refused.value.blockers[0].code == "has_account"
    assert Membership.objects.filter(user__email=EMAIL).count() == 1


def test_a_colleague_s_address_and_a_stale_version_are_refused(cast):
    noor = make.patient(cast)
    with pytest.raises(RuleViolation):
        invited(cast, noor, email="ana@example.test")
    with pytest.raises(StaleVersion):
        invited(cast, noor, if_version=9)
    assert not User.objects.filter(email=EMAIL).exists()


def test_page_and_program_refuse_alike(cast, as_page, api):
    noor, words = make.patient(cast), "already belongs to somebody in this clinic"
    sent = {"email": "ana@example.test"}
    read = {"version": noor.version}
    page = as_page("rui").post(f"/patients/{noor.pk}/invite/", sent | read)
    answer = api("rui").post(f"patients/{noor.pk}/invite/", sent)
    assert (page.status_code, words in page.content.decode()) == (400, True)
    assert (answer.status_code, words in answer.json()["errors"]["email"][0]) == (409, True)
    assert api("rui").post(f"patients/{noor.pk}/invite/", {"email": "no"}).status_code == 400
    assert as_page("rui").post(f"/patients/{noor.pk}/invite/", {"email": EMAIL} | read).status_code == 302
    assert "Send the invitation again" in as_page("rui").get(f"/patients/{noor.pk}/invite/").content.decode()
    assert {n: api(n).post(f"patients/{noor.pk}/invite/", sent).status_code for n in ("ida", "pia", "eva")} == {
        "ida": 403, "pia": 403, "eva": 404,
    }  # fmt: skip
