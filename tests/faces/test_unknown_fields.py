"""Whatever is sent besides what is asked for is refused, and nothing is done: on every page, and in the API."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from deliberation.votes.models import Vote
from deliberation.web.fields import NOTHING, NUMBER, TAKEN
from tests.faces import permissions
from tests.faces.permissions import ALLOWED, AUTHOR, BODIES, PAPERS, STAFF, WITH_FILES, World, address_of, routes

STRANGE = "favourite_colour"
SESSIONS = "django_session"  # when somebody was last seen
PAGES = sorted(name for name, methods in ALLOWED.items() if "POST" in methods and not name.startswith("api:"))
OPERATIONS = [
    (name, method) for name, methods in ALLOWED.items() if name.startswith("api:") for method in methods
    if name not in PAPERS
]  # fmt: skip


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with permissions.world() as world:
        yield world


@pytest.fixture
def somebody(world: World) -> Client:
    """Who may everything: all roles everywhere, and the browser of somebody who takes part."""
    client = world.as_one(STAFF)
    client.cookies.update(world.clients[AUTHOR].cookies)
    return client


def refused(response: HttpResponse, queries: CaptureQueriesContext) -> bool:
    """With the field named, before anything was written."""
    asked = [query["sql"] for query in queries.captured_queries]
    written = [sql for sql in asked if re.match("INSERT|UPDATE|DELETE", sql) and SESSIONS not in sql]
    return response.status_code == 400 and STRANGE in response.content.decode() and not written


def test_every_page_that_is_sent_something_says_which_fields_it_takes() -> None:
    assert {name.partition(" ")[0] for name in TAKEN} == set(PAGES)


def test_no_page_takes_another_field_or_file(world: World, somebody: Client) -> None:
    found, taking = routes(), []
    for name in PAGES:
        address = address_of(name, found[name], world)
        for strange in ("x", SimpleUploadedFile("a.txt", b"a")):
            sent = {**BODIES.get(f"POST {name}", {}), STRANGE: strange}
            with CaptureQueriesContext(connection) as queries:
                response = somebody.post(address, sent)
            if not refused(response, queries):
                taking.append((name, response.status_code))
    assert taking == []


def test_a_vote_that_says_more_is_not_stored(world: World) -> None:
    """By the whole way and by that of most votes."""
    client, stored = world.clients[AUTHOR], Vote.objects.count()
    vote = {"statement": 0, "value": 1, "operation": uuid4()}
    for kind in (MULTIPART_CONTENT, "application/x-www-form-urlencoded"):
        sent = {**vote, STRANGE: "x"}
        response = client.post("/c/streets/vote/", sent if kind == MULTIPART_CONTENT else urlencode(sent), kind)
        assert (response.status_code, Vote.objects.count()) == (400, stored)
    assert client.post("/c/streets/vote/", vote).status_code == 302
    assert Vote.objects.count() == stored + 1


def test_no_operation_takes_another_field(world: World, somebody: Client) -> None:
    found, taking = routes(), []
    for name, method in OPERATIONS:
        if method == "GET":
            continue
        address = address_of(name, found[name], world)
        sent = {**BODIES.get(f"{method} {name}", {}), STRANGE: "x"}
        as_json = {} if name in WITH_FILES else {"content_type": "application/json"}
        with CaptureQueriesContext(connection) as queries:
            response = getattr(somebody, method.lower())(address, sent, **as_json)
        if not refused(response, queries):
            taking.append((method, name, response.status_code))
    assert taking == []


def test_no_operation_takes_another_parameter(world: World, somebody: Client) -> None:
    found, taking = routes(), []
    for name, method in OPERATIONS:
        address = address_of(name, found[name], world)
        body = json.dumps(BODIES.get(f"{method} {name}", {})) if name not in WITH_FILES and method != "GET" else ""
        with CaptureQueriesContext(connection) as queries:
            response = somebody.generic(method, f"{address}?{STRANGE}=x", body, content_type="application/json")
        if not refused(response, queries):
            taking.append((method, name, response.status_code))
    assert taking == []


class Forms(HTMLParser):
    """What the forms of a page would send: by address the names of fields."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.here, self.sent, self.named = address, defaultdict[str, set[str]](set), dict[str, str]()
        self.form = ""
        for _twice in range(2):  # fields may stand before the form that they belong to
            self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "form":
            self.form = (known.get("action") or self.here) if known.get("method") == "post" else ""
            self.named[known.get("id") or ""] = self.form
        elif tag in {"input", "button", "select", "textarea"} and known.get("name"):
            form = self.named.get(known["form"] or "", "") if "form" in known else self.form
            self.sent[known.get("formaction") or form].add(known["name"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.form = "" if tag == "form" else self.form


def test_every_page_takes_what_its_own_forms_send(world: World, somebody: Client) -> None:
    missing, seen = set(), set()
    for name, pattern in routes().items():
        if "GET" not in ALLOWED[name] or name.startswith("api:"):
            continue
        address = address_of(name, pattern, world)
        response = somebody.get(address)
        page = response.getvalue().decode(errors="replace")
        for target, names in Forms(page, address).sent.items():
            if not target:
                continue
            match = resolve(target.partition("?")[0])
            step = match.kwargs.get("step")
            key = f"{match.view_name} {step}" if step else match.view_name
            seen.add(key)
            missing |= {(key, each) for each in names if NUMBER.sub("-#", each) not in TAKEN.get(key, NOTHING)}
    assert missing == set()
    assert len(seen) > 50, "the walk does not see the forms"
