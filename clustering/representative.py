"""Which statements speak for a group: what it says more than the others do.

MATH.md, "Polis-compatible method": "Per group and statement" and "Representative".
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from clustering.arrays import Bools, Floats, Ints
from clustering.significance import Z_90, prop_test, two_prop_test
from clustering.tallies import AGREES, DISAGREES, seen, smoothed_share

Direction = Literal["agree", "disagree"]
AT_MOST = 5


@dataclass(frozen=True)
class Representative:
    """A statement that speaks for a group.

    n_success of n_trials (skips included) members who saw it went in `direction`; p_success is the
    smoothed share, p_test its z; repness the ratio to the share elsewhere, repness_test its z.
    best_agree: chosen as what the group agrees with best.
    """

    statement: int
    direction: Direction
    n_success: int
    n_trials: int
    p_success: float
    p_test: float
    repness: float
    repness_test: float
    best_agree: bool


@dataclass(frozen=True, eq=False)
class Side:
    """One direction of every statement in one group; each (S,)."""

    successes: Ints
    share: Floats
    share_test: Floats
    ratio: Floats
    ratio_test: Floats

    @property
    def metric(self) -> Floats:
        """r * rt * p * pt."""
        return self.ratio * self.ratio_test * self.share * self.share_test

    @property
    def sufficient(self) -> Bools:
        """Both tests significant at 90 per cent."""
        return (self.ratio_test > Z_90) & (self.share_test > Z_90)


def side(votes: Ints, rest: Ints, kind: int) -> Side:
    """The figures of a group's `votes` (S, 3) against `rest` (S, 3), all the other groups together."""
    count, elsewhere = votes[:, kind], rest[:, kind]
    share = smoothed_share(count, votes)
    return Side(
        successes=count,
        share=share,
        share_test=prop_test(count, seen(votes)),
        ratio=share / smoothed_share(elsewhere, rest),
        ratio_test=two_prop_test(count, elsewhere, seen(votes), seen(rest)),
    )


@dataclass(frozen=True, eq=False)
class GroupFigures:
    """Both sides of every statement in one group, and the columns that may represent it."""

    agree: Side
    disagree: Side
    columns: Ints

    def towards_agree(self) -> Bools:
        """Whether agreeing, rather than disagreeing, sets the group apart: (S,)."""
        return self.agree.ratio_test > self.disagree.ratio_test

    def sufficient(self) -> Ints:
        """The columns significant in either direction, the largest metric first."""
        enough = self.columns[(self.agree.sufficient | self.disagree.sufficient)[self.columns]]
        metric = np.where(self.towards_agree(), self.agree.metric, self.disagree.metric)
        return enough[np.argsort(-metric[enough], kind="stable")]

    def best_agree(self) -> int | None:
        """The statement the group agrees with best, by a scan in column order.

        The first that is plausible at all is taken; a later one replaces it when it is more
        representative, or, while the one in hand is no more agreed with here than elsewhere, when
        it is more agreed with.
        """
        side = self.agree
        columns = self.columns[(side.successes + self.disagree.successes)[self.columns] > 0]
        plausible = (side.share_test > Z_90) | ((side.ratio > 1) & (side.share > 1 / 2))
        metric, agreement, found = side.metric, side.share * side.share_test, None
        better = np.flatnonzero(plausible[columns])
        while better.size:
            columns = columns[better[0] :]
            found = columns[0]
            measure = metric if side.ratio[found] > 1 else agreement
            better = np.flatnonzero(measure[columns] > measure[found])
        return None if found is None else int(found)

    def largest_test(self) -> int | None:
        """The statement with the largest ratio test in either direction, the first of equals."""
        if not self.columns.size:
            return None
        tests = np.maximum(self.agree.ratio_test, self.disagree.ratio_test)[self.columns]
        return int(self.columns[np.argmax(tests)])


def group_figures(votes: Ints, rest: Ints, excluded: Ints) -> GroupFigures:
    """The figures of one group; statements excluded or unseen by the group may not represent it."""
    columns = np.setdiff1d(np.flatnonzero(seen(votes)), excluded)
    return GroupFigures(side(votes, rest, AGREES), side(votes, rest, DISAGREES), columns)


def representative(group_votes: Ints, statement_ids: Ints, excluded: Ints) -> tuple[tuple[Representative, ...], ...]:
    """Up to five statements per group, agrees first: one tuple for each row of `group_votes` (k, S, 3).

    `excluded` are columns: moderated-out and meta statements.
    """
    everybody = group_votes.sum(axis=0)
    figures = (group_figures(votes, everybody - votes, excluded) for votes in group_votes)
    return tuple(
        _of_group(figure, seen(votes), statement_ids) for figure, votes in zip(figures, group_votes, strict=True)
    )


def _of_group(figures: GroupFigures, trials: Ints, statement_ids: Ints) -> tuple[Representative, ...]:
    best = figures.best_agree()
    entries = [
        _entry(figures, trials, statement_ids, column, is_best=column == best) for column in _chosen(figures, best)
    ]
    return tuple(sorted(entries, key=lambda entry: entry.direction != "agree"))


def _chosen(figures: GroupFigures, best: int | None) -> list[int]:
    sufficient: list[int] = figures.sufficient().tolist()
    first = best if best is not None or sufficient else figures.largest_test()
    others = [column for column in sufficient[: AT_MOST + 1] if column != first]
    return [column for column in [first, *others] if column is not None][:AT_MOST]


def _entry(figures: GroupFigures, trials: Ints, statement_ids: Ints, column: int, *, is_best: bool) -> Representative:
    agrees = bool(figures.towards_agree()[column])
    side = figures.agree if agrees else figures.disagree
    return Representative(
        statement=int(statement_ids[column]),
        direction="agree" if agrees else "disagree",
        n_success=int(side.successes[column]),
        n_trials=int(trials[column]),
        p_success=float(side.share[column]),
        p_test=float(side.share_test[column]),
        repness=float(side.ratio[column]),
        repness_test=float(side.ratio_test[column]),
        best_agree=is_best,
    )
