"""How old everything derived is, for everybody."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import status as shapes
from deliberation.status.derived import DERIVED
from deliberation.status.queries import ages, latest_figures, wanting


class Status(Endpoint):
    @described(
        "readStatus",
        tag="consultations",
        answers={200: (shapes.Status, "Every derived thing.")},
    )
    def get(self, request: Request) -> Response:
        """Read how up to date the site is

        Times are told in coarse spans, so that nobody can see from them when somebody voted.
        """
        found = ages(timezone.now())
        things = [
            {"code": each.code, "title": DERIVED[each.code].title, "state": each.state, "made": each.span or None}
            for each in found
        ]
        return Response(shapes.Status({"wanting": wanting(found), "things": things, "open": latest_figures()}).data)
