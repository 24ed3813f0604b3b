"""Each answer says what it is and in which encoding; and what nobody needs is not answered."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.consultations.models import Consultation
from tests.cast import founded, opened, seeded

pytestmark = pytest.mark.django_db
TEXTUAL = re.compile(r"text/|.*[/+]xml$")
OF_ONE = ("qr", "poster", "consultation-feed", "consultation-calendar", "moderation-log-csv", "record")


@pytest.fixture
def streets(clock) -> Consultation:
    cast = founded()
    found = opened(cast)
    seeded(cast, found)
    return found


def test_every_text_names_its_encoding(streets):
    paths = ["/", "/robots.txt", "/health/live", "/feed.atom", "/ministries.csv", "/nothing", "/api/docs"]
    paths += [reverse(f"web:{name}", args=[streets.slug]) for name in OF_ONE]
    paths.append(reverse("machines:picture", args=[streets.slug, 0, "svg"]))
    said = {path: Client().get(path)["Content-Type"] for path in paths}
    kinds = {told.partition(";")[0] for told in said.values()}
    assert {"text/plain", "text/csv", "text/calendar", "image/svg+xml", "application/atom+xml"} <= kinds
    lacking = [
        path for path, told in said.items() if TEXTUAL.match(told.partition(";")[0]) and "charset=utf-8" not in told
    ]
    assert lacking == []


def test_folders_are_not_listed():
    for path in (
        "/static/",
        "/static/js/",
        "/files/",
        "/.git/HEAD",
        "/deliberation/settings.py",
        "/static/../manage.py",
    ):
        assert Client().get(path).status_code == 404, path


def test_nobody_traces(streets):
    for path in ("/", f"/c/{streets.slug}/", "/sign-in/", "/health/live", "/api/v1/session", "/api/v1/consultations"):
        answer = Client().generic("TRACE", path, headers={"X-Secret": "zorblaxed"})
        assert answer.status_code in {403, 405}, path
        assert b"zorblaxed" not in answer.content


def test_plain_http_is_sent_on_only_where_a_person_asks(streets, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get(f"/c/{streets.slug}/")["Location"] == f"https://testserver/c/{streets.slug}/"
    assert client.get("/api/docs").status_code == 301
    for method, path in (("get", "consultations"), ("post", "session"), ("get", "session")):
        told = getattr(client, method)(f"/api/v1/{path}", {}, content_type="application/json")
        assert (told.status_code, told.json()["code"]) == (403, "https-needed")
        assert not told.cookies
    assert client.get("/api/v1/consultations", secure=True).status_code == 200
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/", "/c/streets/vote/", "/desk/c/streets/files/", "/nothing/"])
def test_what_is_too_much_is_not_even_read(streets, settings, path):
    """Whoever asks, and whatever page is asked: Django reads files whole before a page sees them."""

    def sent(length: int) -> int:
        told = Client(enforce_csrf_checks=True).generic(
            "POST", path, b"x", "multipart/form-data", CONTENT_LENGTH=str(length)
        )
        return told.status_code

    longest = settings.FILE_MEGABYTES * 1_000_000 + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert sent(longest + 1) == 413
    assert sent(1) in {401, 403, 404}
    assert "más de" in Client().generic("POST", f"/es{path}", b"x", CONTENT_LENGTH="9" * 12).content.decode()
