"""A conversation moves here from Polis, with its history: every vote in its order, at its time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from deliberation.consultations.actions import close
from deliberation.consultations.convening import Conveners, convene
from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.record.actions import enter
from deliberation.statements.models import Outcome, Statement
from deliberation.votes.imports import (
    Cast,
    Progress,
    Written,
    rule_at_once,
    store_participants,
    store_statements,
    store_votes,
)
from deliberation.votes.models import CurrentVote, Participant, Vote
from deliberation.votes.polis_export import Export

OPERATOR = "operator of this site"
REASON = "moderated-at-source"
ATTRIBUTION = (
    "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 "
    "with Attribution to The Computational Democracy Project."
)


@dataclass(frozen=True)
class Arrival:
    """How a conversation is to stand here."""

    slug: str
    conveners: Conveners
    days: int = 30  # how long it stays open
    closed: bool = False  # it ends now
    question: str = ""  # empty: the topic it had
    language: str = "en"
    time_zone: str = "UTC"
    jurisdiction: str = ""


# The last week note of a conversation that comes closed, in the language of the record.
NOT_TOLD = "This conversation was closed when it was moved here. What did not work in it was not handed over."


@transaction.atomic
def import_conversation(
    *, export: Export, arrival: Arrival, now: datetime, progress: Progress = lambda _done, _all: None
) -> dict[str, int]:
    """Make a real consultation of an export, wholly or not at all. Returns what was counted in the database."""
    consultation, facilitator = _opened(export, arrival, now)
    participants = store_participants(consultation=consultation, joined=_joined(export))
    statements = store_statements(consultation=consultation, written=_written(export, participants), now=now)
    cast = [Cast(vote.participant, vote.number, vote.value, vote.cast_at) for vote in export.votes]
    store_votes(consultation=consultation, participants=participants, cast=cast, now=now, progress=progress)
    _reject(export, statements, now)
    counts = _counts(consultation)
    enter(
        act="consultation.imported",
        subject=f"consultation/{consultation.slug}",
        consultation=consultation.slug,
        by=OPERATOR,
        now=now,
        details={**counts, "source": "Polis export", "sha256": export.digests, "vote_times_known": export.times_known},
    )
    if arrival.closed:
        close(consultation=consultation, by=facilitator, now=now, did_not_work=NOT_TOLD)
    return counts


def _opened(export: Export, arrival: Arrival, now: datetime) -> tuple[Consultation, Person]:
    """Opened at its first event. It stays open for a while, since a conversation that moves over goes on.

    One that is to end now is planned to end in a moment, and then closed at once: what is over cannot be opened.
    """
    return convene(
        conveners=arrival.conveners,
        slug=arrival.slug,
        now=now,
        by=OPERATOR,
        question=arrival.question or export.topic,
        background=background(export),
        language=arrival.language,
        time_zone=arrival.time_zone,
        jurisdiction=arrival.jurisdiction,
        opens_at=export.began_at,
        closes_at=now + (timedelta(minutes=1) if arrival.closed else timedelta(days=arrival.days)),
    )


def background(export: Export) -> str:
    """What people were told there, and always where the data comes from."""
    origin = f"({export.url})" if export.url else ""
    told = export.description or f"This consultation was imported from a Polis conversation {origin}".strip() + "."
    return f"{told}\n\n{ATTRIBUTION}"


def _joined(export: Export) -> dict[int, datetime]:
    """When each participant came: at the first vote; who only looked or wrote, at the beginning."""
    first: dict[int, datetime] = {}
    for vote in export.votes:
        first.setdefault(vote.participant, vote.cast_at)
    return {participant: first.get(participant, export.began_at) for participant in export.participants}


def _written(export: Export, participants: dict[int, Participant]) -> list[Written]:
    names = {number: participant.pseudonym for number, participant in participants.items()}
    return [
        Written(comment.number, comment.text, names.get(comment.author, "") if comment.author is not None else "",
                comment.written_at)
        for comment in sorted(export.comments.values(), key=lambda comment: (comment.written_at, comment.number))
    ]  # fmt: skip


def _reject(export: Export, statements: list[Statement], now: datetime) -> None:
    """What was moderated out there could be voted on until then; when that was, nobody knows but that it was."""
    out = [statement for statement in statements if export.comments[statement.number].moderated_out]
    rule_at_once(statements=out, outcome=Outcome.REJECTED, reason=REASON, made_at=lambda _: export.ended_at, now=now)


def _counts(consultation: Consultation) -> dict[str, int]:
    statements = Statement.objects.filter(consultation=consultation)
    votes = Vote.objects.filter(consultation=consultation)
    return {
        "participants": consultation.participants.count(),
        "participants_without_votes": consultation.participants.filter(votes__isnull=True).count(),
        "statements": statements.count(),
        "statements_rejected": statements.rejected().count(),
        "votes": votes.count(),
        "votes_on_rejected": votes.filter(statement__ruling__outcome=Outcome.REJECTED).count(),
        "current_votes": CurrentVote.objects.filter(participant__consultation=consultation).count(),
    }
