"""The way of most votes: past whatever cannot concern them, because half the price of a vote was what surrounds it.

A form as our own pages send it, to the voting page, from a browser that is not signed in, asks for no session, no
message, no language and no page. It is judged as everywhere: by the host, by the check against forged requests, by the
participation cookie, and by what the database says when it is stored. Whatever is different about a request, or wrong
with it, leaves it to the whole way, which knows what to say.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone

from deliberation.votes.actions import cast_at_once
from deliberation.web.forms import usual_vote
from deliberation.web.languages import tag
from deliberation.web.surface import UNCACHED

OTHERS = "|".join(code for code in settings.TRANSLATED if code != settings.LANGUAGE_CODE)  # English has no prefix
VOTING = re.compile(rf"/(?:({OTHERS})/)?c/([-\w]+)/vote/", re.ASCII)
FORM = "application/x-www-form-urlencoded"
LONGEST = 1_000  # characters of such a form: there are four short fields


class Forged(CsrfViewMiddleware):
    """The check against forged requests, which here only says no: the whole way says what is wrong."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


class Lane:
    """Behind whatever tells browsers about every answer, before all that only pages need."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.forged = Forged(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = VOTING.fullmatch(request.path_info) if request.method == "POST" else None
        if asked and _plain(request) and self._is_ours(request):
            sent = usual_vote(request.POST)
            if sent:
                if cast_at_once(cookies=request.COOKIES, slug=asked[2], **sent, now=timezone.now()):
                    return _onwards(request.path, asked[1] or settings.LANGUAGE_CODE)
                request.tried_at_once = True
        return self.get_response(request)

    def _is_ours(self, request: HttpRequest) -> bool:
        """The host is one of ours, and one of our pages has made the browser send this."""
        request.get_host()
        self.forged.process_request(request)
        return self.forged.process_view(request, _onwards, (), {}) is None


def _plain(request: HttpRequest) -> bool:
    """A short form, from somebody who is not signed in."""
    length = request.META.get("CONTENT_LENGTH", "")
    short = length.isdecimal() and int(length) < LONGEST and request.content_type == FORM
    return short and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _onwards(path: str, language: str) -> HttpResponse:
    """To the same address, which shows the next statement."""
    told = {"Cache-Control": UNCACHED, "Content-Language": tag(language), "Content-Length": "0", "Vary": "Cookie"}
    return HttpResponseRedirect(path, headers=told)
