"""The map does not mirror itself and the groups keep their names."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from clustering import VoteMatrix, analyse, planted_votes
from clustering.alignment import Earlier, keep_labels, keep_signs


def polis(matrix, **options):
    return analyse(matrix, method="polis", **options)


@pytest.fixture(scope="module")
def matrix():
    planted = planted_votes(150, 30, 3, seed=2, votes_per_person=20)
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


@pytest.fixture(scope="module")
def first(matrix):
    return polis(matrix)


def test_aligned_to_itself_nothing_changes(matrix, first):
    again = polis(matrix, previous=first)
    assert again.components.tobytes() == first.components.tobytes()
    assert again.labels.tolist() == first.labels.tolist()


def test_signs_follow_the_earlier_result(matrix, first):
    found = polis(matrix, previous=replace(first, components=first.components * [[-1], [1]]))
    assert (found.components == first.components * [[-1], [1]]).all()
    assert (found.positions == first.positions * [-1, 1]).all()


def test_labels_follow_the_earlier_result(matrix, first):
    renamed = np.array([2, 0, 1])[first.labels]
    found = polis(matrix, previous=replace(first, labels=renamed))
    assert found.labels.tolist() == renamed.tolist()
    assert found.group_sizes[[2, 0, 1]].tolist() == first.group_sizes.tolist()
    assert (found.group_votes[[2, 0, 1]] == first.group_votes).all()
    assert [found.representative[label] for label in (2, 0, 1)] == list(first.representative)


def test_lists_will_do_and_are_named_in_the_parameters(matrix, first):
    stored = first.to_json()
    names = ("statement_ids", "components", "participant_ids", "labels")
    found = polis(matrix, previous=SimpleNamespace(**{name: stored[name] for name in names}))
    assert found.digest() == polis(matrix, previous=first).digest()
    assert found.parameters["aligned_to"] == Earlier.of(first).digest()


def test_new_and_lost_statements_do_not_disturb_signs():
    earlier = Earlier(np.array([1, 2, 9]), np.array([[-1.0, 0.0, 5.0], [0.0, 1.0, 5.0]]), np.array([1]), np.array([0]))
    found = keep_signs(np.array([[3.0, 1.0, 0.0], [3.0, 0.0, 1.0]]), np.array([0, 1, 2]), earlier)
    assert found.tolist() == [[-3.0, -1.0, 0.0], [3.0, 0.0, 1.0]]


def test_with_nothing_in_common_signs_and_labels_stay(matrix, first):
    stranger = Earlier(np.array([999]), np.ones((2, 1)), np.array([999]), np.array([0]))
    found = polis(matrix, previous=stranger)
    assert found.components.tobytes() == first.components.tobytes()
    assert found.labels.tolist() == first.labels.tolist()


def test_a_new_group_takes_the_free_label():
    earlier = Earlier(np.array([1]), np.zeros((2, 1)), np.arange(6), np.array([2, 2, 0, 0, -1, -1], dtype=np.int64))
    labels = np.array([0, 0, 2, 2, 1, 1])
    assert keep_labels(labels, 3, np.arange(6), earlier).tolist() == [2, 1, 0]


def test_a_label_that_no_longer_exists_is_not_kept():
    earlier = Earlier(np.array([1]), np.zeros((2, 1)), np.arange(4), np.array([4, 4, 1, 1]))
    assert keep_labels(np.array([0, 0, 1, 1]), 2, np.arange(4), earlier).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"components": np.zeros((2, 1))}, "previous.components must be"),
        ({"labels": np.zeros(1, dtype=np.int64)}, "participants but 1 labels"),
        ({"statement_ids": np.array([0.5])}, "previous.statement_ids must be whole numbers"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(matrix, first, change, message):
    with pytest.raises(ValueError, match=message):
        polis(matrix, previous=replace(first, **change))


@pytest.mark.parametrize("apart", [1, 10**6])
def test_labels_are_found_by_id_whether_ids_lie_close_or_far_apart(apart):
    known = SimpleNamespace(
        statement_ids=[1], components=[[1.0], [0.0]], participant_ids=np.array([2, 5, 9]) * apart, labels=[0, 2, 1]
    )
    asked = np.array([1, 2, 3, 9, 12]) * apart
    assert Earlier.of(known).labels_of(asked).tolist() == [-1, 0, -1, 1, -1]
    assert Earlier.of(known).labels_of(asked[:0]).tolist() == []
