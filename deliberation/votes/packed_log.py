"""The vote log for the numerics: millions of lines in seconds, as arrays.

Through models every line would become objects, which takes longer than everything that is done with it after.
"""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Max, Min
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Statement
from deliberation.votes.queries import CountedVotes, counted_votes

AT_ONCE = 1 << 21  # votes in a block: some 130 MB while it is worked on
WINDOW = 1 << 13  # log lines in a row of COPY: every row costs as much as thousands of votes in it

# The condition is that of queries.counted_votes; the rows come in the order of the windows, which is that of the log.
COPY = """
COPY (SELECT (SELECT string_agg(int8send(participant_id) || int8send(statement_id * 4 + value + 1), '' ORDER BY id)
              FROM ({lines}) AS lines)
      FROM generate_series(%s::bigint, %s::bigint, {window}) AS span(start)) TO STDOUT (FORMAT binary)
"""
READ = "SELECT participant_id, statement_id * 4 + value + 1 FROM ({lines}) AS lines ORDER BY id"

Numbers = NDArray[np.int64]


class Block(NamedTuple):
    """Votes in log order: who, int64 (n,), and what, int64 (n,): statement number * 4 + vote + 1."""

    participants: Numbers
    codes: Numbers


def packed_votes(consultation: Consultation, after: int, up_to: int) -> Iterator[Block]:
    """Counted log lines after one position and up to another, in log order, in blocks that fit into memory."""
    found = counted_votes(consultation, after, up_to).aggregate(first=Min("id"), last=Max("id"))
    if found["first"] is None:
        return
    read = _copied if connection.vendor == "postgresql" else _fetched
    numbered = _Numbers(consultation)
    for pairs in read(consultation, found["first"], found["last"]):
        yield Block(pairs[:, 0].astype(np.int64), numbered.codes(pairs[:, 1].astype(np.int64)))


def _copied(consultation: Consultation, first: int, last: int) -> Iterator[NDArray[Any]]:
    """PostgreSQL: COPY with thousands of votes in a row; (n, 2) of participant and statement id * 4 + vote + 1."""
    window = counted_votes(consultation, RawSQL("span.start", ()), RawSQL("span.start + %s", (WINDOW,)))
    lines, given = _sql(window.filter(id__lte=last))
    copying = COPY.format(lines=lines, window=WINDOW), [*given, first - 1, last - 1]
    # The driver's own cursor: Django's, while it notes queries for debugging, takes no parameters here.
    with connection.cursor() as cursor, cursor.cursor.copy(*copying) as copy:
        copy.set_types(["bytea"])
        rows = (row for (row,) in copy.rows() if row)
        while block := b"".join(islice(rows, AT_ONCE // WINDOW)):
            yield np.frombuffer(block, dtype=">i8").reshape(-1, 2)


def _fetched(consultation: Consultation, first: int, last: int) -> Iterator[NDArray[Any]]:
    """SQLite: row by row. Text that is concatenated there would be a third quicker, but in no promised order."""
    lines, given = _sql(counted_votes(consultation, first - 1, last))
    with connection.cursor() as cursor:
        rows = iter(cursor.execute(READ.format(lines=lines), given))
        while (block := np.fromiter(chain.from_iterable(islice(rows, AT_ONCE)), dtype=np.int64)).size:
            yield block.reshape(-1, 2)


def _sql(lines: CountedVotes) -> tuple[str, tuple[Any, ...]]:
    return lines.values("id", "participant_id", "statement_id", "value").query.sql_with_params()


class _Numbers:
    """The numbers of a consultation's statements, to be looked up for millions of votes at once."""

    def __init__(self, consultation: Consultation) -> None:
        pairs = list(Statement.objects.filter(consultation=consultation).order_by("id").values_list("id", "number"))
        ids, numbers = np.array(pairs, dtype=np.int64).T
        self.first = ids[0]
        self.table = np.zeros(ids[-1] - ids[0] + 1, dtype=np.int64)  # at most as long as the site has statements
        self.table[ids - ids[0]] = numbers

    def codes(self, votes: Numbers) -> Numbers:
        """Statement id * 4 + vote + 1 becomes statement number * 4 + vote + 1."""
        found: Numbers = self.table[(votes >> 2) - self.first] << 2 | votes & 3
        return found
