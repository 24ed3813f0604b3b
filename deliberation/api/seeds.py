"""Statements to begin with, from a table."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import seeds as shapes
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.people.permissions import may
from deliberation.statements.models import Statement
from deliberation.statements.seed_table import Preview
from deliberation.statements.seeding import import_seeds, preview_of


class SeedTable(Endpoint):
    @described(
        "addSeedsFromTable",
        tag="moderation",
        request=shapes.SeedTableInput,
        answers={
            200: (shapes.SeedTable, "What could be taken; nothing was added."),
            201: (shapes.SeedTable, "What was added."),
        },
        problems=(*STAFF_WRITING, "no-consultation", "seed-table", "preview-changed", "closed"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add statements to begin with, from a table

        Without `these` it only says what is wrong with which row. With the `these` of that answer and the same table,
        all good rows are added at once, or none; the record tells how many.
        """
        sent, now = self.taken(shapes.SeedTableInput), timezone.now()
        consultation = self.consultation(slug)
        enforce(may("seed", self.person, consultation), allows("seed", consultation, now))
        if not sent["these"]:
            return _told(preview_of(consultation, sent["content"]), [], 200)
        made, found = import_seeds(consultation=consultation, **sent, by=self.person, now=now)
        return _told(found, made, 201)


def _told(found: Preview, made: list[Statement], status: int) -> Response:
    said = {"good": len(found.good), "faults": found.bad, "these": found.these, "added": [each.number for each in made]}
    return Response(shapes.SeedTable(said).data, status=status)
