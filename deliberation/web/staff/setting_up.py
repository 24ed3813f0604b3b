"""Setting up a consultation: a draft is begun with a question, and then filled step by step, each saved on its own."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.consultations.actions import revise
from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.consultations.rule_set import complete
from deliberation.consultations.rules import allows
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.statements.queries import public_statements
from deliberation.statements.readiness import Item, Readiness, readiness
from deliberation.statements.starting import start
from deliberation.web.home import rule_words
from deliberation.web.staff.consultation_form import (
    AdmissionForm,
    MinistryForm,
    ModerationForm,
    QuestionForm,
    ScheduleForm,
    StepForm,
)
from deliberation.web.staff.new_form import NewForm
from deliberation.web.staff.offices import hosts_of, staff_page, staffed
from deliberation.web.staff.rule_form import RuleForm
from deliberation.web.staff.seed_forms import SeedsForm


class Step(NamedTuple):
    """A page of the set-up."""

    title: Promise
    form: type[StepForm] | None  # None: statements, which are added one by one


STEPS: Mapping[str, Step] = {
    "question": Step(gettext_lazy("Question and background"), QuestionForm),
    "seeds": Step(gettext_lazy("Statements to begin with"), None),
    "schedule": Step(gettext_lazy("Schedule and language"), ScheduleForm),
    "admission": Step(gettext_lazy("Who takes part"), AdmissionForm),
    "rule": Step(gettext_lazy("What counts as consensus"), RuleForm),
    "ministry": Step(gettext_lazy("Who answers"), MinistryForm),
    "moderation": Step(gettext_lazy("How statements are moderated"), ModerationForm),
}
ORDER = list(STEPS)
# What a draft needs (statements/readiness.py), and the step at which it is given; without one, who works on it.
ITEMS: Mapping[str, tuple[Promise, str]] = {
    "question": (gettext_lazy("Question"), "question"),
    "background": (gettext_lazy("Background"), "question"),
    "seeds": (gettext_lazy("Statements to begin with"), "seeds"),
    "schedule": (gettext_lazy("Schedule"), "schedule"),
    "language": (gettext_lazy("Language of the consultation"), "schedule"),
    "admission": (gettext_lazy("Who takes part"), "admission"),
    "rule": (gettext_lazy("What counts as consensus"), "rule"),
    "ministry": (gettext_lazy("Ministry that answers"), "ministry"),
    "moderation": (gettext_lazy("Moderation and its reasons"), "moderation"),
    "owner": (gettext_lazy("Who is accountable"), ""),
}
ORIGINS = 20  # opened consultations that are suggested to begin as


def with_addresses(found: Readiness, slug: str) -> list[tuple[Promise, str, Item]]:
    """Each item with its name on pages, and where it is given."""
    return [(title, _address(slug, step), item) for item in found.items for title, step in [ITEMS[item.name]]]


def _address(slug: str, step: str) -> str:
    return (
        reverse("web:consultation-step", args=[slug, step]) if step else reverse("web:consultation-squad", args=[slug])
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Begin a draft."""
    form = NewForm(request.POST or None, hosts=hosts_of(person))
    if request.method == "POST" and form.is_valid():
        try:
            draft = start(by=person, now=timezone.now(), **form.entries())
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The draft is saved. Nobody outside your organisation sees it yet."))
            return redirect("web:consultation-step", slug=draft.slug, step=ORDER[0])
    origins = Consultation.objects.visible_to(None).order_by("-opens_at", "-id")[:ORIGINS]
    return _page(request, "staff/consultation_new.html", form, origins=origins)


@require_safe
@staff_page
def checklist(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What is done, what is missing, and a way to each step."""
    draft, now = staffed(slug, person, "edit"), timezone.now()
    enforce(allows("edit", draft, now))
    found = readiness(draft, now)
    context = {"consultation": draft, "found": found, "items": with_addresses(found, slug)}
    return render(request, "staff/checklist.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def step(request: HttpRequest, person: Person, slug: str, step: str) -> HttpResponse:
    """One step; saved, it leads to the next one or back to the list."""
    draft = staffed(slug, person, "edit")
    enforce(allows("edit", draft, timezone.now()))
    if step not in STEPS:
        raise Http404
    kind = STEPS[step].form
    if kind is None:
        return seeds_step(request, draft, SeedsForm())
    form, seen = kind(request.POST or None, draft=draft), request.POST.get("seen", "")
    if request.method == "POST" and form.is_valid():
        try:
            draft = revise(consultation=draft, by=person, now=timezone.now(), seen=seen, **form.entries())
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The changes are saved."))
            return _onwards(request, draft.slug, step)
    return _page(request, "staff/step.html", form, **_around(consultation_for(slug, person), step))


def _onwards(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    later = ORDER[ORDER.index(step) + 1 :]
    if "list" in request.POST or not later:
        return redirect("web:consultation-edit", slug=slug)
    return redirect("web:consultation-step", slug=slug, step=later[0])


def seeds_step(request: HttpRequest, draft: Consultation, form: SeedsForm) -> HttpResponse:
    """The step at which statements are added; `form`: with those that were typed."""
    context = {**_around(draft, "seeds"), "accepted": public_statements(draft)}
    return _page(request, "staff/step.html", form, **context)


def _around(draft: Consultation, step: str) -> dict[str, Any]:
    place = ORDER.index(step)
    rule = complete(draft.consensus_rule)
    return {
        "consultation": draft,
        "step": step,
        "title": STEPS[step].title,
        "number": place + 1,
        "steps": [(name, each.title) for name, each in STEPS.items()],
        "next": ORDER[place + 1] if place + 1 < len(ORDER) else "",
        "rule": rule,
        "rule_words": rule_words(rule),
    }


def _page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=400 if form.errors else 200)
