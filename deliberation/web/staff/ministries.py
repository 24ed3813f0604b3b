"""The ministry's desk page for a duty: writing an answer, having it signed, and who looks after it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.errors import Refusal, enforce
from deliberation.obligations.answering import REASONS, AnswerDraft, kept
from deliberation.obligations.drafting import assign, discard_draft, is_alone, lacking, save_draft
from deliberation.obligations.drafts import loaded
from deliberation.obligations.models import Answer, Draft, Kind, Milestone, Obligation
from deliberation.obligations.publishing import sign_off, signable
from deliberation.obligations.queries import (
    assigned_to,
    begun,
    beside,
    draft_of,
    files_named,
    latest_answer,
    local_day,
    obligation_numbered,
    standing_of,
    version_of,
)
from deliberation.obligations.rules import may_assign
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.people.queries import who_may
from deliberation.web.staff.answer_files import files_section
from deliberation.web.staff.answer_form import AnswerForm
from deliberation.web.staff.duty_facts import facts
from deliberation.web.staff.offices import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def answer(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """What is owed, how people voted, and the draft, which is saved from here."""
    obligation = obligation_numbered(number)
    if request.method != "POST":
        enforce(may("see-duties", person, obligation.holder))
        if obligation.kind == Kind.MEETING:
            holds = may("hold-meeting", person, obligation.holder) is None
            return redirect("web:meeting-desk" if holds else "web:meeting", number=number)
        return _page(request, person, obligation)
    enforce(may("answer", person, obligation.holder))
    return ACTS.get(request.POST.get("act", ""), _saved)(request, person, obligation)


def _typed(request: HttpRequest, obligation: Obligation) -> AnswerForm:
    return AnswerForm(request.POST, start=AnswerDraft(), others=beside(obligation))


def _save(request: HttpRequest, person: Person, obligation: Obligation, draft: AnswerDraft) -> Draft:
    seen = request.POST.get("seen", "")
    return save_draft(obligation=obligation, draft=draft, by=person, now=timezone.now(), seen=seen)


def _saved(request: HttpRequest, person: Person, obligation: Obligation) -> HttpResponse:
    """By the button: whatever could be read is kept, and what could not be read is named."""
    form = _typed(request, obligation)
    try:
        _save(request, person, obligation, form.draft())
    except Refusal as refusal:
        return _refused(request, person, obligation, form, refusal)
    if form.faults():
        return _page(request, person, obligation, form, status=400)
    messages.success(request, _("The draft is saved. Only your ministry sees it."))
    return redirect("web:answer", number=obligation.pk)


def _checked(request: HttpRequest, person: Person, obligation: Obligation) -> HttpResponse:
    """Saved, and then told everything that is missing."""
    form = _typed(request, obligation)
    draft = form.draft()
    try:
        _save(request, person, obligation, draft)
    except Refusal as refusal:
        return _refused(request, person, obligation, form, refusal)
    form.show_gaps(lacking(obligation, draft, local_day(obligation.consultation, timezone.now())))
    return _page(request, person, obligation, form, checked=True)


def _saved_by_itself(request: HttpRequest, person: Person, obligation: Obligation) -> HttpResponse:
    """For the script that saves while somebody types: only what is to be said about it."""
    try:
        saved = _save(request, person, obligation, _typed(request, obligation).draft())
    except Refusal as refusal:
        told = {"refusal": refusal, "consultation": obligation.consultation}
        return render(request, "staff/answer_saved.html", told, status=refusal.status)
    return render(request, "staff/answer_saved.html", {"saved": saved, "consultation": obligation.consultation})


def _discarded(request: HttpRequest, person: Person, obligation: Obligation) -> HttpResponse:
    try:
        discard_draft(obligation=obligation, by=person, seen=request.POST.get("seen", ""))
    except Refusal as refusal:
        return _refused(request, person, obligation, None, refusal)
    messages.success(request, _("The draft is discarded."))
    return redirect("web:answer", number=obligation.pk)


Act = Callable[[HttpRequest, Person, Obligation], HttpResponse]
ACTS: dict[str, Act] = {"check": _checked, "autosave": _saved_by_itself, "discard": _discarded}


@require_POST
@staff_page
def signing(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """The second person signs, and the answer is public."""
    obligation = obligation_numbered(number)
    try:
        seen = request.POST.get("seen", "")
        published = sign_off(obligation=obligation, by=person, now=timezone.now(), seen=seen)
    except Refusal as refusal:
        enforce(may("answer", person, obligation.holder))
        return _refused(request, person, obligation, None, refusal)
    messages.success(request, _("Version %(version)s of the answer is public.") % {"version": published.version})
    return redirect("web:answer", number=obligation.pk)


@require_POST
@staff_page
def assignment(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Who looks after it: an official of the ministry, or nobody."""
    obligation = obligation_numbered(number)
    chosen = request.POST.get("person", "")
    officials = who_may("answer", obligation.holder)
    found = officials.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None
    enforce(may_assign(found is not None or not chosen))
    assign(obligation=obligation, person=found, by=person, now=timezone.now())
    if found:
        messages.success(request, _("%(name)s looks after this now.") % {"name": found.name})
    else:
        messages.success(request, _("Nobody in particular looks after this now."))
    return redirect("web:answer", number=obligation.pk)


def _refused(
    request: HttpRequest, person: Person, obligation: Obligation, form: AnswerForm | None, refusal: Refusal
) -> HttpResponse:
    """The page as it was typed or, where nothing was, as it is saved, with what is wrong at its place."""
    if form is None:
        start = begun(obligation, draft_of(obligation))
        form = AnswerForm(start=start, others=beside(obligation))
        form.cleaned_data = {}  # nothing was sent
    if refusal.fields:
        form.show_gaps(refusal.fields)
    else:
        form.show(refusal)
    return _page(request, person, obligation, form, status=refusal.status)


def _page(
    request: HttpRequest,
    person: Person,
    obligation: Obligation,
    form: AnswerForm | None = None,
    status: int = 200,
    checked: bool = False,
) -> HttpResponse:
    draft, latest = draft_of(obligation), latest_answer(obligation)
    context = {
        "obligation": obligation,
        "consultation": obligation.consultation,
        "standing": standing_of(obligation, timezone.now()),
        "latest": latest,
        "form": form or AnswerForm(start=begun(obligation, draft), others=beside(obligation)),
        "checked": checked,
        "writes": may("answer", person, obligation.holder) is None,
        "joined": is_alone(obligation),
        "saved": draft,
        "seen": version_of(obligation, draft),
        "assigned": assigned_to(obligation),
        "officials": who_may("answer", obligation.holder).order_by("name", "pk"),
        **facts(obligation),
        **files_section(obligation, person),
        **(_to_sign(obligation, draft, person) if draft else {}),
    }
    return render(request, "staff/answer.html", context, status=status)


def _to_sign(obligation: Obligation, draft: Draft, person: Person) -> dict[str, Any]:
    """What is saved, as the public would see it; what keeps it from being signed, and from being signed by them."""
    written = loaded(draft.content)
    missing = lacking(obligation, written, local_day(obligation.consultation, timezone.now()))
    return {
        "preview": None if missing else _preview(obligation, written),
        "missing": len(missing),
        "someone_else": signable(draft, person),
        "together": [(other, written.together.get(other.pk)) for other in beside(obligation, written.together)],
    }


def _preview(obligation: Obligation, written: AnswerDraft) -> dict[str, Any]:
    """As the public page takes it; nothing is stored."""
    sentence = written.sentence if written.together else ""
    published = Answer(obligation=obligation, **kept(written), sentence=sentence)
    rows = [Milestone(**vars(each)) for each in written.milestones] if written.needs("milestones") else []
    return {
        "answer": published,
        "milestones": rows,
        "reasons": [REASONS[code] for code in published.reasons],
        "files": files_named(written.files),
    }
