"""Making invitation codes, and using one."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import PARTICIPANT, STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import invitations as shapes
from deliberation.votes.identity import remember
from deliberation.votes.invitations import invite, redeem


class Invitations(Endpoint):
    @described(
        "makeInvitations",
        tag="consultations",
        request=shapes.InvitationsInput,
        answers={201: (shapes.Codes, "The codes, this once.")},
        problems=(*STAFF_WRITING, "no-consultation", "closed"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make invitation codes

        Each can be used once. They are kept as hashes: a lost answer cannot be asked for again. The record says how
        many were made.
        """
        sent = self.taken(shapes.InvitationsInput)
        codes = invite(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return Response(shapes.Codes({"codes": codes}).data, status=201)


class Redemption(Endpoint):
    @described(
        "useInvitation",
        tag="participation",
        request=shapes.InvitationInput,
        answers={200: (shapes.Tier, "The code is used up. Sets the participation cookie.")},
        problems=(
            *WRITING, "invitation-unknown", "no-consultation", "cookie-foreign", "not-open-yet", "closed",
            "invited-already",
        ),
        security=(*PARTICIPANT, {}),
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Use an invitation code

        Whoever holds the cookie takes part as invited from now on, and votes that were cast before count from now on.
        Nothing links the code to the participant.
        """
        sent = self.taken(shapes.InvitationInput)
        participant, token = redeem(
            consultation=self.consultation(slug), **sent, cookies=request.COOKIES, now=timezone.now()
        )
        response = Response(shapes.Tier(participant).data)
        remember(response, token)
        return response
