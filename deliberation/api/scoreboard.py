"""How ministries answer."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.obligations import TAG
from deliberation.api.shapes import scoreboard as shapes
from deliberation.obligations.board_notes import notes_that_hold
from deliberation.obligations.cases import board_now
from deliberation.people.queries import ministries


class Scoreboard(Endpoint):
    pagination_class = None  # a short list

    @described(
        "readScoreboard",
        tag=TAG,
        answers={200: (shapes.Line(many=True), "A line for each ministry, by name.")},
    )
    def get(self, request: Request) -> Response:
        """Read how ministries answer

        The same numbers as the page and its CSV. The duties behind a number: `/obligations` with the ministry and
        `counted`.
        """
        lines, notes = board_now(timezone.now()), notes_that_hold(ministries())
        return Response(shapes.Line(lines, many=True, context={"notes": notes}).data)
