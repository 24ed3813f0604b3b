"""Voting on paper: sheets to print, and typing in what came back."""

import re
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Missing, Refusal, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import acts_of
from deliberation.votes.models import AGREE, DISAGREE, SKIP, Sheet
from deliberation.votes.paper import (
    batch_of,
    batches_of,
    differences,
    enter,
    how_far,
    print_sheets,
    settle,
    sheet_called,
    sheets_waiting,
    state_of,
    statements_on,
)
from deliberation.votes.paper_rules import MOST_SHEETS, MOST_STATEMENTS, on_paper, ready_to_print
from deliberation.web.feeds import absolute
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.population import ForCategory

ROWS = 50  # of each list; of the sheets that wait, those that want looking at first
form_page = require_http_methods(["GET", "HEAD", "POST"])
MARKS = {AGREE: gettext_lazy("Agree"), DISAGREE: gettext_lazy("Disagree"), SKIP: gettext_lazy("Skip"),
         None: gettext_lazy("No mark")}  # fmt: skip
SENT = {"1": AGREE, "-1": DISAGREE, "0": SKIP, "none": None}
STATES = {
    "once": gettext_lazy("typed in once"),
    "differing": gettext_lazy("typed in twice, not alike"),
}


class PrintForm(ForCategory):
    """What to print."""

    needed = ("sheets", "statements")

    sheets = forms.IntegerField(label=gettext_lazy("How many sheets"), min_value=1, max_value=MOST_SHEETS, initial=20)
    statements = forms.IntegerField(
        label=gettext_lazy("Statements on each"),
        help_text=gettext_lazy("Each sheet asks what people are asked first online: yours, then what has few votes."),
        min_value=1,
        max_value=MOST_STATEMENTS,
        initial=15,
    )
    numbers = forms.CharField(
        label=gettext_lazy("Or these, by number"),
        help_text=gettext_lazy("For example 3, 7, 12. Then every sheet asks the same."),
        required=False,
    )

    def clean_numbers(self) -> list[int]:
        """Numbers with anything between them."""
        return [int(number) for number in re.findall(r"\d{1,9}", self.cleaned_data["numbers"])]


@form_page
@staff_page
def sheets(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """How far it is, a form to print more, and one to type in a sheet by its code."""
    consultation = staffed(slug, person, "print-sheets" if request.method == "POST" else "see-desk")
    acts, phase = acts_of(person, consultation), consultation.phase(timezone.now())
    code, unknown = request.GET.get("code", ""), ""
    if code and "enter-sheets" in acts:
        try:
            return redirect("web:sheet", slug=slug, code=sheet_called(consultation, code).code)
        except Missing as missing:
            unknown = missing.detail
    form = PrintForm(request.POST or None, consultation=consultation)
    if request.method == "POST" and form.is_valid():
        try:
            batch = print_sheets(consultation=consultation, **form.cleaned_data, by=person, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
        else:
            return redirect("web:sheets-print", slug=slug, batch=batch)
    page = Paginator(batches_of(consultation), ROWS).get_page(request.GET.get("page"))
    waiting = sheets_waiting(consultation)[:ROWS] if "enter-sheets" in acts else []
    context = {
        "consultation": consultation,
        "form": form,
        "page": page,
        "rows": [(each, STATES[state_of(each)]) for each in waiting],
        "code": code.replace("\0", ""),
        "unknown": unknown,
        "far": how_far(consultation),
        "prints": "print-sheets" in acts and phase.allows("print-sheets") and on_paper(consultation.admission) is None,
        "enters": "enter-sheets" in acts and phase.allows("vote"),
        "over": phase.name == "closed",
    }
    return render(request, "staff/sheets.html", context, status=400 if form.errors or unknown else 200)


@require_safe
@staff_page
def printed(request: HttpRequest, person: Person, slug: str, batch: UUID) -> HttpResponse:
    """The sheets of a batch, a page of paper each, in the language of this page."""
    consultation = staffed(slug, person, "print-sheets")
    enforce(ready_to_print(consultation.closes_at, consultation.ministry_id))
    texts = dict(consultation.statements.public().values_list("number", "text"))
    rows = [
        (sheet, [(number, texts[number]) for number in sheet.numbers if number in texts])
        for sheet in batch_of(consultation, batch)
        if not sheet.counted
    ]
    address = absolute("consultation", slug)
    context = {
        "consultation": consultation,
        "sheets": rows,
        "address": address.partition("://")[2].removesuffix("/"),
    }
    return render(request, "staff/sheets_print.html", context)


@form_page
@staff_page
def sheet(request: HttpRequest, person: Person, slug: str, code: str) -> HttpResponse:
    """One sheet: to be typed in, or, where two entries differ, to be looked at again."""
    consultation = staffed(slug, person, "enter-sheets")
    found = sheet_called(consultation, code)
    if request.method != "POST":
        return _sheet_page(request, consultation, found)
    answers = _sent(request, found)
    act = settle if "settling" in request.POST else enter
    try:
        operation = UUID(request.POST.get("operation", ""))
    except ValueError:
        operation = uuid4()
    try:
        act(consultation=consultation, code=code, answers=answers, operation=operation, by=person, now=timezone.now())
    except Refusal as refusal:
        return _sheet_page(request, consultation, found, refusal)
    state = state_of(sheet_called(consultation, code))
    messages.success(request, _said(state))
    if state == "differing":
        return redirect("web:sheet", slug=slug, code=code)
    return redirect("web:sheets", slug=slug)


def _said(state: str) -> str:
    return {
        "once": _("Typed in once. Put the sheet on the pile for the second entry, by somebody else if you can."),
        "differing": _("The two entries are not alike. Look at the paper again."),
        "counted": _("Both entries are alike: the votes count now."),
    }[state]


def _sent(request: HttpRequest, found: Sheet) -> dict[int, int | None]:
    """What was chosen, by number. What is not asked any more has no mark; what was left out is missing."""
    if "settling" in request.POST:
        asked, closed = set(differences(found)), {}
    else:
        asked = {statement.number for statement in statements_on(found)}
        closed = dict.fromkeys(set(found.numbers) - asked)
    chosen = {number: request.POST.get(f"answer-{number}", "") for number in asked}
    return closed | {number: SENT[value] for number, value in chosen.items() if value in SENT}


def _sheet_page(
    request: HttpRequest, consultation: Consultation, found: Sheet, refusal: Refusal | None = None
) -> HttpResponse:
    phase, state = consultation.phase(timezone.now()), state_of(found)
    if refusal is None and state != "counted":
        refusal = allows("vote", consultation, timezone.now())
    unlike = differences(found)
    rows = [
        {
            "statement": statement,
            "chosen": request.POST.get(f"answer-{statement.number}", ""),
            "wrong": refusal.fields.get(str(statement.number), "") if refusal else "",
            "said": [MARKS[value] for value in unlike.get(statement.number, ())],
        }
        for statement in statements_on(found)
        if state != "differing" or statement.number in unlike
    ]
    context: dict[str, Any] = {
        "consultation": consultation,
        "sheet": found,
        "state": state,
        "takes": phase.allows("vote") and state != "counted",
        "rows": rows,
        "marks": [(sent, MARKS[value]) for sent, value in SENT.items()],
        "refusal": refusal,
        "operation": uuid4(),
    }
    return render(request, "staff/sheet.html", context, status=refusal.status if refusal and request.POST else 200)
