"""Being shown a statement, and voting. Lean on purpose: a full square may vote at once."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import PARTICIPANT, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import votes as shapes
from deliberation.api.shapes.strict import EmptyInput, PageQuery
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.votes.actions import Put, acting, arrive, cast, cast_at_once, put
from deliberation.votes.identity import remember, token_in
from deliberation.votes.models import Participant
from deliberation.votes.queries import (
    WORDS,
    Behind,
    how_many_left,
    own_votes,
    participant_from,
    votes_behind,
)
from deliberation.votes.rules import identified

TAG = "participation"
VALUES = {word: value for value, word in WORDS.items()}


class Next(Endpoint):
    @described(
        "serveNext",
        tag=TAG,
        request=EmptyInput,
        answers={200: (shapes.Next, "What to show next. Sets the participation cookie.")},
        problems=(
            *WRITING,
            "no-consultation",
            "cookie-foreign",
            "invitation-needed",
            "verified-needed",
            "not-open-yet",
            "closed",
            "erased-meanwhile",
        ),
        security=(*PARTICIPANT, {}),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Be shown the next statement

        The server chooses, and remembers what it showed: only votes on statements it showed are counted. A statement
        that was shown and not answered stays the next one; only what stands in the place of one that this participant
        voted on comes before it. `ahead` are those that follow, in this order, to be held
        for when the line breaks. A visitor without the cookie joins here.
        """
        now = timezone.now()
        self.taken(EmptyInput)
        consultation = self.consultation(slug)
        participant, token = arrive(cookies=request.COOKIES, consultation=consultation, now=now)
        shown, again = put(by=participant, now=now)
        body = {"statement": shown[0] if shown else None, "ahead": shown[1:], "left": how_many_left(participant)}
        response = Response(shapes.Next(body, context={"again": again}).data)
        remember(response, token)
        return response


class Votes(Endpoint):
    @described(
        "castVote",
        tag=TAG,
        request=shapes.VoteInput,
        answers={
            201: (shapes.CastVote, "The vote is stored."),
            200: (shapes.CastVote, "The vote was stored before: this was the same operation again."),
        },
        problems=(
            *WRITING, "vote-value", "no-consultation", "no-statement", "cookie-missing", "cookie-foreign",
            "invitation-needed", "verified-needed",
            "not-open-yet", "closed", "statement-not-open", "operation-reused", "vote-not-stored", "voting-too-fast",
            "erased-meanwhile",
        ),
        security=PARTICIPANT,
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Vote

        Needs the participation cookie. The answer comes after the vote is stored, and carries the next statement unless
        `follow` is false.
        A retry of the same operation is answered also after closing: the first answer may have been lost on the way.
        """
        now = timezone.now()
        sent = self.taken(shapes.VoteInput)
        what = {"number": sent["statement"], "value": sent["value"], "operation": sent["operation"], "now": now}
        vote = cast_at_once(cookies=request.COOKIES, slug=slug, **what)
        if vote is None:
            by = acting(cookies=request.COOKIES, consultation=self.consultation(slug), now=now)
            vote = cast(by=by, **what, alone=True)
        else:
            by = vote.participant
        shown, again = following(by, now) if sent["follow"] else Put([], {})
        body = {
            "statement": sent["statement"],
            "value": vote.value,
            "counted": vote.counted,
            "next": shown[0] if shown else None,
            "ahead": shown[1:],
        }
        return Response(
            shapes.CastVote(body, context={"again": again}).data, status=201 if vote.cast_at == now else 200
        )

    @described(
        "listOwnVotes",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.OwnVote(many=True), "A page of one's own current votes, the latest first.")},
        problems=("no-consultation", "cookie-missing", "cookie-foreign", "not-found"),
        security=PARTICIPANT,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List one's own votes

        Those on statements that others stand in the place of now come last: they count no more, and did not move.
        """
        consultation = self.consultation(slug)
        enforce(identified(token_in(request.COOKIES)))
        participant = participant_from(request.COOKIES, consultation)
        rows = [
            {"statement": statement.number, "text": statement.text, "value": VALUES[word]}
            for statement, word in (own_votes(participant) if participant else [])
        ]
        rows += [_behind(each) for each in (votes_behind(participant) if participant else [])]
        return self.page(rows, shapes.OwnVote)


def _behind(vote: Behind) -> dict[str, Any]:
    instead = [each.number for each in vote.instead]
    return {"statement": vote.number, "text": "", "value": vote.value, "instead": instead}


def following(by: Participant, now: datetime) -> Put:
    """What to show after a vote; nothing when voting has ended since it was stored."""
    return Put([], {}) if allows("serve", by.consultation, now) else put(by=by, now=now)
