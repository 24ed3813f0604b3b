"""What may still change after opening, each with a reason: a later closing, and a corrected background."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.consultations.changing import correct_background, postpone
from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.web.forms import PageForm
from deliberation.web.staff.consultation_form import (
    documents_as_typed,
    documents_field,
    documents_from_lines,
    local,
    moment_field,
    with_lines_named,
)
from deliberation.web.staff.offices import staff_page, staffed

page = require_http_methods(["GET", "HEAD", "POST"])


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody reads it, on the public page and in the record."),
        required=False,  # what a reason must be is said by the rule, in one place
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ClosingTimeForm(PageForm):
    """A later end of voting, in the consultation's own zone."""

    closes_at = moment_field(gettext_lazy("Closes"), gettext_lazy("Local time in the time zone of the consultation."))
    reason = reason_field()
    needed = ("closes_at", "reason")

    def __init__(self, data: Any = None, *, consultation: Consultation) -> None:
        self.zone = consultation.zone
        super().__init__(data, initial={"closes_at": local(consultation.closes_at, consultation)})
        self.fields["closes_at"].required = True

    def full_clean(self) -> None:
        with timezone.override(self.zone):
            super().full_clean()


class BackgroundForm(PageForm):
    """Background and documents, as they will stand."""

    background = forms.CharField(
        label=gettext_lazy("Background"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    documents = documents_field()
    reason = reason_field()
    needed = ("background", "reason")

    def __init__(self, data: Any = None, *, consultation: Consultation) -> None:
        documents = documents_as_typed(consultation.documents)
        super().__init__(data, initial={"background": consultation.background, "documents": documents})

    def clean_documents(self) -> list[dict[str, str]]:
        return documents_from_lines(self.cleaned_data["documents"])

    def show(self, refusal: Refusal) -> None:
        super().show(with_lines_named(refusal))


@page
@staff_page
def closing_time(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """When voting ends, to be put off."""
    return _changed(request, staffed(slug, person, "postpone"), person, "postpone", ClosingTimeForm, postpone)


@page
@staff_page
def background(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What people are told before they vote, to be corrected."""
    return _changed(request, staffed(slug, person, "correct"), person, "correct", BackgroundForm, correct_background)


def _changed(
    request: HttpRequest,
    consultation: Consultation,
    person: Person,
    act: str,
    kind: type[ClosingTimeForm] | type[BackgroundForm],
    action: Callable[..., None],
) -> HttpResponse:
    now, seen = timezone.now(), request.POST.get("seen", "")
    enforce(allows(act, consultation, now))
    form = kind(request.POST or None, consultation=consultation)
    if request.method == "POST" and form.is_valid():
        try:
            action(consultation=consultation, **form.cleaned_data, by=person, now=now, seen=seen)
        except Refusal as refusal:
            form.show(refusal)
            consultation.refresh_from_db()  # where somebody else has saved meanwhile, that is what is seen now
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("web:consultation-desk", slug=consultation.slug)
    context = {"consultation": consultation, "form": form, "act": act}
    return render(request, "staff/changing.html", context, status=400 if form.errors else 200)
