"""Consultations: reading them, making a draft, opening and closing; the public record."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import STAFF, WRITING, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import changing
from deliberation.api.shapes import consultations as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.consultations.actions import allow_embedding, close, open_consultation, revise
from deliberation.consultations.changing import correct_background, correct_topic, postpone
from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.obligations.shelves import on_shelf
from deliberation.people.permissions import may
from deliberation.record.queries import entries_of
from deliberation.statements.readiness import readiness
from deliberation.statements.starting import start

STAFF_WRITING = (*WRITING, "sign-in-needed", "role-missing")
AS_IT_IS = (shapes.Consultation, "The consultation as it is now.")


def shown(consultation: Consultation, status: int = 200) -> Response:
    """One consultation as a response."""
    return Response(shapes.Consultation(consultation, context={"now": timezone.now()}).data, status=status)


def _named(asked: dict[str, Any]) -> dict[str, str]:
    return {name: asked[name] for name in ("topic", "ministry") if name in asked}


class ConsultationList(Endpoint):
    @described(
        "listConsultations",
        tag="consultations",
        query=shapes.ConsultationQuery,
        answers={200: (shapes.Consultation(many=True), "A page of consultations, the latest to open first.")},
        problems=("not-found",),
    )
    def get(self, request: Request) -> Response:
        """List consultations

        What has opened is public; staff see the drafts of their own organisations too.
        """
        now = timezone.now()
        asked = self.asked()
        rows = Consultation.objects.visible_to(self.person).with_facts().about(**_named(asked))
        if "shelf" in asked:
            rows = on_shelf(rows, asked["shelf"], now)
        return self.page(rows, shapes.Consultation, now=now)

    @described(
        "createConsultation",
        tag="consultations",
        request=shapes.NewConsultationInput,
        answers={201: (shapes.Consultation, "The draft.")},
        problems=STAFF_WRITING,
        security=STAFF,
    )
    def post(self, request: Request) -> Response:
        """Make a draft

        For facilitators of the host. It may lack all but its question. It opens by itself at `opens_at` when nothing is
        missing then; `GET checklist` tells what is.
        """
        sent = self.taken(shapes.NewConsultationInput)
        return shown(start(**sent, by=self.person, now=timezone.now()), 201)


class ConsultationDetail(Endpoint):
    @described(
        "readConsultation",
        tag="consultations",
        answers={200: (shapes.Consultation, "The consultation.")},
        problems=("no-consultation",),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read a consultation"""
        return shown(self.consultation(slug))

    @described(
        "reviseConsultation",
        tag="consultations",
        request=shapes.RevisionInput,
        answers={200: AS_IT_IS},
        problems=(*STAFF_WRITING, "no-consultation", "open-already", "closed", "changed-meanwhile"),
        security=STAFF,
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Change a draft

        Send the fields to change. From its opening on everything stays as it is.
        """
        sent = self.taken(shapes.RevisionInput, partial=True)
        changed = revise(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return shown(self.consultation(changed.slug))


class Checklist(Endpoint):
    @described(
        "readChecklist",
        tag="consultations",
        answers={200: (shapes.Checklist, "What it has and what it lacks.")},
        problems=("no-consultation", "sign-in-needed", "role-missing", "open-already", "closed"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read what a draft still needs

        By the rule that opening asks. Warns of open consultations on the same thing.
        """
        draft, now = self.consultation(slug), timezone.now()
        enforce(may("see-desk", self.person, draft), allows("open", draft, now))
        return Response(shapes.Checklist(readiness(draft, now)).data)


class Opening(Endpoint):
    @described(
        "openConsultation",
        tag="consultations",
        request=shapes.OpeningInput,
        answers={200: AS_IT_IS},
        problems=(*STAFF_WRITING, "no-consultation", "not-ready", "open-already", "closed", "changed-meanwhile"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Open a draft now

        Fixes every rule. What is missing is named in `fields`, all of it at once.
        """
        sent = self.taken(shapes.OpeningInput)
        consultation = self.consultation(slug)
        enforce(may("open", self.person, consultation))
        open_consultation(consultation=consultation, by=self.person, now=timezone.now(), **sent)
        return shown(self.consultation(slug))


class Closing(Endpoint):
    @described(
        "closeConsultation",
        tag="consultations",
        request=shapes.ClosingInput,
        answers={200: AS_IT_IS},
        problems=(*STAFF_WRITING, "no-consultation", "not-open-yet", "note-text"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Close voting now

        Done once; a second call finds it done. What did not work becomes the last week note.
        """
        sent = self.taken(shapes.ClosingInput)
        consultation = self.consultation(slug)
        # Without a person the action takes itself to be run by the clock.
        enforce(may("close", self.person, consultation))
        words = sent["what_did_not_work"]
        close(consultation=consultation, by=self.person, now=timezone.now(), did_not_work=words)
        return shown(self.consultation(slug))


class Embedding(Endpoint):
    @described(
        "allowEmbedding",
        tag="consultations",
        request=shapes.EmbeddingInput,
        answers={200: AS_IT_IS},
        problems=(*STAFF_WRITING, "no-consultation"),
        security=STAFF,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Say which other sites may show the vote in a frame

        The list takes the place of the one before, at any time. The change is an entry in the public record.
        """
        sent = self.taken(shapes.EmbeddingInput)
        allow_embedding(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return shown(self.consultation(slug))


class ClosingTime(Endpoint):
    @described(
        "postponeClosing",
        tag="consultations",
        request=changing.ClosingTimeInput,
        answers={200: AS_IT_IS},
        problems=(*STAFF_WRITING, "no-consultation", "reason-missing", "not-open-yet", "closed", "changed-meanwhile"),
        security=STAFF,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Let voting end later

        While it is open. The record and the public page tell from when to when, and why.
        """
        sent = self.taken(changing.ClosingTimeInput)
        postpone(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return shown(self.consultation(slug))


class Background(Endpoint):
    @described(
        "correctBackground",
        tag="consultations",
        request=changing.BackgroundInput,
        answers={200: AS_IT_IS},
        problems=(*STAFF_WRITING, "no-consultation", "reason-missing", "not-open-yet", "changed-meanwhile"),
        security=STAFF,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Correct the background of an opened consultation

        The record tells what it said before and why it was corrected, and the public page that it was.
        """
        sent = self.taken(changing.BackgroundInput)
        correct_background(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return shown(self.consultation(slug))


class Topic(Endpoint):
    @described(
        "correctTopic",
        tag="consultations",
        request=changing.TopicInput,
        answers={200: AS_IT_IS},
        problems=(*STAFF_WRITING, "no-consultation", "not-open-yet", "reason-missing"),
        security=STAFF,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Correct the topic of an opened consultation

        The change is an entry in the public record.
        """
        sent = self.taken(changing.TopicInput)
        correct_topic(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return shown(self.consultation(slug))


class Record(Endpoint):
    @described(
        "readRecord",
        tag="results",
        query=PageQuery,
        answers={200: (shapes.Entry(many=True), "A page of entries, the newest first.")},
        problems=("no-consultation", "not-found"),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read the public record of a consultation

        Acts of office: openings, rulings with their reasons, publications, answers, and what became overdue.
        """
        return self.page(entries_of(self.consultation(slug).slug), shapes.Entry)
