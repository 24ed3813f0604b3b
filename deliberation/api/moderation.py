"""For staff: seeds, the queue, rulings; and the published reasons."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import statements as shapes
from deliberation.errors import enforce
from deliberation.people.permissions import may
from deliberation.statements.actions import rule, seed
from deliberation.statements.queries import queue_of, ruled_as, statement_numbered
from deliberation.statements.reasons import CHOICES, REASONS

TAG = "moderation"


class Seeds(Endpoint):
    @described(
        "addSeeds",
        tag=TAG,
        request=shapes.SeedsInput,
        answers={201: (shapes.Statement(many=True), "The statements that were added.")},
        problems=(*STAFF_WRITING, "no-consultation", "statement-text", "closed"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add statements to begin with

        They are accepted at once. Texts that are there already are left out, so that sending twice adds nothing twice.
        """
        sent = self.taken(shapes.SeedsInput)
        made = seed(consultation=self.consultation(slug), texts=sent["texts"], by=self.person, now=timezone.now())
        return Response(shapes.Statement(made, many=True).data, status=201)

    pagination_class = None  # what was added comes as one list


class Queue(Endpoint):
    @described(
        "readQueue",
        tag=TAG,
        parameters=[shapes.QueueQuery],
        answers={200: (shapes.QueuedStatement(many=True), "A page; what waits comes oldest first.")},
        problems=("not-valid", "no-consultation", "sign-in-needed", "role-missing", "not-found"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read the moderation queue"""
        standing = self.asked(shapes.QueueQuery)["standing"]
        consultation = self.consultation(slug)
        enforce(may("see-queue", self.person, consultation))
        rows = queue_of(consultation) if standing == "waiting" else ruled_as(consultation, standing)
        return self.page(rows, shapes.QueuedStatement)


class Rulings(Endpoint):
    @described(
        "ruleOnStatement",
        tag=TAG,
        request=shapes.RulingInput,
        answers={201: (shapes.Ruling, "The ruling; it holds from now on.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "outcome-unknown", "reason-unknown", "not-open-yet",
            "closed",
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Accept or reject a statement

        A rejection needs a reason of the published list. The record shows the office, the act and the reason.
        """
        sent = self.taken(shapes.RulingInput)
        statement = statement_numbered(self.consultation(slug), number)
        ruling = rule(statement=statement, **sent, by=self.person, now=timezone.now())
        return Response(shapes.Ruling(ruling).data, status=201)


class ReasonList(Endpoint):
    pagination_class = None  # a short list

    @described(
        "listReasons",
        tag=TAG,
        answers={200: (shapes.Reason(many=True), "All reasons.")},
    )
    def get(self, request: Request) -> Response:
        """List the reasons for which a statement may be rejected"""
        rows = [{"code": code, "text": text, "offered": code in CHOICES} for code, text in REASONS.items()]
        return Response(shapes.Reason(rows, many=True).data)
