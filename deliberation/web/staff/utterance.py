"""One utterance of a meeting for those who may correct it, mark it, hide it or ask people about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deliberation.consultations.models import Consultation
from deliberation.consultations.reasons import REASONS
from deliberation.errors import Missing, Refusal, enforce
from deliberation.obligations import utterances
from deliberation.obligations.meeting_facts import meeting_numbered
from deliberation.obligations.models import Obligation
from deliberation.obligations.transcript_lines import Line, line_numbered, lines_at
from deliberation.people.models import Person
from deliberation.web.meeting import agenda_rows
from deliberation.web.staff.meeting import told_to_staff
from deliberation.web.staff.meeting_forms import CorrectionForm, FollowForm, HidingForm
from deliberation.web.staff.offices import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def utterance(request: HttpRequest, person: Person, number: int, utterance: int) -> HttpResponse:
    """What can be done with it; `act` says which form was sent."""
    duty = meeting_numbered(number)
    enforce(utterances.may_work_on(person, duty))
    line = line_numbered(duty, utterance)
    if request.method != "POST":
        return _page(request, duty, person, line)
    done = DONE.get(request.POST.get("act", ""))
    if done is None:
        raise Missing("not-found", _("There is nothing at this address."))
    return done(request, duty, person, line)


def _drafts(duty: Obligation, person: Person) -> Any:
    return Consultation.objects.where_may("seed", person).filter(host=duty.consultation.host_id, opening=None)


def _page(
    request: HttpRequest, duty: Obligation, person: Person, line: Line, status: int = 200, **forms: Any
) -> HttpResponse:
    told, drafts = told_to_staff(duty, person), _drafts(duty, person)
    context = {
        **told,
        "line": line,
        "hidden": REASONS.get(line.hidden, ""),
        "agenda": [row for row in agenda_rows(duty, told["announced"], [line]) if row["words"]],
        "correction": CorrectionForm(line=line),
        "hiding": HidingForm(),
        "following": FollowForm(line=line, drafts=drafts),
        "drafts": drafts.exists(),
        "is_last": not lines_at(duty, [line.number + 1]),
        **forms,
    }
    return render(request, "staff/utterance.html", context, status=status)


def _back(request: HttpRequest, duty: Obligation, line: Line, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("web:utterance-desk", number=duty.pk, utterance=line.number)


def _correct(request: HttpRequest, duty: Obligation, person: Person, line: Line) -> HttpResponse:
    form = CorrectionForm(request.POST, line=line)
    form.full_clean()
    about = {"obligation": duty, "number": line.number, "by": person, "now": timezone.now()}
    try:
        utterances.correct(**about, **form.cleaned_data)
    except Refusal as refusal:
        form.show(refusal)
        return _page(request, duty, person, line, refusal.status, correction=form)
    return _back(request, duty, line, _("The correction is public, with its reason and the earlier words."))


def _hide(request: HttpRequest, duty: Obligation, person: Person, line: Line) -> HttpResponse:
    form = HidingForm(request.POST)
    form.full_clean()
    reason = form.cleaned_data.get("reason", "")
    utterances.hide(obligation=duty, number=line.number, reason=reason, by=person, now=timezone.now())
    return _back(request, duty, line, _("These words are hidden from everybody."))


def _mark(request: HttpRequest, duty: Obligation, person: Person, line: Line) -> HttpResponse:
    given = request.POST.get("statement", "")
    statement = int(given) if given.isdecimal() and len(given) < 10 else -1
    holds = request.POST.get("holds") != "no"
    utterances.mark(
        obligation=duty, number=line.number, statement=statement, holds=holds, by=person, now=timezone.now()
    )
    return _back(request, duty, line, _("The mark is public.") if holds else _("The mark is taken back."))


def _follow(request: HttpRequest, duty: Obligation, person: Person, line: Line) -> HttpResponse:
    form = FollowForm(request.POST, line=line, drafts=_drafts(duty, person))
    if form.is_valid():
        try:
            made = utterances.follow(
                obligation=duty, number=line.number, **form.cleaned_data, by=person, now=timezone.now()
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            return _back(request, duty, line, _("It is statement %(number)s of the draft.") % {"number": made.number})
    return _page(request, duty, person, line, 400, following=form)


DONE: dict[str, Callable[[HttpRequest, Obligation, Person, Line], HttpResponse]] = {
    "correct": _correct,
    "hide": _hide,
    "mark": _mark,
    "follow": _follow,
}
