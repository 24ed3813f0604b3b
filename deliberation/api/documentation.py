"""The two pages of the API for people: the description to read and try, and the kinds of problems."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from deliberation.api.codes import CODES


@ensure_csrf_cookie
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page. Everything it loads is served from here, under the same policy as every page."""
    return render(request, "api/docs.html")


@require_safe
def problem_kinds(request: HttpRequest) -> HttpResponse:
    """What the `type` of a problem document points to."""
    return render(request, "api/problems.html", {"codes": CODES})
