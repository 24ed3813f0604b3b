"""Taking part: reading what is asked, voting, writing, and one's own pages."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.consultations.admission import ADMISSIONS, OPEN
from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.errors import Invalid
from deliberation.obligations.queries import obligations_of, standing_of
from deliberation.people.queries import signed_in
from deliberation.results.queries import latest_publication
from deliberation.results.words import summary
from deliberation.statements.queries import public_texts
from deliberation.votes.actions import acting, arrive, cast, serve
from deliberation.votes.identity import remember
from deliberation.votes.models import Participant
from deliberation.votes.queries import how_many_answered, how_many_left, last_own_vote, own_votes, participant_from
from deliberation.web.forms import VoteForm
from deliberation.web.framing import pages
from deliberation.web.own_statements import own_rows
from deliberation.web.snippet import snippet


def asked(request: HttpRequest, slug: str) -> Consultation:
    """The consultation an address names, if this visitor may see it."""
    return consultation_for(slug, signed_in(request.user))


@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked, by whom, until when, and what became of it."""
    found, now = asked(request, slug), timezone.now()
    publication = latest_publication(found)
    return render(
        request,
        "consultations/consultation.html",
        {
            "consultation": found,
            "phase": found.phase(now).name,
            "publication": publication,
            "sentences": summary(publication.document, public_texts(found)) if publication else [],
            "admission": ADMISSIONS[found.admission],
            "invites": OPEN not in ADMISSIONS[found.admission].counts,
            "snippet": snippet(found) if found.embed_origins else "",
            "duties": [(duty, standing_of(duty, now)) for duty in obligations_of(found)],
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """One statement at a time; a vote leads to the next one."""
    found, now = asked(request, slug), timezone.now()
    if request.method == "POST":
        return _cast(request, found, now)
    if not found.phase(now).allows("serve"):
        return render(request, "votes/not_now.html", {"consultation": found, "phase": found.phase(now).name})
    participant, token = arrive(cookies=request.COOKIES, consultation=found, now=now)
    response = render(request, "votes/vote.html", _ballot(participant, found, now))
    remember(response, token)
    return response


def _cast(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise Invalid("vote-form", _("This vote was not complete. Open the voting page again and vote there."))
    sent = form.cleaned_data
    participant = acting(cookies=request.COOKIES, consultation=found, now=now)
    cast(by=participant, number=sent["statement"], value=sent["value"], operation=sent["operation"], now=now)
    if "from_mine" in request.POST:
        messages.success(request, _("Your vote is saved."))
        return redirect(reverse(pages(request)["mine"], args=[found.slug]) + f"#statement-{sent['statement']}")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "votes/ballot.html", _ballot(participant, found, now))
    return redirect(pages(request)["vote"], found.slug)


def _ballot(participant: Participant, found: Consultation, now: datetime) -> dict[str, Any]:
    """The next statement with a fresh operation id, and how far this participant has come."""
    open_now = found.phase(now).allows("serve")
    return {
        "consultation": found,
        "open_now": open_now,
        "statement": next(iter(serve(by=participant, now=now)), None) if open_now else None,
        "operation": uuid4(),
        "last": last_own_vote(participant),
        "answered": how_many_answered(participant),
        "left": how_many_left(participant),
    }


@never_cache
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own votes, each of which can be changed, and what became of one's own statements."""
    found, now = asked(request, slug), timezone.now()
    participant = participant_from(request.COOKIES, found)
    return render(
        request,
        "votes/mine.html",
        {
            "consultation": found,
            "open_now": found.phase(now).allows("vote"),
            "votes": [(*own, uuid4()) for own in own_votes(participant)] if participant else [],
            "own": own_rows(found, participant.pseudonym if participant else "", now),
        },
    )
