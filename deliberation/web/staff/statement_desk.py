"""One statement with all there is to decide about it: its near duplicates beside it, and what was ruled before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.rules import allows
from deliberation.obligations.record_words import STANDINGS
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.moderating import hide, look
from deliberation.statements.queries import statement_for
from deliberation.statements.queue import beside
from deliberation.statements.rules import may_reword
from deliberation.web.staff.moderation import rows_of
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.ruling_form import RewordingForm


@require_safe
@staff_page
def statement_desk(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Whoever opens it is seen to look at it by colleagues, for a few minutes."""
    consultation = staffed(slug, person, "see-queue")
    return looked_at(request, person, statement_for(consultation, number, person))


def looked_at(
    request: HttpRequest, person: Person, statement: Statement, wrong: RewordingForm | None = None
) -> HttpResponse:
    """The page. `wrong`: clearer words that were sent and need another look."""
    consultation, now = statement.consultation, timezone.now()
    rules, closed_because = may("moderate", person, consultation) is None, allows("moderate", consultation, now)
    if rules:
        look(statement=statement, by=person, now=now)
    public, others = beside(statement)
    may_retire = rules and statement.standing != "hidden" and closed_because is None
    context = {
        "consultation": consultation,
        "standing": statement.standing,
        "row": rows_of([statement], person, consultation)[0],
        "statement": statement,
        "public": public,
        "waiting": others,
        "history": [(each, _told(each)) for each in statement.rulings.select_related("by").order_by("-id")],
        "closed_because": closed_because,
        "rules": rules,
        "may_retire": may_retire,
        "may_hide": rules and statement.standing != "hidden" and allows("hide", consultation, now) is None,
        "form": (wrong or RewordingForm()) if may_retire and may_reword(statement.standing) is None else None,
        "phase": consultation.phase(now).name,
        "alone": True,
    }
    return render(request, "staff/statement.html", context, status=400 if wrong else 200)


def _told(ruling: Ruling) -> str:
    standing = STANDINGS[ruling.outcome]
    return (
        _("Undone. It stands as before: %(standing)s.") % {"standing": standing} if ruling.undoes_id else str(standing)
    )


@require_POST
@staff_page
def hiding(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Hide the text from everybody, at once."""
    statement = statement_for(staffed(slug, person, "moderate"), number, person)
    given = request.POST.get("ruling", "")
    seen = int(given) if given.isdecimal() and len(given) < 19 else None
    hide(statement=statement, by=person, now=timezone.now(), seen=seen)
    messages.info(request, _("The text of statement %(number)s is hidden from everybody.") % {"number": number})
    return redirect("web:statement-desk", slug=slug, number=number)
