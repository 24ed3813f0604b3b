"""Meetings, read by everybody: announced, held and documented by the ministry, given up by the host."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import meetings as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.errors import enforce
from deliberation.obligations.meeting import announce, give_up, hold, post, transcript_of
from deliberation.obligations.meeting_facts import announcements_of, meeting_numbered, standing_of_meeting, suggested
from deliberation.obligations.models import Obligation
from deliberation.obligations.transcript_lines import line_numbered, lines_at
from deliberation.obligations.transcript_lines import numbers_of as numbers_said
from deliberation.obligations.utterances import correct, follow, hide, mark
from deliberation.people.permissions import may
from deliberation.statements.queries import public_texts

TAG = "meetings"
WRITING = (*STAFF_WRITING, "no-meeting")
AS_IT_IS = (shapes.Meeting, "The meeting as it is now.")
OF_WORDS = (*WRITING, "no-utterance", "utterance-hidden")
UTTERANCE = (shapes.Utterance, "The utterance as it is now.")


def _shown(number: int, status: int = 200) -> Response:
    duty = meeting_numbered(number)
    announcements = announcements_of(duty)
    standing = standing_of_meeting(duty, announcements, timezone.now())
    held, given_up = getattr(duty, "meeting_held", None), getattr(duty, "meeting_not_held", None)
    told = {
        "code": standing.code,
        "unanswered_statement": duty.unanswered_statement,
        "steps": standing.steps,
        "announcements": announcements,
        "held_at": held.held_at if held else None,
        "post": getattr(duty, "meeting_post", None),
        "not_held": given_up.reason if given_up else None,
    }
    context = {"public": public_texts(duty.consultation), "unanswered_statement": duty.unanswered_statement}
    return Response(shapes.Meeting(told, context=context).data, status=status)


def _usual(duty: Obligation) -> list[dict[str, Any]]:
    """The agenda of who names none."""
    latest = next(iter(announcements_of(duty)), None)
    return latest.agenda if latest else suggested(duty)


class Meeting(Endpoint):
    @described("readMeeting", tag=TAG, answers={200: (shapes.Meeting, "The meeting.")}, problems=("no-meeting",))
    def get(self, request: Request, obligation: int) -> Response:
        """Read a meeting: what was announced, and what is due"""
        return _shown(obligation)


class Announcements(Endpoint):
    @described(
        "announceMeeting",
        tag=TAG,
        request=shapes.AnnouncementInput,
        answers={201: AS_IT_IS},
        problems=(*WRITING, "meeting-plan", "meeting-held", "meeting-given-up", "changed-meanwhile"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Announce a meeting, or change the announcement

        Every version stays public. Within 30 days of the notice is in time.
        """
        sent, duty = self.taken(shapes.AnnouncementInput), meeting_numbered(obligation)
        plan = shapes.plan_of(sent, _usual(duty))
        announce(obligation=duty, plan=plan, after=sent.get("after"), by=self.person, now=timezone.now())
        return _shown(obligation, 201)


class Holding(Endpoint):
    @described(
        "enterMeetingHeld",
        tag=TAG,
        request=shapes.HoldingInput,
        answers={201: AS_IT_IS},
        problems=(
            *WRITING, "meeting-time", "not-announced", "no-stream-link", "meeting-held", "meeting-given-up",
        ),
        security=STAFF,
    )  # fmt: skip
    def post(self, request: Request, obligation: int) -> Response:
        """Enter that a meeting was held

        Refused without a stream link that was public before it began. What counts for being in time is when this is
        entered.
        """
        sent = self.taken(shapes.HoldingInput)
        hold(obligation=meeting_numbered(obligation), **sent, by=self.person, now=timezone.now())
        return _shown(obligation, 201)


class Posting(Endpoint):
    @described(
        "postMeeting",
        tag=TAG,
        request=shapes.PostingInput,
        answers={
            200: (shapes.TranscriptPreview, "How the transcript was read; nothing was published."),
            201: (shapes.TranscriptPreview, "What was published."),
        },
        problems=(*WRITING, "meeting-post", "transcript", "preview-changed", "not-held-yet", "meeting-posted"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Publish recording, minutes and transcript

        Without `these` it only says how the transcript was read. With the `these` of that answer and the same
        transcript it publishes. Refused without a transcript, without minutes, or if the recording has no captions.
        """
        sent, duty = self.taken(shapes.PostingInput), meeting_numbered(obligation)
        draft = shapes.post_of(sent)
        enforce(may("hold-meeting", self.person, duty.holder))
        found = transcript_of(duty, draft)
        if sent["these"]:
            post(obligation=duty, draft=draft, these=sent["these"], by=self.person, now=timezone.now())
        told = {"utterances": len(found.said), "speakers": found.speakers, "these": found.these}
        return Response(shapes.TranscriptPreview(told).data, status=201 if sent["these"] else 200)


class NotHeld(Endpoint):
    @described(
        "giveUpMeeting",
        tag=TAG,
        request=shapes.NotHeldInput,
        answers={201: AS_IT_IS},
        problems=(*WRITING, "reason-missing", "meeting-held", "meeting-given-up"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int) -> Response:
        """Say that there will be no meeting

        For facilitators of the host. The duty counts as failed.
        """
        sent = self.taken(shapes.NotHeldInput)
        give_up(obligation=meeting_numbered(obligation), **sent, by=self.person, now=timezone.now())
        return _shown(obligation, 201)


class Utterances(Endpoint):
    @described(
        "listUtterances",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.Utterance(many=True), "A page of the transcript, in order.")},
        problems=("no-meeting", "not-found"),
    )
    def get(self, request: Request, obligation: int) -> Response:
        """List what was said in a meeting"""
        duty = meeting_numbered(obligation)
        pages = self.pagination_class()
        chosen = pages.paginate_queryset(numbers_said(duty), request, view=self)
        return pages.get_paginated_response(shapes.Utterance(lines_at(duty, chosen or []), many=True).data)


def _line(number: int, utterance: int, status: int = 200) -> Response:
    return Response(shapes.Utterance(line_numbered(meeting_numbered(number), utterance)).data, status=status)


class Utterance(Endpoint):
    @described(
        "readUtterance",
        tag=TAG,
        answers={200: (shapes.Utterance, "The utterance.")},
        problems=("no-meeting", "no-utterance"),
    )
    def get(self, request: Request, obligation: int, utterance: int) -> Response:
        """Read an utterance, with its earlier words"""
        return _line(obligation, utterance)


class Corrections(Endpoint):
    @described(
        "correctUtterance",
        tag=TAG,
        request=shapes.CorrectionInput,
        answers={201: UTTERANCE},
        problems=(*OF_WORDS, "utterance-text", "reason-missing"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int, utterance: int) -> Response:
        """Correct what was said, or who said it

        The earlier words stay public, with the reason.
        """
        sent, duty = self.taken(shapes.CorrectionInput), meeting_numbered(obligation)
        correct(obligation=duty, number=utterance, **sent, by=self.person, now=timezone.now())
        return _line(obligation, utterance, 201)


class UtteranceHiding(Endpoint):
    @described(
        "hideUtterance",
        tag=TAG,
        request=shapes.UtteranceHidingInput,
        answers={201: UTTERANCE},
        problems=(*OF_WORDS, "reason-unknown"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int, utterance: int) -> Response:
        """Hide what was said from everybody

        For facilitators of the host: where it holds personal data, for example. It cannot be undone.
        """
        sent, duty = self.taken(shapes.UtteranceHidingInput), meeting_numbered(obligation)
        hide(obligation=duty, number=utterance, **sent, by=self.person, now=timezone.now())
        return _line(obligation, utterance, 201)


class AnswerMarks(Endpoint):
    @described(
        "markUtterance",
        tag=TAG,
        request=shapes.AnswerMarkInput,
        answers={201: UTTERANCE},
        problems=(*OF_WORDS, "not-on-agenda", "not-marked"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int, utterance: int) -> Response:
        """Say that an utterance answers a statement of the agenda, or that it does not"""
        sent, duty = self.taken(shapes.AnswerMarkInput), meeting_numbered(obligation)
        mark(obligation=duty, number=utterance, **sent, by=self.person, now=timezone.now())
        return _line(obligation, utterance, 201)


class Followers(Endpoint):
    @described(
        "followUtterance",
        tag=TAG,
        request=shapes.FollowerInput,
        answers={201: (shapes.Follower, "The statement in the draft.")},
        problems=(*OF_WORDS, "no-consultation", "not-following", "statement-text", "statement-exists", "closed"),
        security=STAFF,
    )
    def post(self, request: Request, obligation: int, utterance: int) -> Response:
        """Make what was said a statement to begin with of a draft

        For facilitators of the host. Where it comes from stays in the record.
        """
        sent, duty = self.taken(shapes.FollowerInput), meeting_numbered(obligation)
        enforce(may("oversee-meeting", self.person, duty.consultation))
        draft = self.consultation(sent["consultation"])
        text, now = sent["text"], timezone.now()
        made = follow(obligation=duty, number=utterance, consultation=draft, text=text, by=self.person, now=now)
        return Response(shapes.Follower({"consultation": draft.slug, "number": made.number}).data, status=201)
