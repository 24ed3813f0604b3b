"""For staff: seeds, the queue, rulings; and the published reasons."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import statements as shapes
from deliberation.api.shapes.consultations import Entry
from deliberation.api.shapes.strict import EmptyInput
from deliberation.consultations.reasons import CHOICES, REASONS
from deliberation.errors import enforce
from deliberation.people.permissions import may
from deliberation.record.queries import moderation_figures, moderation_of
from deliberation.statements.actions import seed
from deliberation.statements.lineage import standing_in
from deliberation.statements.moderating import hide, rule, rule_many, undo, undo_many
from deliberation.statements.queries import ruled_as, statement_numbered
from deliberation.statements.queue import Asked, waiting
from deliberation.statements.retiring import join, reword
from deliberation.statements.rules import POSTED
from deliberation.statements.second_looks import posted_of, reading_figures

TAG = "moderation"
KEPT = ("ruled-meanwhile", "statement-hidden", "appeal-waits", "own-ruling")  # what keeps from ruling


class Seeds(Endpoint):
    @described(
        "addSeeds",
        tag=TAG,
        request=shapes.SeedsInput,
        answers={201: (shapes.Statement(many=True), "The statements that were added.")},
        problems=(*STAFF_WRITING, "no-consultation", "statement-text", "too-many", "closed"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add statements to begin with

        They are accepted at once. Texts that are there already are left out, so that sending twice adds nothing twice.
        """
        sent = self.taken(shapes.SeedsInput)
        made = seed(consultation=self.consultation(slug), texts=sent["texts"], by=self.person, now=timezone.now())
        return Response(shapes.Statement(made, many=True).data, status=201)


class Queue(Endpoint):
    @described(
        "readQueue",
        tag=TAG,
        query=shapes.QueueQuery,
        answers={200: (shapes.QueuedStatement(many=True), "A page; what waits comes oldest first.")},
        problems=("no-consultation", "sign-in-needed", "role-missing", "not-found"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read the moderation queue"""
        sent = self.asked()
        standing = sent["standing"]
        consultation = self.consultation(slug)
        enforce(may("see-queue", self.person, consultation))
        asked = Asked(**{name: sent[name] for name in Asked._fields if name in sent})
        if standing == "waiting":
            rows = waiting(consultation, asked, timezone.now())
        else:
            rows = posted_of(consultation) if standing == POSTED else ruled_as(consultation, standing)
        instead = standing_in(rows.order_by().values("pk")) if standing == "rejected" else {}
        return self.page(rows, shapes.QueuedStatement, instead=instead)


class Rulings(Endpoint):
    @described(
        "ruleOnStatement",
        tag=TAG,
        request=shapes.RulingInput,
        answers={201: (shapes.Ruling, "The ruling; it holds from now on.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "outcome-unknown", "reason-unknown", "not-open-yet",
            "closed", "note-text", "statement-exists", *KEPT,
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Accept or reject a statement

        A rejection needs one of the consultation's `reasons`. The record shows the office, the act and the reason.
        """
        sent = self.taken(shapes.RulingInput)
        statement = statement_numbered(self.consultation(slug), number)
        ruling = rule(statement=statement, **sent, by=self.person, now=timezone.now())
        return Response(shapes.Ruling(ruling).data, status=201)


class Undoing(Endpoint):
    @described(
        "undoRuling",
        tag=TAG,
        request=shapes.UndoInput,
        answers={200: (shapes.QueuedStatement, "The statement, as it stands again.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "not-ruled", "in-a-circle", "not-open-yet", "closed",
            *KEPT,
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Undo the ruling that holds

        What held before holds again, as it was. The record keeps both.
        """
        sent = self.taken(shapes.UndoInput)
        statement = statement_numbered(self.consultation(slug), number)
        undo(statement=statement, **sent, by=self.person, now=timezone.now())
        return Response(shapes.QueuedStatement(statement).data)


class Hiding(Endpoint):
    @described(
        "hideStatement",
        tag=TAG,
        request=shapes.HidingInput,
        answers={201: (shapes.Ruling, "The ruling; nobody sees the text any more.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "not-open-yet", "statement-hidden",
            "note-text", "own-ruling",
            "ruled-meanwhile",
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Hide a text that holds personal data

        From everybody at once, also from facilitators; also after closing.
        """
        sent = self.taken(shapes.HidingInput)
        statement = statement_numbered(self.consultation(slug), number)
        ruling = hide(statement=statement, **sent, by=self.person, now=timezone.now())
        return Response(shapes.Ruling(ruling).data, status=201)


class Joining(Endpoint):
    @described(
        "joinStatements",
        tag=TAG,
        request=shapes.JoiningInput,
        answers={201: (shapes.Ruling, "The ruling; the other statement stands in its place.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "same-statement", "statement-not-open", "not-open-yet",
            "closed", *KEPT,
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Join a statement with another that says the same

        It is retired as a duplicate, and the other one stands in its place. Votes stay where they are and count no
        more there; whoever cast them is asked the other one next, and told why.
        """
        sent = self.taken(shapes.JoiningInput)
        statement = statement_numbered(self.consultation(slug), number)
        ruling = join(statement=statement, **sent, by=self.person, now=timezone.now())
        return Response(shapes.Ruling(ruling).data, status=201)


class Rewording(Endpoint):
    @described(
        "rewordStatement",
        tag=TAG,
        request=shapes.RewordingInput,
        answers={201: (shapes.PublicStatement(many=True), "The statements that stand in its place.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "no-statement", "not-rewordable", "too-many", "statement-text",
            "statement-exists", "not-open-yet", "closed", "note-text", *KEPT,
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Put a statement into clearer words, or divide it

        A text is never changed: each of `texts` becomes a new statement, accepted at once, and they take the place
        of the old one. Its votes stay where they are; whoever cast them is asked the new ones next, and told why.
        """
        sent = self.taken(shapes.RewordingInput)
        statement = statement_numbered(self.consultation(slug), number)
        made = reword(statement=statement, **sent, by=self.person, now=timezone.now())
        context = {"in_place_of": {each.number: [number] for each in made}}
        return Response(shapes.PublicStatement(made, many=True, context=context).data, status=201)


class ManyRulings(Endpoint):
    @described(
        "ruleOnMany",
        tag=TAG,
        request=shapes.ManyInput,
        answers={201: (shapes.Many, "What was ruled on, and what was left out.")},
        problems=(
            *STAFF_WRITING, "no-consultation", "outcome-unknown", "reason-unknown", "too-many", "not-open-yet",
            "closed", "note-text",
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Rule on many statements at once

        One reason for all; each has its ruling and its entry in the record. All of it is done, or nothing.
        """
        sent = self.taken(shapes.ManyInput)
        seen = {each["number"]: each["seen"] for each in sent.pop("statements")}
        made = rule_many(consultation=self.consultation(slug), seen=seen, **sent, by=self.person, now=timezone.now())
        return Response(shapes.Many(made).data, status=201)


class UndoingMany(Endpoint):
    @described(
        "undoMany",
        tag=TAG,
        request=EmptyInput,
        answers={200: (shapes.Many, "What was undone, and what was left out.")},
        problems=(*STAFF_WRITING, "no-consultation", "not-open-yet", "closed"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str, batch: UUID) -> Response:
        """Undo what was ruled at once

        As far as nobody has ruled since.
        """
        self.taken(EmptyInput)
        made = undo_many(consultation=self.consultation(slug), batch=batch, by=self.person, now=timezone.now())
        return Response(shapes.Many(made).data)


class Log(Endpoint):
    @described(
        "readModerationLog",
        tag=TAG,
        query=shapes.LogQuery,
        answers={200: (Entry(many=True), "A page of entries, the newest first.")},
        problems=("no-consultation", "not-found"),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read the public moderation log

        When, by which office, what, and for which published reason. Texts stand nowhere in it.
        """
        sent = self.asked()
        return self.page(moderation_of(self.consultation(slug).slug, sent.get("act", "")), Entry)


class Figures(Endpoint):
    pagination_class = None  # a short list

    @described(
        "readModerationFigures",
        tag=TAG,
        answers={200: (shapes.Acts(many=True), "One row for each kind of act, and for second readings.")},
        problems=("no-consultation",),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Count what was ruled, hidden, undone and appealed

        Of second readings also how many were drawn, wait unread, and fell: undone or ruled otherwise before being
        read. Draws of today (UTC) are not among them before they are read.
        """
        consultation = self.consultation(slug)
        counted = {**moderation_figures(consultation.slug), **reading_figures(consultation, timezone.now())}
        return Response(shapes.Acts([{"act": act, "number": n} for act, n in counted.items()], many=True).data)


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
