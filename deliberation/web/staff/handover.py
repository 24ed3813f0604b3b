"""Handing the votes of single people to a named researcher or auditor."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deliberation.consultations.models import Consultation
from deliberation.errors import Refusal
from deliberation.obligations import record_words
from deliberation.people.models import Person
from deliberation.record.queries import entries_of
from deliberation.results.handing_over import hand_over
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page, staffed

SHOWN = 20


class HandoverForm(PageForm):
    """To whom, and what for."""

    needed = ("recipient", "purpose")

    recipient = forms.CharField(
        label=gettext_lazy("Who gets it"),
        help_text=gettext_lazy("Name and institution. Everybody reads it in the public record."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    purpose = forms.CharField(
        label=gettext_lazy("What for"),
        help_text=gettext_lazy("Everybody reads it in the public record, too."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def handover(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """A form that answers with the file, and to whom votes were handed before."""
    consultation = staffed(slug, person, "hand-over-votes")
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            handed = hand_over(consultation=consultation, **form.cleaned_data, by=person, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
            return _page(request, consultation, form, refusal.status)
        else:
            response = HttpResponse(handed.content, content_type="application/zip")
            response["Content-Disposition"] = f'attachment; filename="{handed.name}"'
            return response
    return _page(request, consultation, form, 400 if form.errors else 200)


def _page(request: HttpRequest, consultation: Consultation, form: HandoverForm, status: int) -> HttpResponse:
    entered = entries_of(consultation.slug).filter(act="votes.handed-over")[:SHOWN]
    context = {
        "consultation": consultation,
        "form": form,
        "entered": [record_words.told(entry) for entry in entered],
    }
    return render(request, "staff/handover.html", context, status=status)
