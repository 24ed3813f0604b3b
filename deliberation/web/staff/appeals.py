"""Appeals: authors object to rejections, and somebody else than the one who rejected decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.reasons import REASONS
from deliberation.consultations.squads import who_may_in
from deliberation.errors import Refusal
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.actions import decide
from deliberation.statements.models import Appeal
from deliberation.statements.queries import appeals_of, statement_for
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page, staffed

ROWS = 50


class DecisionForm(PageForm):
    """The outcome comes from the button that was pressed."""

    needed = ("message",)

    outcome = forms.CharField(widget=forms.HiddenInput(), required=False)
    message = forms.CharField(
        label=gettext_lazy("Answer to the author"),
        help_text=gettext_lazy("Only the author sees it. Needed when the rejection stands."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, number: int) -> None:
        super().__init__(data, auto_id=f"appeal-{number}-%s")
        self.number = number


@require_safe
@staff_page
def appeals(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Those that wait, the oldest first; then what was decided."""
    return _list(request, person, staffed(slug, person, "see-queue"))


def _list(
    request: HttpRequest, person: Person, consultation: Consultation, wrong: DecisionForm | None = None
) -> HttpResponse:
    page = Paginator(appeals_of(consultation), ROWS).get_page(request.POST.get("page") or request.GET.get("page"))
    context = {
        "consultation": consultation,
        "page": page,
        "rows": [_row(appeal, person, wrong) for appeal in page],
        "alone": who_may_in("decide-appeal", consultation).count() < 2,
        "open_now": consultation.phase(timezone.now()).allows("moderate"),
        "wrong": wrong is not None,
        "decides": may("decide-appeal", person, consultation) is None,
    }
    return render(request, "staff/appeals.html", context, status=400 if wrong else 200)


def _row(appeal: Appeal, person: Person, wrong: DecisionForm | None) -> dict[str, Any]:
    number = appeal.statement.number
    return {
        "appeal": appeal,
        "reason": REASONS.get(appeal.ruling.reason, ""),
        "own": appeal.ruling.by_id == person.pk,
        "form": wrong if wrong and wrong.number == number else DecisionForm(number=number),
    }


@require_POST
@staff_page
def decision(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Grant an appeal, or let the rejection stand and say why."""
    consultation = staffed(slug, person, "decide-appeal")
    form = DecisionForm(request.POST, number=number)
    if form.is_valid():
        try:
            statement = statement_for(consultation, number, person)
            made = decide(statement=statement, by=person, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            form.show(refusal)
    if form.errors:
        return _list(request, person, consultation, form)
    messages.info(request, _granted(number) if made.outcome == "granted" else _upheld(number))
    return redirect("web:appeals", slug=consultation.slug)


def _granted(number: int) -> str:
    return _("The appeal about statement %(number)s was granted.") % {"number": number}


def _upheld(number: int) -> str:
    return _("The rejection of statement %(number)s stands; its author sees your answer.") % {"number": number}
