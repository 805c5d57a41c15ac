"""The words of the second step: a refusal asks for something, a set-up names no earlier codes, a key has our name."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.people import PASSWORD


@pytest.fixture
def just_signed_in(cast):
    """Ana, who typed her password a moment ago: allauth asks for it before a second step is set up."""
    browser = Client()
    browser.post("/accounts/login/", {"login": cast.user("ana").email, "password": PASSWORD})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def test_a_wrong_code_says_what_to_type(second_step, cast):
    browser = Client()
    browser.post("/accounts/login/", {"login": cast.user("ana").email, "password": PASSWORD})
    page = browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "Type the code that your app shows now, or an unused recovery code" in page
    assert "Incorrect code" not in page


def test_the_second_step_offers_a_passkey_to_those_who_have_one(second_step, cast):
    browser = Client()
    browser.post("/accounts/login/", {"login": cast.user("ana").email, "password": PASSWORD})
    page = browser.get("/accounts/2fa/authenticate/").content.decode()
    assert "recovery codes" in page
    assert "Use a passkey" not in page


def test_what_is_said_of_new_codes_holds_for_the_first_ones_too():
    said = render_to_string("mfa/messages/recovery_codes_generated.txt")
    assert "Only these let you in" in said
    assert "earlier" not in said


def test_a_key_is_called_a_passkey_and_explained_in_our_words(cast, just_signed_in):
    page = just_signed_in.get("/accounts/2fa/webauthn/add/").content.decode()
    assert 'value="Passkey"' in page
    assert "takes the place of the password" in page
    for foreign in ("Master key", "passwordless operation"):
        assert foreign not in page
