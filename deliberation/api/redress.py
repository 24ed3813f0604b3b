"""What follows an answer: rating it, asking for a review, deciding one."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import PARTICIPANT, STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.obligations import TAG
from deliberation.api.shapes import redress as shapes
from deliberation.obligations.delivering import promises_of
from deliberation.obligations.models import ConfirmationRelease, Obligation, RatingRelease
from deliberation.obligations.queries import local_day, obligation_numbered
from deliberation.obligations.rating import rate
from deliberation.obligations.reopening import reopened
from deliberation.obligations.reviewing import ask_for_review, uphold
from deliberation.obligations.versions import facts_of, latest_answer, reviews_of
from deliberation.votes.voters import voter


class FollowUp(Endpoint):
    @described(
        "readFollowUp",
        tag=TAG,
        answers={200: (shapes.FollowUp, "Ratings, reviews and milestones.")},
        problems=("no-obligation",),
    )
    def get(self, request: Request, obligation: int) -> Response:
        """Read what follows the answer to an obligation

        Figures are released like those of votes: when enough people said something new, hidden and rounded.
        """
        duty, now = obligation_numbered(obligation), timezone.now()
        releases = RatingRelease.objects.filter(answer__obligation=duty).select_related("answer")
        found = {
            "releases": releases.order_by("answer__version", "number"),
            "reviews": reviews_of(duty),
            "milestones": promises_of(duty),
            "due_again": reopened(latest_answer(duty), now) if duty.answers.all() else None,
            "rated_until": facts_of(latest_answer(duty)).rated_until if duty.answers.all() else None,
        }
        return Response(shapes.FollowUp(found, context=about_milestones(duty, now)).data)


def about_milestones(duty: Obligation, now: datetime) -> dict[str, Any]:
    """What the shape of a milestone needs: the day, and the newest figures by report."""
    rows = ConfirmationRelease.objects.filter(report__milestone__answer__obligation=duty).order_by("number")
    return {"today": local_day(duty.consultation, now), "confirmations": {row.report_id: row for row in rows}}


class Ratings(Endpoint):
    @described(
        "rateAnswer",
        tag=TAG,
        request=shapes.RatingInput,
        answers={201: (shapes.OwnRating, "The rating is kept; the one before counts no more.")},
        problems=(
            *WRITING, "no-obligation", "no-answer", "cookie-missing", "cookie-foreign", "took-no-part",
            "rating-incomplete", "rating-over", "rating-fixed", "erased-meanwhile",
        ),
        security=PARTICIPANT,
    )  # fmt: skip
    def post(self, request: Request, obligation: int) -> Response:
        """Rate an answer

        For people whose votes counted, with the participation cookie. It can be changed for 30 days.
        """
        sent = self.taken(shapes.RatingInput)
        duty = obligation_numbered(obligation)
        by = voter(request.COOKIES, duty.consultation)
        answer = latest_answer(duty, sent.pop("version"))
        rating = rate(answer=answer, **sent, by=by, now=timezone.now())
        return Response(shapes.OwnRating(rating).data, status=201)


class Reviews(Endpoint):
    @described(
        "openReview",
        tag=TAG,
        request=shapes.ReviewInput,
        answers={201: (shapes.Review, "The review; the ministry has 20 working days.")},
        problems=(
            *STAFF_WRITING, "no-obligation", "not-answered", "reason-text", "review-open", "reviewed-already",
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, obligation: int) -> Response:
        """Have the latest version of an answer reviewed"""
        sent = self.taken(shapes.ReviewInput)
        review = ask_for_review(obligation=obligation_numbered(obligation), **sent, by=self.person, now=timezone.now())
        return Response(shapes.Review(review).data, status=201)


class ReviewDecision(Endpoint):
    @described(
        "upholdAnswer",
        tag=TAG,
        request=shapes.ReviewDecisionInput,
        answers={201: (shapes.Review, "The review, decided.")},
        problems=(*STAFF_WRITING, "no-obligation", "no-review", "own-answer", "reason-text"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Decide a review: the answer stands, for new reasons

        By somebody else than who signed the answer. Publishing a new version of the answer decides it too.
        """
        sent = self.taken(shapes.ReviewDecisionInput)
        decision = uphold(obligation=obligation_numbered(obligation), **sent, by=self.person, now=timezone.now())
        return Response(shapes.Review(decision.review).data, status=201)
