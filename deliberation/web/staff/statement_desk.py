"""One statement with all there is to decide about it: its near duplicates beside it, and what was ruled before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.consultations.rules import allows
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.models import Ruling
from deliberation.statements.moderating import hide, look
from deliberation.statements.queries import statement_for
from deliberation.statements.queue import beside
from deliberation.web.record_words import STANDINGS
from deliberation.web.staff.moderation import rows_of
from deliberation.web.staff.offices import staff_page, staffed


@require_safe
@staff_page
def statement_desk(request: HttpRequest, person: Person, slug: str, number: int) -> HttpResponse:
    """Whoever opens it is seen to look at it by colleagues, for a few minutes."""
    consultation, now = staffed(slug, person, "see-queue"), timezone.now()
    statement = statement_for(consultation, number, person)
    rules = may("moderate", person, consultation) is None
    if rules:
        look(statement=statement, by=person, now=now)
    public, others = beside(statement)
    context = {
        "consultation": consultation,
        "standing": statement.standing,
        "row": rows_of([statement], person)[0],
        "statement": statement,
        "public": public,
        "waiting": others,
        "history": [(each, _told(each)) for each in statement.rulings.select_related("by").order_by("-id")],
        "closed_because": allows("moderate", consultation, now),
        "rules": rules,
        "may_hide": rules and statement.standing != "hidden" and allows("hide", consultation, now) is None,
        "alone": True,
    }
    return render(request, "staff/statement.html", context)


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
