"""What became of milestones: reported by officials or by a signed link, and confirmed by people who took part."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import PARTICIPANT, STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.obligations import TAG
from deliberation.api.redress import about_milestones
from deliberation.api.shapes import redress as shapes
from deliberation.api.shapes.strict import EmptyInput
from deliberation.obligations.confirming import confirm, report_to_confirm
from deliberation.obligations.delivering import (
    Opened,
    make_link,
    opened_by,
    promise_numbered,
    report,
    report_by_link,
    token_of,
)
from deliberation.obligations.models import Obligation
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.queries import obligation_numbered
from deliberation.votes.voters import voter


class MilestoneReports(Endpoint):
    @described(
        "reportMilestone",
        tag=TAG,
        request=shapes.ReportInput,
        answers={201: (shapes.Promise, "The milestone, with the report.")},
        problems=(*STAFF_WRITING, "no-obligation", "no-milestone", "report-incomplete", "milestone-closed"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int, number: int) -> Response:
        """Report what became of a milestone

        Done, with evidence; moved to another date; or given up, which opens a review of the answer. It is judged by the
        first date, whatever is reported.
        """
        sent = self.taken(shapes.ReportInput)
        duty = obligation_numbered(obligation)
        report(obligation=duty, number=number, draft=ReportDraft(**sent), by=self.person, now=timezone.now())
        return Response(_promise(duty, number), status=201)


def _promise(duty: Obligation, number: int) -> dict[str, object]:
    context = about_milestones(duty, timezone.now())
    return shapes.Promise(promise_numbered(duty, number), context=context).data


class MilestoneLink(Endpoint):
    @described(
        "makeCheckInLink",
        tag=TAG,
        request=EmptyInput,
        answers={201: (shapes.CheckInLink, "The link; the one before is good no more.")},
        problems=(*STAFF_WRITING, "no-obligation", "no-milestone", "milestone-closed"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int, number: int) -> Response:
        """Make a link for the unit responsible for a milestone"""
        self.taken(EmptyInput)
        duty = obligation_numbered(obligation)
        link = make_link(obligation=duty, number=number, by=self.person, now=timezone.now())
        return Response(shapes.CheckInLink({"token": token_of(link), "until": link.until}).data, status=201)


class MilestoneReplies(Endpoint):
    @described(
        "confirmMilestone",
        tag=TAG,
        request=shapes.ReplyInput,
        answers={201: (shapes.OwnReply, "The reply is kept; the one before counts no more.")},
        problems=(
            *WRITING, "no-obligation", "no-milestone", "not-reported", "cookie-missing", "cookie-foreign",
            "took-no-part", "reply-incomplete", "not-asked", "erased-meanwhile",
        ),
        security=PARTICIPANT,
    )  # fmt: skip
    def post(self, request: Request, obligation: int, number: int) -> Response:
        """Say whether a milestone was reached that was reported done

        For people whose votes counted, from four weeks after the report on.
        """
        sent = self.taken(shapes.ReplyInput)
        duty = obligation_numbered(obligation)
        found = report_to_confirm(promise_numbered(duty, number))
        by = voter(request.COOKIES, duty.consultation)
        reply = confirm(report=found, **sent, by=by, now=timezone.now())
        return Response(shapes.OwnReply(reply).data, status=201)


class CheckIn(Endpoint):
    @described(
        "readCheckIn",
        tag=TAG,
        answers={200: (shapes.CheckIn, "What the link is about.")},
        problems=("no-check-in",),
    )
    def get(self, request: Request, token: str) -> Response:
        """Read what a link to report on a milestone is about

        Reading changes nothing.
        """
        return Response(_check_in(opened_by(token, timezone.now())))

    @described(
        "reportByLink",
        tag=TAG,
        request=shapes.ReportInput,
        answers={201: (shapes.Promise, "The milestone, with the report.")},
        problems=(*WRITING, "no-check-in", "report-incomplete", "milestone-closed"),
    )
    def post(self, request: Request, token: str) -> Response:
        """Report by a link what became of a milestone

        Without an account; whoever has the link can do it. Giving a milestone up needs an official.
        """
        sent, now = self.taken(shapes.ReportInput), timezone.now()
        opened = opened_by(token, now)
        report_by_link(token=token, draft=ReportDraft(**sent), now=now)
        return Response(_promise(opened.obligation, opened.promise.number), status=201)


def _check_in(opened: Opened) -> dict[str, object]:
    found = {"obligation": opened.obligation.pk, "milestone": opened.promise, "until": opened.check_in.until}
    return shapes.CheckIn(found, context=about_milestones(opened.obligation, timezone.now())).data
