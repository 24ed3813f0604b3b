"""Statements: reading the public ones, writing one, and one's own."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import PARTICIPANT, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.problems import problem
from deliberation.api.shapes import statements as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.statements.lineage import in_place_of, standing_in
from deliberation.statements.models import Statement
from deliberation.statements.queries import own_statements, public_statements
from deliberation.statements.retiring import propose as propose_words
from deliberation.statements.rules import SimilarExist
from deliberation.votes.actions import acting
from deliberation.votes.identity import sender
from deliberation.votes.models import Participant
from deliberation.votes.proposing import propose, votable

TAG = "participation"


class StatementList(Endpoint):
    @described(
        "listStatements",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.PublicStatement(many=True), "A page of the public statements, by number.")},
        problems=("no-consultation", "not-found"),
    )
    def get(self, request: Request, slug: str) -> Response:
        """List public statements

        Those that wait for a ruling or were rejected are not among them.
        """
        consultation = self.consultation(slug)
        lineage = in_place_of(consultation)
        return self.page(public_statements(consultation), shapes.PublicStatement, in_place_of=lineage)

    @described(
        "writeStatement",
        tag=TAG,
        request=shapes.StatementInput,
        answers={201: (shapes.OwnStatement, "The statement; it waits for a facilitator.")},
        problems=(
            *WRITING, "no-consultation", "cookie-missing", "cookie-foreign", "invitation-needed", "verified-needed",
            "statement-text", "statement-exists",
            "similar-statements-exist", "not-open-yet", "closed", "erased-meanwhile",
        ),
        security=PARTICIPANT,
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Write a statement

        Needs the participation cookie. White space is tidied; the text is otherwise kept as it is. While similar
        statements are public nothing is stored: the problem lists them, those that are `votable` count as served, and
        sending again with `different` stores it.
        """
        now = timezone.now()
        sent = self.taken(shapes.StatementInput)
        consultation = self.consultation(slug)
        author = acting(cookies=request.COOKIES, consultation=consultation, now=now)
        try:
            statement = propose(by=author, **sent, now=now)
        except SimilarExist as found:
            listed = _listed(author, found.alike)
            return problem(found.status, found.code, found.detail, statements=listed)
        return Response(shapes.OwnStatement(statement).data, status=201)


def _listed(author: Participant, alike: Sequence[Statement]) -> Any:
    """Similar statements, each with whether its writer may vote on it now."""
    open_ones = votable(author, alike)
    rows = [{**shapes.Statement(each).data, "votable": each.number in open_ones} for each in alike]
    return shapes.SimilarStatement(rows, many=True).data


class OwnStatements(Endpoint):
    @described(
        "listOwnStatements",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.OwnStatement(many=True), "A page of one's own statements, the newest first.")},
        problems=("no-consultation", "cookie-missing", "cookie-foreign", "not-found"),
        security=PARTICIPANT,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List one's own statements, with what was ruled and why"""
        consultation = self.consultation(slug)
        own = own_statements(consultation, sender(request.COOKIES, consultation.pk))
        return self.page(own, shapes.OwnStatement, instead=standing_in(own.order_by().values("pk")))


class OwnRewording(Endpoint):
    @described(
        "proposeRewording",
        tag=TAG,
        request=shapes.ProposalInput,
        answers={201: (shapes.OwnStatement, "The new statement; it waits for a facilitator.")},
        problems=(
            *WRITING, "no-consultation", "no-statement", "cookie-missing", "cookie-foreign", "statement-text",
            "statement-exists", "not-rewordable", "rewording-waits", "not-open-yet", "closed",
        ),
        security=PARTICIPANT,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Propose clearer words for one's own statement

        A statement is never changed. The words become a new one that waits; when it is accepted, it takes the place
        of the old one.
        """
        sent = self.taken(shapes.ProposalInput)
        consultation = self.consultation(slug)
        by = sender(request.COOKIES, consultation.pk)
        made = propose_words(consultation=consultation, number=number, text=sent["text"], by=by, now=timezone.now())
        return Response(shapes.OwnStatement(made).data, status=201)
