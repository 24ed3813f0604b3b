"""What is kept, why and how long."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deliberation.people.data_map import BASES, by_purpose


@require_safe
def data_map(request: HttpRequest) -> HttpResponse:
    """The whole table in words; the names of the fields are folded away."""
    purposes = [(code, purpose._replace(basis=BASES[purpose.basis]), parts) for code, purpose, parts in by_purpose()]
    return render(request, "home/data.html", {"purposes": purposes})
