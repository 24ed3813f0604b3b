"""Second reading: how would somebody else rule, who does not see how it was ruled?"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Invalid
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.queries import statement_for
from deliberation.statements.second_looks import disagreed_of, read_again, to_read_again
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.ruling_form import RulingForm

ROWS = 10
AGAINST = 50  # disagreements that are listed


@require_safe
@staff_page
def second_reading(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What was drawn for a second reading and is not this person's own; and where both disagreed."""
    return _page(request, person, staffed(slug, person, "see-queue"))


def _page(
    request: HttpRequest, person: Person, consultation: Consultation, wrong: RulingForm | None = None
) -> HttpResponse:
    grounds = consultation.grounds
    page = Paginator(to_read_again(consultation, person), ROWS).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "standing": "second-reading",
        "page": page,
        "rows": [
            (
                each,
                wrong if wrong and wrong.number == each.number else RulingForm(number=each.number, grounds=grounds),
            )
            for each in page
        ],
        "against": [each.drawn.ruling.statement for each in disagreed_of(consultation)[:AGAINST]],
        "wrong": wrong is not None,
        "rules": may("moderate", person, consultation) is None,
        "closed_because": allows("read-again", consultation, timezone.now()),
    }
    return render(request, "staff/second_reading.html", context, status=400 if wrong else 200)


@require_POST
@staff_page
def reading(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Say how one would have ruled."""
    consultation = staffed(slug, person, "moderate")
    statement = statement_for(consultation, number, person)
    form = RulingForm(request.POST, number=number, grounds=consultation.grounds)
    if form.is_valid():
        sent = {"outcome": form.cleaned_data["outcome"], "reason": form.cleaned_data["reason"]}
        try:
            same = read_again(statement=statement, by=person, now=timezone.now(), **sent)
        except Invalid as refusal:
            form.show(refusal)
    if form.errors:
        return _page(request, person, consultation, form)
    if same:
        sentence = _("You would rule on statement %(number)s as it was ruled.")
    else:
        sentence = _("You would rule on statement %(number)s otherwise. The ruling stands until somebody rules anew.")
    messages.info(request, sentence % {"number": number})
    return redirect("web:second-reading", slug=slug)
