"""Handing out the files of a consultation, to whoever may see it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from deliberation.consultations.files import file_of
from deliberation.web.citizens import asked
from deliberation.web.downloads import download


@require_safe
def file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The bytes, to be saved."""
    found = asked(request, slug)
    return download(request, file_of(found, number), found.public)
