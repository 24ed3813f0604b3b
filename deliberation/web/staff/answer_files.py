"""Files of an answer, on the desk of its ministry: attached to a draft, withdrawn from it, and blanked when public."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.errors import Refusal, enforce
from deliberation.obligations.answer_files import attach_to_draft, blank_file, published_files, withdraw_from_draft
from deliberation.obligations.drafting import is_alone
from deliberation.obligations.models import Kind, Obligation
from deliberation.obligations.queries import begun, draft_of, files_named, obligation_numbered, version_of
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.web.forms import PageForm
from deliberation.web.staff.changing import reason_field
from deliberation.web.staff.files import FileFields
from deliberation.web.staff.offices import staff_page


class BlankingForm(PageForm):
    """Why what is in a published file is deleted."""

    needed = ("reason",)

    reason = reason_field()


def files_section(obligation: Obligation, person: Person, form: FileFields | None = None) -> dict[str, Any]:
    """What the list of files and the form for one more need, on the desk page and on their own."""
    answers = obligation.kind == Kind.ANSWER and is_alone(obligation) is None
    draft = draft_of(obligation)
    files = list(files_named(begun(obligation, draft).files))
    return {
        "seen": version_of(obligation, draft),
        "files": files,
        "file_form": form or FileFields(auto_id="attach-%s"),
        "attaches": answers and may("answer", person, obligation.holder) is None,
        "most": settings.FILES_EACH,
        "megabytes": settings.FILE_MEGABYTES,
        "published_files": published_files(obligation),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def files(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """The files of the draft, a form for one more, and the published ones."""
    obligation = obligation_numbered(number)
    enforce(may("answer" if request.method == "POST" else "see-duties", person, obligation.holder))
    if request.method != "POST":
        return _page(request, person, obligation)
    form = FileFields(request.POST, request.FILES, auto_id="attach-%s")
    if form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            attach_to_draft(obligation=obligation, by=person, now=timezone.now(), seen=seen, **form.entries())
        except Refusal as refusal:
            form.show(refusal)
            return _page(request, person, obligation, form, refusal.status)
        messages.success(request, _("The file is attached."))
        return redirect("web:answer", number=number)
    return _page(request, person, obligation, form, 400)


@require_POST
@staff_page
def withdrawal(request: HttpRequest, person: Person, number: int, attached: int) -> HttpResponse:
    """Leave one out of the draft."""
    obligation = obligation_numbered(number)
    seen = request.POST.get("seen", "")
    withdraw_from_draft(obligation=obligation, number=attached, by=person, now=timezone.now(), seen=seen)
    messages.success(request, _("The file is withdrawn."))
    return redirect("web:answer", number=number)


@require_POST
@staff_page
def blanking(request: HttpRequest, person: Person, number: int, attached: int) -> HttpResponse:
    """Delete what is in a published one."""
    obligation = obligation_numbered(number)
    reason = request.POST.get("reason", "")
    try:
        blank_file(obligation=obligation, number=attached, reason=reason, by=person, now=timezone.now())
    except Refusal as refusal:
        if "reason" not in refusal.fields:
            raise
        form = BlankingForm(request.POST, auto_id=f"blank-{attached}-%s")
        form.show(refusal)
        return _page(request, person, obligation, form, refusal.status, attached)
    messages.success(request, _("What was in the file is deleted."))
    return redirect("web:answer-files", number=number)


def _page(
    request: HttpRequest,
    person: Person,
    obligation: Obligation,
    form: Any = None,
    status: int = 200,
    blanked: int | None = None,
) -> HttpResponse:
    """`form`: what needs another look; of the file `blanked`, if that is told."""
    section = files_section(obligation, person, None if blanked else form)
    rows = [
        (each, form if each.pk == blanked else BlankingForm(auto_id=f"blank-{each.pk}-%s"))
        for each in section["published_files"]
    ]
    may_blank = may("answer", person, obligation.holder) is None
    context = {
        **section, "obligation": obligation, "consultation": obligation.consultation, "rows": rows,
        "blanks": may_blank, "wrong": form,
    }  # fmt: skip
    return render(request, "staff/answer_files.html", context, status=status)
