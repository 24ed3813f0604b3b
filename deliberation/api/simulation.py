"""What a draft's consensus rule would do."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import simulation as shapes
from deliberation.consultations.rule_set import complete
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.people.permissions import may
from deliberation.results.thresholds import foreseen


class Simulation(Endpoint):
    @described(
        "simulateRule",
        tag="consultations",
        query=shapes.SimulationQuery,
        answers={200: (shapes.Foreseen(many=True), "One row for each number of people.")},
        problems=("no-consultation", "sign-in-needed", "role-missing", "open-already", "closed"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Try a draft's consensus rule on made-up people

        Their groups are known; on a few statements all were made to agree. Nothing is read from votes, nothing stored.
        """
        asked = self.asked()
        draft = self.consultation(slug)
        enforce(may("see-desk", self.person, draft), allows("open", draft, timezone.now()))
        return Response(shapes.Foreseen(foreseen(complete(draft.consensus_rule), **asked), many=True).data)

    pagination_class = None  # there are only a few rows
