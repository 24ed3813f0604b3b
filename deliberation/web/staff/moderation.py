"""The queue: statements wait for a facilitator or moderator, who accepts or rejects with a published reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.reasons import REASONS
from deliberation.consultations.rules import allows
from deliberation.errors import Missing, Refusal
from deliberation.obligations.record_words import STANDINGS as WORDS
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.hints import HINTS
from deliberation.statements.likeness import ALIKE
from deliberation.statements.lineage import standing_in
from deliberation.statements.models import Statement, Statements
from deliberation.statements.moderating import rule, undo
from deliberation.statements.queries import ruled_as, statement_for
from deliberation.statements.queue import (
    AGE_NAMES,
    DOUBTS,
    Asked,
    accepted_of,
    ages,
    last_at_once,
    looking,
    newest,
    waiting,
)
from deliberation.statements.rules import POSTED
from deliberation.statements.second_looks import posted_of
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.queue_form import ManyForm, QueueForm, as_query, asked_again
from deliberation.web.staff.ruling_form import RulingForm

ROWS = 25  # each holds forms: twice as many take twice as long
WAITING = "waiting"
STANDINGS = (WAITING, "accepted", "rejected", "hidden", POSTED)


@require_safe
@staff_page
def queue(request: HttpRequest, person: Person, slug: str, standing: str = WAITING) -> HttpResponse:
    """What waits, searched and filtered; or what was accepted, rejected or hidden, the latest ruling first."""
    if standing not in STANDINGS:
        raise Missing("no-list", _("There is no such list."))
    return listed(request, person, staffed(slug, person, "see-queue"), standing, QueueForm(request.GET))


def listed(
    request: HttpRequest,
    person: Person,
    consultation: Consultation,
    standing: str,
    form: QueueForm,
    wrong: RulingForm | None = None,
    many: ManyForm | None = None,
) -> HttpResponse:
    """One page of a list. `wrong` and `many`: forms that were sent and need another look."""
    now, asked = timezone.now(), form.asked
    page = Paginator(_rows(consultation, standing, asked, request), ROWS).get_page(
        request.POST.get("page") or request.GET.get("page")
    )
    context = {
        "consultation": consultation,
        "standing": standing,
        "form": form,
        "many": many or ManyForm(grounds=consultation.grounds),
        "query": as_query(asked),
        "asked": QueryDict(as_query(asked)),  # for links on a page that answers a form, too
        "here": reverse("web:queue", kwargs={"slug": consultation.slug, "standing": standing}),
        "chosen": request.POST.getlist("tick"),
        "which": request.POST.get("which", "chosen"),
        "page": page,
        "wrong": wrong is not None or many is not None,
        "rows": rows_of(list(page), person, consultation, wrong),
        "bands": [(code, AGE_NAMES[code], n) for code, n in ages(consultation, now).items()]
        if _waits(standing)
        else [],
        "numbered": " ".join(f"{n}: {text}" for n, text in enumerate(consultation.grounds.values(), 1)),
        "newest": newest(consultation) if _waits(standing) else 0,
        "last": last_at_once(consultation, person, now),
        "closed_because": allows("moderate", consultation, now),
        "rules": may("moderate", person, consultation) is None,
    }
    return render(request, "staff/queue.html", context, status=400 if context["wrong"] else 200)


def _waits(standing: str) -> bool:
    return standing == WAITING


def _rows(consultation: Consultation, standing: str, asked: Asked, request: HttpRequest) -> Statements:
    if standing == POSTED:
        return posted_of(consultation)
    return waiting(consultation, asked, timezone.now()) if _waits(standing) else ruled_as(consultation, standing)


def rows_of(
    statements: list[Statement], person: Person, consultation: Consultation, wrong: RulingForm | None = None
) -> list[dict[str, Any]]:
    """Statements of one consultation with all that helps to decide; a form that was wrong keeps what was typed."""
    grounds = consultation.grounds
    records, others = accepted_of(statements), looking(statements, person, timezone.now())
    instead = standing_in([each.pk for each in statements if each.standing == "rejected"])
    return [
        {
            "statement": each,
            "tick": f"{each.number}-{each.ruling_id or 0}",
            "form": wrong if wrong and wrong.number == each.number else RulingForm(number=each.number, grounds=grounds),
            "reason": REASONS.get(each.ruling.reason, "") if each.ruling else "",
            "hints": _hints(each) if each.ruling is None or each.ruling.by_id is None else [],
            "record": records.get(each.author, 0),
            "looking": others.get(each.pk),
            "instead": instead.get(each.pk, []),
        }
        for each in statements
    ]


def _hints(statement: Statement) -> list[Any]:
    found = [HINTS[code] for code in statement.hints if code in HINTS]
    return [*found, DOUBTS["alike"]] if statement.alike >= ALIKE else found


@require_POST
@staff_page
def ruling(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Accept or reject one statement, and go back to the list it was in."""
    consultation = staffed(slug, person, "moderate")
    statement = statement_for(consultation, number, person)
    form = RulingForm(request.POST, number=number, grounds=consultation.grounds)
    if form.is_valid():
        try:
            seen = as_seen(request, statement)
            rule(statement=statement, by=person, now=timezone.now(), seen=seen, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.code == "ruled-meanwhile":
                return done(request, person, statement, refusal.detail)
            if not refusal.fields:
                raise
            form.show(refusal)
    if form.errors:
        return _wrong(request, person, statement, form)
    return done(request, person, statement, _what_happened(statement))


def as_seen(request: HttpRequest, statement: Statement) -> int | None:
    """The ruling that was seen, by id; of a page that tells only the list it was in: any in that list, or none."""
    given = request.POST.get("ruling", "")
    if given.isdecimal() and len(given) < 19:
        return int(given)
    in_list = request.POST.get("seen", WAITING) == statement.standing
    return statement.ruling_id or 0 if in_list else -1


@require_POST
@staff_page
def undoing(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Undo the ruling that holds: what was before holds again."""
    statement = statement_for(staffed(slug, person, "moderate"), number, person)
    try:
        undo(statement=statement, by=person, now=timezone.now(), seen=as_seen(request, statement))
    except Refusal as refusal:
        if refusal.code != "ruled-meanwhile":
            raise
        return done(request, person, statement, refusal.detail)
    sentence = _("The ruling on statement %(number)s was undone. It stands as before: %(standing)s.")
    told = {"number": statement.number, "standing": WORDS[statement.standing]}
    return done(request, person, statement, sentence % told)


def _list_of(request: HttpRequest) -> str:
    seen = request.POST.get("seen", WAITING)
    return seen if seen in STANDINGS else WAITING


def _wrong(request: HttpRequest, person: Person, statement: Statement, form: RulingForm) -> HttpResponse:
    if not request.htmx:
        chosen = asked_again(request.POST.get("query", ""))
        return listed(request, person, statement.consultation, _list_of(request), chosen, form)
    return row_of(request, person, statement, form=form, status=400)


def done(request: HttpRequest, person: Person, statement: Statement, sentence: str) -> HttpResponse:
    """The row alone for a page that replaces rows by itself; otherwise back to the same page of the list."""
    if request.htmx:
        return row_of(request, person, statement, sentence)
    messages.info(request, sentence)
    query = as_query(asked_again(request.POST.get("query", "")).asked, request.POST.get("page", ""))
    back = redirect("web:queue", slug=statement.consultation.slug, standing=_list_of(request))
    back["Location"] += f"?{query}" if query else ""
    return back


def row_of(
    request: HttpRequest,
    person: Person,
    statement: Statement,
    sentence: str = "",
    form: RulingForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "consultation": statement.consultation,
        "standing": statement.standing,
        "row": rows_of([statement], person, statement.consultation, form)[0],
        "sentence": sentence,
        "problem": problem,
        "query": request.POST.get("query", ""),
        "rules": True,
    }
    return render(request, "staff/queue_row.html", context, status=status)


def _what_happened(statement: Statement) -> str:
    number = {"number": statement.number}
    if statement.standing == "accepted":
        return _("Statement %(number)s was accepted. People can vote on it now.") % number
    reason = REASONS[statement.ruling.reason] if statement.ruling else ""
    return _("Statement %(number)s was rejected. Reason: %(reason)s") % {**number, "reason": reason}
