"""Making, opening and closing consultations."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.consultations import actions
from deliberation.consultations.models import Consultation
from deliberation.consultations.phases import CLOSED, DRAFT
from deliberation.consultations.queries import consultation_for
from deliberation.consultations.rule_set import complete
from deliberation.consultations.rules import allows, may_open
from deliberation.consultations.week_notes import ended
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import acts_of
from deliberation.statements.actions import seed
from deliberation.statements.queries import public_statements, queue_of, waiting_appeals
from deliberation.web.staff.consultation_form import ConsultationForm, SeedsForm, numbers_in_words
from deliberation.web.staff.offices import hosts_of, staff_page, staffed
from deliberation.web.staff.translating import choices
from deliberation.web.staff.week_notes import ClosingForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Make a draft."""
    hosts = hosts_of(person)
    form = ConsultationForm(request.POST or None, hosts=hosts)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.create(by=person, now=timezone.now(), **form.entries())
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The draft is saved. Nobody outside your organisation sees it yet."))
            return redirect("web:consultation-desk", slug=draft.slug)
    return _form_page(request, "staff/consultation_new.html", form)


@form_page
@staff_page
def edit(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Change a draft."""
    draft = staffed(slug, person, "edit")
    enforce(allows("edit", draft, timezone.now()))
    form = ConsultationForm(request.POST or None, hosts=hosts_of(person, draft), draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.revise(consultation=draft, by=person, now=timezone.now(), **form.entries())
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("web:consultation-desk", slug=draft.slug)
    return _form_page(request, "staff/consultation_edit.html", form, consultation=consultation_for(slug, person))


def _form_page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=400 if form.errors else 200)


@require_safe
@staff_page
def consultation_desk(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Where it stands, and what can be done now."""
    return _desk(request, person, staffed(slug, person, "see-desk"), SeedsForm())


def _desk(request: HttpRequest, person: Person, consultation: Consultation, form: SeedsForm) -> HttpResponse:
    now = timezone.now()
    phase = consultation.phase(now)
    acts = acts_of(person, consultation)
    context = {
        "consultation": consultation,
        "phase": phase,
        "may": acts,
        "may_now": {act for act in acts if phase.allows(act)},
        "overdue_to_open": phase is DRAFT and consultation.opens_at <= now,
        "final": consultation.publications.filter(final=True).first() if phase is CLOSED else None,
        "gaps": _gaps(consultation, now) if phase is DRAFT else {},
        "accepted": public_statements(consultation),
        "waiting": queue_of(consultation).count(),
        "appeals": waiting_appeals(consultation).count(),
        "languages": choices(consultation),
        "last_note_missing": phase is CLOSED and not ended(consultation),
        "form": form,
    }
    return render(request, "staff/consultation_desk.html", context, status=400 if form.errors else 200)


def _gaps(draft: Consultation, now: datetime) -> dict[str, str]:
    """What the rule finds missing, as it would refuse to open now."""
    refusal = may_open(draft, draft.ministry.answers, bool(settings.OIDC), now)
    return refusal.fields if refusal else {}


@require_POST
@staff_page
def seeds(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Add statements, one per line."""
    consultation = staffed(slug, person, "seed")
    form = SeedsForm(request.POST)
    if not form.is_valid():
        return _desk(request, person, consultation, form)
    try:
        made = seed(consultation=consultation, texts=form.lines(), by=person, now=timezone.now())
    except Refusal as refusal:
        form.show(refusal)
        return _desk(request, person, consultation, form)
    messages.success(request, _what_was_added(len(made), len(form.lines()) - len(made)))
    return redirect("web:consultation-desk", slug=slug)


def _what_was_added(made: int, left_out: int) -> str:
    added = ngettext("%(count)s statement was added.", "%(count)s statements were added.", made) % {"count": made}
    twins = ngettext("%(count)s was there already.", "%(count)s were there already.", left_out) % {"count": left_out}
    return f"{added} {twins}" if left_out else added


@form_page
@staff_page
def opening(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """GET shows what will be fixed, POST opens."""
    consultation = staffed(slug, person, "open")
    enforce(allows("open", consultation, timezone.now()))
    if request.method == "POST":
        actions.open_consultation(consultation=consultation, by=person, now=timezone.now())
        messages.success(request, _("The consultation is open."))
        return redirect("web:consultation-desk", slug=slug)
    context = {
        "consultation": consultation,
        "numbers": numbers_in_words(complete(consultation.consensus_rule)),
        "gaps": _gaps(consultation, timezone.now()),
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
    waiting = queue_of(consultation).count()
    return _form_page(request, "staff/closing.html", form, consultation=consultation, waiting=waiting)
