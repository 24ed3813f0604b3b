"""Taking part: reading what is asked, voting, writing, and one's own pages."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deliberation.consultations.admission import ADMISSIONS
from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.consultations.week_notes import notes_of
from deliberation.obligations.queries import obligations_of, standing_of
from deliberation.obligations.record_words import told
from deliberation.people.queries import signed_in
from deliberation.record.models import Entry
from deliberation.record.queries import changes_of
from deliberation.results.queries import latest_publication
from deliberation.results.words import summary
from deliberation.statements.queries import public_texts
from deliberation.votes.identity import ballot_mark
from deliberation.votes.queries import kept_beside, own_votes, participant_from, votes_behind
from deliberation.web.forms import AddressForm
from deliberation.web.languages import offered_as
from deliberation.web.own_statements import own_rows
from deliberation.web.snippet import snippet

CHANGES_SHOWN = 10


def asked(request: HttpRequest, slug: str) -> Consultation:
    """The consultation an address names, if this visitor may see it."""
    found = consultation_for(slug, signed_in(request.user))
    offered_as(request, found.languages)
    return found


def not_now(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """The page in the place of one where people take part, before opening and after closing."""
    return render(request, "votes/not_now.html", {"consultation": found, "phase": found.phase(now).name})


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
            "snippet": snippet(found) if found.embed_origins else "",
            "note": notes_of(found).first(),
            "changes": _changes(found),
            "form": AddressForm() if settings.EMAIL_ON else None,
            "duties": [(duty, standing_of(duty, now)) for duty in obligations_of(found)],
        },
    )


def _changes(found: Consultation) -> list[tuple[Entry, str]]:
    """The latest changes after opening, in words."""
    if not found.public:
        return []
    announced = found.closes_at.astimezone(found.zone)
    return [(entry, told(entry, announced)) for entry in changes_of(found.slug)[:CHANGES_SHOWN]]


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
            "beside": kept_beside(participant, found),
            "mark": ballot_mark(participant.pseudonym) if participant else "",
            "votes": [(*own, uuid4()) for own in own_votes(participant)] if participant else [],
            "behind": votes_behind(participant) if participant else [],
            "own": own_rows(found, participant.pseudonym if participant else "", now),
        },
    )
