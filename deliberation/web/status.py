"""How old everything derived is, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deliberation.status.derived import DERIVED
from deliberation.status.queries import ages, latest_figures, wanting
from deliberation.status.words import SPANS, STATES


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Coarsely: see status/queries.py."""
    found = ages(timezone.now())
    context = {
        "lines": [(DERIVED[each.code].title, SPANS.get(each.span), STATES[each.state], each.state) for each in found],
        "wanting": [DERIVED[code].title for code in wanting(found)],
        "open": latest_figures(),
    }
    return render(request, "home/status.html", context)
