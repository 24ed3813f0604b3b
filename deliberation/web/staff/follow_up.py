"""What follows an answer, at the desks: reviews to ask for and to decide, milestones to report on."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from deliberation.errors import Refusal, enforce
from deliberation.obligations.delivering import good_link, make_link, promises_of, report, token_of
from deliberation.obligations.models import Obligation, Review
from deliberation.obligations.promises import DONE, Promise, may_report
from deliberation.obligations.queries import local_day, obligation_numbered
from deliberation.obligations.redress import (
    REVIEW_DAYS,
    SHORTEST_REASON,
    SHORTEST_UPHOLDING,
    is_another,
    may_ask_for_review,
)
from deliberation.obligations.reopening import reopened
from deliberation.obligations.reviewing import ask_for_review, signatory, uphold, waiting_reviews
from deliberation.obligations.versions import facts_of, latest_answer, reviews_of
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.web.delivery import ReportForm, promise_row
from deliberation.web.forms import PageForm
from deliberation.web.redress import review_row
from deliberation.web.staff.offices import staff_page


class ReviewForm(PageForm):
    """Why an answer should be looked at again."""

    needed = ("reason",)

    reason = forms.CharField(
        label=gettext_lazy("Why should it be reviewed?"),
        help_text=format_lazy(
            gettext_lazy("At least {least} characters. Everybody can read it."), least=SHORTEST_REASON
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class UpholdingForm(PageForm):
    """Why an answer stands after a review."""

    needed = ("reasons", "signed_by")

    number = forms.IntegerField(required=False, widget=forms.HiddenInput())  # what another decided is not decided here
    reasons = forms.CharField(
        label=gettext_lazy("New reasons"),
        help_text=format_lazy(
            gettext_lazy("At least {least} characters. Everybody can read them."), least=SHORTEST_UPHOLDING
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Who signs"),
        help_text=gettext_lazy("The role, for example: Director of roads."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


@require_safe
@staff_page
def follow_up(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Everything that follows the answer to one duty, for the ministry and for those who asked."""
    return _page(request, person, _duty(number, person))


def _duty(number: int, person: Person) -> Obligation:
    duty = obligation_numbered(number)
    if may("ask-for-review", person, duty.consultation) is not None:
        enforce(may("answer", person, duty.holder))
    return duty


def _page(request: HttpRequest, person: Person, duty: Obligation, status: int = 200, **forms: Any) -> HttpResponse:
    now = timezone.now()
    today = local_day(duty.consultation, now)
    latest = latest_answer(duty) if duty.answers.exists() else None
    asks = may("ask-for-review", person, duty.consultation) is None
    answers = may("answer", person, duty.holder) is None
    context = {
        "duty": duty,
        "consultation": duty.consultation,
        "answer": latest,
        "shown": duty.statement is not None and duty.statement.standing == "accepted",
        "waiting": _waiting(duty, person, today, answers, forms.get("refused")),
        "decided": [review_row(each, today) for each in reviews_of(duty) if each.decided],
        "answers": answers,
        "asking": ReviewForm() if asks and may_ask_for_review(facts_of(latest) if latest else None) is None else None,
        "review_days": REVIEW_DAYS,
        "due_again": reopened(latest, now) if latest else None,
        "promises": [_promise(each, duty, now, answers, forms.get("wrong")) for each in promises_of(duty)],
        **forms,
    }
    return render(request, "staff/follow_up.html", context, status=status)


def _waiting(duty: Obligation, person: Person, today: date, answers: bool, refused: Any) -> list[dict[str, Any]]:
    """The reviews that wait, each with the form to decide it, or why this person cannot, for those who answer."""
    reviews = list(waiting_reviews(duty))
    rows = [review_row(review, today) for review in reviews]
    if not answers:
        return rows
    about = (refused.cleaned_data.get("number") or reviews[0].pk) if refused and reviews else None
    own = [is_another(signatory(review.answer), person.pk) for review in reviews]
    sent = [refused if review.pk == about else _upholding(review) for review in reviews]
    return [
        {**row, "own_answer": signed, "upholding": None if signed else form}
        for row, signed, form in zip(rows, own, sent, strict=True)
    ]


def _upholding(review: Review) -> UpholdingForm:
    return UpholdingForm(initial={"number": review.pk}, auto_id=f"id_{review.pk}_%s")


def _promise(promise: Promise, duty: Obligation, now: datetime, answers: bool, wrong: Any) -> dict[str, Any]:
    """A promise, with the form to report on it and the link that is good, for those who may."""
    row = promise_row(promise, duty, local_day(duty.consultation, now))
    if not answers or may_report(promise, DONE, by_link=False) is not None:
        return row
    link = good_link(duty, promise, now)
    form = wrong if wrong and wrong.number == promise.number else ReportForm(number=promise.number)
    address = settings.BASE_URL + reverse("web:check-in", args=[token_of(link)]) if link else ""
    return {**row, "form": form, "link": address, "link_until": link.until if link else None}


@require_POST
@staff_page
def milestone_report(request: HttpRequest, person: Person, number: int, milestone: int) -> HttpResponse:
    """An official says what became of a milestone."""
    duty, form = _duty(number, person), ReportForm(request.POST, number=milestone)
    try:
        report(obligation=duty, number=milestone, draft=form.draft(), by=person, now=timezone.now())
    except Refusal as refusal:
        if not refusal.fields:
            raise
        form.show(refusal)
        return _page(request, person, duty, 400, wrong=form)
    messages.success(request, _("Your report is public. Thank you."))
    return redirect("web:follow-up", number=duty.pk)


@require_POST
@staff_page
def milestone_link(request: HttpRequest, person: Person, number: int, milestone: int) -> HttpResponse:
    """An official makes a link for the unit responsible."""
    duty = _duty(number, person)
    make_link(obligation=duty, number=milestone, by=person, now=timezone.now())
    messages.success(request, _("The new link is below; the one before is good no more."))
    return redirect(reverse("web:follow-up", args=[duty.pk]) + f"#milestone-{milestone}")


@require_POST
@staff_page
def review_opening(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """A facilitator has the answer reviewed."""
    duty, form = _duty(number, person), ReviewForm(request.POST)
    form.full_clean()
    try:
        ask_for_review(obligation=duty, reason=form.cleaned_data["reason"], by=person, now=timezone.now())
    except Refusal as refusal:
        if not refusal.fields:
            raise
        form.show(refusal)
        return _page(request, person, duty, 400, asking=form)
    messages.success(request, _("The review is open, and the ministry has to decide it."))
    return redirect("web:follow-up", number=duty.pk)


@require_POST
@staff_page
def review_decision(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """An official lets the answer stand, for new reasons."""
    duty, form = _duty(number, person), UpholdingForm(request.POST)
    form.full_clean()
    try:
        uphold(obligation=duty, **form.cleaned_data, by=person, now=timezone.now())
    except Refusal as refusal:
        if not refusal.fields:
            raise
        form.show(refusal)
        return _page(request, person, duty, 400, refused=form)
    messages.success(request, _("The review is decided; your reasons are public."))
    return redirect("web:follow-up", number=duty.pk)
