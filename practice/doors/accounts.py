"""How allauth behaves here: nobody signs up by themselves, and every sign-in leaves its trace."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from practice import selectors, services
from practice.doors.chosen_clinic import KEY, choose, has_several_clinics
from practice.models import User

log = structlog.get_logger(__name__)


class ClinicAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the clinic."""

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


@receiver(pre_save, sender=EmailAddress)
def only_proven_addresses(sender: Any, instance: EmailAddress, **_: Any) -> None:
    """An account signs in by the address that the clinic gave it, or by one that its owner has proven to read.

    Else somebody could take the address of a colleague to come, and wait there for an invitation with more rights.
    """
    if instance.primary and not instance.verified and instance.email.lower() != instance.user.email.lower():
        raise PermissionDenied("Confirm the new address first: open the link that was sent to it.")


@receiver(user_login_failed)
def note_failed_login(sender: Any, **_: Any) -> None:
    """That somebody failed to sign in, and when; not who, because a wrong e-mail may be anybody's."""
    log.warning("sign_in.failed")
