"""Statements to begin with: typed, or from a table that is looked at row by row first and taken as it was looked at."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.statements.actions import seed
from deliberation.statements.models import LONGEST
from deliberation.statements.seed_table import COLUMN_NAMES, MOST_ROWS
from deliberation.statements.seeding import import_seeds, preview_of
from deliberation.web.staff.facilitators import desk_of
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.seed_forms import SeedsForm, TableForm
from deliberation.web.staff.setting_up import seeds_step


@require_POST
@staff_page
def seeds(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Add statements, one per line."""
    consultation = staffed(slug, person, "seed")
    form = SeedsForm(request.POST)
    if not form.is_valid():
        return _typed_again(request, person, consultation, form)
    try:
        made = seed(consultation=consultation, texts=form.lines(), by=person, now=timezone.now())
    except Refusal as refusal:
        form.show(refusal)
        return _typed_again(request, person, consultation, form)
    messages.success(request, _what_was_added(len(made), len(form.lines()) - len(made)))
    return _back(consultation)


def _what_was_added(made: int, left_out: int) -> str:
    added = ngettext("%(count)s statement was added.", "%(count)s statements were added.", made) % {"count": made}
    twins = ngettext("%(count)s was there already.", "%(count)s were there already.", left_out) % {"count": left_out}
    return f"{added} {twins}" if left_out else added


def _typed_again(request: HttpRequest, person: Person, consultation: Consultation, form: SeedsForm) -> HttpResponse:
    """Where it was typed: the step of a draft, or the desk."""
    if consultation.public:
        return desk_of(request, person, consultation, form)
    return seeds_step(request, consultation, form)


def _back(consultation: Consultation) -> HttpResponse:
    if consultation.public:
        return redirect("web:consultation-desk", slug=consultation.slug)
    return redirect("web:consultation-step", slug=consultation.slug, step="seeds")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def seed_table(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """GET asks for the table; POST shows every row that has a fault; POST with what was shown takes the others."""
    consultation = staffed(slug, person, "seed")
    enforce(allows("seed", consultation, timezone.now()))
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, consultation, form)
    content = form.cleaned_data["content"]
    try:
        if "these" not in request.POST:
            return _shown(request, consultation, content)
        return _taken(request, person, consultation, content)
    except Refusal as refusal:
        if not refusal.fields:
            raise
        form.show(refusal)
        return _asked(request, consultation, form)


def _asked(request: HttpRequest, consultation: Consultation, form: TableForm) -> HttpResponse:
    words = {"column": COLUMN_NAMES[0], "longest": LONGEST, "most": MOST_ROWS}
    context = {"consultation": consultation, "form": form, **words}
    return render(request, "staff/seed_table.html", context, status=400 if form.errors else 200)


def _shown(request: HttpRequest, consultation: Consultation, content: str, again: str = "") -> HttpResponse:
    """The preview. `again`: why it is shown once more."""
    found = preview_of(consultation, content)
    context = {"consultation": consultation, "found": found, "content": content, "again": again}
    return render(request, "staff/seed_preview.html", context, status=409 if again else 200)


def _taken(request: HttpRequest, person: Person, consultation: Consultation, content: str) -> HttpResponse:
    these = request.POST["these"]
    try:
        made, _found = import_seeds(
            consultation=consultation, content=content, these=these, by=person, now=timezone.now()
        )
    except Refusal as refusal:
        if refusal.code != "preview-changed":
            raise
        return _shown(request, consultation, content, refusal.detail)
    sentence = ngettext("%(count)s statement was added.", "%(count)s statements were added.", len(made))
    messages.success(request, sentence % {"count": len(made)})
    return _back(consultation)
