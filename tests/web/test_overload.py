"""More is asked than can be done at once: exports are refused first, votes last, and what was answered is done."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from deliberation.overload import EXPORTS, PAGES, SOON, VOTES, Overload, kind_of
from deliberation.votes.identity import COOKIE, remember
from deliberation.votes.models import Vote
from tests.cast import citizen, founded, fresh, opened, seeded, served
from tests.house.sources import ROOT
from tests.patience import eventually
from tests.side_by_side import PATIENCE

VOTE, RESULTS, SHEET = "/c/streets/vote/", "/c/streets/results/", "/c/streets/results/1.csv"
TOKEN = "a" * 32  # against forged requests


class Answers(list):
    """What a server is told: status and headers."""

    def __call__(self, status: str, headers: list[tuple[str, str]]) -> None:
        self[:] = int(status[:3]), dict(headers)


def ask(application, path, **form):
    """Status, headers and body of a request, as a server sends it."""
    make, told = RequestFactory(headers=form.pop("headers", {})), Answers()
    asked = make.post(path, form) if form else make.get(path)
    body = b"".join(application(asked.environ, told))
    return told[0], told[1], body


class Slow:
    """An application that answers nobody before `go`; `began`: what it works on."""

    def __init__(self) -> None:
        self.began, self.go = [], Event()

    def __call__(self, environ, start):
        self.began.append(environ["PATH_INFO"])
        assert environ["PATH_INFO"].startswith("/health/") or self.go.wait(PATIENCE)
        start("200 OK", [])
        return [b"done"]


@pytest.fixture
def pool():
    with ThreadPoolExecutor(12) as threads:
        yield threads


def test_exports_go_first_then_pages_and_votes_last(pool, monkeypatch) -> None:
    monkeypatch.setattr("deliberation.overload.PATIENCE", PATIENCE)
    slow = Slow()
    crowded = Overload(slow, places=4)

    def taken(path):
        before = len(slow.began)
        asked = pool.submit(ask, crowded, path)
        eventually(lambda: len(slow.began) > before)
        return asked

    def refused(path):
        status, told, _body = pool.submit(ask, crowded, path).result(PATIENCE)
        return status == 503 and SOON[0] <= int(told["Retry-After"]) <= SOON[1]

    under_way = [taken(SHEET)]
    assert refused(SHEET)
    under_way += [taken(RESULTS), taken(RESULTS)]
    assert refused(SHEET)
    assert refused(RESULTS)
    under_way.append(taken(VOTE))
    assert slow.began == [SHEET, RESULTS, RESULTS, VOTE]
    waiting = [pool.submit(ask, crowded, VOTE) for _ in range(4)]
    eventually(lambda: crowded.places.waiting == 4)
    assert refused(VOTE)
    assert refused(RESULTS)
    assert pool.submit(ask, crowded, "/health/live").result(PATIENCE)[0] == 200
    slow.go.set()
    assert [each.result(PATIENCE)[0] for each in under_way + waiting] == [200] * 8
    assert crowded.places.free.qsize() == 4
    assert pool.submit(ask, crowded, SHEET).result(PATIENCE)[0] == 200


def test_who_watches_is_nobody_and_asks_three_addresses_only(pool) -> None:
    told = []

    def answers(environ, start):
        told.append(environ.get("HTTP_COOKIE"))
        start("200 OK", [])
        return []

    full = Overload(answers, places=1)
    full.places.free.get()
    cookie = {"headers": {"Cookie": "sessionid=" + "a" * 32}}
    watching = ("/health/live", "/health/ready", "/metrics")
    assert [ask(full, path, **cookie)[0] for path in watching] == [200] * 3
    assert told == [""] * 3
    assert [ask(full, path, **cookie)[0] for path in ("/health/x", "/metricsfoo", "/health/")] == [503] * 3


def test_who_waits_too_long_is_refused(pool, monkeypatch) -> None:
    monkeypatch.setattr("deliberation.overload.PATIENCE", 0.01)
    slow = Slow()
    crowded = Overload(slow, places=1)
    first = pool.submit(ask, crowded, VOTE)
    eventually(lambda: slow.began)
    assert pool.submit(ask, crowded, VOTE).result(PATIENCE)[0] == 503
    slow.go.set()
    assert first.result(PATIENCE)[0] == 200
    assert (crowded.places.waiting, crowded.places.free.qsize()) == (0, 1)


def test_a_place_is_free_again_when_the_application_breaks(pool) -> None:
    def broken(_environ, _start):
        raise RuntimeError

    crowded = Overload(broken, places=1)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            pool.submit(ask, crowded, VOTE).result(PATIENCE)
    assert crowded.places.free.qsize() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language", "sentence"), [
    (VOTE, "en", "More people are here than this site can serve at once."),
    ("/zh-hant/embed/streets/", "zh-Hant", "目前的人數超過本網站同時能服務的上限。"),
    ("/ar/", "ar", "dir=\"rtl\""),
])  # fmt: skip
def test_what_a_refusing_page_says(path, language, sentence, django_assert_num_queries, settings) -> None:
    settings.SECURE_HSTS_SECONDS = 1000
    with django_assert_num_queries(0):
        told = Answers()
        (body,) = Overload(get_wsgi_application(), places=1)._refused(path, told)
    assert sentence in body.decode()
    status, headers = told
    assert (status, headers["Content-Language"], headers["Content-Type"]) == (503, language, "text/html; charset=utf-8")
    assert not re.search("src=|href=", body.decode())
    if "embed" in path:
        assert "X-Frame-Options" not in headers
        return
    page = Client().get("/how/", secure=True)
    others = {"Content-Length", "Content-Type", "Content-Language", "Vary", "Content-Security-Policy", "Set-Cookie"}
    assert {name: text for name, text in page.headers.items() if name not in others}.items() <= headers.items()
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_programs_get_a_problem_document() -> None:
    told = Answers()
    (body,) = Overload(get_wsgi_application(), places=1)._refused("/api/v1/consultations", told)
    assert told[1]["Content-Type"] == "application/problem+json"
    assert json.loads(body)["code"] == "overloaded"


def test_what_is_kept_up_longest() -> None:
    """The proxy lets the same through."""
    proxy = re.search(r"location ~ (\S+votes\|next\S+)", (ROOT / "deploy" / "nginx.conf").read_text())[1]
    for path in (VOTE, "/ar/c/streets/vote/", "/embed/streets/", reverse("api:votes", args=["a"]),
                 reverse("api:next", args=["a"])):  # fmt: skip
        assert kind_of(path) == VOTES
        assert re.search(proxy, path)
    for path in ("/", RESULTS, "/c/streets/results/1/", "/desk/", "/c/vote/", "/c/search/", "/c/a/record/"):
        assert kind_of(path) == PAGES
        assert not re.search(proxy, path)
    for path in (SHEET, "/es/feed.atom", "/c/a/qr.svg", "/search/", reverse("api:over-time", args=["a"]),
                 reverse("api:search"), reverse("api:handovers", args=["a"]), "/c/a/files/1/"):  # fmt: skip
        assert kind_of(path) == EXPORTS


@pytest.mark.django_db(transaction=True)
def test_every_vote_that_was_answered_is_stored(pool) -> None:
    facilitators = founded()
    consultation = opened(facilitators)
    seeded(facilitators, consultation)
    names = [f"person {number}" for number in range(12)]
    for name in names:
        served(citizen(fresh(consultation), name), 0)
    crowded = Overload(get_wsgi_application(), places=2)

    def vote(number):
        kept = HttpResponse()
        remember(kept, names[number % 12])
        cookies = f"{COOKIE}={kept.cookies[COOKIE].value}; csrftoken={TOKEN}"
        return number, ask(crowded, VOTE, statement=0, value=1, operation=UUID(int=number),
                           headers={"Cookie": cookies, "X-CSRFToken": TOKEN})[0]  # fmt: skip

    came = list(pool.map(vote, range(1, 61)))
    done = {number for number, status in came if status == 302}
    assert done
    assert {status for _number, status in came} <= {302, 503}
    assert {operation.int for operation in Vote.objects.values_list("operation", flat=True)} == done
    places = [crowded.places.free.get_nowait() for _ in range(2)]
    assert len({each.connection for each in places}) == 2
    for each in places:
        each.connection.close()
