"""Voting inside a frame on another site, also where browsers block third-party cookies.

Pages under /embed/ have cookies of their own: partitioned (CHIPS), which such browsers keep apart for each site that
holds the frame instead of refusing them. Here they are renamed on their way in and out, so that all behind this
middleware, identity and the CSRF check too, is the same code as on any other page. No other cookie comes in or goes
out: nobody is signed in inside a frame.
"""

import re
from collections.abc import Callable
from http import cookies
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from deliberation.consultations.queries import embed_origins
from deliberation.votes.identity import COOKIE

# Python learns this attribute in 3.14; older versions refuse to write it. Entries of tables, nothing else is changed.
cookies.Morsel._reserved.setdefault("partitioned", "Partitioned")  # type: ignore[attr-defined]
cookies.Morsel._flags.add("partitioned")  # type: ignore[attr-defined]

# The first part may be a language, and nothing else: a consultation may be called "embed".
FRAMED = re.compile(rf"/(?:(?:{'|'.join(settings.TRANSLATED)})/)?embed/")
OWN = {COOKIE: "framed_participation", "csrftoken": "framed_csrftoken", "messages": "framed_messages"}
THIRD_PARTY = {"samesite": "None", "secure": True, "partitioned": True, "path": "/"}

# What templates and views call their neighbours, outside a frame and inside one.
PAGES = {
    "vote": "web:vote",
    "mine": "web:mine",
    "my_data": "web:my-data",
    "my_data_file": "web:my-data-file",
    "enough": "web:enough",
    "next_person": "web:next-person",
}
FRAMED_PAGES = {
    "vote": "web:embed",
    "mine": "web:embed-mine",
    "my_data": "web:embed-my-data",
    "my_data_file": "web:embed-my-data-file",
    "enough": "web:embed-enough",
    "next_person": "web:embed-next-person",
}


def framed(request: HttpRequest) -> bool:
    """Is this the page for frames?"""
    return bool(FRAMED.match(request.path_info))


def pages(request: HttpRequest) -> dict[str, str]:
    """The names of the addresses that belong together: a page in a frame leads to pages in a frame."""
    return FRAMED_PAGES if framed(request) else PAGES


class Framing:
    """Cookies and headers of the pages under /embed/; every other page passes untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not framed(request):
            return self.get_response(request)
        request.COOKIES = {name: request.COOKIES[own] for name, own in OWN.items() if own in request.COOKIES}
        response = self.get_response(request)
        _send_own_cookies(response)
        _let_frame(request, response)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Before the CSRF check: without its cookie that would only say that something is forbidden."""
        if framed(request) and request.method == "POST" and COOKIE not in request.COOKIES:
            return blocked(request, request.resolver_match.kwargs.get("slug", ""), 401)
        return None


def blocked(request: HttpRequest, slug: str, status: int = 200) -> HttpResponse:
    """This browser sends no cookie back from the frame: say so, and offer a window."""
    response = render(request, "votes/frame_blocked.html", {"slug": slug}, status=status)
    add_never_cache_headers(response)
    return response


def _send_own_cookies(response: HttpResponse) -> None:
    for name, morsel in list(response.cookies.items()):
        del response.cookies[name]
        if name in OWN:
            response.cookies[OWN[name]] = morsel.value
            response.cookies[OWN[name]].update({**morsel, **THIRD_PARTY})


def _let_frame(request: HttpRequest, response: HttpResponse) -> None:
    """The sites its facilitators allow may show it; with none allowed the strict headers of all pages stay."""
    match = request.resolver_match
    origins = embed_origins(str(match.kwargs.get("slug", ""))) if match else []
    if origins:
        response.headers.pop("X-Frame-Options", None)  # it knows no list
        response._csp_replace = {"frame-ancestors": origins}
