"""red-dwarf on the same votes, in a process that sees its packages: python -m tests.bench.red_dwarf NAME...

Prints the seconds of each round as a line of JSON. Votes are handed over in the form it asks for, outside the clock.
"""

import json
import sys
from time import perf_counter

from reddwarf.implementations.base import run_pipeline

from tests.bench.votes import Votes, load

ROUNDS = 3


def seconds(votes: Votes) -> float:
    matrix = votes.matrix
    columns = (matrix.participant_ids[matrix.rows], matrix.statement_ids[matrix.indices], matrix.values)
    given = [
        {"participant_id": person, "statement_id": statement, "vote": vote}
        for person, statement, vote in zip(*(column.tolist() for column in columns), strict=True)
    ]
    began = perf_counter()
    run_pipeline(votes=given, mod_out_statement_ids=list(votes.moderated_out), random_state=0)
    return perf_counter() - began


if __name__ == "__main__":
    for name in sys.argv[1:]:
        what = load(name)
        print(json.dumps([seconds(what) for _ in range(ROUNDS)]), flush=True)
