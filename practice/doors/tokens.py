"""Access tokens: they carry the membership for which they speak, so that a request finds its clinic at once."""

from typing import Any

from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy

from practice import selectors
from practice.models import User


class MemberTokens(JWTTokenStrategy):  # type: ignore[misc]
    """allauth's tokens, revocable at once, with two claims of ours."""

    def get_claims(self, user: User) -> dict[str, Any]:
        """The newest active membership of the user and its clinic; nothing for somebody without one."""
        found = selectors.memberships_of(user)
        return {"membership": str(found[0].pk), "clinic": str(found[0].clinic_id)} if found else {}
