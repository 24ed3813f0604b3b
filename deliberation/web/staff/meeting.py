"""A meeting for those who owe it, and for those who watch over it: announced, held, documented, or given up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.errors import Refusal, enforce
from deliberation.obligations.meeting import announce, give_up, hold, post, transcript_of
from deliberation.obligations.meeting_facts import announcements_of, meeting_numbered, suggested
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import standing_of
from deliberation.obligations.utterances import may_work_on
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.queries import public_texts
from deliberation.web.forms import PageForm
from deliberation.web.meeting import preview_rows, told_of_meeting
from deliberation.web.staff.meeting_forms import AnnouncementForm, HeldForm, NotHeldForm, PostForm
from deliberation.web.staff.offices import staff_page

page = require_http_methods(["GET", "HEAD", "POST"])


def owed(number: int, person: Person, act: str) -> Obligation:
    """The meeting, for those only who may do the act: of the ministry, or of the host."""
    duty = meeting_numbered(number)
    enforce(may(act, person, duty.holder if act == "hold-meeting" else duty.consultation))
    return duty


def told_to_staff(duty: Obligation, person: Person) -> dict[str, Any]:
    """What every page about it says, and who may do what."""
    now = timezone.now()
    return {
        **told_of_meeting(duty, now),
        "duty": duty,
        "consultation": duty.consultation,
        "standing": standing_of(duty, now),
        "holds": may("hold-meeting", person, duty.holder) is None,
        "oversees": may("oversee-meeting", person, duty.consultation) is None,
    }


@page
@staff_page
def meeting(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Where it stands and what is to be done next; the announcement is published from here."""
    duty = meeting_numbered(number)
    if request.method != "POST":
        enforce(may_work_on(person, duty))
        return _meeting_page(request, duty, person)
    enforce(may("hold-meeting", person, duty.holder))
    form = _announcement_form(duty, request.POST)
    if form.is_valid():
        try:
            announce(obligation=duty, plan=form.plan(), by=person, now=timezone.now(), after=_after(request))
        except Refusal as refusal:
            form.show(refusal)
            return _meeting_page(request, duty, person, form=form, status=refusal.status)
        messages.success(request, _("The announcement is public."))
        return redirect("web:meeting-desk", number=number)
    return _meeting_page(request, duty, person, form=form, status=400)


def _after(request: HttpRequest) -> int | None:
    after = request.POST.get("after", "")
    return int(after) if after.isdecimal() and len(after) < 10 else None


def _announcement_form(duty: Obligation, sent: Any = None) -> AnnouncementForm:
    public, latest = public_texts(duty.consultation), next(iter(announcements_of(duty)), None)
    return AnnouncementForm(
        sent, consultation=duty.consultation, latest=latest, proposed=suggested(duty), public=public
    )


def _held_form(duty: Obligation, sent: Any = None) -> HeldForm:
    latest = next(iter(announcements_of(duty)), None)
    return HeldForm(sent, consultation=duty.consultation, announced_for=latest.starts_at if latest else None)


def _meeting_page(
    request: HttpRequest,
    duty: Obligation,
    person: Person,
    status: int = 200,
    **forms: PageForm,
) -> HttpResponse:
    usual = {"form": _announcement_form(duty), "held_form": _held_form(duty)}
    return render(request, "staff/meeting.html", {**told_to_staff(duty, person), **usual, **forms}, status=status)


@require_POST
@staff_page
def held(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """It took place."""
    duty = owed(number, person, "hold-meeting")
    form = _held_form(duty, request.POST)
    if not form.is_valid():
        return _meeting_page(request, duty, person, held_form=form, status=400)
    try:
        hold(obligation=duty, held_at=form.cleaned_data["held_at"], by=person, now=timezone.now())
    except Refusal as refusal:
        form.show(refusal)
        return _meeting_page(request, duty, person, held_form=form, status=refusal.status)
    messages.success(request, _("It is in the record that the meeting was held."))
    return redirect("web:meeting-desk", number=number)


@page
@staff_page
def posting(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """GET asks for recording, minutes and transcript; POST shows how it was read, and with what was shown publishes."""
    duty = owed(number, person, "hold-meeting")
    form = PostForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _post_page(request, duty, person, form)
    draft = form.draft()
    try:
        if "these" in request.POST:
            post(obligation=duty, draft=draft, these=request.POST["these"], by=person, now=timezone.now())
            messages.success(request, _("Recording, minutes and transcript are public."))
            return redirect("web:meeting", number=number)
        found = transcript_of(duty, draft)
    except Refusal as refusal:
        form.show(refusal)
        return _post_page(request, duty, person, form, status=refusal.status)
    context = {**told_to_staff(duty, person), "draft": draft, "these": found.these, "preview": preview_rows(found)}
    return render(request, "staff/meeting_preview.html", context)


def _post_page(
    request: HttpRequest, duty: Obligation, person: Person, form: PostForm, status: int = 400
) -> HttpResponse:
    context = {**told_to_staff(duty, person), "form": form}
    return render(request, "staff/meeting_post.html", context, status=status if form.errors else 200)


@page
@staff_page
def not_held(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """A facilitator says that there will be no meeting, and why."""
    duty = owed(number, person, "oversee-meeting")
    form, status = NotHeldForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            give_up(obligation=duty, reason=form.cleaned_data["reason"], by=person, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("It is public that this meeting is not held."))
            return redirect("web:meeting-desk", number=number)
    return render(request, "staff/meeting_not_held.html", {**told_to_staff(duty, person), "form": form}, status=status)
