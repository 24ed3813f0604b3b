"""How ministries answer."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.obligations import TAG
from deliberation.api.shapes import scoreboard as shapes
from deliberation.api.shapes.strict import EmptyInput
from deliberation.obligations.cases import board_now
from deliberation.people.queries import ministries


class Scoreboard(Endpoint):
    pagination_class = None  # a short list

    @described(
        "readScoreboard",
        tag=TAG,
        answers={200: (shapes.Line(many=True), "A line for each ministry, by name.")},
        problems=("not-valid",),
    )
    def get(self, request: Request) -> Response:
        """Read how ministries answer

        The same numbers as the page and its CSV. The duties behind a number: `/obligations` with the ministry and
        `counted`.
        """
        self.asked(EmptyInput)
        slugs = dict(ministries().values_list("name", "slug"))
        lines = board_now(timezone.now())
        return Response(shapes.Line(lines, many=True, context={"slugs": slugs}).data)
