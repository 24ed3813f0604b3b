"""The voting page: one statement at a time, the next ones at hand, and a kind way out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.consultations.models import Consultation
from deliberation.errors import enforce
from deliberation.results.queries import latest_publication
from deliberation.results.words import summary
from deliberation.statements.models import Statement
from deliberation.statements.queries import public_texts
from deliberation.statements.translations import public_translations
from deliberation.votes.actions import Put, acting, arrive, cast, put
from deliberation.votes.identity import ballot_mark, remember
from deliberation.votes.models import AGREE, DISAGREE, SKIP, Participant
from deliberation.votes.queries import (
    how_many_answered,
    how_many_left,
    kept_beside,
    last_own_vote,
    own_vote_on,
    participant_from,
)
from deliberation.votes.rules import same_ballot
from deliberation.web.citizens import asked, not_now
from deliberation.web.forms import VoteForm, not_a_vote
from deliberation.web.framing import pages
from deliberation.web.surface import uncached


class Card(NamedTuple):
    """A statement as it is put to somebody: how far they have come with it, and what they said to it before."""

    statement: Statement
    left: int
    answered: int
    said: int | None = None
    again: Sequence[int] = ()  # numbers of those they voted on and in whose place it stands
    other: str = ""  # what it says in the language of the page, where somebody translated it

    @property
    def agreed(self) -> bool:
        return self.said == AGREE

    @property
    def disagreed(self) -> bool:
        return self.said == DISAGREE

    @property
    def skipped(self) -> bool:
        return self.said == SKIP


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """One statement at a time; a vote leads to the next one. `?again=3` asks once more what was answered before."""
    now = timezone.now()
    found = asked(request, slug)
    if request.method == "POST":
        return _cast(request, found, now)
    if not found.phase(now).allows("serve"):
        return not_now(request, found, now)
    participant, token = arrive(cookies=request.COOKIES, consultation=found, now=now)
    response = render(request, "votes/vote.html", _ballot(participant, found, now, request.GET.get("again", "")))
    remember(response, token)
    return response


def _vote_in(sent: dict[str, Any]) -> dict[str, Any]:
    return {"number": sent["statement"], "value": sent["value"], "operation": sent["operation"]}


def _cast(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise not_a_vote()
    sent = form.cleaned_data
    participant = acting(cookies=request.COOKIES, consultation=found, now=now)
    enforce(same_ballot(sent["mark"], ballot_mark(participant.pseudonym)))
    cast(by=participant, **_vote_in(sent), now=now, alone=hasattr(request, "tried_at_once"))
    if "from_mine" in request.POST:
        messages.success(request, _("Your vote is saved."))
        return redirect(reverse(pages(request)["mine"], args=[found.slug]) + f"#statement-{sent['statement']}")
    if "part" in request.POST:
        return render(request, "votes/ballot.html", _ballot(participant, found, now))
    return redirect(pages(request)["vote"], found.slug)


def _ballot(participant: Participant, found: Consultation, now: datetime, again: str = "") -> dict[str, Any]:
    """The statement to vote on, those that follow it, and how far this participant has come."""
    open_now = found.phase(now).allows("serve")
    left, answered = how_many_left(participant), how_many_answered(participant)
    shown = put(by=participant, now=now) if open_now else Put([], {})
    cards = [Card(statement, left - place, answered + place) for place, statement in enumerate(shown.statements)]
    before = own_vote_on(participant, int(again)) if open_now and again.isdecimal() and len(again) < 10 else None
    if before:
        cards.insert(0, Card(before[0], left, answered, before[1]))
    language = get_language() or settings.LANGUAGE_CODE
    others = public_translations(found, language, [card.statement.number for card in cards])
    cards = [
        card._replace(other=others.get(card.statement.number, ""), again=shown.again.get(card.statement.number, ()))
        for card in cards
    ]
    return {
        "consultation": found,
        "open_now": open_now,
        "beside": kept_beside(participant, found),
        "card": cards[0] if cards else None,
        "ahead": cards[1:],
        "operation": uuid4(),
        "mark": ballot_mark(participant.pseudonym),
        "last": None if before else last_own_vote(participant),
    }


@never_cache
@require_safe
def enough(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever has had enough for now: thanks, what came out so far, and how to come back."""
    found, now = asked(request, slug), timezone.now()
    participant, publication = participant_from(request.COOKIES, found), latest_publication(found)
    context = {
        "consultation": found,
        "open_now": found.phase(now).allows("vote"),
        "answered": how_many_answered(participant) if participant else 0,
        "beside": kept_beside(participant, found),
        "left": how_many_left(participant) if participant else 0,
        "publication": publication,
        "sentences": summary(publication.document, public_texts(found)) if publication else [],
        "settings": settings,
    }
    return render(request, "votes/enough.html", context)
