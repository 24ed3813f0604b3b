"""The voting page of a draft as a citizen will see it. Nothing that is pressed there is stored."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.statements.queries import public_statements
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.voting import Card

HERE = "web:consultation-preview"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def preview(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The statement that follows `?after=3`, or the first. Whatever is pressed leads on."""
    draft = staffed(slug, person, "see-draft")
    enforce(allows("open", draft, timezone.now()))
    if request.method == "POST":
        return redirect(f"{reverse(HERE, args=[slug])}?after={_number(request.POST.get('statement', ''))}")
    after = _number(request.GET.get("after", ""))
    shown = public_statements(draft)
    left = shown.filter(number__gt=after)
    statement, many = left.first(), left.count()
    context = {
        "consultation": draft,
        "open_now": True,
        "card": Card(statement, many, shown.count() - many) if statement else None,
        "ahead": [],
        "operation": uuid4(),
        "pages": {"vote": HERE, "enough": HERE},
    }
    return render(request, "staff/preview.html", context)


def _number(text: str) -> int:
    """The number of a statement; -1, which comes before the first, where none was sent."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
