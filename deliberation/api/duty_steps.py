"""Steps about an obligation besides answering it. Who may take each is said by the rooms; all of it is public."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import duty_steps as shapes
from deliberation.api.shapes import obligations as whole
from deliberation.api.shapes.strict import Input
from deliberation.obligations import steps
from deliberation.obligations.queries import obligation_numbered
from deliberation.people.queries import organisation_called

TAG = "obligations"
UNFINISHED = (*STAFF_WRITING, "no-obligation", "finished-already")


class Step(Endpoint):
    """One step: what is sent goes to the action, and the obligation comes back as it is after it."""

    def done(self, number: int, shape: type[Input], action: Callable[..., Any]) -> Response:
        sent = self.taken(shape)
        action(obligation=obligation_numbered(number), **sent, by=self.person, now=timezone.now())
        return self.shown(number)

    def shown(self, number: int) -> Response:
        found = whole.Obligation(obligation_numbered(number), context={"now": timezone.now()})
        return Response(found.data, status=201)


class Acknowledgement(Step):
    @described(
        "acknowledgeObligation",
        tag=TAG,
        request=shapes.AcknowledgementInput,
        answers={201: (whole.Obligation, "The obligation, as it is now.")},
        problems=(*UNFINISHED, "acknowledged-already"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Acknowledge an obligation

        Say who works on it; expected within five working days.
        """
        return self.done(obligation, shapes.AcknowledgementInput, steps.acknowledge)


class Transfers(Step):
    @described(
        "offerObligation",
        tag=TAG,
        request=shapes.TransferInput,
        answers={201: (whole.Obligation, "The obligation, as it is now.")},
        problems=(*UNFINISHED, "offered-already", "too-late-to-transfer", "no-organisation", "meeting-held"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Offer an obligation to another ministry

        Within ten working days. It stays where it is, and the clock goes on, until that ministry accepts.
        """
        sent = self.taken(shapes.TransferInput)
        steps.offer(
            obligation=obligation_numbered(obligation),
            to=organisation_called(sent["ministry"]),
            reason=sent["reason"],
            by=self.person,
            now=timezone.now(),
        )
        return self.shown(obligation)


class TransferReply(Step):
    @described(
        "replyToOffer",
        tag=TAG,
        request=shapes.TransferReplyInput,
        answers={201: (whole.Obligation, "The obligation, as it is now.")},
        problems=(*UNFINISHED, "not-offered", "meeting-held"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Take over an obligation that is offered, or decline it

        For officials of the ministry it is offered to. The due date stays what it is.
        """
        return self.done(obligation, shapes.TransferReplyInput, steps.reply_to_offer)


class Clarification(Step):
    @described(
        "askAboutObligation",
        tag=TAG,
        request=shapes.ClarificationInput,
        answers={201: (whole.Obligation, "The obligation, as it is now.")},
        problems=(*UNFINISHED, "asked-already", "too-late-to-ask", "meeting-held"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Ask the facilitators what is meant

        Once, in public, and until the due date. The clock stands still until they reply, ten working days at most.
        """
        return self.done(obligation, shapes.ClarificationInput, steps.ask)


class ClarificationReply(Step):
    @described(
        "replyToQuestion",
        tag=TAG,
        request=shapes.ClarificationReplyInput,
        answers={201: (whole.Obligation, "The obligation, as it is now.")},
        problems=(*STAFF_WRITING, "no-obligation", "no-question"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Reply to the ministry's question

        For facilitators of the consultation, in public. From the next day on the clock goes on.
        """
        return self.done(obligation, shapes.ClarificationReplyInput, steps.reply)


class Extension(Step):
    @described(
        "extendObligation",
        tag=TAG,
        request=shapes.ExtensionInput,
        answers={201: (whole.Obligation, "The obligation, as it is now.")},
        problems=(*UNFINISHED, "extended-already", "too-late-to-extend", "question-waits", "meeting-held"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Take more time

        Once, before the due date, with an interim reply.
        """
        return self.done(obligation, shapes.ExtensionInput, steps.extend)


class Suspensions(Step):
    @described(
        "suspendObligation",
        tag=TAG,
        request=shapes.SuspensionInput,
        answers={201: (whole.Obligation, "The obligation, as it is now.")},
        problems=UNFINISHED,
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Let the clock stand still

        For facilitators of the consultation: an election period or a court order, with an end date.
        """
        return self.done(obligation, shapes.SuspensionInput, steps.suspend)
