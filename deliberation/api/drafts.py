"""What a ministry writes before it is public: for its officials, and its observers to read."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.obligations import TAG
from deliberation.api.shapes import drafts as shapes
from deliberation.api.shapes.obligations import Answer
from deliberation.errors import enforce
from deliberation.obligations.drafting import assign, discard_draft, lacking, save_draft
from deliberation.obligations.drafts import stored
from deliberation.obligations.models import Obligation
from deliberation.obligations.publishing import sign_off
from deliberation.obligations.queries import (
    assigned_to,
    begun,
    draft_of,
    files_named,
    local_day,
    obligation_numbered,
    version_of,
)
from deliberation.obligations.rules import may_assign
from deliberation.people.permissions import may
from deliberation.people.queries import who_may

READING = ("sign-in-needed", "role-missing", "no-obligation")
WRITING = (*STAFF_WRITING, "no-obligation", "changed-meanwhile")
SAVING = (*WRITING, "not-an-answer", "answer-too-long", "not-together", "answered-together")
SIGNING = (*SAVING, "no-draft", "answer-incomplete", "answer-copied", "second-person-needed")


def _drafted(obligation: Obligation) -> dict[str, Any]:
    """What the ministry has saved or, if nothing, what it would go on from."""
    draft, today = draft_of(obligation), local_day(obligation.consultation, timezone.now())
    written = begun(obligation, draft)
    return {
        "saved": draft is not None,
        "version": version_of(obligation, draft),
        "changed_by": draft.changed_by.name if draft else None,
        "changed_at": draft.changed_at if draft else None,
        "content": stored(written),
        "files": files_named(written.files),
        "missing": lacking(obligation, written, today),
    }


class DraftOf(Endpoint):
    @described(
        "readDraft",
        tag=TAG,
        answers={200: (shapes.Draft, "The draft.")},
        problems=READING,
        security=STAFF,
    )
    def get(self, request: Request, obligation: int) -> Response:
        """Read the draft of an answer"""
        found = obligation_numbered(obligation)
        enforce(may("see-duties", self.person, found.holder))
        return Response(shapes.Draft(_drafted(found), context={"obligation": found.pk}).data)

    @described(
        "saveDraft",
        tag=TAG,
        request=shapes.DraftInput,
        answers={200: (shapes.Draft, "The draft as it is saved, with what is still missing.")},
        problems=SAVING,
        security=STAFF,
    )
    def put(self, request: Request, obligation: int) -> Response:
        """Save the draft of an answer, complete or not

        Only the ministry sees it. What is left out is empty.
        """
        sent, found = self.taken(shapes.DraftInput), obligation_numbered(obligation)
        seen = sent.pop("seen", "")
        save_draft(obligation=found, draft=shapes.draft_of(sent), by=self.person, now=timezone.now(), seen=seen)
        return Response(shapes.Draft(_drafted(found), context={"obligation": found.pk}).data)

    @described(
        "discardDraft",
        tag=TAG,
        answers={204: (None, "It is gone; published versions stay.")},
        problems=(*WRITING, "no-draft"),
        security=STAFF,
    )
    def delete(self, request: Request, obligation: int) -> Response:
        """Discard the draft of an answer"""
        discard_draft(obligation=obligation_numbered(obligation), by=self.person)
        return Response(status=204)


class SignOff(Endpoint):
    @described(
        "signAnswer",
        tag=TAG,
        request=shapes.SignInput,
        answers={201: (Answer, "The published version.")},
        problems=SIGNING,
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Sign a draft as the second person, and publish it

        It is public at once, for all the statements that it answers, and the first one is what counts for being in
        time. Everything missing is named in `fields`, all of it at once.
        """
        seen = self.taken(shapes.SignInput)["seen"]
        found = obligation_numbered(obligation)
        published = sign_off(obligation=found, by=self.person, now=timezone.now(), seen=seen)
        return Response(Answer(published).data, status=201)


class AssignmentOf(Endpoint):
    @described(
        "readAssignment",
        tag=TAG,
        answers={200: (shapes.Assignment, "Who looks after it.")},
        problems=READING,
        security=STAFF,
    )
    def get(self, request: Request, obligation: int) -> Response:
        """Read who of the ministry looks after an obligation"""
        found = obligation_numbered(obligation)
        enforce(may("see-duties", self.person, found.holder))
        return Response(shapes.Assignment({"person": assigned_to(found)}).data)

    @described(
        "assignObligation",
        tag=TAG,
        request=shapes.AssignmentInput,
        answers={200: (shapes.Assignment, "Who looks after it from now on.")},
        problems=(*STAFF_WRITING, "no-obligation", "not-an-official"),
        security=STAFF,
    )
    def put(self, request: Request, obligation: int) -> Response:
        """Say who of the ministry looks after an obligation

        It is not public, nor in the public record.
        """
        sent, found = self.taken(shapes.AssignmentInput), obligation_numbered(obligation)
        enforce(may("answer", self.person, found.holder))
        email = sent["email"]
        chosen = who_may("answer", found.holder).filter(email=email.lower()).first() if email else None
        enforce(may_assign(chosen is not None or email is None))
        assign(obligation=found, person=chosen, by=self.person, now=timezone.now())
        return Response(shapes.Assignment({"person": assigned_to(found)}).data)
