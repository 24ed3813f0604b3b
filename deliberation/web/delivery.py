"""What became of promises: a section of an obligation's page, whether it happened, and reporting by a link."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deliberation.errors import Refusal, enforce
from deliberation.obligations.confirming import confirm, report_to_confirm
from deliberation.obligations.delivering import opened_by, promise_numbered, promises_of, report_by_link
from deliberation.obligations.hearing import heard_rule
from deliberation.obligations.models import ConfirmationRelease, Obligation
from deliberation.obligations.promises import (
    KINDS,
    STATES,
    WITHDRAWN,
    Promise,
    ReportDraft,
    asked_until,
    may_confirm,
    may_report,
)
from deliberation.obligations.queries import local_day, obligation_numbered
from deliberation.votes.identity import ballot_mark
from deliberation.votes.queries import participant_from
from deliberation.votes.rules import same_ballot
from deliberation.votes.voters import is_voter, voter
from deliberation.web.forms import PageForm

COLORS = {"open": "info", "missed": "danger", "done-late": "warning", "withdrawn": "warning", "disputed": "danger"}
REPLY_WORDS = (
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
    ("cannot-tell", gettext_lazy("I cannot tell")),
)


class ReplyForm(PageForm):
    """Did it happen?"""

    needed = ("said",)

    mark = forms.CharField(required=False, widget=forms.HiddenInput())
    said = forms.CharField(
        label=gettext_lazy("Did it happen?"), required=False, widget=forms.RadioSelect(choices=REPLY_WORDS)
    )


class ReportForm(PageForm):
    """What became of a milestone. What each kind needs is said by the rule, in one place."""

    needed = ("kind", "text", "link", "moved_to")

    kind = forms.CharField(label=gettext_lazy("What became of it?"), required=False, widget=forms.RadioSelect())
    text = forms.CharField(
        label=gettext_lazy("What anybody can see there, or the reason"),
        help_text=gettext_lazy("A sentence or two. Everybody can read it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    link = forms.CharField(
        label=gettext_lazy("The evidence, if it is done"),
        help_text=gettext_lazy("An address that begins with https://."),
        required=False,
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    moved_to = forms.DateField(
        label=gettext_lazy("The new date, if it moves"),
        help_text=gettext_lazy("The first date stays visible, and being on time is judged by it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, number: int, by_link: bool = False) -> None:
        super().__init__(data, auto_id=f"milestone-{number}-%s")
        self.number = number
        self.fields["kind"].widget.choices = [each for each in KINDS.items() if not (by_link and each[0] == WITHDRAWN)]

    def draft(self) -> ReportDraft:
        """What was typed; what could not be read is empty."""
        self.full_clean()
        sent = self.cleaned_data
        return ReportDraft(sent.get("kind", ""), sent.get("text", ""), sent.get("link", ""), sent.get("moved_to"))


def section(duty: Obligation, now: datetime) -> dict[str, Any]:
    """Every promise with its dates, where it stands, and what people say of it."""
    today = local_day(duty.consultation, now)
    rows = ConfirmationRelease.objects.filter(report__milestone__answer__obligation=duty).order_by("number")
    releases = {row.report_id: row for row in rows}
    promises = [promise_row(promise, duty, today, releases) for promise in promises_of(duty)]
    return {"promises": promises, "heard_rule": heard_rule()} if promises else {}


def promise_row(promise: Promise, duty: Obligation, today: date, releases: Any = None) -> dict[str, Any]:
    """One promise, for a page."""
    state, done = promise.state(today), promise.reported
    release = (releases or {}).get(done.pk) if done else None
    calendar = duty.consultation.opening.calendar
    return {
        "promise": promise,
        "first": promise.first,
        "last": promise.stated[-1],
        "state": STATES[state],
        "color": COLORS.get(state, "success"),
        "moved": promise.expected != promise.original,
        "told": [(each, KINDS[each.kind]) for each in promise.told],
        "release": release,
        "seen": _seen(release.document) if release else None,
        "asked": done is not None and may_confirm(done.on, calendar, today) is None,
        "asked_until": asked_until(done.on, calendar) if done else None,
    }


def _seen(document: Any) -> dict[str, Any]:
    """The released figures, with the cells of each row in the order of the table's columns."""
    rows = [{**row, "cells": [row[each] for each, _word in REPLY_WORDS]} for row in document["groups"]]
    return {**document, "groups": rows}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def happened(request: HttpRequest, number: int, milestone: int) -> HttpResponse:
    """Say whether a promise was kept that was reported done."""
    duty = obligation_numbered(number)
    promise, now = promise_numbered(duty, milestone), timezone.now()
    report = report_to_confirm(promise)
    by = participant_from(request.COOKIES, duty.consultation)
    said = report.confirmations.filter(participant=by).last() if by else None
    first = {"mark": ballot_mark(by.pseudonym) if by else "", "said": said.said if said else ""}
    form, status = ReplyForm(request.POST if request.method == "POST" else None, initial=first), 200
    if request.method == "POST":
        try:
            return _said(request, duty, report, form)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            form.show(refusal)
            status = 400
    today, calendar = local_day(duty.consultation, now), duty.consultation.opening.calendar
    context = {
        "duty": duty,
        "consultation": duty.consultation,
        "row": promise_row(promise, duty, today),
        "report": report,
        "form": form,
        "voted": is_voter(request.COOKIES, duty.consultation),
        "refusal": may_confirm(report.reported_on, calendar, today),
    }
    return render(request, "obligations/happened.html", context, status=status)


def _said(request: HttpRequest, duty: Obligation, report: Any, form: ReplyForm) -> HttpResponse:
    by = voter(request.COOKIES, duty.consultation)
    form.full_clean()
    sent = form.cleaned_data
    enforce(same_ballot(sent.get("mark", ""), ballot_mark(by.pseudonym)))
    confirm(report=report, said=sent.get("said", ""), by=by, now=timezone.now())
    messages.success(request, _("What you say is saved. The figures change when more people have said it."))
    return redirect(reverse("web:obligation", args=[duty.pk]) + "#promises")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """The unit responsible reports by its link: looking changes nothing, the button does."""
    opened, now = opened_by(token, timezone.now()), timezone.now()
    number = opened.promise.number
    sent = request.POST if request.method == "POST" else None
    form, status = ReportForm(sent, number=number, by_link=True), 200
    if request.method == "POST":
        try:
            report_by_link(token=token, draft=form.draft(), now=now)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            form.show(refusal)
            status = 400
        else:
            messages.success(request, _("Your report is public. Thank you."))
            return redirect(reverse("web:obligation", args=[opened.obligation.pk]) + "#promises")
    today = local_day(opened.obligation.consultation, now)
    context = {
        "duty": opened.obligation,
        "consultation": opened.obligation.consultation,
        "row": promise_row(opened.promise, opened.obligation, today),
        "check_in": opened.check_in,
        "form": form,
        "refusal": may_report(opened.promise, "done", by_link=True),
    }
    return render(request, "obligations/check_in.html", context, status=status)
