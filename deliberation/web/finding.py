"""The search page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from deliberation.search.queries import MOST, found_everywhere, matches
from deliberation.search.terms import LONGEST, terms

ROWS_OF_A_KIND = 5
ROWS_OF_A_PAGE = 30
NAMES = {
    "consultation": gettext_lazy("Consultations"),
    "statement": gettext_lazy("Statements"),
    "obligation": gettext_lazy("What ministries owe"),
    "answer": gettext_lazy("Answers"),
    "utterance": gettext_lazy("Said in meetings"),
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is public and holds all the words, by kind; one kind in pages."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    found = found_everywhere(text)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in NAMES else ""
    page = Paginator(found[kind], ROWS_OF_A_PAGE).get_page(request.GET.get("page")) if kind else None
    shown: dict[str, list[Any]] = {name: ids[:ROWS_OF_A_KIND] for name, ids in found.items()}
    if page is not None:
        shown = {kind: list(page)}
    rows: dict[str, list[Any]] = {name: [] for name in shown}
    for match in matches([pk for ids in shown.values() for pk in ids], text):
        rows[match.kind].append(match)
    context = {
        "text": text,
        "asked": bool(terms(text)),
        "kind": kind,
        "page": page,
        "groups": [(name, NAMES[name], len(found[name]), rows[name]) for name in rows if rows[name]],
        "counts": [(name, NAMES[name], len(ids)) for name, ids in found.items() if ids],
        "most": MOST,
    }
    return render(request, "home/search.html", context)
