"""How a consultation goes while it runs: for its staff, renewed by itself where JavaScript works."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from deliberation.consultations.admission import TIERS
from deliberation.consultations.models import Consultation
from deliberation.notices.states import states_in
from deliberation.people.models import Person
from deliberation.people.permissions import acts_of
from deliberation.results import health_words as words
from deliberation.results.health import Covered, coverage, health_of, stability_of
from deliberation.results.models import Health
from deliberation.statements.queries import public_statements
from deliberation.votes.population import population_of
from deliberation.web.over_time import HIGH, WIDE, line
from deliberation.web.staff.offices import staff_page, staffed

ROWS = 25  # statements of a page
SERIES = (("votes", _("Votes")), ("participants", _("New people")), ("statements", _("New statements")))


@require_safe
@staff_page
def health(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The page; with `part` only its figures, or 304 for whoever has these very ones."""
    consultation = staffed(slug, person, "see-desk")
    figures = render_to_string("staff/health_figures.html", _shown(consultation, request, person), request)
    tag = sha256(figures.encode()).hexdigest()[:32]
    if "part" in request.GET:
        response = HttpResponse(figures, headers={"ETag": quote_etag(tag)})
        return get_conditional_response(request, quote_etag(tag), None, response) or response
    context = {"consultation": consultation, "figures": mark_safe(figures), "tag": quote_etag(tag)}
    return render(request, "staff/health.html", context)


def _shown(consultation: Consultation, request: HttpRequest, person: Person) -> dict[str, Any]:
    taken, steady = health_of(consultation), stability_of(consultation)
    rows = coverage(consultation, taken)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return {
        "consultation": consultation,
        "health": taken,
        "names": "name-population" in acts_of(person, consultation) and not consultation.closed,
        "page": page,
        "here": reverse("web:consultation-health", args=[consultation.slug]),
        "asked": QueryDict(),  # the links of the figures alone are those of the page
        "least": settings.SUPPRESS_BELOW,
        "statements": _with_texts(consultation, list(page)),
        "covered": words.covered(rows),
        **_missing(consultation, taken),
        "steady": steady,
        "steadiness": words.steadiness(steady),
        "mails": states_in(consultation),
        "course": line([row["people"] for row in steady]),
        **(_figures(taken, consultation.time_zone) if taken else {}),
    }


def _missing(consultation: Consultation, taken: Health | None) -> dict[str, Any]:
    population = population_of(consultation)
    if population is None or taken is None:
        return {"population": population}
    rows = words.missing(taken.figures, population.shares)
    return {"population": population, "missing": rows, "who_is_missing": words.who_is_missing(rows, taken.figures)}


def _with_texts(consultation: Consultation, rows: Sequence[Covered]) -> list[tuple[Covered, str]]:
    numbers = [row.number for row in rows]
    texts = dict(public_statements(consultation).filter(number__in=numbers).values_list("number", "text"))
    return [(row, texts[row.number]) for row in rows if row.number in texts]  # one may just have been hidden


def _figures(taken: Health, zone: str) -> dict[str, Any]:
    figures = taken.figures
    times = [{**row, "label": words.moment(row["from"], zone, figures["unit"])} for row in figures["times"]]
    return {
        "figures": figures,
        "attendance": words.attendance(figures, zone),
        "times": times,
        "charts": [{"name": name, "bars": bars([row[key] for row in times])} for key, name in SERIES],
        "ways": [(TIERS[way["tier"]], way["people"]) for way in figures["ways"]],
        "stopping": words.stopping(figures),
        "kept_on": line([row["share"] for row in figures["retention"]]),
        "unusual": words.unusual(figures, zone),
    }


def bars(counts: Sequence[int | None]) -> dict[str, str]:
    """Counts from left to right as bars up to the highest, and dots on the ground where one is not told."""
    width = WIDE / max(len(counts), 1)
    most = max((count for count in counts if count), default=1)
    path, dots = "", ""
    for place, count in enumerate(counts):
        left = width * place
        if count is None:
            dots += f"M{left + width / 2:.4g} {HIGH:g}h0"
        elif count:
            path += f"M{left + width / 8:.4g} {HIGH:g}V{HIGH * (1 - count / most):.4g}h{width * 3 / 4:.4g}V{HIGH:g}z"
    return {"path": path, "dots": dots}
