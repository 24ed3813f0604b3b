"""Keeping the picture still: the way it is turned and the groups' labels follow an earlier result."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

from clustering.arrays import Floats, Ints, integers
from clustering.canonical import digest_of_arrays
from clustering.model import Model

# A direction in which positions vary by less than this share of a vote, per statement, is as good as none; those of
# real conversations vary by nine times that and more.
LEAST_VARIANCE = 1e-3
# Ids that lie as close as those of one consultation do are looked up in a table of all of them, others searched for.
WIDEST_SPAN = 4


class HasMap(Protocol):
    """What an earlier result must carry: ids, components and labels in the shapes of an Analysis.

    One of method default also has `center`, `spread` and `noise`: then the next analysis goes on from there.
    """

    @property
    def statement_ids(self) -> ArrayLike: ...
    @property
    def components(self) -> ArrayLike: ...
    @property
    def participant_ids(self) -> ArrayLike: ...
    @property
    def labels(self) -> ArrayLike: ...


@dataclass(frozen=True, eq=False)
class Earlier:
    """An earlier result, checked. statement_ids: (S,); components: (2, S); participant_ids ascending, labels: (P,).

    center: (S,), spread: (2, 2) and noise as in an Analysis of method default, else None.
    """

    statement_ids: Ints
    components: Floats
    participant_ids: Ints
    labels: Ints
    center: Floats | None = None
    spread: Floats | None = None
    noise: float | None = None

    @classmethod
    def of(cls, previous: HasMap) -> Self:
        """The parts of `previous` that matter here; ValueError when their shapes do not fit together."""
        statements = integers("previous.statement_ids", previous.statement_ids)
        people = integers("previous.participant_ids", previous.participant_ids)
        labels = integers("previous.labels", previous.labels)
        components = np.asarray(previous.components, dtype=np.float64)
        if components.shape != (2, len(statements)):
            raise ValueError(f"previous.components must be (2, {len(statements)}), got {components.shape}")
        if labels.shape != people.shape:
            raise ValueError(f"previous has {len(people)} participants but {len(labels)} labels")
        if (np.diff(people) <= 0).any():
            raise ValueError("previous.participant_ids must ascend without repetition")
        return cls(statements, components, people, labels, *_model_parts(previous, len(statements)))

    def digest(self) -> str:
        """sha256 (hex) of what was aligned to."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return digest_of_arrays({field.name: getattr(self, field.name) for field in fields(self)})

    def model(self, statement_ids: Ints, center: Floats) -> Model | None:
        """The earlier model of these statements, to go on from; `center` (S,) for those that are new.

        None where it has less than two directions: from none, no round of EM would find one.
        """
        if self.center is None or self.spread is None or self.noise is None:
            return None
        variances, axes = np.linalg.eigh(self.spread)
        if variances[0] <= LEAST_VARIANCE * len(self.statement_ids):
            return None
        _, here, there = np.intersect1d(statement_ids, self.statement_ids, return_indices=True)
        known, loadings = center.copy(), np.zeros((len(statement_ids), 2))
        known[here] = self.center[there]
        loadings[here] = self.components[:, there].T @ axes * np.sqrt(variances)
        return Model(known, loadings, self.noise)

    def labels_of(self, participant_ids: Ints) -> Ints:
        """Their earlier labels (P,), -1 for people in no group or not there; both lists of ids ascend."""
        if not len(participant_ids) or not len(self.participant_ids):
            return np.full(len(participant_ids), -1, dtype=np.int64)
        first = min(participant_ids[0], self.participant_ids[0])
        span = int(max(participant_ids[-1], self.participant_ids[-1]) - first) + 1
        if span <= WIDEST_SPAN * (len(participant_ids) + len(self.participant_ids)):
            every = np.full(span, -1, dtype=np.int64)
            every[self.participant_ids - first] = self.labels
            found: Ints = every[participant_ids - first]
            return found
        at = np.minimum(np.searchsorted(self.participant_ids, participant_ids), len(self.participant_ids) - 1)
        return np.where(self.participant_ids[at] == participant_ids, self.labels[at], -1)


def _model_parts(previous: HasMap, statements: int) -> tuple[Floats | None, Floats | None, float | None]:
    center, spread, noise = (getattr(previous, name, None) for name in ("center", "spread", "noise"))
    if spread is None or noise is None:
        return None, None, None
    found, wide = np.asarray(center, dtype=np.float64), np.asarray(spread, dtype=np.float64)
    if found.shape != (statements,) or wide.shape != (2, 2):
        raise ValueError(f"previous.center must be ({statements},) and previous.spread (2, 2)")
    return found, wide, float(noise)


def turn_towards(components: Floats, statement_ids: Ints, earlier: Earlier | None) -> Floats:
    """The rotation, or reflection, (2, 2) that brings `components` (2, S) nearest to the earlier ones.

    Orthogonal Procrustes (Schoenemann 1966) over the statements that both know; nothing in common: no turn.
    """
    if earlier is None:
        return np.eye(2)
    _, here, there = np.intersect1d(statement_ids, earlier.statement_ids, return_indices=True)
    both = earlier.components[:, there] @ components[:, here].T
    if not both.any():
        return np.eye(2)
    left, _, right = np.linalg.svd(both)
    turn: Floats = left @ right
    return turn


def keep_signs(components: Floats, statement_ids: Ints, earlier: Earlier) -> Floats:
    """`components` (2, S), each turned round where it points away from the earlier one.

    Compared over the statements both know; without any, or at right angles, left as it is.
    """
    _, here, there = np.intersect1d(statement_ids, earlier.statement_ids, return_indices=True)
    agreement = (components[:, here] * earlier.components[:, there]).sum(axis=1)
    return components * np.where(agreement < 0, -1.0, 1.0)[:, None]


def keep_labels(labels: Ints, k: int, participant_ids: Ints, earlier: Earlier) -> Ints:
    """The new label of every group 0..k-1: (k,), a permutation.

    Groups are matched to the earlier ones by the most people in common (a maximal assignment) and
    take their label where it is below k; the others take the free labels in order.
    """
    old = earlier.labels_of(participant_ids)
    known = max(int(old.max(initial=-1)) + 1, k)
    pairs = np.bincount((labels + 1) * (known + 1) + old + 1, minlength=(k + 1) * (known + 1))
    common = pairs.reshape(k + 1, known + 1)[1:, 1:]  # without people in no group, now or then
    taken = {
        int(group): int(label)
        for group, label in zip(*linear_sum_assignment(-common), strict=True)
        if common[group, label] and label < k
    }
    free = iter(sorted(set(range(k)) - set(taken.values())))
    return np.array([taken[group] if group in taken else next(free) for group in range(k)], dtype=np.int64)
