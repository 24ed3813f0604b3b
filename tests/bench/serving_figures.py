"""A consultation with many statements and votes in a PostgreSQL, and how long serving takes. Started by serving.py."""

import random
import statistics
import time
from collections.abc import Callable

import django

django.setup()  # before anything that knows a model

from django.db import connection

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Statement
from deliberation.votes.actions import serve
from deliberation.votes.imports import Cast, Written, store_participants, store_statements, store_votes
from deliberation.votes.log import keep_tally
from deliberation.votes.models import Participant, Served
from deliberation.votes.queries import drawn, how_many_answered, how_many_left, last_own_vote, pending
from deliberation.votes.routing import Candidate, choose
from tests.bench import health, queue, sweep
from tests.bench.targets import Target, show
from tests.cast import NOON, founded, opened

STATEMENTS, PEOPLE, EACH = 2_000, 400, 300
ROUNDS = 101
MS = 1000.0
# Just the numbers of what is public, without a participant: whoever chooses among them cannot read less.
FLOOR = """SELECT s.id, s.seed, t.votes FROM statements_statement s JOIN statements_ruling r ON r.id = s.ruling_id
JOIN votes_tally t ON t.statement_id = s.id WHERE s.consultation_id = %s AND r.outcome = 'accepted'"""


def filled(people: int) -> Participant:
    """Somebody who has answered 300 of 2,000 statements, among so many others who have."""
    consultation = opened(founded(), slug=f"square-{people}")
    written = [Written(number, f"Statement {number}", "", NOON) for number in range(STATEMENTS)]
    store_statements(consultation=consultation, written=written, now=NOON)
    joined = store_participants(consultation=consultation, joined=dict.fromkeys(range(people), NOON))
    chance = random.Random(1)
    votes = [
        Cast(participant=person, number=number, value=chance.choice((-1, 0, 1)), cast_at=NOON)
        for person in range(people)
        for number in chance.sample(range(STATEMENTS), EACH)
    ]
    store_votes(consultation=consultation, participants=joined, cast=votes, now=NOON)
    keep_tally(consultation, {number: number % 60 for number in range(STATEMENTS)})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Participant.objects.select_related("consultation").get(pk=joined[0].pk)


def milliseconds(work: Callable[[], object]) -> float:
    """The median of many rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * MS


def bare(consultation: Consultation) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [consultation.pk])
        return cursor.fetchall()


def figures(person: Participant) -> dict[str, float]:
    """Milliseconds by what was done."""
    consultation, chance = Consultation.objects.with_facts().get(pk=person.consultation_id), random.Random(2)
    person.consultation = consultation
    candidates = [Candidate(pk, False, number % 60) for number, pk in enumerate(
        Statement.objects.filter(consultation=consultation).order_by("id").values_list("id", flat=True)
    )]  # fmt: skip

    def one_missing() -> None:
        Served.objects.filter(participant=person).order_by("-id").first().delete()
        serve(by=person, now=NOON, chance=chance)

    serve(by=person, now=NOON, chance=chance)
    return {
        "floor: reading the numbers": milliseconds(lambda: bare(consultation)),
        "the choice alone": milliseconds(lambda: choose(candidates, 1, chance)),
        "reading and choosing": milliseconds(lambda: drawn(person, 1, chance)),
        "what waits": milliseconds(lambda: pending(person)),
        "serving, one taken away before": milliseconds(one_missing),
        "how many left, answered, the last": milliseconds(
            lambda: (how_many_left(person), how_many_answered(person), last_own_vote(person))
        ),
    }


def main() -> None:
    few, many = figures(filled(PEOPLE // 10)), figures(filled(PEOPLE))
    print(f"{STATEMENTS:,} statements; milliseconds with {PEOPLE * EACH // 10:,} votes, and with {PEOPLE * EACH:,}")
    for what in many:
        print(f"{what:<36}{few[what]:>8.2f}{many[what]:>8.2f}")
    floor, serving = "floor: reading the numbers", "serving, one taken away before"
    show([
        Target(f"the choice among {STATEMENTS:,} statements", many["the choice alone"], "ms", most=2.0),
        Target("beside merely reading them", many["reading and choosing"] / many[floor], "x", most=4),
        Target("serving, with ten times the votes", many[serving] / few[serving], "x", most=1.5),
    ])  # fmt: skip
    queue.main()
    health.main()
    sweep.main()


if __name__ == "__main__":
    main()
