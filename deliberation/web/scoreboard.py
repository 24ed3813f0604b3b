"""How ministries answer: the scoreboard of all, the page of each, and the list behind every number."""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deliberation.errors import Missing
from deliberation.obligations.cases import board_now, counted_duties, line_of
from deliberation.obligations.deadlines import LONG_OVERDUE_AFTER
from deliberation.obligations.models import Obligation, Obligations
from deliberation.obligations.queries import standing_of
from deliberation.obligations.scoreboard import CASES_FOR_PERCENT, COLUMNS, COUNTS, NAMES, SHARE, Line, in_order
from deliberation.people.models import Organisation
from deliberation.people.queries import ministries
from deliberation.results.cells import safe_cell

ROWS = 50
ENDS = ("on_time_percent_lower", "on_time_percent_upper")


def duty_rows(duties: Iterable[Obligation], now: datetime) -> list[tuple[Obligation, Any]]:
    """Each duty with where it stands, as obligations/list.html shows them."""
    return [(duty, standing_of(duty, now)) for duty in duties]


def _ministry(slug: str) -> Organisation:
    found = ministries().filter(slug=slug).first()
    if found is None:
        raise Missing("no-ministry", _("There is no such ministry."))
    return found


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All ministries, by any column; no order among them is better than another."""
    sort = request.GET.get("sort", "ministry")
    slugs = dict(ministries().values_list("name", "slug"))
    lines = in_order(board_now(timezone.now()), sort)
    context = {
        "heads": [_head("ministry", _("Ministry"), sort), *(_head(name, NAMES[name], sort) for name in COLUMNS)],
        "rows": [(line.ministry, slugs[line.ministry], cells(line)) for line in lines],
        "least": CASES_FOR_PERCENT,
        "long_overdue_after": LONG_OVERDUE_AFTER,
    }
    return render(request, "obligations/scoreboard.html", context)


def _head(name: str, words: object, sort: str) -> dict[str, object]:
    """A column's head: how it is sorted now, and what its link sorts by."""
    now = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    first = name if name == "ministry" else f"-{name}"
    other = f"-{name}" if first == name else name
    return {"name": name, "words": words, "sorted": now, "next": other if sort == first else first}


def cells(line: Line) -> list[dict[str, Any]]:
    """A line as a page shows it; `link`: the column has a list behind it."""
    return [
        {
            "name": name,
            "words": NAMES[name],
            "value": line.value(name),
            "link": name in COUNTS,
            "share": line.share if name == SHARE else None,
        }
        for name in COLUMNS
    ]


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet."""
    written = StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    names = [name.replace("-", "_") for name in COLUMNS]
    writer.writerow(["ministry", *names, *ENDS])
    for line in board_now(timezone.now()):
        values = [line.value(name) for name in COLUMNS]
        ends = (line.share.lower, line.share.upper) if line.share else (None, None)
        writer.writerow([safe_cell(line.ministry), *("" if each is None else each for each in (*values, *ends))])
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ministries.csv"'
    return response


@require_safe
def ministry(request: HttpRequest, slug: str) -> HttpResponse:
    """What a ministry owes and answered; `?show=` names the number whose list it is."""
    found, now, show = _ministry(slug), timezone.now(), request.GET.get("show", "")
    line = line_of(found, now)
    page = Paginator(_listed(found, show, now), ROWS).get_page(request.GET.get("page"))
    context = {
        "ministry": found,
        "page": page,
        "rows": duty_rows(page, now),
        "show": show if show in COUNTS else "",
        "shown": NAMES.get(show) if show in COUNTS else "",
        "cells": cells(line),
        "least": CASES_FOR_PERCENT,
    }
    return render(request, "obligations/ministry.html", context)


def _listed(found: Organisation, show: str, now: datetime) -> Obligations:
    if show in COUNTS:
        return counted_duties(found, show, now)
    return Obligation.objects.of_ministry(found).with_facts()
