"""How views moved between publications: a page, and the same figures for a spreadsheet."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from deliberation.consultations.models import Consultation
from deliberation.kept import kept, same_for_all
from deliberation.record.queries import newest_entry
from deliberation.results.cells import safe_cell
from deliberation.results.disclosure import KINDS
from deliberation.results.over_time import courses, moved, releases, shares_of_groups
from deliberation.results.over_time_words import over_time
from deliberation.statements.queries import public_texts
from deliberation.web.citizens import asked
from deliberation.web.opinion_map import COLOURS, DASHES

Figures = Sequence[int | None]
WIDE, HIGH = 100.0, 50.0  # of a drawing, in its own units
SHOWN = 12  # statements with a drawing of their own
KEPT = 600  # seconds
COLUMNS = ("publication", "published_at", "kind", "name", "text", "people", "share", *KINDS)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = asked(request, slug)
    shown = kept(("over-time page", *shows(found)), KEPT, lambda: _shown(found))
    return render(request, "results/over_time.html", {"consultation": found, **shown})


def shows(found: Consultation) -> tuple[object, ...]:
    """What everything about it shows: all that the record tells, in a language."""
    return (found.pk, newest_entry(found.slug), get_language())


def _shown(found: Consultation) -> dict[str, Any]:
    texts, compared = public_texts(found), releases(found)
    most = moved(compared, courses(compared, texts))
    return {
        "releases": compared,
        "sentences": over_time(compared, most, texts),
        "groups": [_group(place, label, shares) for place, (label, shares) in enumerate(shares_of_groups(compared))],
        "statements": [
            {
                "number": course.statement,
                "text": texts[course.statement],
                "line": line([each["agree"] for each in course.shares]),
                "shares": [each["agree"] for each in course.shares],
            }
            for course in most[:SHOWN]
        ],
        "unshown": max(len(most) - SHOWN, 0),
    }


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One row for each group and each statement in each publication; what is hidden is left empty."""
    found = asked(request, slug)
    content = kept(("over-time sheet", *shows(found)), KEPT, lambda: _sheet(found))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-over-time.csv"'
    return same_for_all(request, response, found.public)


def _sheet(found: Consultation) -> bytes:
    compared, texts, written = releases(found), public_texts(found), StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="", quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    every = courses(compared, texts)
    for place, release in enumerate(compared):
        head = {"publication": release["number"], "published_at": release["published_at"].isoformat()}
        for group in release["groups"]:
            told = {"people": _cell(group["size"]), "share": _cell(group["share"])}
            writer.writerow({**head, "kind": "group", "name": group["label"], **told})
        for course in every:
            told = {kind: _cell(share) for kind, share in course.shares[place].items()}
            asked_of = {"kind": "statement", "name": course.statement, "text": safe_cell(texts[course.statement])}
            writer.writerow({**head, **asked_of, **told})
    return ("\ufeff" + written.getvalue()).encode()


def line(shares: Figures) -> dict[str, Any]:
    """Shares in percent from left to right as a path, broken where one is not told, and as dots."""
    path, dots, pen_down = "", [], False
    for place, share in enumerate(shares):
        if share is None:
            pen_down = False
            continue
        x = round(WIDE * place / max(len(shares) - 1, 1), 1)
        y = round(HIGH * (1 - share / 100), 1)
        path += f"{'L' if pen_down else 'M'}{x:g} {y:g}"
        dots.append(f"M{x:g} {y:g}h0")
        pen_down = True
    return {"path": path, "dots": "".join(dots)}


def _group(place: int, label: str, shares: list[int | None]) -> Mapping[str, Any]:
    style = place % len(COLOURS)
    return {"label": label, "shares": shares, "line": line(shares), "style": style + 1, "dash": DASHES[style]}


def _cell(figure: int | None) -> int | str:
    return "" if figure is None else figure
