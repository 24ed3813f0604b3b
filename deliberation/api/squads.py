"""Who works on a consultation: who is accountable, and who of other organisations lends a hand."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import squads as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.consultations.models import Consultation
from deliberation.consultations.squads import dismiss, hand_over, lend, squad_member, squad_of
from deliberation.errors import enforce
from deliberation.people.permissions import may

TAG = "consultations"
READING = ("no-consultation", "sign-in-needed", "role-missing")


def _accountable(consultation: Consultation) -> Response:
    return Response(shapes.Accountable({"owner": consultation.accountable}).data)


class Owner(Endpoint):
    @described(
        "readOwner",
        tag=TAG,
        answers={200: (shapes.Accountable, "Who is accountable.")},
        problems=READING,
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read who is accountable for a consultation

        For its staff.
        """
        consultation = self.consultation(slug)
        enforce(may("see-desk", self.person, consultation))
        return _accountable(consultation)

    @described(
        "handOver",
        tag=TAG,
        request=shapes.OwnerInput,
        answers={200: (shapes.Accountable, "Who is accountable now.")},
        problems=(*STAFF_WRITING, "no-consultation"),
        security=STAFF,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Make somebody else accountable

        A facilitator of the host, at any time. Without somebody accountable a draft does not open. The record says
        that it changed, never to whom.
        """
        sent = self.taken(shapes.OwnerInput)
        hand_over(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return _accountable(self.consultation(slug))


class Squad(Endpoint):
    @described(
        "listSquad",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.SquadMember(many=True), "A page of people, by name.")},
        problems=("not-found", *READING),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List who of other organisations works on a consultation

        For its staff.
        """
        consultation = self.consultation(slug)
        enforce(may("see-desk", self.person, consultation))
        return self.page(squad_of(consultation), shapes.SquadMember)

    @described(
        "joinSquad",
        tag=TAG,
        request=shapes.SquadInput,
        answers={201: (shapes.SquadMember, "The person, who may start at once.")},
        problems=(*STAFF_WRITING, "no-consultation"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Take somebody of another organisation into the squad

        Who is in it already gets the new role. What the person does here is recorded under that organisation's name.
        """
        sent = self.taken(shapes.SquadInput)
        lent = lend(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return Response(shapes.SquadMember(lent).data, status=201)


class SquadMember(Endpoint):
    @described(
        "leaveSquad",
        tag=TAG,
        answers={204: (None, "It ended.")},
        problems=("csrf-failed", "no-role", *READING),
        security=STAFF,
    )
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """End somebody's work in a squad

        It counts from the person's next request.
        """
        consultation = self.consultation(slug)
        enforce(may("staff", self.person, consultation))
        dismiss(member=squad_member(consultation, number), by=self.person, now=timezone.now())
        return Response(status=204)
