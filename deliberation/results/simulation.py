"""A consultation of made-up people whose groups are known, to try the whole way from votes to results on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from clustering import PlantedVotes, planted_votes
from deliberation.consultations.convening import Conveners, convene
from deliberation.consultations.models import Consultation
from deliberation.errors import Invalid
from deliberation.record.actions import enter
from deliberation.votes.imports import Cast, Progress, Written, store_participants, store_statements, store_votes

LASTED = timedelta(days=2)
STAYS_OPEN = timedelta(days=30)
OPERATOR = "operator of this site"


@dataclass(frozen=True)
class Simulation:
    """What is made up; the same numbers give the same votes."""

    slug: str
    conveners: Conveners
    participants: int
    statements: int
    groups: int
    seed: int
    votes_per_person: int = 45


@transaction.atomic
def simulate(
    *, simulation: Simulation, now: datetime, progress: Progress = lambda _done, _all: None
) -> tuple[Consultation, PlantedVotes]:
    """Make the consultation, open and full of votes, and return it with what was planted."""
    planted = _planted(simulation)
    began_at = now - LASTED
    consultation, _facilitator = convene(
        conveners=simulation.conveners,
        slug=simulation.slug,
        now=now,
        by=OPERATOR,
        question=f"Synthetic consultation {simulation.slug}: do the planted groups come out?",
        background=_background(simulation),
        opens_at=began_at,
        closes_at=now + STAYS_OPEN,
    )
    numbers = range(simulation.statements)
    written = [Written(number, f"Synthetic statement {number}", "", began_at) for number in numbers]
    store_statements(consultation=consultation, written=written, now=now)
    joined = dict.fromkeys(range(simulation.participants), began_at)
    participants = store_participants(consultation=consultation, joined=joined)
    cast = cast_evenly(planted, began_at, now)
    store_votes(consultation=consultation, participants=participants, cast=cast, now=now, progress=progress)
    enter(
        act="consultation.simulated",
        subject=f"consultation/{simulation.slug}",
        consultation=simulation.slug,
        by=OPERATOR,
        now=now,
        details={"participants": simulation.participants, "statements": simulation.statements,
                 "groups": simulation.groups, "seed": simulation.seed, "votes": len(cast)},
    )  # fmt: skip
    return consultation, planted


def _planted(simulation: Simulation) -> PlantedVotes:
    try:
        return planted_votes(
            simulation.participants,
            simulation.statements,
            simulation.groups,
            simulation.seed,
            votes_per_person=simulation.votes_per_person,
        )
    except ValueError as error:
        raise Invalid("not-valid", f"{error}.") from error


def _background(simulation: Simulation) -> str:
    return (
        "Nobody took part in this consultation: its votes were made up, to try things out. "
        f"{simulation.participants} people in {simulation.groups} groups, {simulation.statements} statements, "
        f"up to {simulation.votes_per_person} votes each, seed {simulation.seed}."
    )


def cast_evenly(planted: PlantedVotes, first: datetime, last: datetime) -> list[Cast]:
    """The planted votes in their order, spread evenly from the first to the last instant."""
    step = (last - first) / max(len(planted.values), 1)
    columns = (planted.participants.tolist(), planted.statements.tolist(), planted.values.tolist())
    return [
        Cast(participant, number, value, first + step * place)
        for place, (participant, number, value) in enumerate(zip(*columns, strict=True))
    ]
