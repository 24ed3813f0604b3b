"""Whom to compare the people who take part with."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.votes.population import name_population, population_of, read_table
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page, staffed


class PopulationForm(PageForm):
    """A table, typed or pasted."""

    needed = ("source", "shares")

    shares = forms.CharField(
        label=gettext_lazy("Categories and their shares in percent"),
        help_text=gettext_lazy("One on each line, or pasted from a CSV file. For example: North, 40"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the figures are from"),
        help_text=gettext_lazy("For example: census of 2025, residents over 16. Everybody reads it in the record."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def population(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The table there is, to be changed."""
    consultation, now = staffed(slug, person, "name-population"), timezone.now()
    enforce(allows("name-population", consultation, now))
    known = population_of(consultation)
    lines = [f"{row['category']}; {row['share']:g}" for row in known.shares] if known else []
    first = {"source": known.source, "shares": "\n".join(lines)} if known else None
    form = PopulationForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            shares = read_table(form.cleaned_data["shares"])
            name_population(
                consultation=consultation, source=form.cleaned_data["source"], shares=shares, by=person, now=now
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The population is named. Make codes and sheets for its categories now."))
            return redirect("web:population", slug=slug)
    context = {"consultation": consultation, "form": form, "known": known}
    return render(request, "staff/population.html", context, status=400 if form.errors else 200)


class ForCategory(PageForm):
    """A form whose codes or sheets may be made for one category of the population."""

    category = forms.ChoiceField(
        label=gettext_lazy("For which category of the population"),
        help_text=gettext_lazy("So that you can see how many of each were used. Nobody can see who used one."),
        required=False,
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = population_of(consultation)
        names = [row["category"] for row in known.shares] if known else []
        self.fields["category"].choices = [("", _("for no category")), *((name, name) for name in names)]
        if not names:
            del self.fields["category"]
