"""The two pages of the API for people: the reference, and the kinds of problems."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deliberation.api.codes import CODES
from deliberation.api.reference import chapters


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page that works without scripts."""
    return render(request, "api/docs.html", {"chapters": chapters()})


@require_safe
def problem_kinds(request: HttpRequest) -> HttpResponse:
    """What the `type` of a problem document points to."""
    return render(request, "api/problems.html", {"codes": CODES})
