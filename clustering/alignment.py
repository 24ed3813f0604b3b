"""Keeping the picture still: signs and group labels follow an earlier result."""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

from clustering.arrays import Floats, Ints, integers
from clustering.canonical import digest, plain


class HasMap(Protocol):
    """What an earlier result must carry: ids, components and labels in the shapes of an Analysis."""

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
    """An earlier result, checked. statement_ids: (S,); components: (2, S); participant_ids, labels: (P,)."""

    statement_ids: Ints
    components: Floats
    participant_ids: Ints
    labels: Ints

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
        return cls(statements, components, people, labels)

    def digest(self) -> str:
        """sha256 (hex) of what was aligned to."""
        return digest(plain(self))


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
    _, here, there = np.intersect1d(participant_ids, earlier.participant_ids, return_indices=True)
    new, old = labels[here], earlier.labels[there]
    both = (new >= 0) & (old >= 0)
    common = np.zeros((k, max(int(old.max(initial=-1)) + 1, k)), dtype=np.int64)
    np.add.at(common, (new[both], old[both]), 1)
    taken = {
        int(group): int(label)
        for group, label in zip(*linear_sum_assignment(-common), strict=True)
        if common[group, label] and label < k
    }
    free = iter(sorted(set(range(k)) - set(taken.values())))
    return np.array([taken[group] if group in taken else next(free) for group in range(k)], dtype=np.int64)
