"""Organisations, which are all public, and the people who act for them, who are not."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import organisations as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.errors import enforce
from deliberation.people.actions import end_role, give_role, reset_second_factor
from deliberation.people.first_password import first_link
from deliberation.people.models import Organisation
from deliberation.people.permissions import may
from deliberation.people.queries import members_of, membership_in, organisation_called

TAG = "organisations"


class OrganisationList(Endpoint):
    @described(
        "listOrganisations",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.Organisation(many=True), "A page of organisations, by name.")},
        problems=("not-found",),
    )
    def get(self, request: Request) -> Response:
        """List organisations"""
        return self.page(Organisation.objects.all(), shapes.Organisation)


class OrganisationDetail(Endpoint):
    @described(
        "readOrganisation",
        tag=TAG,
        answers={200: (shapes.Organisation, "The organisation.")},
        problems=("no-organisation",),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read an organisation"""
        return Response(shapes.Organisation(organisation_called(slug)).data)


class People(Endpoint):
    @described(
        "listPeople",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.Member(many=True), "A page of roles, by the names of those who hold them.")},
        problems=("no-organisation", "sign-in-needed", "role-missing", "not-found"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List who holds which role in an organisation

        For everybody who holds one there.
        """
        organisation = organisation_called(slug)
        enforce(may("see-people", self.person, organisation))
        return self.page(members_of(organisation), shapes.Member)

    @described(
        "giveRole",
        tag=TAG,
        request=shapes.AppointmentInput,
        answers={201: (shapes.Appointed, "The role; for a new account with the link for its password.")},
        problems=(*STAFF_WRITING, "no-organisation", "account-unused"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Give somebody a role

        Makes the account when there is none. The same again changes nothing, and makes a new link while no password
        was chosen. The record says that a role was given, not to whom.
        """
        sent = self.taken(shapes.AppointmentInput)
        given = give_role(organisation=organisation_called(slug), **sent, by=self.person, now=timezone.now())
        given.link = first_link(given)
        return Response(shapes.Appointed(given).data, status=201)


class HeldRoles(Endpoint):
    @described(
        "endRole",
        tag=TAG,
        answers={204: (None, "It ended.")},
        problems=("csrf-failed", "no-organisation", "no-role", "sign-in-needed", "role-missing", "last-facilitator"),
        security=STAFF,
    )
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """End a role

        It counts from the person's next request. The last facilitator stays.
        """
        organisation = organisation_called(slug)
        enforce(may("appoint", self.person, organisation))
        end_role(membership=membership_in(organisation, number), by=self.person, now=timezone.now())
        return Response(status=204)


class SecondFactor(Endpoint):
    @described(
        "resetSecondFactor",
        tag=TAG,
        answers={204: (None, "It is reset, and all sessions of the person have ended.")},
        problems=(
            "csrf-failed",
            "no-organisation",
            "no-role",
            "sign-in-needed",
            "role-missing",
            "own-factor",
            "works-elsewhere",
        ),
        security=STAFF,
    )
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """Reset a colleague's second factor

        App, passkeys and recovery codes stop working; after the password the person sets up a new second factor. The
        record says that one was reset, and never whose.
        """
        organisation = organisation_called(slug)
        enforce(may("appoint", self.person, organisation))
        reset_second_factor(membership=membership_in(organisation, number), by=self.person, now=timezone.now())
        return Response(status=204)
