"""Cookies that no other host and no plain connection can set: with an https address their names begin with __Host-.

They are renamed here, on their way in and out, so that all behind it knows them by their short names. A cookie of ours
without the prefix is not believed: a subdomain, or somebody on an open network, could have put it there.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HOST = "__Host-"


class HostCookies:
    """Outside of everything that reads or gives cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.HTTPS:  # browsers take such names from secure connections only
            return self.get_response(request)
        sent = request.COOKIES.items()
        request.COOKIES = {name.removeprefix(HOST): value for name, value in sent if name.startswith(HOST)}
        response = self.get_response(request)
        for name, morsel in list(response.cookies.items()):
            del response.cookies[name]
            response.cookies[HOST + name] = morsel.value
            response.cookies[HOST + name].update({**morsel, "secure": True, "path": "/", "domain": ""})
        return response
