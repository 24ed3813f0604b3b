"""Week notes, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.consultations.phases import CLOSED
from deliberation.consultations.week_notes import notes_of
from deliberation.web.citizens import asked


@require_safe
def week_notes(request: HttpRequest, slug: str) -> HttpResponse:
    """What the facilitators told while it ran, the newest first; and that the last word is missing, while it is."""
    found = asked(request, slug)
    notes = list(notes_of(found))
    missing = found.phase(timezone.now()) is CLOSED and not any(note.last for note in notes)
    context = {"consultation": found, "notes": notes, "missing": missing}
    return render(request, "consultations/week_notes.html", context)
