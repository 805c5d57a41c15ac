"""How allauth behaves here: nobody signs up by themselves, and every sign-in leaves its trace."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from practice import selectors, services
from practice.doors.chosen_clinic import KEY, choose, has_several_clinics
from practice.models import User

log = structlog.get_logger(__name__)


class ClinicAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the clinic."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-mail and password do not fit together. Check both, or choose a new password.",
        "too_many_login_attempts": "Too many failed login attempts. Wait five minutes, then try once more.",
        "account_inactive": "This account is closed. Ask your clinic's manager.",
        "incorrect_password": "That is not your password. Type it again.",
        "incorrect_code": "That code does not fit, or its 30 seconds are over. Type the one that your app shows now.",
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

    def login(self, request: HttpRequest, user: User) -> None:
        """As allauth's, for browser and app alike; then the clinic is entered and the trail told."""
        super().login(request, user)
        found = selectors.memberships_of(user)
        if found:
            choose(request, found[0], found)
            actor = selectors.actor_of(found[0], getattr(request, "request_id", ""))
            services.sign_in(actor=actor, membership=found[0])


def display_name(user: User) -> str:
    """How messages and e-mails of allauth name somebody."""
    return user.get_full_name() or user.email


@receiver(user_login_failed)
def note_failed_login(sender: Any, **_: Any) -> None:
    """That somebody failed to sign in, and when; not who, because a wrong e-mail may be anybody's."""
    log.warning("sign_in.failed")
