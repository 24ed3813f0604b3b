"""A ministry's public notes to its line of the scoreboard."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.obligations import TAG
from deliberation.api.shapes import board_notes as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.obligations.board_notes import notes_of, publish_note
from deliberation.people.queries import ministry_called


class BoardNotes(Endpoint):
    @described(
        "listBoardNotes",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.BoardNote(many=True), "A page of notes, the last one first.")},
        problems=("no-ministry", "not-found"),
    )
    def get(self, request: Request, slug: str) -> Response:
        """List a ministry's notes to the scoreboard

        The last one stands beside its figures, unless its text is empty.
        """
        return self.page(notes_of(ministry_called(slug)), shapes.BoardNote)

    @described(
        "publishBoardNote",
        tag=TAG,
        request=shapes.BoardNoteInput,
        answers={201: (shapes.BoardNote, "The note, published.")},
        problems=(*STAFF_WRITING, "no-ministry", "note-text"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Publish a note to the scoreboard

        It takes the place of the one before, which stays readable. The same text again changes nothing.
        """
        sent = self.taken(shapes.BoardNoteInput)
        note = publish_note(ministry=ministry_called(slug), **sent, by=self.person, now=timezone.now())
        return Response(shapes.BoardNote(note).data, status=201)
