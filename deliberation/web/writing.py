"""Writing a statement: the form, what others wrote like it, and the vote on that instead."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deliberation.consultations.models import Consultation
from deliberation.errors import Invalid, Refusal
from deliberation.statements.content import tidy
from deliberation.statements.hints import HINTS
from deliberation.statements.models import LONGEST, Statement
from deliberation.statements.rules import SimilarExist
from deliberation.statements.similar import similar_to
from deliberation.votes.actions import acting, arrive, cast
from deliberation.votes.identity import remember
from deliberation.votes.models import Participant
from deliberation.votes.proposing import propose, serve_similar, votable
from deliberation.votes.queries import own_words
from deliberation.web.citizens import asked, not_now
from deliberation.web.forms import WriteForm, not_a_vote

KEPT = 10_000  # characters of a text that is only carried along while its writer votes


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """A form for a statement of one's own; what was typed is never lost."""
    found, now = asked(request, slug), timezone.now()
    if request.method == "POST":
        return _store(request, found, now)
    if not found.phase(now).allows("write"):
        return not_now(request, found, now)
    _participant, token = arrive(cookies=request.COOKIES, consultation=found, now=now)
    response = _form(request, found, WriteForm())
    remember(response, token)
    return response


def _store(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _form(request, found, form, Invalid.status)
    try:
        author = acting(cookies=request.COOKIES, consultation=found, now=now)
        if "vote" in request.POST:
            return _vote(request, author, form, now)
        different = "different" in request.POST
        statement = propose(by=author, text=form.cleaned_data["text"], now=now, different=different)
    except SimilarExist as refusal:
        return _form(request, found, form, refusal.status, _similar(author, refusal.alike))
    except Refusal as refusal:
        form.show(refusal)
        return _form(request, found, form, refusal.status)
    for sentence in _thanks(statement):
        messages.success(request, sentence)
    return redirect(reverse("web:mine", args=[found.slug]) + "#statements")


def _thanks(statement: Statement) -> list[str]:
    if statement.standing == "accepted":
        return [_("Thank you. Others can vote on your statement now; a facilitator may read it afterwards.")]
    sentences = [_("Thank you. Your statement waits for the facilitators; you see here what they decide.")]
    for code in statement.hints:
        told = {"hint": HINTS[code]}
        sentences.append(_("%(hint)s A facilitator will look whether it may be shown to everybody.") % told)
    return sentences


def _vote(request: HttpRequest, author: Participant, form: WriteForm, now: datetime) -> HttpResponse:
    """A vote on one of the similar statements; the writer's text and the list stay as they were."""
    number, value, operation = _pressed(request)
    cast(by=author, number=number, value=value, operation=operation, now=now)
    alike = similar_to(author.consultation, tidy(form.cleaned_data["text"][:KEPT]))
    serve_similar(by=author, alike=alike, now=now)
    return _form(request, author.consultation, form, 200, _similar(author, alike), voted=number)


def _pressed(request: HttpRequest) -> tuple[int, int, UUID]:
    """Which button, as "number value operation"."""
    try:
        number, value, operation = request.POST["vote"].split()
        return int(number), int(value), UUID(operation)
    except ValueError as error:
        raise not_a_vote() from error


def _similar(author: Participant, alike: list[Statement]) -> list[dict[str, Any]]:
    """Rows for the page: the statement, may it be voted on here, and how its writer voted on it so far."""
    open_ones, words = votable(author, alike), own_words(author, alike)
    return [
        {
            "statement": statement,
            "votable": statement.number in open_ones,
            "word": words.get(statement.number, ""),
            "operation": uuid4(),
        }
        for statement in alike
    ]


def _form(
    request: HttpRequest, found: Consultation, form: WriteForm, status: int = 200, similar: Any = (), **more: Any
) -> HttpResponse:
    context = {"consultation": found, "form": form, "longest": LONGEST, "similar": similar, **more}
    return render(request, "statements/write.html", context, status=status)
