"""After an answer: what people think of it, and reviews. A section of an obligation's page, and rating."""

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
from deliberation.obligations.hearing import adequate_rule, heard_rule
from deliberation.obligations.models import Answer, Obligation, Rating, Review
from deliberation.obligations.queries import local_day, obligation_numbered
from deliberation.obligations.rating import disclosure, rate
from deliberation.obligations.redress import CHANGEABLE_DAYS, GROUNDS, OUTCOMES, RATING_DAYS, REVIEW_DAYS, may_rate
from deliberation.obligations.reopening import reopened
from deliberation.obligations.versions import facts_of, latest_answer, reviews_of
from deliberation.votes.identity import ballot_mark
from deliberation.votes.models import Participant
from deliberation.votes.queries import participant_from
from deliberation.votes.rules import same_ballot
from deliberation.votes.voters import is_voter, voter
from deliberation.web.forms import PageForm

SAYS = (("yes", gettext_lazy("Yes")), ("partly", gettext_lazy("Partly")), ("no", gettext_lazy("No")))


class RatingForm(PageForm):
    """Two questions about a version of an answer."""

    needed = ("answers_it", "clear")

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput())
    mark = forms.CharField(required=False, widget=forms.HiddenInput())
    answers_it = forms.CharField(
        label=gettext_lazy("Does it answer what was asked?"), required=False, widget=forms.RadioSelect(choices=SAYS)
    )
    clear = forms.CharField(
        label=gettext_lazy("Are the reasons clear?"), required=False, widget=forms.RadioSelect(choices=SAYS)
    )


def section(duty: Obligation, now: datetime) -> dict[str, Any]:
    """The figures of the version that holds, who may rate it until when, and every review with its clock."""
    if not duty.answers.all():
        return {}
    answer = latest_answer(duty)
    today, facts = local_day(duty.consultation, now), facts_of(answer)
    release = answer.rating_releases.last()
    return {
        "answer": answer,
        "release": release,
        "told": _told(release.document) if release else None,
        "rated_until": facts.rated_until,
        "may_rate": may_rate(facts, None, today) is None,
        "due_again": reopened(answer, now),
        "reviews": [review_row(review, today) for review in reviews_of(duty)],
        "adequate_rule": adequate_rule(disclosure()),
        "heard_rule": heard_rule(),
        "rating_days": RATING_DAYS,
        "changeable_days": CHANGEABLE_DAYS,
        "review_days": REVIEW_DAYS,
    }


def _told(document: Any) -> dict[str, Any]:
    """The released figures, with the cells of each row in the order of the table's columns."""
    rows = [
        {**row, "cells": [row[question][each] for question in ("answers_it", "clear") for each, _word in SAYS]}
        for row in document["groups"]
    ]
    return {**document, "groups": rows}


def review_row(review: Review, today: date) -> dict[str, Any]:
    """A review: why, where it stands, and how it ended."""
    decision = review.decision if review.decided else None
    ended_on = decision.decided_on if decision else today
    return {
        "review": review,
        "ground": GROUNDS[review.ground],
        "decision": decision,
        "outcome": OUTCOMES[decision.outcome] if decision else "",
        "left": (review.due_on - today).days,
        "late": max(0, (ended_on - review.due_on).days),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, number: int) -> HttpResponse:
    """Rate the answer that holds now, or change one's rating."""
    duty = obligation_numbered(number)
    answer = latest_answer(duty)
    by = participant_from(request.COOKIES, duty.consultation)
    said = answer.ratings.filter(participant=by).last() if by else None
    first = {"version": answer.version, "mark": ballot_mark(by.pseudonym) if by else ""}
    if said:
        first |= {"answers_it": said.answers_it, "clear": said.clear}
    form, status = RatingForm(request.POST if request.method == "POST" else None, initial=first), 200
    if request.method == "POST":
        try:
            return _rated(request, duty, answer, form)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            form.show(refusal)
            status = 400
    context = {
        "duty": duty,
        "consultation": duty.consultation,
        "answer": answer,
        "form": form,
        "said": said,
        "voted": is_voter(request.COOKIES, duty.consultation),
        "refusal": _closed(answer, said, by),
        "changeable_days": CHANGEABLE_DAYS,
        "rated_until": facts_of(answer).rated_until,
    }
    return render(request, "obligations/rating.html", context, status=status)


def _closed(answer: Answer, said: Rating | None, by: Participant | None) -> Refusal | None:
    """Why it cannot be rated now, by the rule that the action enforces."""
    consultation = answer.obligation.consultation
    first = answer.ratings.filter(participant=by).first() if said else None
    first_on = local_day(consultation, first.at) if first else None
    return may_rate(facts_of(answer), first_on, local_day(consultation, timezone.now()))


def _rated(request: HttpRequest, duty: Obligation, answer: Answer, form: RatingForm) -> HttpResponse:
    by = voter(request.COOKIES, duty.consultation)
    form.full_clean()
    sent = form.cleaned_data
    enforce(same_ballot(sent.get("mark", ""), ballot_mark(by.pseudonym)))
    version = answer if sent.get("version") in (None, answer.version) else latest_answer(duty, sent["version"])
    rate(
        answer=version,
        answers_it=sent.get("answers_it", ""),
        clear=sent.get("clear", ""),
        by=by,
        now=timezone.now(),
    )
    messages.success(request, _("Your rating is saved. The figures change when more people have rated."))
    return redirect(reverse("web:obligation", args=[duty.pk]) + "#ratings")
