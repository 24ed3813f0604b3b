"""Answering a consensus statement for a ministry."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deliberation.errors import Refusal, enforce
from deliberation.obligations import actions
from deliberation.obligations.answering import AnswerDraft, gaps
from deliberation.obligations.models import Kind, Obligation
from deliberation.obligations.queries import local_day, obligation_numbered, standing_of
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.web.staff.answer_form import AnswerForm
from deliberation.web.staff.offices import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def answer(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """What is owed and how people voted; the answer is checked or published from here."""
    obligation = obligation_numbered(number)
    enforce(may("answer", person, obligation.ministry))
    if request.method != "POST":
        return _page(request, obligation, AnswerForm(earlier=_latest(obligation)))
    form = AnswerForm(request.POST)
    draft = form.draft()
    if request.POST.get("act") == "check":
        return _checked(request, obligation, form, draft)
    return _published(request, person, obligation, form, draft)


def _latest(obligation: Obligation) -> Any:
    return max(obligation.answers.all(), key=lambda version: version.version, default=None)


def _checked(request: HttpRequest, obligation: Obligation, form: AnswerForm, draft: AnswerDraft) -> HttpResponse:
    """Say what is missing; nothing is stored."""
    today = local_day(obligation.consultation, timezone.now())
    form.show_gaps(gaps(draft, today))
    return _page(request, obligation, form, checked=True)


def _published(
    request: HttpRequest, person: Person, obligation: Obligation, form: AnswerForm, draft: AnswerDraft
) -> HttpResponse:
    now = timezone.now()
    if form.faults():
        form.show_gaps(gaps(draft, local_day(obligation.consultation, now)))
        return _page(request, obligation, form, status=400)
    try:
        published = actions.answer(obligation=obligation, draft=draft, by=person, now=now, after=_after(request))
    except Refusal as refusal:
        return _refused(request, obligation, form, refusal)
    messages.success(request, _("Version %(version)s of the answer is public.") % {"version": published.version})
    return redirect("web:answer", number=obligation.pk)


def _after(request: HttpRequest) -> int | None:
    """The version the writer had on the page."""
    after = request.POST.get("after", "")
    return int(after) if after.isdecimal() and len(after) < 10 else None


def _refused(request: HttpRequest, obligation: Obligation, form: AnswerForm, refusal: Refusal) -> HttpResponse:
    if refusal.fields:
        form.show_gaps(refusal.fields)
    else:
        form.show(refusal)
    return _page(request, obligation, form, status=refusal.status)


def _page(
    request: HttpRequest, obligation: Obligation, form: AnswerForm, status: int = 200, **more: Any
) -> HttpResponse:
    latest = _latest(obligation)
    context = {
        "obligation": obligation,
        "consultation": obligation.consultation,
        "standing": standing_of(obligation, timezone.now()),
        "is_meeting": obligation.kind == Kind.MEETING,
        "text": _shown_text(obligation),
        "groups": _votes_of_groups(obligation),
        "hidden_below": obligation.publication.document["disclosure"]["suppress_below"],
        "latest": latest,
        "after": latest.version if latest else 0,
        "form": form,
        **more,
    }
    return render(request, "staff/answer.html", context, status=status)


def _shown_text(obligation: Obligation) -> str:
    """The statement's words, unless they were hidden after closing."""
    statement = obligation.statement
    return statement.text if statement and statement.standing == "accepted" else ""


def _votes_of_groups(obligation: Obligation) -> list[dict[str, Any]]:
    """How each group, or without groups everybody, voted on the statement, from the frozen publication."""
    document, statement = obligation.publication.document, obligation.statement
    number = statement.number if statement else None
    rows = [row for row in document["statements"] if row["number"] == number]
    entries = [entry for entry in document["consensus"] if entry["statement"] == number]
    shares = {share["label"]: share for entry in entries for share in entry["groups"]}
    return [
        {**shares.get(cells["label"], {}), **cells} for row in rows for cells in row["groups"] or [{**row, "label": ""}]
    ]
