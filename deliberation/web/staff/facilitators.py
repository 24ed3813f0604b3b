"""Making, opening and closing consultations."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.consultations import actions
from deliberation.consultations.models import Consultation
from deliberation.consultations.phases import CLOSED, DRAFT
from deliberation.consultations.rule_set import complete
from deliberation.consultations.rules import allows
from deliberation.consultations.templates import BUILT_IN
from deliberation.consultations.week_notes import ended
from deliberation.errors import Refusal, enforce
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import course_of, obligations_of, standing_of
from deliberation.obligations.standing import Standing
from deliberation.people.models import Person
from deliberation.people.permissions import acts_of
from deliberation.statements.queries import public_statements, queue_of, waiting_appeals
from deliberation.statements.readiness import readiness
from deliberation.votes.paper import half_typed
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.rule_form import numbers_in_words
from deliberation.web.staff.seed_forms import SeedsForm
from deliberation.web.staff.setting_up import with_addresses
from deliberation.web.staff.translating import choices
from deliberation.web.staff.week_notes import ClosingForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _form_page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=400 if form.errors else 200)


@require_safe
@staff_page
def consultation_desk(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Where it stands, and what can be done now."""
    return desk_of(request, person, staffed(slug, person, "see-desk"), SeedsForm())


def desk_of(request: HttpRequest, person: Person, consultation: Consultation, form: SeedsForm) -> HttpResponse:
    """The desk; `form`: with statements that were typed there."""
    now = timezone.now()
    phase = consultation.phase(now)
    acts = acts_of(person, consultation)
    context = {
        "consultation": consultation,
        "phase": phase,
        "may": acts,
        "may_now": {act for act in acts if phase.allows(act)},
        "overdue_to_open": phase is DRAFT and bool(consultation.opens_at and consultation.opens_at <= now),
        "final": consultation.publications.filter(final=True).first() if phase is CLOSED else None,
        **(_ready(consultation, now) if phase is DRAFT else {}),
        "accepted": public_statements(consultation),
        "waiting": queue_of(consultation).count(),
        "appeals": waiting_appeals(consultation).count(),
        "languages": choices(consultation),
        "last_note_missing": phase is CLOSED and not ended(consultation),
        "built_in": BUILT_IN.get(consultation.template),
        "form": form,
        "owed": _owed(consultation, now) if phase is CLOSED else [],
    }
    return render(request, "staff/consultation_desk.html", context, status=400 if form.errors else 200)


def _owed(consultation: Consultation, now: datetime) -> list[tuple[Obligation, Standing, bool]]:
    """Each duty, where it stands, and whether its ministry waits for a reply."""
    duties = obligations_of(consultation)
    return [(duty, standing_of(duty, now), course_of(duty, now).waits_for_reply) for duty in duties]


def _ready(draft: Consultation, now: datetime) -> dict[str, Any]:
    """Where a draft stands; `items` each with where it is given."""
    found = readiness(draft, now)
    return {"found": found, "items": with_addresses(found, draft.slug)}


@form_page
@staff_page
def opening(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """GET shows what will be fixed, POST opens."""
    consultation = staffed(slug, person, "open")
    enforce(allows("open", consultation, timezone.now()))
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        actions.open_consultation(consultation=consultation, by=person, now=timezone.now(), seen=seen)
        messages.success(request, _("The consultation is open."))
        return redirect("web:consultation-desk", slug=slug)
    context = {
        "consultation": consultation,
        "numbers": numbers_in_words(complete(consultation.consensus_rule)),
        **_ready(consultation, timezone.now()),
        "statements": public_statements(consultation).count(),
    }
    return render(request, "staff/opening.html", context)


@form_page
@staff_page
def closing(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """GET shows what closing means, POST closes."""
    consultation = staffed(slug, person, "close")
    enforce(allows("close", consultation, timezone.now()))
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["what_did_not_work"]
        try:
            actions.close(consultation=consultation, by=person, now=timezone.now(), did_not_work=words)
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("Voting has ended. The result is being worked out."))
            return redirect("web:consultation-desk", slug=slug)
    waits = {"waiting": queue_of(consultation).count(), "half_typed": half_typed(consultation)}
    return _form_page(request, "staff/closing.html", form, consultation=consultation, **waits)
