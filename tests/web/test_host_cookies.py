"""With an https address cookies are named so that no other host can set them, and others are not believed."""

import re

import pytest
from django.test import Client

from deliberation.consultations.actions import allow_embedding
from deliberation.consultations.models import Consultation
from deliberation.votes.models import CurrentVote
from tests.cast import NOON, founded, opened, seeded

pytestmark = pytest.mark.django_db


@pytest.fixture
def streets(clock, settings) -> Consultation:
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECOND_FACTOR = False
    cast = founded(password="correct horse battery staple")
    found = opened(cast)
    seeded(cast, found)
    allow_embedding(consultation=found, origins=["https://news.example.org"], by=cast.fay, now=NOON)
    return found


def voted(client: Client, address: str) -> int:
    page = client.get(address, secure=True, follow=True).content.decode()
    sent = dict(re.findall(r'name="(statement|operation|csrfmiddlewaretoken)" value="([^"]+)"', page))
    headers = {"Referer": "https://testserver/"}
    return client.post(address, {**sent, "value": 1}, secure=True, headers=headers).status_code


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/c/streets/vote/", {"__Host-participation", "__Host-csrftoken"}),
        ("/embed/streets/", {"__Host-framed_participation", "__Host-framed_csrftoken"}),
    ],
)
def test_whoever_votes_gets_them_and_is_known_by_them(streets, address, names):
    client = Client(enforce_csrf_checks=True)
    assert voted(client, address) == 302
    assert set(client.cookies) == names
    for name in names:
        cookie = client.cookies[name]
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["httponly"]) == (True, "/", "", True)
        assert cookie["samesite"] == ("None" if "framed" in name else "Lax")
        assert bool(cookie["partitioned"]) == ("framed" in name)
    assert CurrentVote.objects.count() == 1


@pytest.mark.parametrize("blank", ["\u2000", "\xa0", "\x85", "\x0b"])
def test_a_name_behind_a_blank_that_browsers_do_not_know_is_not_ours(streets, blank):
    """A subdomain may set it, because to a browser it is another name."""
    first, second = Client(), Client()
    for client in (first, second):
        client.get("/c/streets/vote/", secure=True)
    mine, foreign = (client.cookies["__Host-participation"].value for client in (first, second))
    header = f"__Host-participation={mine}; {blank}__Host-participation={foreign}".encode().decode("latin-1")
    own = Client().get("/api/v1/consultations/streets/votes", secure=True, headers={"Cookie": header})
    assert own.status_code == 200
    assert {"participation": mine} == own.wsgi_request.COOKIES


def test_whoever_signs_in_gets_them_and_loses_them(streets):
    client = Client()
    client.post("/sign-in/", {"username": "fay@example.org", "password": "correct horse battery staple"}, secure=True)
    assert client.cookies["__Host-sessionid"].value
    assert {(cookie["httponly"], cookie["samesite"], cookie["secure"]) for cookie in client.cookies.values()} == {
        (True, "Lax", True)
    }
    assert client.get("/desk/", secure=True).status_code == 200
    client.post("/sign-out/", secure=True)
    assert (client.cookies["__Host-sessionid"].value, client.cookies["__Host-sessionid"]["secure"]) == ("", True)


def test_a_cookie_that_another_host_could_have_set_is_not_believed(streets):
    client, other = Client(), Client()
    voted(client, "/c/streets/vote/")
    client.post("/sign-in/", {"username": "fay@example.org", "password": "correct horse battery staple"}, secure=True)
    for name in ("__Host-participation", "__Host-sessionid"):
        other.cookies[name.removeprefix("__Host-")] = client.cookies[name].value
    assert other.get("/desk/", secure=True).status_code == 302
    assert other.get("/api/v1/consultations/streets/statements/mine", secure=True).status_code == 401
