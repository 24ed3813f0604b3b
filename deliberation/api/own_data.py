"""All that is kept about whoever asks, and having it erased."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import PARTICIPANT, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import own_data as shapes
from deliberation.obligations.erasing import erase_participant
from deliberation.obligations.own_data import own_data
from deliberation.votes.identity import remember, sender

TAG = "participation"


class OwnData(Endpoint):
    @described(
        "readOwnData",
        tag=TAG,
        answers={200: (shapes.MyData, "All of it, whole.")},
        problems=("no-consultation", "cookie-missing", "cookie-foreign"),
        security=PARTICIPANT,
    )
    def get(self, request: Request, slug: str) -> Response:
        """All that is kept about me

        Everything that the cookie leads to in this consultation. Nothing leads from it to an e-mail address, an
        invitation code or a sheet of paper.
        """
        consultation = self.consultation(slug)
        sender(request.COOKIES, consultation.pk)
        parts = own_data(consultation, request.COOKIES)
        told = {"consultation": consultation.slug, "question": consultation.question, "parts": parts}
        return Response(shapes.MyData(told).data)


class OwnErasure(Endpoint):
    @described(
        "eraseOwnData",
        tag=TAG,
        request=shapes.ErasureInput,
        answers={204: (None, "Nothing is kept any more. The cookie is a new one; twice is harmless.")},
        problems=(*WRITING, "no-consultation", "cookie-missing", "cookie-foreign"),
        security=PARTICIPANT,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Have all of it erased

        Votes, what was shown, ratings, and the texts that were never public or are hidden. A statement that others
        could read stays without its author. What was published stays as it is; what is published from then on is
        without you. Nobody can undo it.
        """
        sent = self.taken(shapes.ErasureInput)
        consultation = self.consultation(slug)
        sender(request.COOKIES, consultation.pk)
        token = erase_participant(
            consultation=consultation, cookies=request.COOKIES, sure=sent["sure"], now=timezone.now()
        )
        response = Response(status=204)
        remember(response, token)
        return response
