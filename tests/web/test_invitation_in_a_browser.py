"""An invitation link in a real browser: a script fills the code in, and no request tells it unasked."""

import pytest

from deliberation.votes.invitations import invite
from deliberation.votes.models import Invitation
from tests.cast import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_link_s_code_is_used_by_the_button_only(live_server, visit, cast, streets, javascript):
    (code,) = invite(consultation=streets, number=1, by=cast.fay, now=NOON)
    page, asked = visit(javascript=javascript, viewport=(360, 800)), []
    page.on(
        "request", lambda request: asked.append((request.url.partition("#")[0], request.headers.get("referer", "")))
    )
    page.goto(f"{live_server.url}/c/streets/invitation/#{code}")
    field = page.get_by_label("Invitation code")
    if javascript:
        page.locator(".languages summary").click()
        page.get_by_role("link", name="Français").click()
        page.wait_for_url("**/fr/c/streets/invitation/**")
        field = page.locator("[name=code]")
    assert field.input_value() == (code if javascript else "")
    assert asked
    assert not any(code in part for each in asked for part in each)
    assert Invitation.objects.count() == 1
    field.fill(code)
    field.press("Enter")
    page.wait_for_url("**/vote/")
    assert not Invitation.objects.exists()
