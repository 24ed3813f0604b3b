"""Week notes: reading and writing them."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import week_notes as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.consultations.week_notes import notes_of, write_note


class WeekNotes(Endpoint):
    @described(
        "listWeekNotes",
        tag="consultations",
        query=PageQuery,
        answers={200: (shapes.WeekNote(many=True), "A page of notes, the newest first.")},
        problems=("no-consultation", "not-found"),
    )
    def get(self, request: Request, slug: str) -> Response:
        """List week notes

        What the facilitators told while it ran. The last says what did not work.
        """
        return self.page(notes_of(self.consultation(slug)), shapes.WeekNote)

    @described(
        "writeWeekNote",
        tag="consultations",
        request=shapes.WeekNoteInput,
        answers={201: (shapes.WeekNote, "The note, published.")},
        problems=(*STAFF_WRITING, "no-consultation", "not-open-yet", "notes-ended", "note-text"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Publish a week note

        After the closing it is the last one and says what did not work.
        """
        sent = self.taken(shapes.WeekNoteInput)
        note = write_note(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return Response(shapes.WeekNote(note).data, status=201)
