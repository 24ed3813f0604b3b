"""A refusal from any action becomes a page that says what to do."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from deliberation.consultations.attachments import MEGABYTE
from deliberation.errors import Refusal, TooLarge, TooMany
from deliberation.web.fields import only_known


class RefusalMiddleware:
    """Turns refusals of page requests into pages; the API turns its own into problem documents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before anything is read: files are read whole, by whatever page they are sent to."""
        sent = request.META.get("CONTENT_LENGTH") or ""
        longest = settings.FILE_MEGABYTES * MEGABYTE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if sent.isdecimal() and int(sent) > longest and not request.path.startswith("/api/"):
            sentence = _("The file is larger than %(most)s MB. Make it smaller, or divide it.")
            return self._page(request, TooLarge("too-large", sentence % {"most": settings.FILE_MEGABYTES}))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, arguments: Mapping[str, object]
    ) -> HttpResponse | None:
        refusal = only_known(request, arguments)
        return self._page(request, refusal) if refusal else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return self._page(request, exception) if isinstance(exception, Refusal) else None

    def _page(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        # A part of a page that asked for this shows the refusal in its place: base.html tells htmx so.
        response = render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)
        add_never_cache_headers(response)
        if isinstance(refusal, TooMany):
            response.headers["Retry-After"] = str(refusal.seconds)
        return response
