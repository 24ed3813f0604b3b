"""Attaching files to a consultation, and withdrawing them: the same page for a draft and, with a reason, afterwards."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.consultations.attachments import LONGEST_TITLE, MEGABYTE
from deliberation.consultations.files import attach, file_of, withdraw
from deliberation.consultations.models import Consultation
from deliberation.errors import Refusal
from deliberation.people.models import Person
from deliberation.web.forms import PageForm
from deliberation.web.staff.changing import reason_field
from deliberation.web.staff.offices import staff_page, staffed


class ChangeForm(PageForm):
    """What is said with a change; in a draft nothing need be."""

    needed = ("reason",)

    reason = reason_field()

    def __init__(self, data: Any = None, files: Any = None, *, consultation: Consultation, **more: Any) -> None:
        super().__init__(data, files, **more)
        if not consultation.public:
            del self.fields["reason"]


class FileFields(PageForm):
    """A file, and what it is called on pages."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A PDF, an OpenDocument text, plain text or an image. Make sure that people who use screen readers can "
            "read it, and that it holds no private data."
        ),
        allow_empty_file=True,
    )

    def entries(self) -> dict[str, Any]:
        """What the action takes; not more of the file is read than shows that it is too large."""
        sent = self.cleaned_data["file"]
        most = settings.FILE_MEGABYTES * MEGABYTE + 1
        return {"title": self.cleaned_data["title"], "name": sent.name, "data": sent.read(most)}


class FileForm(ChangeForm, FileFields):
    """A file of a consultation; after opening, with a reason."""

    field_order = ("title", "file", "reason")

    def entries(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("reason",) if name in self.fields}
        return super().entries() | said


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def files(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What is attached, and a form for one more."""
    consultation = _own(slug, person)
    form = FileForm(request.POST or None, request.FILES or None, consultation=consultation)
    if request.method == "POST" and form.is_valid():
        try:
            attach(consultation=consultation, by=person, now=timezone.now(), **form.entries(), **_seen(request))
        except Refusal as refusal:
            form.show(refusal)
            consultation.refresh_from_db()
        else:
            messages.success(request, _("The file is attached."))
            return redirect("web:consultation-files", slug=slug)
    return _page(request, consultation, form=form)


@require_POST
@staff_page
def withdrawal(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Take one away."""
    consultation = _own(slug, person)
    file_of(consultation, number)
    form = _withdrawing(consultation, number, request.POST)
    if form.is_valid():
        try:
            withdraw(
                consultation=consultation,
                number=number,
                by=person,
                now=timezone.now(),
                **form.cleaned_data,
                **_seen(request),
            )
        except Refusal as refusal:
            form.show(refusal)
            consultation.refresh_from_db()
        else:
            messages.success(request, _("The file is withdrawn."))
            return redirect("web:consultation-files", slug=slug)
    return _page(request, consultation, wrong=(number, form))


def _own(slug: str, person: Person) -> Consultation:
    consultation = staffed(slug, person, "see-desk")
    return staffed(slug, person, "correct" if consultation.public else "edit")


def _seen(request: HttpRequest) -> dict[str, str]:
    return {"seen": request.POST.get("seen", "")}


def _withdrawing(consultation: Consultation, number: int, data: Any = None) -> ChangeForm:
    return ChangeForm(data, consultation=consultation, auto_id=f"file-{number}-%s")


def _page(
    request: HttpRequest,
    consultation: Consultation,
    form: FileForm | None = None,
    wrong: tuple[int, ChangeForm] | None = None,
) -> HttpResponse:
    """`wrong`: the number of a file that was to be withdrawn, and its form, which needs another look."""
    rows = [
        (each, wrong[1] if wrong and wrong[0] == each.pk else _withdrawing(consultation, each.pk))
        for each in consultation.files.all()
    ]
    shown = wrong[1] if wrong else form
    context = {
        "consultation": consultation,
        "rows": rows,
        "form": form or FileForm(consultation=consultation),
        "wrong": shown,
        "most": settings.FILES_EACH,
        "megabytes": settings.FILE_MEGABYTES,
    }
    return render(request, "staff/files.html", context, status=400 if shown and shown.errors else 200)
