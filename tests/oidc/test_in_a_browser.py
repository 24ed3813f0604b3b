"""Signing in in a real Chromium, which also holds the redirects of a form to the content security policy."""

import pytest

from deliberation.votes.models import CurrentVote, Participant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, settings, provider_process):
    """The site at its public address, which the provider knows."""
    settings.BASE_URL = live_server.url
    settings.OIDC = provider_process.register(live_server.url)
    return live_server.url


def at_the_provider(page, subject):
    page.wait_for_url("**/oauth2/authorize?*")
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def back_at_the_vote(page):
    page.wait_for_url("**/c/streets/vote/")
    page.get_by_text("You are signed in for this consultation, and your votes count.").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_way_there_and_back(asking, site, visit, axe, javascript):
    asking()
    page = visit(javascript=javascript, viewport=(360, 640))
    page.goto(f"{site}/c/streets/vote/")
    page.get_by_role("button", name="Agree", exact=True).click()
    page.get_by_role("link", name="Sign in with Springfield ID").click()
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Go to Springfield ID and sign in").click()
    at_the_provider(page, "ann")
    back_at_the_vote(page)
    assert list(CurrentVote.objects.values_list("counted", "participant__tier")) == [(True, "verified")]
    page.get_by_role("button", name="Disagree", exact=True).click()
    page.get_by_role("link", name="Your votes and statements").click()
    page.get_by_role("heading", level=1).wait_for()
    assert CurrentVote.objects.filter(counted=True).count() == 2
    assert "until you sign in" not in page.content()


def test_saying_no_and_then_yes(asking, site, visit, axe):
    asking("verified-only")
    page = visit(viewport=(1280, 800), color_scheme="dark")
    page.goto(f"{site}/c/streets/vote/", wait_until="load")
    page.get_by_role("link", name="Sign in with Springfield ID").click()
    page.get_by_role("button", name="Go to Springfield ID and sign in").click()
    page.wait_for_url("**/oauth2/authorize?*")
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url("**/c/streets/sign-in/?trouble=cancelled")
    assert page.get_by_role("alert").inner_text() == "You did not sign in. Nothing was stored."
    assert axe(page) == []
    page.get_by_role("button", name="Go to Springfield ID and sign in").click()
    at_the_provider(page, "ann")
    back_at_the_vote(page)
    assert Participant.objects.get().tier == "verified"


def test_from_a_frame_it_opens_in_a_window_of_its_own(asking, site, visit):
    asking()
    page = visit()
    page.goto(f"{site}/embed/streets/")
    page.get_by_role("button", name="Agree", exact=True).click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in with Springfield ID").click()
    window = opened.value
    window.get_by_role("button", name="Go to Springfield ID and sign in").click()
    at_the_provider(window, "ann")
    back_at_the_vote(window)
    assert sorted(Participant.objects.values_list("tier", flat=True)) == ["open", "verified"]
