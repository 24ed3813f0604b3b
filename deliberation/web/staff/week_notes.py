"""Writing week notes."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.consultations.phases import CLOSED
from deliberation.consultations.rules import LONGEST_NOTE, allows
from deliberation.consultations.week_notes import ended, notes_of, write_note
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page, staffed

TYPED = {"rows": 8, "dir": "auto", "data-longest": LONGEST_NOTE}


class NoteForm(PageForm):
    """What to tell the public."""

    needed = ("text",)

    text = forms.CharField(
        label=gettext_lazy("What happened since the last note?"),
        help_text=gettext_lazy("Everybody reads it at once, and it stays as it is. Markdown works."),
        required=False,  # what a note must be is said by the rule, in one place
        strip=False,
        widget=forms.Textarea(attrs=TYPED),
    )


class ClosingForm(PageForm):
    """The last note, which goes with a closing by hand."""

    needed = ("what_did_not_work",)

    what_did_not_work = forms.CharField(
        label=gettext_lazy("What did not work?"),
        help_text=gettext_lazy("The last week note: whom you did not reach, what went wrong, what you would change."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs=TYPED),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def week_notes(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The notes there are, and a form for the next."""
    consultation, now = staffed(slug, person, "note"), timezone.now()
    enforce(allows("note", consultation, now))
    form, status = NoteForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            write_note(consultation=consultation, text=form.cleaned_data["text"], by=person, now=now)
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The note is published."))
            return redirect("web:consultation-week-notes", slug=slug)
    over = consultation.phase(now) is CLOSED
    if over:
        form.fields["text"].label = _("What did not work?")
    context = {"consultation": consultation, "form": form, "over": over}
    context |= {"ended": ended(consultation), "notes": notes_of(consultation)}
    return render(request, "staff/week_notes.html", context, status=status)
