"""Appeals against rejections: made by authors, decided by somebody else than the one who rejected."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import PARTICIPANT, STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import appeals as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.errors import enforce
from deliberation.people.permissions import may
from deliberation.statements.actions import appeal, decide
from deliberation.statements.queries import appeals_of, statement_numbered
from deliberation.votes.identity import sender


class OwnAppeal(Endpoint):
    @described(
        "appealRejection",
        tag="participation",
        request=shapes.AppealInput,
        answers={201: (shapes.Appeal, "The appeal; it waits for somebody else of the staff.")},
        problems=(
            *WRITING, "no-consultation", "no-statement", "cookie-missing", "cookie-foreign", "appeal-text",
            "not-rejected", "appealed-already", "appeal-too-late",
        ),
        security=PARTICIPANT,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Appeal against the rejection of one's own statement

        Once for each rejection, while voting is open and for six months after the ruling. The record shows that
        somebody appealed, never in which words.
        """
        sent = self.taken(shapes.AppealInput)
        consultation = self.consultation(slug)
        by = sender(request.COOKIES, consultation.pk)
        made = appeal(consultation=consultation, number=number, reason=sent["reason"], by=by, now=timezone.now())
        return Response(shapes.Appeal(made).data, status=201)


class Appeals(Endpoint):
    @described(
        "listAppeals",
        tag="moderation",
        query=PageQuery,
        answers={
            200: (shapes.QueuedAppeal(many=True), "A page; those that wait come first, the oldest of them leading.")
        },
        problems=("no-consultation", "sign-in-needed", "role-missing", "not-found"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List appeals"""
        consultation = self.consultation(slug)
        enforce(may("see-queue", self.person, consultation))
        return self.page(appeals_of(consultation), shapes.QueuedAppeal)


class Decisions(Endpoint):
    @described(
        "decideAppeal",
        tag="moderation",
        request=shapes.AppealDecisionInput,
        answers={201: (shapes.Appeal, "The appeal, decided.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "no-appeal", "own-ruling", "appeal-decided",
            "outcome-unknown", "appeal-text",
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Decide an appeal

        Whoever made the ruling cannot. Granted, the statement is accepted if voting is still open.
        """
        sent = self.taken(shapes.AppealDecisionInput)
        statement = statement_numbered(self.consultation(slug), number)
        decision = decide(statement=statement, **sent, by=self.person, now=timezone.now())
        return Response(shapes.Appeal(decision.appeal).data, status=201)
