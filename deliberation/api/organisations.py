"""Organisations. They are all public."""

from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import organisations as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.errors import Missing
from deliberation.people.models import Organisation

TAG = "organisations"


class OrganisationList(Endpoint):
    @described(
        "listOrganisations",
        tag=TAG,
        parameters=[PageQuery],
        answers={200: (shapes.Organisation(many=True), "A page of organisations, by name.")},
        problems=("not-valid", "not-found"),
    )
    def get(self, request: Request) -> Response:
        """List organisations"""
        self.asked()
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
        found = Organisation.objects.filter(slug=slug).first()
        if found is None:
            raise Missing("no-organisation", "There is no such organisation.")
        return Response(shapes.Organisation(found).data)
