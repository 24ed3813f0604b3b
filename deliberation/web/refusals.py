"""A refusal from any action becomes a page that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from deliberation.errors import Refusal


class RefusalMiddleware:
    """Turns refusals of page requests into pages; the API turns its own into problem documents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        # A part of a page that asked for this shows the refusal in its place: base.html tells htmx so.
        response = render(request, "refusal.html", {"refusal": exception}, status=exception.status)
        add_never_cache_headers(response)
        return response
