"""How many votes against it a consensus statement can bear.

Counted are votes in the opposite direction on this one statement, by people who had not voted on it. In which group
each is cast is up to whoever wants the statement gone, and as many people as needed are taken to be there: who is in
which group, how many that are, and all other statements stay as they are.
"""

from bisect import bisect_left, bisect_right

import numpy as np

from clustering.arrays import Ints
from clustering.consensus_rule import ConsensusRule, Place, place, score


def flip_margin(
    successes: Ints, voters: Ints, rule: ConsensusRule, z: float, statement: int, next_in_line: Place
) -> int:
    """The fewest such votes that take a statement off the list: at least 1, at most the fewest successes of a group.

    successes, voters: (g,), of a statement that is on the list, in the groups with a voice; z: of a single test;
    next_in_line: the place of the best statement that passes but is cut off, LAST when there is none.
    Either the rule fails in one group, and all votes are best cast there, or the statement is overtaken.
    """
    counts = zip(successes.tolist(), voters.tolist(), strict=True)
    margin = min(_fails_after(won, voted, rule, z) for won, voted in counts)

    def overtaken(more: int) -> bool:
        return place(score(successes, evenly(voters, more)), statement) > next_in_line

    # More votes never raise a score nor mend a failing group, so the first number that is enough is found by halving.
    return bisect_left(range(margin), True, key=overtaken)


def _fails_after(won: int, voted: int, rule: ConsensusRule, z: float) -> int:
    """The fewest further votes after which `won` are no longer enough; `won` further ones leave at most a half."""
    return bisect_left(range(won + 1), True, key=lambda more: not rule.holds(np.array(won), np.array(voted + more), z))


def evenly(voters: Ints, more: int) -> Ints:
    """`voters` (g,) after `more` further votes, each cast where fewest have voted so far.

    That lowers the score most: a vote takes log((n + 3) / (n + 2)) off the logarithm of its own group's term only, and
    the less the larger n is; so taking the largest step that is left, again and again, is best for every total.
    """
    fewest = int(voters.min())
    levels = range(fewest, fewest + more + 1)
    level = levels[bisect_right(levels, more, key=lambda level: int(np.maximum(level - voters, 0).sum())) - 1]
    filled = np.maximum(voters, level)
    left = more - int((filled - voters).sum())
    filled[np.argsort(filled, kind="stable")[:left]] += 1
    return filled
