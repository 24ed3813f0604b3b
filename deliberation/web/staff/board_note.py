"""A ministry's public note to its line of the scoreboard."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deliberation.errors import Refusal, enforce
from deliberation.obligations.board_notes import notes_of, publish_note
from deliberation.obligations.rules import LONGEST_NOTE
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.people.queries import ministry_called
from deliberation.web.forms import PageForm
from deliberation.web.staff.offices import staff_page


class NoteForm(PageForm):
    """What the ministry says to its figures."""

    text = forms.CharField(
        label=gettext_lazy("What do you say to your figures?"),
        help_text=gettext_lazy(
            "Plain text. Everybody reads it at once, beside the figures. Earlier notes stay readable. Leave it empty "
            "to take the note back."
        ),
        required=False,  # what a note must be is said by the rule, in one place
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "data-longest": LONGEST_NOTE}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def board_note(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The note that holds, and a form for the next."""
    ministry = ministry_called(slug)
    enforce(may("note-on-board", person, ministry))
    last, status = notes_of(ministry).first(), 200
    form = NoteForm(request.POST or None, initial={"text": last.text if last else ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_note(ministry=ministry, text=form.cleaned_data["text"], by=person, now=timezone.now())
        except Refusal as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The note is public.") if made.text else _("The note is taken back."))
            return redirect("web:board-note", slug=slug)
    context = {"ministry": ministry, "form": form, "note": last}
    return render(request, "staff/board_note.html", context, status=status)
