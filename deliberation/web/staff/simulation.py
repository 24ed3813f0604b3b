"""What the numbers of a draft's consensus rule would do, tried on made-up people. Nothing is stored."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from deliberation.consultations.rule_set import complete
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.results.thresholds import MOST_GROUPS, MOST_STATEMENTS, MOST_VOTES, foreseen
from deliberation.web.forms import PageForm
from deliberation.web.home import rule_words
from deliberation.web.staff.offices import staff_page, staffed

USUAL = {"statements": 30, "groups": 3, "votes": 20}


class SimulationForm(PageForm):
    """How the made-up people are."""

    statements = forms.IntegerField(label=_("Statements"), min_value=5, max_value=MOST_STATEMENTS)
    groups = forms.IntegerField(label=_("Groups of opinion"), min_value=1, max_value=MOST_GROUPS)
    votes = forms.IntegerField(label=_("Statements that each person votes on"), min_value=1, max_value=MOST_VOTES)


@require_safe
@staff_page
def simulation(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """A table by the number of people, and its middle as a sentence."""
    draft = staffed(slug, person, "see-desk")
    enforce(allows("open", draft, timezone.now()))
    asked = {name: request.GET.get(name, usual) for name, usual in USUAL.items()}
    form = SimulationForm(asked)
    rule = complete(draft.consensus_rule)
    context: dict[str, Any] = {"consultation": draft, "form": form, "rule": rule, "rule_words": rule_words(rule)}
    if form.is_valid():
        rows = foreseen(rule, **form.cleaned_data)
        context |= {"rows": rows, "middle": rows[len(rows) // 2], "united": rows[0].united, **form.cleaned_data}
    return render(request, "staff/simulation.html", context, status=400 if form.errors else 200)
