"""Helping people to vote: entering in the record that it was done."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.consultations.rules import allows
from deliberation.errors import Refusal, enforce
from deliberation.obligations import record_words
from deliberation.people.models import Person
from deliberation.record.queries import entries_of
from deliberation.results.assistance import MOST_HELPED, log_assistance
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page, staffed

SHOWN = 20


class AssistanceForm(PageForm):
    """Where and when, and how many."""

    needed = ("place",)

    held_on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("For example: the public library. Everybody reads it; name no person."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many people were helped"), min_value=1, max_value=MOST_HELPED,
        help_text=gettext_lazy("It is rounded before it is stored, and a small number is not told."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def assistance(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """A form, and what was entered before."""
    consultation, now = staffed(slug, person, "assist"), timezone.now()
    enforce(allows("assist", consultation, now))
    form = AssistanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            log_assistance(consultation=consultation, **form.cleaned_data, by=person, now=now)
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("It is in the public record."))
            return redirect("web:assistance", slug=slug)
    logged = entries_of(slug).filter(act="assistance.logged")[:SHOWN]
    context = {"consultation": consultation, "form": form, "logged": [record_words.told(entry) for entry in logged]}
    return render(request, "staff/assistance.html", context, status=400 if form.errors else 200)
