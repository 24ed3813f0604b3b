"""Foretelling votes: will somebody speak on a statement, and which way?

A skip is not half-way between agree and disagree here but the answer to a question of its own. Two models of the same
form (clustering.leanings), each with places of its own: speak or skip over all votes, agree or disagree over those
that are not skips.

    p(agree) = p(speaks) p(yes),    p(disagree) = p(speaks) (1 - p(yes)),    p(skip) = 1 - p(speaks)

Measured against the model behind the picture in docs/decisions/0007-foretelling.md.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from clustering.arrays import Floats, Ints, frozen
from clustering.leanings import Leanings, fit_leanings
from clustering.matrix import AGREE, DISAGREE, SKIP, VoteMatrix, packed

FACTORS = 5


@dataclass(frozen=True, eq=False)
class Foretelling:
    """A fitted model of P participants and S statements.

    statement_ids: (S,), not writeable; speaking: yes is agree or disagree, no is skip; agreeing: yes is agree, no is
    disagree.
    """

    statement_ids: Ints
    speaking: Leanings
    agreeing: Leanings

    def chances(self, rows: Ints, columns: Ints) -> Floats:
        """Probabilities of agree, disagree and skip for every pair of a row and a column: (n, 3), rows add up to 1."""
        speaks, agrees = self.speaking.chances(rows, columns), self.agreeing.chances(rows, columns)
        return np.column_stack([speaks * agrees, speaks * (1 - agrees), 1 - speaks])

    def of(self, matrix: VoteMatrix) -> Self:
        """The same statements, with the participants of `matrix` in place of those learnt from: rows are now theirs.

        For somebody new, or whose votes have changed; the cost is that of their votes. ValueError when the columns
        of `matrix` are other statements.
        """
        if not np.array_equal(matrix.statement_ids, self.statement_ids):
            raise ValueError("the statements must be those learnt from: give them as all_statements")
        speaking, agreeing = self.speaking.of(_spoken(matrix)), self.agreeing.of(_directed(matrix))
        return replace(self, speaking=speaking, agreeing=agreeing)


def foretell(matrix: VoteMatrix, factors: int = FACTORS) -> Foretelling:
    """Learn from the votes of `matrix`; the same votes, the same bytes. ValueError unless `factors` is at least 1."""
    return Foretelling(
        statement_ids=frozen(matrix.statement_ids),
        speaking=fit_leanings(_spoken(matrix), factors),
        agreeing=fit_leanings(_directed(matrix), factors),
    )


def _spoken(matrix: VoteMatrix) -> VoteMatrix:
    """Every vote as an answer: yes where somebody spoke, no where they skipped."""
    said = np.where(matrix.values == SKIP, DISAGREE, AGREE)
    return replace(matrix, codes=frozen(packed(matrix.indices, said, matrix.shape[1])))


def _directed(matrix: VoteMatrix) -> VoteMatrix:
    """The votes that are not skips."""
    return matrix.only(matrix.values != SKIP)
