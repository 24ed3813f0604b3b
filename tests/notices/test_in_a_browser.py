"""Leaving an address, confirming it and taking it back, in a real browser, without scripts and for everybody."""

import pytest
from django.core import mail

from deliberation.notices.models import Subscription
from deliberation.notices.tasks import send_notices
from tests.browsing import too_wide, violations
from tests.notices.conftest import links

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_page_to_the_inbox_and_back(streets, live_server, visit, width):
    page = visit(viewport=(width, 800), javascript=False)
    page.goto(live_server.url + "/c/streets/")
    page.get_by_label("Your e-mail address").fill("not an address")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("Write an e-mail address, for example name@example.org.").wait_for()
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.keyboard.press("Enter")
    page.get_by_text("Look into your inbox").wait_for()
    send_notices()
    page.goto(live_server.url + links()[-1])
    page.get_by_role("button", name="Yes, tell me by e-mail").click()
    page.get_by_text("You will get an e-mail when there is an answer.").wait_for()
    assert Subscription.objects.get().confirmed_at
    page.goto(live_server.url + links()[-1].replace("/confirm/", "/end/"))
    page.get_by_role("button", name="Send me no more, and delete my address").click()
    page.get_by_text("your address is deleted.").wait_for()
    assert not Subscription.objects.exists()
    assert len(mail.outbox) == 1


def test_axe_finds_nothing(streets, live_server, visit):
    page = visit(viewport=(360, 800), reduced_motion="reduce")

    def look(what):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], f"{what}, {scheme}"
        assert not too_wide(page), what

    page.goto(live_server.url + "/c/streets/")
    page.get_by_label("Your e-mail address").fill("ann@")
    page.get_by_role("button", name="Tell me by e-mail").click()
    page.get_by_role("alert").wait_for()
    look("an address that is none")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Tell me by e-mail").click()
    page.get_by_text("Look into your inbox").wait_for()
    look("asked")
    send_notices()
    for path in (links()[-1], links()[-1].replace("/confirm/", "/end/")):
        page.goto(live_server.url + path)
        look(path)
