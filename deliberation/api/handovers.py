"""Handing the votes of single people to a named researcher or auditor."""

from base64 import b64encode

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import handovers as shapes
from deliberation.results.handing_over import hand_over


class Handovers(Endpoint):
    @described(
        "handOverVotes",
        tag="results",
        request=shapes.HandoverInput,
        answers={201: (shapes.Handover, "The file; it is in the record.")},
        problems=(*STAFF_WRITING, "no-consultation", "handover-text", "no-final-result", "too-many-votes"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Hand over the votes of single people

        To a named researcher or auditor, after the final result: in the format of Polis exports, with fresh numbers for
        people, without times and authors. Each time it is an entry of the public record, with recipient and purpose.
        """
        sent = self.taken(shapes.HandoverInput)
        handed = hand_over(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        told = {"name": handed.name, "digest": handed.digest, "content": b64encode(handed.content).decode()}
        return Response(shapes.Handover(told).data, status=201)
