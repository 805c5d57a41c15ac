"""Who is signed in: the session and its user, which every request reads, as statements that are written once."""

from functools import cache
from typing import Any

from allauth.account import auth_backends
from django.contrib.sessions.backends import db
from django.utils import timezone

from practice.models import User
from practice.statements import Given, Statement, by_id


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What is kept under the key, as Django reads it; nothing, and no key any more, once it is over."""
        found = _kept().rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])


class AuthenticationBackend(auth_backends.AuthenticationBackend):  # type: ignore[misc]
    """allauth's sign-in by e-mail and password."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session while they may sign in."""
        try:
            user = by_id(User).get(user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None


@cache
def _kept() -> Statement:
    rows = db.SessionStore.get_model_class().objects
    return Statement(
        lambda: rows.filter(session_key=Given("key"), expire_date__gt=Given("now")).values_list("session_data")
    )
