"""The vote in a frame on another site, in a Chromium that blocks third-party cookies.

The site is http://127.0.0.1 and the vote is at http://localhost: to a browser as far apart as two countries.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deliberation.consultations.actions import allow_embedding
from deliberation.votes.models import CurrentVote
from deliberation.web import framing
from tests import browsing
from tests.cast import NOON, founded, opened, seeded
from tests.patience import PATIENCE, eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BLOCKED, ALLOWED = 1, 0  # as Chromium's preferences say it of third-party cookies


@pytest.fixture
def cast():
    return founded()


@pytest.fixture
def streets(cast):
    consultation = opened(cast)
    seeded(cast, consultation)
    return consultation


class Server:
    """A small site; `answer(path)` gives headers and HTML."""

    def __init__(self, host, answer):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                headers, page = answer(self)
                self.send_response(200)
                for name, value in [("Content-Type", "text/html; charset=utf-8"), *headers]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_line):
                pass

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.origin = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def probe(request):
    """On the same site as the vote: asks to keep an ordinary third-party cookie, and shows what came back."""
    cookie = ("Set-Cookie", "ordinary=1; SameSite=None; Secure; Path=/")
    return [cookie], f"<p id=back>{request.headers.get('Cookie') or 'nothing'}</p>"


@pytest.fixture
def servers(live_server):
    """The other site, whose page holds the vote and the probe in frames."""
    probing = Server("localhost", probe)
    frames = f'<iframe src="{live_server.url}/embed/streets/" title="Vote" width="700" height="800"></iframe>'
    frames += f'<iframe src="{probing.origin}/" title="Probe"></iframe>'
    head = '<!doctype html><html lang="en"><head><title>The other site</title></head>'
    other = Server("127.0.0.1", lambda _request: ([], f"{head}<body><main><h1>News</h1>{frames}</main></body></html>"))
    yield other
    other.close()
    probing.close()


@pytest.fixture
def surf(browser, tmp_path):
    """A browser with a profile of its own that blocks or allows third-party cookies."""
    contexts = []

    def start(cookies=BLOCKED, **more):
        profile = tmp_path / f"profile-{len(contexts)}" / "Default"
        profile.mkdir(parents=True)
        choice = {"cookie_controls_mode": cookies, "block_third_party_cookies": cookies == BLOCKED}
        (profile / "Preferences").write_text(json.dumps({"profile": choice}))
        context = browsing.launch_with(browser.browser_type, profile.parent, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        return page

    yield start
    for context in contexts:
        context.close()


def voting(page):
    return page.frame_locator("iframe[title=Vote]")


def in_frame(page):
    """The frame itself, for axe: from outside it sees nothing of another origin."""
    return next(frame for frame in page.frames if "/embed/" in frame.url)


def probed(page, origin):
    """What the ordinary cookie of the vote's site is worth on its second visit."""
    page.goto(origin)
    page.frame_locator("iframe[title=Probe]").locator("#back").wait_for()
    page.goto(origin)
    return page.frame_locator("iframe[title=Probe]").locator("#back").inner_text()


def vote_and_come_back(page, origin):
    page.goto(origin)
    voting(page).get_by_role("button", name="Agree", exact=True).click()
    voting(page).get_by_text("You agreed:").wait_for()
    eventually(lambda: page.title() is not None and CurrentVote.objects.exists())
    page.goto(origin)
    voting(page).get_by_text("You agreed:").wait_for()


@pytest.fixture
def allowed(cast, streets, servers):
    allow_embedding(consultation=streets, origins=[servers.origin], by=cast.fay, now=NOON)
    return servers.origin


def test_vote_reload_still_there_where_third_party_cookies_are_blocked(allowed, surf, axe):
    page = surf()
    assert "ordinary" not in probed(page, allowed), "this browser does not block what it is meant to"
    vote_and_come_back(page, allowed)
    assert CurrentVote.objects.get().counted
    voting(page).get_by_role("link", name="Undo").click()
    voting(page).get_by_role("button", name="Disagree", pressed=False).click()
    voting(page).get_by_text("You disagreed:").wait_for()
    # It is shown at once and sent meanwhile; the browser's requests go through here only while it is talked to.
    eventually(lambda: page.title() is not None and CurrentVote.objects.get().value == -1)
    assert axe(in_frame(page)) == []


def test_the_probe_tells_a_browser_that_blocks_from_one_that_does_not(allowed, surf):
    assert "ordinary=1" in probed(surf(ALLOWED), allowed)


def test_it_works_without_javascript(allowed, surf):
    vote_and_come_back(surf(java_script_enabled=False), allowed)
    assert CurrentVote.objects.count() == 1


def test_axe_finds_nothing_in_the_frame(allowed, surf, axe):
    page = surf()
    page.goto(allowed)
    voting(page).get_by_role("button", name="Agree", exact=True).wait_for()
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(in_frame(page)) == [], width


def test_a_site_that_is_not_on_the_list_shows_nothing(cast, streets, servers, surf):
    allow_embedding(consultation=streets, origins=["https://www.example.org"], by=cast.fay, now=NOON)
    page = surf()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(servers.origin)
    page.frame_locator("iframe[title=Probe]").locator("#back").wait_for()
    assert voting(page).get_by_role("button", name="Agree", exact=True).count() == 0
    assert any("frame-ancestors" in text for text in refused)


def test_a_browser_that_knows_no_partitions_is_told_and_led_to_a_window(allowed, surf, monkeypatch, axe):
    monkeypatch.delitem(framing.THIRD_PARTY, "partitioned")
    page = surf()
    page.goto(allowed)
    voting(page).get_by_text("Nothing was stored.").wait_for()
    assert axe(in_frame(page)) == []
    with page.expect_popup() as window:
        voting(page).get_by_role("link", name="Open the consultation in its own window").click()
    window.value.get_by_role("button", name="Agree", exact=True).click()
    window.value.get_by_text("You agreed:").wait_for()
    eventually(lambda: page.title() is not None and CurrentVote.objects.count() == 1)


def test_who_loses_the_cookie_between_two_votes_is_told_that_nothing_was_stored(allowed, surf):
    page = surf()
    page.goto(allowed)
    voting(page).get_by_role("button", name="Agree", exact=True).wait_for()
    page.context.clear_cookies()
    voting(page).get_by_role("button", name="Agree", exact=True).click()
    voting(page).get_by_text("Nothing was stored.").wait_for()
    assert not CurrentVote.objects.exists()
