"""Where somebody's own statements stand, and the appeal against a rejection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.consultations.reasons import REASONS
from deliberation.errors import Refusal
from deliberation.people.queries import signed_in
from deliberation.results.queries import latest_publication
from deliberation.statements.actions import AGAINST
from deliberation.statements.actions import appeal as make_appeal
from deliberation.statements.lineage import standing_in
from deliberation.statements.models import LONGEST, Ruling, Statement
from deliberation.statements.queries import own_statement, own_statements
from deliberation.statements.retiring import propose
from deliberation.statements.rules import LONGEST_APPEAL, in_time_to_appeal, may_reword
from deliberation.votes.identity import sender
from deliberation.web.forms import AppealForm, WriteForm
from deliberation.web.languages import offered_as


def own_rows(consultation: Consultation, author: str, now: datetime) -> list[dict[str, Any]]:
    """Each of one's own with what was ruled, the appeal, and the figures of the newest publication."""
    statements = list(own_statements(consultation, author))
    instead = standing_in([each.pk for each in statements])
    publication = latest_publication(consultation) if statements else None
    figures = {row["number"]: row for row in publication.document["statements"]} if publication else {}
    return [
        {**_row(each, consultation, now), "figures": _figures(each, figures), "instead": instead.get(each.pk, [])}
        for each in statements
    ]


def _row(statement: Statement, consultation: Consultation, now: datetime) -> dict[str, Any]:
    ruling = statement.ruling
    rejected = ruling if ruling and statement.standing in AGAINST else None
    open_to_appeal = rejected and not rejected.appealed and in_time_to_appeal(consultation, rejected.made_at, now)
    return {
        "statement": statement,
        "reason": REASONS.get(rejected.reason, "") if rejected else "",
        "steps": [_step(each, each.pk == statement.ruling_id) for each in statement.steps],
        "may_reword": consultation.phase(now).allows("write") and may_reword(statement.standing) is None,
        "may_appeal": bool(open_to_appeal),
    }


def _step(ruling: Ruling, holds: bool) -> dict[str, Any]:
    """One ruling and what came of the appeal against it; granted after voting ended, no acceptance followed."""
    outcome = ruling.appealed.state if ruling.appealed else ""
    return {
        "ruling": ruling,
        "holds": holds,
        "reason": REASONS.get(ruling.reason, "") if ruling.outcome in AGAINST else "",
        "appeal": ruling.appealed,
        "outcome": "granted-late" if outcome == "granted" and holds else outcome,
    }


def _figures(statement: Statement, figures: Mapping[int, Any]) -> Mapping[str, Any] | None:
    """What the document tells everybody; nothing of a statement that nobody may read any more."""
    return figures.get(statement.number) if statement.standing == "accepted" else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One's own rejected statement, why it was rejected, and a form to object, once to each ruling."""
    found, now = consultation_for(slug, signed_in(request.user)), timezone.now()
    offered_as(request, found.languages)
    author = sender(request.COOKIES, found.pk)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_appeal(consultation=found, number=number, reason=form.cleaned_data["reason"], by=author, now=now)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.show(refusal)
            return _page(request, found, own_statement(found, number, author), form, refusal.status)
        messages.success(request, _("Your appeal is sent. Somebody else decides; you see the answer here."))
        return redirect(reverse("web:mine", args=[found.slug]) + "#statements")
    return _page(request, found, own_statement(found, number, author), form, 400 if form.errors else 200)


def _page(
    request: HttpRequest, found: Consultation, statement: Statement, form: AppealForm, status: int
) -> HttpResponse:
    context = {
        "consultation": found,
        "row": _row(statement, found, timezone.now()),
        "form": form,
        "longest": LONGEST_APPEAL,
    }
    return render(request, "statements/appeal.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rewording(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Clearer words for a statement of one's own: they wait, and take its place once they are accepted."""
    found, now = consultation_for(slug, signed_in(request.user)), timezone.now()
    offered_as(request, found.languages)
    author = sender(request.COOKIES, found.pk)
    form, status = WriteForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            propose(consultation=found, number=number, text=form.cleaned_data["text"], by=author, now=now)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Your words wait for the facilitators; you see here what they decide."))
            return redirect(reverse("web:mine", args=[found.slug]) + "#statements")
    row = _row(own_statement(found, number, author), found, now)
    context = {"consultation": found, "row": row, "form": form, "longest": LONGEST}
    return render(request, "statements/reword.html", context, status=status)
