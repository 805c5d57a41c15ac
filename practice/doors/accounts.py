"""How allauth behaves here: nobody signs up by themselves, and every sign-in leaves its trace."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authentication_failed
from django.conf import settings
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from practice import scoping, selectors, services
from practice.doors.chosen_clinic import KEY, choose, has_several_clinics
from practice.models import User

CODE_MAIL = "account/email/login_code"
log = structlog.get_logger(__name__)


class ClinicAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the clinic."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-mail and password do not fit together. Check both, or choose a new password.",
        "too_many_login_attempts": "Too many failed login attempts. Wait five minutes, then try once more.",
        "account_inactive": "This account is closed. Ask your clinic's manager.",
        "incorrect_password": "That is not your password. Type it again.",
        "enter_current_password": "That is not your current password. Type it again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a membership is made by the clinic's manager."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Somebody who works in several clinics chooses one; an operator without any goes to the admin site."""
        if has_several_clinics(request):
            return reverse("choose_clinic")
        if request.user.is_superuser and KEY not in request.session:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth's; a code instead of a password goes to patients alone, whichever door asked for it."""
        if template_prefix == CODE_MAIL and not selectors.is_patient_alone(email):
            return
        super().send_mail(template_prefix, email, context)

    def login(self, request: HttpRequest, user: User) -> None:
        """As allauth's, for browser and app alike; then the clinic is entered and the trail told."""
        super().login(request, user)
        found = selectors.memberships_of(user)
        if found:
            choose(request, found[0], found)
            actor = selectors.actor_of(found[0], getattr(request, "request_id", ""))
            services.sign_in(actor=actor, membership=found[0])
            stay_signed_in(request)


def stay_signed_in(request: HttpRequest) -> None:
    """A patient's own phone asks for a sign-in every two weeks; whoever works in a clinic is asked every day."""
    if request.user.is_authenticated and selectors.is_patient_alone(request.user.email):
        request.session.set_expiry(settings.PATIENT_SESSION_SECONDS)


@receiver(pre_save, sender=EmailAddress)
def only_proven_addresses(sender: Any, instance: EmailAddress, **_: Any) -> None:
    """An account signs in by the address that the clinic gave it, or by one that its owner has proven to read.

    Else somebody could take the address of a colleague to come, and wait there for an invitation with more rights.
    """
    if instance.primary and not instance.verified and instance.email.lower() != instance.user.email.lower():
        raise PermissionDenied("Confirm the new address first: open the link that was sent to it.")


def display_name(user: User) -> str:
    """How messages and e-mails of allauth name somebody."""
    return user.get_full_name() or user.email


@receiver(user_login_failed)
def note_failed_login(sender: Any, credentials: Mapping[str, Any], request: Any = None, **_: Any) -> None:
    """In the log that somebody failed, not who: a wrong e-mail may be anybody's; a member's goes to the trail too."""
    log.warning("sign_in.failed")
    tried = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(email=tried.lower()).first() if tried else None
    if user is not None:
        _told_to_the_trail(request, user)


@receiver(authentication_failed)
def note_failed_second_step(sender: Any, request: Any, user: User, **_: Any) -> None:
    """As a wrong password: the second step was wrong."""
    log.warning("sign_in.failed")
    _told_to_the_trail(request, user)


@receiver(login_code_rejected)
def note_wrong_code(sender: Any, request: Any, user: User, **_: Any) -> None:
    """As a wrong password: the code of the e-mail was wrong."""
    log.warning("sign_in.failed")
    _told_to_the_trail(request, user)


@receiver(user_logged_out)
def note_sign_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    """In the trail of the clinic in which the member worked."""
    chosen = request.session.get(KEY)
    if user is None or not chosen:
        return
    with scoping.clinic_in_force(UUID(chosen["clinic"])):
        membership = selectors.membership_in_force(user, UUID(chosen["id"]))
        if membership is not None:
            actor = selectors.actor_of(membership, getattr(request, "request_id", ""))
            services.sign_out(actor=actor, membership=membership)


def _told_to_the_trail(request: Any, user: User) -> None:
    """In every clinic in which the account has a membership: who tried is not known, whose account it was is."""
    for membership in selectors.memberships_of(user):
        with scoping.clinic_in_force(membership.clinic_id):
            actor = selectors.actor_of(membership, getattr(request, "request_id", ""))
            services.fail_sign_in(actor=actor, membership=membership)
