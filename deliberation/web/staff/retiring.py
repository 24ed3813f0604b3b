"""Retiring a statement: another one stands in its place from then on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliberation.errors import Conflict, Invalid, Missing, Refusal
from deliberation.people.models import Person
from deliberation.statements.models import Statement
from deliberation.statements.queries import statement_for
from deliberation.statements.retiring import join, reword
from deliberation.statements.rules import may_reword
from deliberation.web.staff.moderation import as_seen, done, row_of
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.ruling_form import RewordingForm
from deliberation.web.staff.statement_desk import looked_at


@require_POST
@staff_page
def joining(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Retire a statement in favour of another that says the same: one of those beside it, or one by its number."""
    statement = statement_for(staffed(slug, person, "moderate"), number, person)
    try:
        into = _number(request.POST.get("into", ""))
        join(statement=statement, into=into, by=person, now=timezone.now(), seen=as_seen(request, statement))
    except (Conflict, Invalid, Missing) as refusal:
        return _refused(request, person, statement, refusal)
    sentence = _("Statement %(number)s was joined with statement %(into)s. Whoever voted on it is asked that one.")
    return done(request, person, statement, sentence % {"number": number, "into": into})


@require_POST
@staff_page
def rewording(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Put a statement into clearer words, or divide it."""
    statement = statement_for(staffed(slug, person, "moderate"), number, person)
    form = RewordingForm(request.POST)
    if form.is_valid():
        sent = {"texts": form.lines, "note": form.cleaned_data["note"], "seen": as_seen(request, statement)}
        try:
            made = reword(statement=statement, by=person, now=timezone.now(), **sent)
        except (Conflict, Invalid) as refusal:
            if may_reword(statement.standing):
                return _refused(request, person, statement, refusal)  # there is no form to show it at
            form.show(refusal)
    if form.errors:
        return looked_at(request, person, statement, form)
    numbers = ", ".join(str(each.number) for each in made)
    sentence = _("In the place of statement %(number)s stand now: %(into)s. Whoever voted on it is asked these.")
    return done(request, person, statement, sentence % {"number": number, "into": numbers})


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    sentence = _("Write the number of a statement.")
    raise Invalid("not-valid", sentence, {"into": sentence})


def _refused(request: HttpRequest, person: Person, statement: Statement, refusal: Refusal) -> HttpResponse:
    """Said at the row for a page that replaces rows; otherwise where the statement can be looked at."""
    if request.htmx:
        return row_of(request, person, statement, problem=refusal.detail, status=Invalid.status)
    messages.error(request, refusal.detail)
    return redirect("web:statement-desk", slug=statement.consultation.slug, number=statement.number)
