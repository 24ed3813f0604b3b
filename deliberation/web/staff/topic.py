"""The topic of an opened consultation: all else stays as it was at opening."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.consultations.changing import correct_topic
from deliberation.consultations.queries import topics
from deliberation.consultations.rules import allows
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.web.forms import PageForm
from deliberation.web.staff.changing import reason_field
from deliberation.web.staff.offices import staff_page, staffed


class TopicForm(PageForm):
    """How long it may be is said by the room of consultations."""

    topic = forms.CharField(
        label=gettext_lazy("Topic"),
        help_text=gettext_lazy("A word or two; take one in use if it fits. Empty: none."),
        required=False,
        widget=forms.TextInput(attrs={"list": "topics", "dir": "auto"}),
    )
    reason = reason_field()
    needed = ("reason",)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def topic(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """As it is, to be corrected."""
    consultation, now = staffed(slug, person, "file"), timezone.now()
    enforce(allows("file", consultation, now))
    form = TopicForm(request.POST or None, initial={"topic": consultation.topic})
    if request.method == "POST" and form.is_valid():
        try:
            correct_topic(consultation=consultation, **form.cleaned_data, by=person, now=now)
        except Refusal as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The topic is saved."))
            return redirect("web:consultation-desk", slug=slug)
    context = {"consultation": consultation, "form": form, "topics": topics()}
    return render(request, "staff/topic.html", context, status=400 if form.errors else 200)
