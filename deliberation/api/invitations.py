"""Ways in: making invitation codes, using one, and where to sign in."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import PARTICIPANT, STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import invitations as shapes
from deliberation.consultations.admission import may_sign_in
from deliberation.errors import enforce
from deliberation.votes.identity import remember
from deliberation.votes.invitations import invite, redeem
from deliberation.votes.queries import participant_from


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
            "invited-already", "verified-needed",
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


class SignIn(Endpoint):
    @described(
        "howToSignIn",
        tag="participation",
        answers={200: (shapes.SignIn, "Where to sign in.")},
        problems=("no-consultation", "cookie-foreign", "sign-in-off"),
        security=(*PARTICIPANT, {}),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Where to sign in

        Signing in happens in a browser: it goes to the provider and back, and the participation cookie it holds then is
        that of somebody who has signed in. Nothing that is stored says who.
        """
        consultation = self.consultation(slug)
        enforce(may_sign_in(consultation.admission, bool(settings.OIDC)))
        participant = participant_from(request.COOKIES, consultation)
        body = {
            "address": settings.BASE_URL + reverse("web:verified", args=[slug]),
            "provider": settings.OIDC["name"],
            "tier": participant.tier if participant else None,
        }
        return Response(shapes.SignIn(body).data)
