"""Published results. These pages read publications and nothing that moves with a single vote."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.consultations.admission import ADMISSIONS
from deliberation.consultations.models import Consultation
from deliberation.obligations.transcript_lines import said_to
from deliberation.results import words
from deliberation.results.cells import safe_cell
from deliberation.results.models import Publication
from deliberation.results.queries import erased_since, latest_publication, publication_numbered
from deliberation.results.stability_words import stability
from deliberation.statements.lineage import in_place_of
from deliberation.statements.queries import public_texts
from deliberation.web import figures
from deliberation.web.citizens import asked
from deliberation.web.home import rule_words
from deliberation.web.opinion_map import picture, regions

# A spreadsheet would run a cell that starts with one of these as a formula; the wide forms count in Asia.
ROWS = 250  # of the table of all statements: each is a dozen cells
CONSENSUS_COLUMNS = ("consensus", "again_with_other_people", "again_with_other_statements")


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest publication, or when there will be one."""
    found = asked(request, slug)
    publication = latest_publication(found)
    if publication is None:
        return render(request, "results/none_yet.html", {"consultation": found, "settings": settings})
    return _page(request, found, publication, numbered=False)


@require_safe
def results_numbered(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One publication, for ever under the same address."""
    found = asked(request, slug)
    return _page(request, found, publication_numbered(found, number), numbered=True)


def _page(request: HttpRequest, found: Consultation, publication: Publication, numbered: bool) -> HttpResponse:
    document, texts = publication.document, public_texts(found)
    page = Paginator(figures.table(document, texts), ROWS).get_page(request.GET.get("page"))
    shown = {row["number"] for row in page}
    context: dict[str, Any] = {
        "consultation": found,
        "publication": publication,
        "erased_since": erased_since(publication, timezone.now()),
        "numbered": numbered,
        "document": document,
        "sentences": words.summary(document, texts),
        "regions": regions(document),
        "agreed": figures.consensus(document, texts, "agree"),
        "disagreed": figures.consensus(document, texts, "disagree"),
        "common_ground": words.common_ground(document, texts),
        "groups": figures.groups(document, texts),
        "divided": words.divided(document, texts),
        "dividing": figures.dividing(document, texts),
        "uncertain": words.uncertain(document, texts),
        "skipped": figures.skipped(document, texts),
        "few_votes": figures.few_votes(document, texts),
        "stability": stability(document),
        "again": figures.again(document, texts),
        "page": page,
        "table": _with_lineage(page, found),
        "beside": words.beside(document),
        "table_beside": [row for row in figures.beside(document, texts) if row["number"] in shown],
        "admission": ADMISSIONS[found.opening.admission],
        "rule_words": rule_words(document["consensus_rule"]),
    }
    return render(request, "results/results.html", context)


def _with_lineage(table: Iterable[dict[str, Any]], found: Consultation) -> list[dict[str, Any]]:
    """Each row with the numbers of the statements in whose place its statement stands today, and with what a meeting
    said to it."""
    lineage, said = in_place_of(found), said_to(found)
    return [
        {**row, "in_place_of": lineage.get(row["number"], []), "said": said.get(row["number"], [])} for row in table
    ]


@require_safe
def results_svg(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The map of a publication as a picture that stands by itself, with what it is of and where it is from."""
    found = asked(request, slug)
    publication = publication_numbered(found, number)
    context = {
        "consultation": found,
        "publication": publication,
        "picture": picture(publication.document),
    }
    response = render(request, "results/picture.svg", context, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{found.slug}-{number}.svg"'
    return response


@require_safe
def results_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The table of a publication for a spreadsheet: one row per statement, hidden counts left empty.

    The last column says on every row how many groups there are, or why there are none.
    """
    found = asked(request, slug)
    publication = publication_numbered(found, number)
    document, texts = publication.document, public_texts(found)
    sheet = StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_NONNUMERIC)
    labels = [group["label"] for group in document["groups"]]
    counted = [name for label in ("all", *labels) for name in _columns(label)]
    uncounted = _columns("beside") if document.get("beside") else []
    writer.writerow(["statement", "text", *counted, *uncounted, *CONSENSUS_COLUMNS, "groups"])
    agreed = {entry["statement"]: entry for entry in document["consensus"]}
    beside = {row["number"]: row for row in figures.beside(document, texts)}
    for row in figures.table(document, texts):
        counts = [_cell(part[kind]) for part in (row, *row["groups"]) for kind in figures.KINDS]
        if uncounted:
            counts += [_cell(beside.get(row["number"], {}).get(kind)) for kind in figures.KINDS]
        consensus = _consensus_cells(agreed.get(row["number"]))
        groups = safe_cell(words.grouping(document))
        writer.writerow([row["number"], safe_cell(row["text"]), *counts, *consensus, groups])
    # The mark at the start tells spreadsheets that the text is UTF-8.
    response = HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-{number}.csv"'
    return response


def _consensus_cells(entry: Mapping[str, Any] | None) -> list[Any]:
    """Which way a consensus goes and how often it came out again, in percent; empty cells for other statements."""
    if entry is None:
        return [""] * len(CONSENSUS_COLUMNS)
    again = entry.get("stability") or {}
    return [entry["direction"], _cell(again.get("people")), _cell(again.get("statements"))]


def _cell(figure: int | None) -> int | str:
    return "" if figure is None else figure


def _columns(label: str) -> list[str]:
    return [f"{label}_{kind}" for kind in figures.KINDS]
