"""Who takes part in grouping. MATH.md, "Polis-compatible method", second rule."""

import numpy as np

from clustering.arrays import Bools, Ints

ENOUGH_VOTES = 7
ENOUGH_PEOPLE = 15


def taking_part(vote_counts: Ints, statements: int, held: Bools | None = None) -> Bools:
    """Participants with at least min(7, C) votes, C = `statements`: (P,).

    When fewer than 15 have that many, those with most votes join until there are 15 (or nobody
    is left); of equals, the earlier row. Votes on moderated statements count. `held` (P,) are
    participants who take part whatever they voted, as in a live Polis, where nobody leaves.
    """
    enough = vote_counts >= min(ENOUGH_VOTES, statements)
    if held is not None:
        enough |= held
    missing = ENOUGH_PEOPLE - int(enough.sum())
    if missing > 0:
        by_votes = np.argsort(-vote_counts, kind="stable")
        enough[by_votes[~enough[by_votes]][:missing]] = True
    return enough
