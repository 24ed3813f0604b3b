"""A passkey from the browser itself: set up at the first sign-in, used at the second."""

import pytest

from tests.cast import founded
from tests.journeys.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


def test_a_passkey_lets_somebody_in(page, live_server, axe):
    founded(password=PASSWORD)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def first_step() -> None:
        page.goto(f"{live_server.url}/desk/")
        page.locator("[name=username]").fill("fay@example.org")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

    first_step()
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_role("link", name="I have written them down").click()
    assert page.get_by_role("heading", name="Desk").is_visible()
    page.get_by_role("button", name="Sign out").click()
    first_step()
    assert axe(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{live_server.url}/desk/")
    page.get_by_role("link", name="Account").click()
    assert page.get_by_text("Passkey 1").is_visible()
