"""The queue: statements wait for a facilitator or moderator, who accepts or rejects with a published reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Missing, Refusal
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.actions import rule
from deliberation.statements.hints import HINTS
from deliberation.statements.models import Statement, Statements
from deliberation.statements.queries import queue_of, ruled_as, statement_for
from deliberation.statements.reasons import REASONS
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.ruling_form import RulingForm

ROWS = 50
WAITING = "waiting"
STANDINGS = (WAITING, "accepted", "rejected")


@require_safe
@staff_page
def queue(request: HttpRequest, person: Person, slug: str, standing: str = WAITING) -> HttpResponse:
    """What waits, oldest first; or what was accepted or rejected, the latest ruling first."""
    if standing not in STANDINGS:
        raise Missing("no-list", _("There is no such list."))
    return _queue(request, person, staffed(slug, person, "see-queue"), standing)


def _queue(
    request: HttpRequest, person: Person, consultation: Consultation, standing: str, wrong: Any = None
) -> HttpResponse:
    listed = _listed(consultation, standing)
    page = Paginator(listed, ROWS).get_page(request.POST.get("page") or request.GET.get("page"))
    context = {
        "consultation": consultation,
        "standing": standing,
        "page": page,
        "wrong": wrong is not None,
        "rows": [_row(statement, wrong) for statement in page],
        "closed_because": allows("moderate", consultation, timezone.now()),
        "rules": may("moderate", person, consultation) is None,
    }
    return render(request, "staff/queue.html", context, status=400 if wrong else 200)


def _listed(consultation: Consultation, standing: str) -> Statements:
    return queue_of(consultation) if standing == WAITING else ruled_as(consultation, standing)


def _row(statement: Statement, wrong: RulingForm | None = None) -> dict[str, Any]:
    """A statement with its form, which keeps what was typed where something was wrong with it."""
    form = wrong if wrong and wrong.number == statement.number else RulingForm(number=statement.number)
    reason = REASONS.get(statement.ruling.reason, "") if statement.ruling else ""
    hints = [HINTS[code] for code in statement.hints if code in HINTS]
    return {"statement": statement, "form": form, "reason": reason, "hints": hints}


@require_POST
@staff_page
def ruling(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Accept or reject one statement, and go back to the list it was in."""
    consultation = staffed(slug, person, "moderate")
    statement = statement_for(consultation, number, person)
    seen = request.POST.get("seen", WAITING)
    seen = seen if seen in STANDINGS else WAITING
    if statement.standing != seen:
        return _done(request, statement, seen, _("Somebody else has ruled on it meanwhile; nothing was changed."))
    form = RulingForm(request.POST, number=number)
    if form.is_valid():
        try:
            rule(statement=statement, by=person, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            form.show(refusal)
    if form.errors:
        return _wrong(request, person, statement, seen, form)
    return _done(request, statement, seen, _what_happened(statement))


def _wrong(request: HttpRequest, person: Person, statement: Statement, seen: str, form: RulingForm) -> HttpResponse:
    if not request.htmx:
        return _queue(request, person, statement.consultation, seen, form)
    context = {"consultation": statement.consultation, "standing": seen, "row": _row(statement, form), "rules": True}
    return render(request, "staff/queue_row.html", context, status=400)


def _done(request: HttpRequest, statement: Statement, seen: str, sentence: str) -> HttpResponse:
    """The row alone for a page that replaces rows by itself; otherwise back to the same page of the list."""
    consultation = statement.consultation
    if request.htmx:
        context = {"consultation": consultation, "standing": statement.standing, "row": _row(statement), "rules": True}
        return render(request, "staff/queue_row.html", {**context, "sentence": sentence})
    messages.info(request, sentence)
    page = request.POST.get("page", "")
    back = redirect("web:queue", slug=consultation.slug, standing=seen)
    back["Location"] += f"?page={page}" if page.isdigit() and page != "1" else ""
    return back


def _what_happened(statement: Statement) -> str:
    number = {"number": statement.number}
    if statement.standing == "accepted":
        return _("Statement %(number)s was accepted. People can vote on it now.") % number
    reason = REASONS[statement.ruling.reason] if statement.ruling else ""
    return _("Statement %(number)s was rejected. Reason: %(reason)s") % {**number, "reason": reason}
