"""What a web process takes on at once; what is more is refused in a moment, before Django sees it.

A process has so many places, and only who has one is worked for. The server runs more threads than there are places:
one of those left over refuses, so that nobody waits to be told. The fewer places are left, the less is let in: exports
go first, then pages; those who vote may wait a moment for a place, and go last. Each place has its own connection to
the database, whichever thread is there (docs/decisions/0039).
"""

import random
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from queue import Empty, SimpleQueue
from typing import Any

from csp.constants import NONE
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_path

from deliberation.api.problems import MEDIA_TYPE, document
from deliberation.web.languages import tag
from deliberation.web.surface import PERMISSIONS, UNCACHED

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Answer = tuple[list[tuple[str, str]], bytes]  # headers and body

VOTES, PAGES, EXPORTS = "votes", "pages", "exports"
# One more of a kind is let in while less than this part of the places is taken.
LET_IN = {VOTES: 1.0, PAGES: 0.75, EXPORTS: 0.25}
PATIENCE = 0.5  # seconds that a vote waits for a place, at most
ALWAYS = {"/health/live", "/health/ready", "/metrics"}  # who watches
LANGUAGE = rf"(?:(?:{'|'.join(settings.TRANSLATED)})/)?"
# What somebody who votes asks for: as in deploy/nginx.conf, and what such a page consists of.
VOTING = re.compile(
    rf"/{LANGUAGE}(?:c/[^/]+/vote/|embed/[^/]+/|api/v1/consultations/[^/]+/(?:votes|next)|api/v1/session|static/.*)"
)
# To be taken away, or asked for by programs that come again; or long lists.
EXPORTING = re.compile(
    rf".*\.(?:csv|json|svg|png|atom|ics)|.*/files/.*|.*/results/over-time/?|/{LANGUAGE}search/"
    r"|/api/docs.*|/api/v1/(?:search|schema)|/api/v1/.*/(?:simulation|handovers)"
)
POLICY = f"default-src {NONE}; base-uri {NONE}; form-action {NONE}"  # such a page loads nothing
FRAMED = re.compile(rf"/{LANGUAGE}embed/.*")
SOON = (2, 10)  # seconds, by chance: so that those who were refused do not come back all at once


@dataclass(eq=False)
class Place:
    """Where one request at a time is worked on."""

    connection: BaseDatabaseWrapper | None = None

    def enter(self) -> None:
        """From now on this thread speaks to the database through the connection of the place."""
        if self.connection is not None:
            connections[DEFAULT_DB_ALIAS] = self.connection

    def leave(self) -> None:
        if self.connection is None:
            self.connection = connections[DEFAULT_DB_ALIAS]
            self.connection.inc_thread_sharing()  # never two at once: who has the place has it
        del connections[DEFAULT_DB_ALIAS]


class Places:
    """So many, and as many who wait for one."""

    def __init__(self, number: int) -> None:
        self.number, self.waiting = number, 0
        self.counting = threading.Lock()
        self.free: SimpleQueue[Place] = SimpleQueue()
        for _ in range(number):
            self.free.put(Place())

    def take(self, kind: str) -> Place | None:
        """One, if there are enough left for this kind."""
        taken = self.number - self.free.qsize()
        if taken < max(1, int(self.number * LET_IN[kind])):
            try:
                return self.free.get_nowait()
            except Empty:  # somebody was quicker
                pass
        return self._waited() if kind == VOTES else None

    def _waited(self) -> Place | None:
        with self.counting:
            if self.waiting >= self.number:
                return None
            self.waiting += 1
        try:
            return self.free.get(timeout=PATIENCE)
        except Empty:
            return None
        finally:
            with self.counting:
                self.waiting -= 1


class Overload:
    """The application, with so many places."""

    def __init__(self, application: Application, places: int) -> None:
        self.application, self.places = application, Places(places)
        self.pages, self.problem = refusing_pages(), refusing_document()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in ALWAYS:
            return self._outside(environ, start)
        place = self.places.take(kind_of(path))
        if place is None:
            return self._refused(path, start)
        place.enter()
        try:
            return _whole(self.application(environ, start))
        finally:
            place.leave()
            self.places.free.put(place)

    def _outside(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Whoever watches is always answered; no thread keeps a connection of its own afterwards. As nobody: to look
        after a session would need a connection each time."""
        try:
            return _whole(self.application({**environ, "HTTP_COOKIE": ""}, start))
        finally:
            connections.close_all()

    def _refused(self, path: str, start: Start) -> Iterable[bytes]:
        if path.startswith("/api/"):
            headers, body = self.problem
        else:
            language = get_language_from_path(path) or settings.LANGUAGE_CODE
            headers, body = self.pages[language, FRAMED.fullmatch(path) is not None]
        start("503 Service Unavailable", [*headers, ("Retry-After", str(random.randint(*SOON)))])
        return [body]


def kind_of(path: str) -> str:
    """What is asked for, by how long it is kept up."""
    if VOTING.fullmatch(path):
        return VOTES
    return EXPORTS if EXPORTING.fullmatch(path) else PAGES


def refusing_pages() -> dict[tuple[str, bool], Answer]:
    """By language, and whether it is shown in a frame: made once, and they ask for nothing more."""
    made = {}
    for language, framed in product(settings.TRANSLATED, (False, True)):
        with translation.override(language):
            page = render_to_string("503.html", {"tag": tag(language)})
        kind = [("Content-Type", "text/html; charset=utf-8"), ("Content-Language", tag(language))]
        made[language, framed] = [*kind, *headers(framed)], page.encode()
    return made


def refusing_document() -> Answer:
    sentence = "More is asked of this site than it can do at once. This was not done; send it again."
    body = JsonResponse(document(503, "overloaded", sentence)).content
    return [("Content-Type", MEDIA_TYPE), *headers(framed=False)], body


def headers(framed: bool) -> list[tuple[str, str]]:
    """Those of every other answer. In a frame this one may be shown by anybody: it holds nothing of anybody."""
    told = [
        ("Cache-Control", UNCACHED),
        ("Content-Security-Policy", f"{POLICY}; frame-ancestors {'*' if framed else NONE}"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("Cross-Origin-Resource-Policy", "cross-origin" if framed else "same-origin"),
        ("Permissions-Policy", PERMISSIONS),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("X-Content-Type-Options", "nosniff"),
    ]
    if not framed:
        told.append(("X-Frame-Options", settings.X_FRAME_OPTIONS))
    if settings.SECURE_HSTS_SECONDS:
        below = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
        told.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}{below}"))
    return told


def _whole(response: Iterable[bytes]) -> list[bytes]:
    """All of an answer while the place is held. None of this site's is endless."""
    try:
        return [b"".join(response)]
    finally:
        if hasattr(response, "close"):
            response.close()
