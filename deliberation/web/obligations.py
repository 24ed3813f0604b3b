"""What ministries owe and what they answered: public pages."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.consultations.calendars import WEEKEND
from deliberation.obligations.models import Kind, Obligation
from deliberation.obligations.queries import obligation_numbered, obligations_of, standing_of
from deliberation.obligations.record_words import told
from deliberation.obligations.transcript_lines import said_to
from deliberation.record.queries import entries_of
from deliberation.results.findings import stance
from deliberation.web import delivery, redress
from deliberation.web.answers import answers_of
from deliberation.web.citizens import asked
from deliberation.web.duty_now import now_on
from deliberation.web.meeting import told_of_meeting

ROWS = 50


@require_safe
def obligation(request: HttpRequest, number: int) -> HttpResponse:
    """One duty: where it stands, since when, and every answer given."""
    duty, now = obligation_numbered(number), timezone.now()
    entries = entries_of(duty.consultation.slug).filter(subject=f"obligation/{duty.pk}").order_by("happened_at", "id")
    stands = standing_of(duty, now)
    return render(
        request,
        "obligations/obligation.html",
        {
            **now_on(duty, stands, now),
            "duty": duty,
            "consultation": duty.consultation,
            "standing": stands,
            "shown": duty.statement is not None and duty.statement.standing == "accepted",
            "said": said_to(duty.consultation).get(duty.statement.number, []) if duty.statement else [],
            "stance": stance(duty.publication.document, duty.statement.number) if duty.statement else [],
            "answers": answers_of(duty),
            "timeline": [(entry, told(entry)) for entry in entries],
            "rule": _due_rule(duty),
            **(told_of_meeting(duty, now) if duty.kind == Kind.MEETING else {}),
            "redress": redress.section(duty, now),
            "delivery": delivery.section(duty, now),
        },
    )


def _due_rule(duty: Obligation) -> dict[str, Any]:
    """The numbers that gave the due date, and whether it was moved off a free day."""
    opening = duty.consultation.opening
    counted: date = date.fromordinal(duty.notified_on.toordinal() + opening.answer_days)
    return {
        "days": opening.answer_days,
        "counted": counted,
        "moved": counted != duty.due_on,
        "weekends_only": not opening.calendar["holidays"] and tuple(opening.calendar["weekend"]) == WEEKEND,
    }


@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """The public log of one consultation, newest first."""
    found = asked(request, slug)
    page = Paginator(entries_of(found.slug), ROWS).get_page(request.GET.get("page"))
    duties = {f"obligation/{duty.pk}": duty for duty in obligations_of(found)}
    announced = found.closes_at.astimezone(found.zone) if found.public else None
    rows = [(entry, told(entry, announced), duties.get(entry.subject)) for entry in page]
    context = {"consultation": found, "page": page, "rows": rows}
    return render(request, "record/record.html", context)
