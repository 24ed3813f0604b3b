"""Made-up votes in a PostgreSQL, and how long it takes to get them out. Started by loading.py."""

import shutil
import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()  # before anything that knows a model

import numpy as np
from django.db import connection

from clustering import VoteMatrix
from deliberation.consultations.models import Consultation
from deliberation.results.matrix import vote_matrix
from deliberation.results.queries import Position
from deliberation.results.snapshot import drop, path_of, votes_at
from deliberation.statements.models import Statement
from deliberation.votes.imports import Written, store_statements
from deliberation.votes.models import Participant
from deliberation.votes.queries import counted_votes
from tests.bench import search, similar
from tests.bench.copying import Columns, copy_in
from tests.bench.targets import Target, show
from tests.cast import NOON, founded, opened

VOTES_EACH, STATEMENTS = 45, 1_000
BLOCK = 500_000
ROUNDS = 3
FLOOR = 500_000  # lines: enough for the floor, which is so slow that more would take minutes
FIELDS = {"id": ">i8", "operation": "V16", "consultation_id": ">i8", "participant_id": ">i8", "statement_id": ">i8",
          "value": ">i2", "counted": "?", "cast_at": ">i8"}  # fmt: skip


def filled(lines: int) -> Consultation:
    """A consultation with so many log lines, in random order: the worst for whoever has to sort them."""
    consultation = opened(founded())
    written = [Written(number, f"Statement {number}", "", NOON) for number in range(STATEMENTS)]
    store_statements(consultation=consultation, written=written, now=NOON)
    people = range(lines // VOTES_EACH)
    Participant.objects.bulk_create(
        [Participant(consultation=consultation, pseudonym=f"{number:064x}", joined_at=NOON) for number in people],
        batch_size=10_000,
    )
    who = np.array(consultation.participants.values_list("id", flat=True))
    what = np.array(Statement.objects.filter(consultation=consultation).values_list("id", flat=True))
    blocks = (np.arange(first, min(first + BLOCK, lines)) + 1 for first in range(0, lines, BLOCK))
    copy_in("votes_vote", FIELDS, (made_up(ids, consultation, who, what) for ids in blocks))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE votes_vote")
    return consultation


def made_up(ids: np.ndarray, consultation: Consultation, who: np.ndarray, what: np.ndarray) -> Columns:
    """Lines of the log."""
    chance = np.random.default_rng(ids[0])
    operations = np.stack([np.full(len(ids), chance.integers(2**62)), ids], axis=1)
    return {
        "id": ids, "operation": operations.view("V16").ravel(), "consultation_id": consultation.pk,
        "participant_id": chance.choice(who, len(ids)), "statement_id": chance.choice(what, len(ids)),
        "value": chance.integers(-1, 2, len(ids)), "counted": chance.random(len(ids)) > 0.01, "cast_at": ids,
    }  # fmt: skip


def seconds(work: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> float:
    """The median of some rounds, each prepared outside the clock."""
    taken = []
    for _ in range(ROUNDS):
        prepare()
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def through_models(consultation: Consultation, up_to: int) -> VoteMatrix:
    lines = counted_votes(consultation, 0, up_to).order_by("id")
    columns = lines.values_list("participant_id", "statement__number", "value").iterator(chunk_size=20_000)
    votes = np.fromiter(columns, dtype=np.dtype((np.int64, 3))).reshape(-1, 3)
    return VoteMatrix.from_events(*votes.T, all_statements=range(STATEMENTS))


def main(millions: float) -> None:
    lines = int(millions * 1e6)
    began = time.perf_counter()
    consultation = filled(lines)
    print(f"{lines:,} log lines, {STATEMENTS:,} statements, filled in {time.perf_counter() - began:.0f} s", flush=True)
    before, kept = lines - lines // 100, path_of(consultation).with_suffix(".kept")
    numbers = list(range(STATEMENTS))

    def loaded(up_to: int) -> VoteMatrix:
        return vote_matrix(consultation, Position(up_to, 0), numbers)

    floor = seconds(lambda: through_models(consultation, min(FLOOR, lines))) / min(FLOOR, lines) * 1e6
    whole = seconds(lambda: loaded(before), lambda: drop(consultation)) / before * 1e6
    shutil.copy(path_of(consultation), kept)
    incremental = seconds(lambda: loaded(lines), lambda: shutil.copy(kept, path_of(consultation)))
    shutil.copy(kept, path_of(consultation))
    alone = seconds(lambda: votes_at(consultation, before))
    same = loaded(lines).digest()
    drop(consultation)
    assert loaded(lines).digest() == same, "the file and the log differ"
    report(floor, whole, incremental, alone)
    print(f"size of the file            {path_of(consultation).stat().st_size / 1e6:8.1f} MB")
    show([
        Target(f"{millions:g} million votes from the file and 1 % new", incremental, most=0.3),
        Target("a million votes from PostgreSQL", whole, most=0.5),
    ])  # fmt: skip
    similar.main()
    search.main()


def report(floor: float, whole: float, incremental: float, alone: float) -> None:
    print(f"through models (floor)      {floor:8.2f} s per million")
    print(f"whole log into a matrix     {whole:8.2f} s per million, {floor / whole:.1f} times the floor's speed")
    print(f"file alone                  {alone:8.3f} s")
    print(f"file and 1 % new, matrix    {incremental:8.3f} s, the new file written")


if __name__ == "__main__":
    main(float(sys.argv[1]))
