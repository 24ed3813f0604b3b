"""Second readings: how another moderator would rule, who does not see how it was ruled."""

from typing import cast

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import second_readings as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.queries import statement_numbered
from deliberation.statements.second_looks import read_again, to_read_again

TAG = "moderation"


class SecondReadings(Endpoint):
    @described(
        "listSecondReadings",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.ToReadAgain(many=True), "A page; what was drawn first comes first.")},
        problems=("no-consultation", "sign-in-needed", "role-missing", "not-found"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List what waits for a second reading by oneself

        Five in a hundred rulings are drawn by chance when they are made. One's own are not among them.
        """
        consultation = self.consultation(slug)
        enforce(may("see-queue", self.person, consultation))
        return self.page(to_read_again(consultation, cast(Person, self.person)), shapes.ToReadAgain)


class SecondReading(Endpoint):
    @described(
        "readAgain",
        tag=TAG,
        request=shapes.ReadingInput,
        answers={201: (shapes.ReadAgain, "Whether both agree.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "outcome-unknown", "reason-unknown", "not-drawn",
            "own-ruling", "read-already", "not-open-yet",
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Say how one would have ruled

        It changes nothing by itself. The record tells whether both agreed.
        """
        sent = self.taken(shapes.ReadingInput)
        statement = statement_numbered(self.consultation(slug), number)
        same = read_again(statement=statement, **sent, by=self.person, now=timezone.now())
        return Response(shapes.ReadAgain({"agreed": same}).data, status=201)
