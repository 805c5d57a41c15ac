"""Access tokens: they carry the membership for which they speak, so that a request finds its clinic at once."""

from typing import Any

from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy
from django.conf import settings
from django.http import HttpRequest

from practice import selectors
from practice.models import User


class MemberTokens(JWTTokenStrategy):  # type: ignore[misc]
    """allauth's tokens, revocable at once, with two claims of ours; the sign-in lasts as long as its refresh token."""

    def create_access_token_payload(self, request: HttpRequest) -> dict[str, Any] | None:
        """As allauth's, in a session that a phone finds again the next morning, unlike a browser's."""
        request.session.set_expiry(settings.HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN)
        payload: dict[str, Any] | None = super().create_access_token_payload(request)
        return payload

    def get_claims(self, user: User) -> dict[str, Any]:
        """The newest active membership of the user and its clinic; nothing for somebody without one."""
        found = selectors.memberships_of(user)
        return {"membership": str(found[0].pk), "clinic": str(found[0].clinic_id)} if found else {}
