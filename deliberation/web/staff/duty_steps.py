"""What can be done about a duty besides answering it: by its ministry, by one it is offered to, by the facilitators."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.errors import Missing, Refusal, enforce
from deliberation.obligations.course import STEPS as RULES
from deliberation.obligations.course import possible
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import course_of, obligation_numbered, standing_of
from deliberation.obligations.who import may_step, steps_of
from deliberation.people.models import Person
from deliberation.web.staff.offices import staff_page
from deliberation.web.staff.step_forms import STEPS, StepForm


@require_safe
@staff_page
def duty_steps(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """The steps this person's office may ever take, and which of them can be taken now."""
    duty, now = obligation_numbered(number), timezone.now()
    enforce(may_step(None, person, duty, now))
    course, theirs = course_of(duty, now), steps_of(person, duty, now)
    now_possible = possible(course)
    rows = [(name, step, name in now_possible, RULES[name](course)) for name, step in STEPS.items() if name in theirs]
    return render(request, "staff/duty_steps.html", {**_context(duty), "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def duty_step(request: HttpRequest, person: Person, number: int, step: str) -> HttpResponse:
    """One step: what it means, its form, and taking it."""
    duty, now = obligation_numbered(number), timezone.now()
    if step not in STEPS:
        raise Missing("not-found", _("There is no such page."))
    enforce(may_step(step, person, duty, now), RULES[step](course_of(duty, now)))
    form = STEPS[step].form(request.POST if request.method == "POST" else None, duty=duty)
    if request.method == "POST" and form.is_valid() and _taken(form, duty, person):
        messages.success(request, _("It is done, and stands in the public record."))
        return redirect("web:duty-steps", number=number)
    context = {**_context(duty), "step": STEPS[step], "form": form}
    return render(request, "staff/duty_step.html", context, status=400 if form.errors else 200)


def _taken(form: StepForm, duty: Obligation, person: Person) -> bool:
    """Did it happen? If not, the form says why."""
    try:
        form.take(duty, person, timezone.now())
    except Refusal as refusal:
        form.show(refusal)
        return False
    return True


def _context(duty: Obligation) -> dict[str, Any]:
    statement = duty.statement
    return {
        "obligation": duty,
        "consultation": duty.consultation,
        "standing": standing_of(duty, timezone.now()),
        "text": statement.text if statement and statement.standing == "accepted" else "",
    }
