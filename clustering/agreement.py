"""What Polis calls consensus. For what binds a ministry see clustering.consensus.

MATH.md, "Polis-compatible method": "Consensus" and "Group-informed consensus".
"""

from dataclasses import dataclass

import numpy as np

from clustering.arrays import Floats, Ints
from clustering.significance import Z_90, prop_test
from clustering.tallies import AGREES, DISAGREES, seen, smoothed_share

AT_MOST = 5


@dataclass(frozen=True)
class ConsensusEntry:
    """n_success of n_trials (skips included) went one way; p_success is smoothed, p_test its z."""

    statement: int
    n_success: int
    n_trials: int
    p_success: float
    p_test: float


def consensus_agree(votes: Ints, statement_ids: Ints, excluded: Ints) -> tuple[ConsensusEntry, ...]:
    """The five statements most agreed with over all rows; `votes` is (S, 3), `excluded` columns."""
    return _consensus(votes, AGREES, statement_ids, excluded)


def consensus_disagree(votes: Ints, statement_ids: Ints, excluded: Ints) -> tuple[ConsensusEntry, ...]:
    """The five statements most disagreed with over all rows; `votes` is (S, 3), `excluded` columns."""
    return _consensus(votes, DISAGREES, statement_ids, excluded)


def group_aware_consensus(group_votes: Ints) -> Floats:
    """Product over the groups of (A + 1) / (S + 2), from (k, S, 3) to (S,)."""
    product: Floats = smoothed_share(group_votes[..., AGREES], group_votes).prod(axis=0)
    return product


def _consensus(votes: Ints, kind: int, statement_ids: Ints, excluded: Ints) -> tuple[ConsensusEntry, ...]:
    share, trials = smoothed_share(votes[:, kind], votes), seen(votes)
    test = prop_test(votes[:, kind], trials)
    admitted = np.setdiff1d(np.flatnonzero((share > 1 / 2) & (test > Z_90)), excluded)
    ranked = admitted[np.argsort(-(share * test)[admitted], kind="stable")][:AT_MOST]
    return tuple(
        ConsensusEntry(
            statement=int(statement_ids[column]),
            n_success=int(votes[column, kind]),
            n_trials=int(trials[column]),
            p_success=float(share[column]),
            p_test=float(test[column]),
        )
        for column in ranked
    )
