"""allauth's forms in the words of this product: its labels, and no placeholder that repeats a label."""

from typing import Any, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponse

from practice import selectors
from practice.doors.accounts import stay_signed_in

LABELS: Final = {
    "login": "E-mail",
    "email": "E-mail",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code of six digits",
    "name": "Name",
    "passwordless": "Sign in with it alone, without e-mail and password",
}
HINTS: Final = {
    "name": "How you recognise it in the list, for example: phone, or key on my key ring.",
    "passwordless": "Your fingerprint, your face or the code of the device then takes the place of the password.",
}


class InOurWords(forms.Form):
    """What each form below shares."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in ("password", "oldpassword", *HINTS):
                field.help_text = HINTS.get(name, "")  # the page itself leads to a forgotten password


class LoginForm(InOurWords, account.LoginForm):  # type: ignore[misc]
    """Sign in."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """As allauth's, which shortens the browser session; a patient's is put back to its length."""
        answer: HttpResponse = super().login(request, redirect_url)
        stay_signed_in(request)
        return answer


class AddEmailForm(InOurWords, account.AddEmailForm):  # type: ignore[misc]
    """Another e-mail address."""


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password for somebody who is signed in."""


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link."""


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password behind a link: of an invitation, or after it was forgotten."""


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class AskForCodeForm(InOurWords, account.RequestLoginCodeForm):  # type: ignore[misc]
    """Where to send the code of a patient who signs in without a password."""


class EmailCodeForm(InOurWords, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code of the e-mail; a phone offers it above its keyboard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "maxlength": 6, "autofocus": True})

    def clean_code(self) -> str:
        """As allauth's, in words that fit an e-mail."""
        try:
            return str(super().clean_code())
        except forms.ValidationError:
            raise forms.ValidationError("That code does not fit. Type the six digits of the newest e-mail.") from None


class CodeForm(InOurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step at sign-in; a recovery code has eight digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"


class CodeAgainForm(InOurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second step once more."""


class AuthenticatorForm(InOurWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""


class AddKeyForm(InOurWords, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or a security key; a patient's phone becomes the way in, so that no password is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = selectors.is_patient_alone(self.user.email)


class EditKeyForm(InOurWords, EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""
