"""What is stable and what is chance: planted groups come back, groups cut through a cloud do not."""

import numpy as np
import pytest

from clustering import VoteMatrix, analyse, binding_consensus, planted_votes


def shuffled(matrix, seed=1):
    """The same votes on every statement, each cast by somebody else of those who voted on it."""
    chance, values = np.random.default_rng(seed), matrix.values.copy()
    for column in range(matrix.shape[1]):
        on_it = np.flatnonzero(matrix.indices == column)
        values[on_it] = values[chance.permutation(on_it)]
    return VoteMatrix.from_events(matrix.rows, matrix.indices, values)


@pytest.fixture(scope="module")
def planted():
    return planted_votes(300, 60, 3, seed=1)


@pytest.fixture(scope="module")
def matrix(planted):
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


@pytest.fixture(scope="module")
def clear(matrix):
    return analyse(matrix, method="default")


@pytest.fixture(scope="module")
def unclear(matrix):
    return analyse(shuffled(matrix), method="default")


def test_planted_groups_are_clear(clear):
    assert (clear.k, clear.stability.k, clear.stability.clear) == (3, 3, True)
    assert clear.stability.people > 0.9
    assert clear.stability.bits > 0
    assert all(group.people > 0.9 for group in clear.stability.groups)


def test_shuffled_votes_have_no_clear_groups(unclear):
    assert not unclear.stability.clear
    assert unclear.stability.bits <= 0
    assert unclear.stability.k == len(unclear.stability.groups) >= 2
    assert (unclear.k, set(unclear.labels.tolist()), unclear.group_sizes.tolist()) == (0, {-1}, [])
    assert unclear.grouped.any()
    assert all(entry.groups[0].group is None for entry in binding_consensus(unclear))


@pytest.mark.parametrize("which", ["clear", "unclear"])
def test_every_consensus_statement_there_is_has_its_stability(which, request):
    found = request.getfixturevalue(which)
    named = [(entry.statement, entry.direction) for entry in binding_consensus(found)]
    assert named
    assert [(entry.statement, entry.direction) for entry in found.stability.consensus] == named
