"""A patient signs in without a password: with a passkey of the phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
PATIENT = "patient@summit.example"
PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def phone(chromium, live_app):
    """A phone that knows its owner's finger; a passkey belongs to a name, so the system is asked by one."""
    context = chromium.new_context(
        base_url=live_app.replace("127.0.0.1", "localhost"), viewport={"width": 390, "height": 844}, has_touch=True
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    yield page
    context.close()


def test_a_passkey_is_made_on_my_day_and_is_enough_from_then_on(phone):
    sign_in(phone, PATIENT)
    phone.goto("/me/")
    phone.get_by_role("link", name="Sign in next time with your fingerprint or face").click()
    phone.fill("[name=password]", PASSWORD)  # an account without a password is not asked for one
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_role("checkbox")).to_be_checked()
    phone.wait_for_load_state()
    phone.get_by_role("button", name="Add it").click()
    phone.wait_for_url(lambda url: "/webauthn/add" not in url)
    try:
        phone.context.clear_cookies()
        phone.goto("/accounts/login/")
        phone.get_by_role("button", name="Sign in with a passkey").click()
        phone.wait_for_url(re.compile("/me/"))
        expect(phone.get_by_role("heading", level=1)).to_contain_text("Hello")
    finally:
        phone.goto("/accounts/reauthenticate/?next=/accounts/2fa/webauthn/")
        phone.fill("[name=password]", PASSWORD)
        phone.get_by_role("button", name="Confirm").click()
        phone.get_by_role("link", name=re.compile("Remove")).click()
        phone.get_by_role("button", name="Remove it").click()
        expect(phone.get_by_text("None added yet")).to_be_visible()
