"""Cookies that no other host and no plain connection can set: with an https address their names begin with __Host-.

They are renamed here, on their way in and out, so that all behind it knows them by their short names. A cookie of ours
without the prefix is not believed: a subdomain, or somebody on an open network, could have put it there.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, parse_cookie

HOST = settings.HOST_ONLY


class HostCookies:
    """Outside of everything that reads or gives cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.HTTPS:  # browsers take such names from secure connections only
            return self.get_response(request)
        request.COOKIES = _bound(request.META.get("HTTP_COOKIE", ""))
        response = self.get_response(request)
        for name, morsel in list(response.cookies.items()):
            del response.cookies[name]
            response.cookies[HOST + name] = morsel.value
            response.cookies[HOST + name].update({**morsel, "secure": True, "path": "/", "domain": ""})
        return response


def _bound(header: str) -> dict[str, str]:
    """Those that only this host can have set. Judged as a browser judged the name, which knows no other blanks than
    these: Django takes off any, and would take a name behind one for ours."""
    ours = [each for each in header.split(";") if each.strip(" \t").startswith(HOST)]
    return {name.removeprefix(HOST): value for name, value in parse_cookie(";".join(ours)).items()}
