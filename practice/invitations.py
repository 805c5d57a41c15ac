"""The e-mail that follows an invitation."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from practice import selectors
from practice.actions import after
from practice.models import Membership, User
from practice.tasks import ClinicTask


@after("member.invited")
@after("member.invited_again")
@shared_task(base=ClinicTask, name="practice.send_invitation", autoretry_for=(OSError,), retry_backoff=True)
def send_invitation(*, target_id: str, **_: object) -> None:
    """Send the link to set a password, or, to somebody who has one, the news; safe to run twice."""
    invite(Membership.objects.select_related("user").get(pk=target_id))


def invite(member: Membership) -> None:
    """The e-mail itself, for members and patients alike."""
    clinic = selectors.clinic()
    text = render_to_string(
        "practice/email/invitation.txt",
        {
            "member": member,
            "clinic": clinic,
            "set_password_url": "" if member.user.has_usable_password() else set_password_url(member.user),
            "sign_in_url": settings.PUBLIC_URL + reverse("account_login"),
            "is_patient": selectors.is_patient_alone(member.user.email),
            "code_url": settings.PUBLIC_URL + reverse("account_request_login_code"),
        },
    )
    send_mail(f"{clinic.name} has added you to Myoplan", text, None, [member.user.email])


def set_password_url(user: User) -> str:
    """The one-time link; it ends with its first use, because the new password is part of its signature."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return str(settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=parts))
