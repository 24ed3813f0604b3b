"""The public moderation log: when, by which office, what, and why. Statements are named by number, never quoted."""

import csv
from io import StringIO

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from deliberation.obligations.record_words import office, told
from deliberation.record.queries import moderation_figures, moderation_of
from deliberation.results.cells import safe_cell
from deliberation.statements.second_looks import reading_figures
from deliberation.web.citizens import asked

ROWS = 50
COLUMNS = ("happened_at", "act", "statement", "reason", "by", "what")
NAMES = {
    "statement.accepted": _("Accepted"),
    "statement.rejected": _("Rejected"),
    "statement.posted": _("Posted directly"),
    "statement.joined": _("Joined with another"),
    "statement.reworded": _("Put into clearer words"),
    "statement.divided": _("Divided into several"),
    "statement.hidden": _("Hidden"),
    "ruling.undone": _("Rulings undone"),
    "appeal.made": _("Appeals made"),
    "appeal.granted": _("Appeals granted"),
    "appeal.upheld": _("Rejections upheld after an appeal"),
    "second-reading.agreed": _("Second readings that agreed"),
    "second-reading.disagreed": _("Second readings that disagreed"),
}
READING_NAMES = {
    "second-reading.drawn": _("Rulings drawn for a second reading"),
    "second-reading.unread": _("Drawn, and not read yet"),
    "second-reading.fallen": _("Drawn, and undone or ruled otherwise before being read"),
}


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """How often each act was done, and the acts themselves, newest first; `?act=` chooses one kind."""
    found, act = asked(request, slug), request.GET.get("act", "")
    entries = Paginator(moderation_of(found.slug, act), ROWS).get_page(request.GET.get("page"))
    context = {
        "consultation": found,
        "act": act,
        "figures": [(code, NAMES[code], number) for code, number in moderation_figures(found.slug).items()],
        "readings": [(READING_NAMES[code], n) for code, n in reading_figures(found, timezone.now()).items()],
        "page": entries,
        "rows": [(entry, told(entry)) for entry in entries],
    }
    return render(request, "record/moderation.html", context)


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole log for a spreadsheet, one row for each act."""
    found, written = asked(request, slug), StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    for entry in moderation_of(found.slug).iterator():
        number = int(entry.subject.rpartition("/")[2])
        by, what = safe_cell(office(entry.actor)), safe_cell(told(entry))
        writer.writerow([entry.happened_at.isoformat(), entry.act, number, entry.details.get("reason", ""), by, what])
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-moderation.csv"'
    return response
