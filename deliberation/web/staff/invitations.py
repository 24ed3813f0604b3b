"""Invitation codes: made here, shown once, to print or as a table."""

import csv

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.votes.invitations import MOST_AT_ONCE, invite
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.population import ForCategory


class NumberForm(ForCategory):
    """How many codes."""

    number = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=MOST_AT_ONCE)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def invitations(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """GET says how many are unused; POST makes some and shows them this once, as a page or as a table."""
    consultation = staffed(slug, person, "invite")
    enforce(allows("invite", consultation, timezone.now()))
    form = NumberForm(request.POST or None, consultation=consultation)
    codes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            codes = invite(consultation=consultation, **form.cleaned_data, by=person, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
    rows = [(code, _link(consultation, code)) for code in codes]
    if rows and "table" in request.POST:
        return _table(slug, rows)
    context = {"consultation": consultation, "form": form, "rows": rows, "unused": consultation.invitations.count()}
    return render(request, "staff/invitations.html", context, status=400 if form.errors else 200)


def _link(consultation: Consultation, code: str) -> str:
    """With the code behind the #, which browsers never send: it stands in no log and no referrer."""
    return f"{settings.BASE_URL}{reverse('web:invitation', args=[consultation.slug])}#{code}"


def _table(slug: str, rows: list[tuple[str, str]]) -> HttpResponse:
    name = f"{slug}-invitations.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    csv.writer(response).writerows([("code", "link"), *rows])
    return response
