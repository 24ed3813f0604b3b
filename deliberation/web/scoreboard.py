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

from deliberation.obligations.board_notes import notes_of, notes_that_hold
from deliberation.obligations.cases import board_now, counted_duties, line_of
from deliberation.obligations.deadlines import LONG_OVERDUE_AFTER
from deliberation.obligations.models import Obligation, Obligations
from deliberation.obligations.queries import standing_of
from deliberation.obligations.scoreboard import CASES_FOR_PERCENT, COLUMNS, COUNTS, NAMES, SHARE, Line, in_order
from deliberation.people.models import Organisation
from deliberation.people.queries import ministries, ministry_called
from deliberation.results.cells import safe_cell

ROWS = 50
ENDS = ("on_time_percent_lower", "on_time_percent_upper")


def duty_rows(duties: Iterable[Obligation], now: datetime) -> list[tuple[Obligation, Any]]:
    """Each duty with where it stands, as obligations/list.html shows them."""
    return [(duty, standing_of(duty, now)) for duty in duties]


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All ministries, by any column; no order among them is better than another."""
    sort = request.GET.get("sort", "ministry")
    lines, notes = in_order(board_now(timezone.now()), sort), notes_that_hold(ministries())
    context = {
        "heads": [_head("ministry", _("Ministry"), sort), *(_head(name, NAMES[name], sort) for name in COLUMNS)],
        "rows": [(line, line.ministry in notes, cells(line)) for line in lines],
        "notes": list(notes.values()),
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
    notes = notes_that_hold(ministries())
    writer.writerow(["ministry", "slug", *names, *ENDS, "note"])
    for line in board_now(timezone.now()):
        values = [line.value(name) for name in COLUMNS]
        ends = (line.share.lower, line.share.upper) if line.share else (None, None)
        note = notes[line.ministry].text if line.ministry in notes else ""
        figures = ("" if each is None else each for each in (*values, *ends))
        writer.writerow([safe_cell(line.name), line.ministry, *figures, safe_cell(note)])
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ministries.csv"'
    return response


@require_safe
def ministry(request: HttpRequest, slug: str) -> HttpResponse:
    """What a ministry owes and answered; `?show=` names the number whose list it is."""
    found, now, show = ministry_called(slug), timezone.now(), request.GET.get("show", "")
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
        "note": notes_of(found).first(),
    }
    return render(request, "obligations/ministry.html", context)


@require_safe
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every note that a ministry published, the last one first."""
    found = ministry_called(slug)
    page = Paginator(notes_of(found), ROWS).get_page(request.GET.get("page"))
    return render(request, "obligations/board_notes.html", {"ministry": found, "page": page})


def _listed(found: Organisation, show: str, now: datetime) -> Obligations:
    if show in COUNTS:
        return counted_duties(found, show, now)
    return Obligation.objects.of_ministry(found).with_facts()
