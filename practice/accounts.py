"""How allauth behaves here: nobody signs up by themselves, a clinic invites."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the clinic."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a membership is made by the clinic's manager."""
        return False
