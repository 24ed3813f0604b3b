"""The vote in a frame: cookies of its own, headers per consultation, and every other page as strict as before."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from deliberation.consultations.actions import allow_embedding
from deliberation.votes.models import AGREE, CurrentVote, Participant
from deliberation.web.framing import FRAMED
from tests.cast import CLOSING, NOON, TEXTS
from tests.web.conftest import Visitor

SITES = ["http://localhost:8000", "https://www.example.org"]
DOOR = "/embed/streets/"


@pytest.fixture
def allowed(cast, streets):
    allow_embedding(consultation=streets, origins=SITES, by=cast.fay, now=NOON)
    return streets


def ancestors(response):
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    return policy["frame-ancestors"]


class Frame(Visitor):
    """A browser that holds the page in a frame, and checks the CSRF token as the real one must."""

    def __init__(self, **more):
        super().__init__(enforce_csrf_checks=True, **more)

    def press(self, value, **changed):
        page = self.get(DOOR, follow=True)
        form = {"operation": page.context["operation"], "statement": page.context["card"].statement.number}
        token = str(page.context["csrf_token"])
        return self.post(DOOR, {**form, "csrfmiddlewaretoken": token, "value": value, **changed})


def test_only_the_allowed_sites_may_frame_it(allowed):
    response = Frame().get(DOOR, follow=True)
    assert ancestors(response) == " ".join(SITES)
    assert "X-Frame-Options" not in response


@pytest.mark.parametrize("path", ["/", "/c/streets/", "/c/streets/vote/", "/c/streets/mine/", "/sign-in/", "/embed/"])
def test_every_other_page_stays_unframed(allowed, path):
    response = Client().get(path)
    assert ancestors(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_without_a_list_nobody_frames_it(streets):
    response = Frame().get(DOOR, follow=True)
    assert ancestors(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_its_cookies_are_partitioned_and_no_other_page_s(allowed):
    frame = Frame()
    frame.get(DOOR, follow=True)
    assert {"framed_participation", "framed_csrftoken"} == set(frame.cookies)
    for cookie in frame.cookies.values():
        assert (cookie["samesite"], cookie["secure"], cookie["path"]) == ("None", True, "/")
        assert "; Partitioned" in cookie.OutputString()
    assert frame.cookies["framed_participation"]["httponly"]


def test_a_vote_is_stored_and_is_there_on_the_next_visit(allowed):
    frame = Frame()
    response = frame.press(AGREE)
    assert (response.status_code, response["Location"]) == (302, DOOR)
    assert CurrentVote.objects.get().counted
    assert "You agreed:" in frame.get(DOOR).content.decode()
    assert frame.get(f"{DOOR}mine/").content.decode().count('aria-pressed="true"') == 1


def test_a_vote_is_changed_inside_the_frame(allowed):
    frame = Frame()
    frame.press(AGREE)
    number = CurrentVote.objects.get().statement.number
    response = frame.press(-AGREE, statement=number, from_mine="yes")
    assert response["Location"] == f"{DOOR}mine/#statement-{number}"
    assert "Your vote is saved." in frame.get(f"{DOOR}mine/").content.decode()
    assert CurrentVote.objects.get().value == -AGREE


def test_the_token_of_the_form_is_needed(allowed):
    assert Frame().press(AGREE, csrfmiddlewaretoken="x" * 64).status_code == 403
    assert not CurrentVote.objects.exists()


def test_the_cookie_of_other_pages_is_nobody_here_and_the_other_way_round(allowed):
    visitor = Visitor()
    visitor.vote(AGREE)
    assert visitor.get(DOOR)["Location"] == f"{DOOR}?kept=1"
    frame = Frame()
    frame.press(AGREE)
    assert "You have not voted here" in frame.get("/c/streets/mine/").content.decode()
    assert Participant.objects.count() == 2


def test_nobody_is_signed_in_inside_a_frame(allowed, cast):
    client = Client()
    client.force_login(cast.fay)
    response = client.get(DOOR, follow=True)
    assert not response.context["user"].is_authenticated
    assert "Sign out" not in response.content.decode()


def test_a_browser_that_keeps_no_cookie_is_told_before_it_votes(allowed):
    response = Client().get(f"{DOOR}?kept=1")
    page = response.content.decode()
    assert "Your browser blocks this" in page
    assert 'href="/c/streets/vote/" target="_blank"' in page
    assert not Participant.objects.exists()


def test_a_vote_without_the_cookie_is_refused_kindly_in_the_frame(allowed):
    """The cookie may be lost after the page came: the CSRF check must not answer for it."""
    response = Frame().post(DOOR, {"statement": 0, "value": 1})
    assert response.status_code == 401
    assert "Nothing was stored." in response.content.decode()
    assert ancestors(response) == " ".join(SITES)


def test_the_next_person_stays_in_the_frame(allowed):
    frame = Frame()
    frame.press(AGREE)
    page = frame.get(f"{DOOR}mine/")
    sent = {"csrfmiddlewaretoken": str(page.context["csrf_token"]), "back": DOOR}
    assert frame.post("/embed/next-person/", sent)["Location"] == DOOR
    assert frame.cookies["framed_participation"].value == ""
    assert frame.cookies["framed_participation"]["max-age"] == 0
    assert frame.cookies["framed_participation"]["partitioned"]


def test_after_closing_it_says_so_and_leads_out(allowed, clock):
    clock.move_to(CLOSING)
    page = Frame().get(DOOR).content.decode()
    assert "Voting has ended" in page
    assert '<base target="_blank">' in page


def test_forms_and_links_that_stay_say_so(allowed):
    """The page sends everything else to a window of its own: a form without a target would leave the frame."""
    frame = Frame()
    frame.press(AGREE)
    for path in (DOOR, f"{DOOR}mine/"):
        page = frame.get(path).content.decode()
        assert page.count("<form") == page.count('<form method="post"') > 0
        forms = [part.partition(">")[0] for part in page.split("<form")[1:]]
        links = [part.partition(">")[0] for part in page.split("<a ")[1:]]
        assert all('target="_self"' in form and '="/embed/' in form for form in forms)
        assert all(('target="_self"' in link) == ('="/embed/' in link) for link in links if '"#' not in link)


def test_a_draft_is_not_there_for_its_facilitator_either(cast, client):
    client.force_login(cast.fay)
    assert client.get("/embed/plan/").status_code == 404


def test_the_webmaster_gets_a_frame_with_a_title_and_a_link(allowed, cast, settings):
    settings.BASE_URL = "https://consult.example.org"
    allowed.question = 'Cars "out"?'
    allowed.save()
    client = Client()
    client.force_login(cast.fay)
    for path in ("/desk/consultations/streets/embedding/", "/c/streets/"):
        page = client.get(path)
        assert page.context["snippet"].startswith(
            '<iframe src="https://consult.example.org/embed/streets/" title="Vote: Cars &quot;out&quot;?"'
        )
        assert '<a href="https://consult.example.org/c/streets/">' in page.context["snippet"]
        assert "&lt;iframe" in page.content.decode()


def test_every_language_s_address_is_recognised():
    assert reverse("web:embed", args=["streets"]) == DOOR
    for code in (*settings.TRANSLATED,):
        assert FRAMED.match(DOOR if code == "en" else f"/{code}{DOOR}")
    for path in ("/c/embed/vote/", "/embedded/", "/c/streets/embed/", "/"):
        assert not FRAMED.match(path)


def test_statements_are_those_of_the_consultation(allowed):
    page = Frame().get(DOOR, follow=True).content.decode()
    assert sum(text in page for text in TEXTS) == len(TEXTS)


def test_a_foreign_cookie_is_forgotten_within_the_frame(allowed):
    """Back to the framed vote: the home page may not be shown in a frame."""
    visitor = Frame()
    visitor.cookies["framed_participation"] = "sometoken:notoursignature"
    page = visitor.get(DOOR)
    assert page.status_code == 401
    back = re.search(r'name="back" value="([^"]+)"', page.text)
    assert back, page.text
    token = str(page.context["csrf_token"])
    there = reverse("web:embed-next-person")
    assert visitor.post(there, {"back": back[1], "csrfmiddlewaretoken": token})["Location"] == DOOR
