"""The second step at sign-in in the words of this product: what its refusals ask for, and how keys are called."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from practice.models import User


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """As allauth's, in other words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That does not fit, or its 30 seconds are over. Type the code that your app shows now, or an "
        "unused recovery code; a key is tried once more.",
        "unverified_email": "Confirm your e-mail address first: open the link that was sent to it. Then set up the "
        "second step.",
        "add_email_blocked": "Turn the second step off before you add an e-mail address, and on again afterwards.",
        "cannot_delete_authenticator": "The second step stays on for this account.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first. The recovery codes follow.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The name that a new key has until its owner gives it one: 'Passkey', then 'Passkey 2'."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"
