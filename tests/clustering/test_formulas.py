"""Golden values of the formulas, and scikit-learn where it knows the same one."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from clustering.kmeans import first_distinct, kmeans
from clustering.participation import taking_part
from clustering.priorities import priorities, priority
from clustering.projection import canonical_sign
from clustering.recovery import adjusted_rand
from clustering.significance import prop_test, two_prop_test, wilson_lower
from clustering.silhouette import mean_silhouette


def test_prop_test():
    assert prop_test(8, 10) == pytest.approx(2.11057941, abs=5e-9)


def test_two_prop_test():
    assert two_prop_test(8, 2, 10, 10) == pytest.approx(2.56904652, abs=5e-9)


def test_two_prop_test_is_zero_when_everybody_everywhere_succeeds():
    assert two_prop_test(2, 5, 2, 5) == 0


@pytest.mark.parametrize(
    ("agrees", "skips", "votes", "extremity", "expected"),
    [
        (0, 0, 0, 0, 5.0625),
        (1, 0, 1, 0, 12.5297),
        (60, 10, 100, 0.5, 0.640517),
        (20, 10, 100, 0.5, 0.0759119),
    ],
)
def test_priority(agrees, skips, votes, extremity, expected):
    assert priority(agrees, skips, votes, extremity) == pytest.approx(expected, rel=5e-6)


def test_priority_of_a_meta_statement():
    assert priorities(np.array([[3, 1, 0]]), np.array([0.4]), np.array([0])).tolist() == [49.0]


def test_wilson_lower_bound():
    # By its definition: the share below 8/10 that is exactly z of its own standard errors away.
    lower = float(wilson_lower(8, 10, 1.2816))
    assert 0.8 - lower == pytest.approx(1.2816 * (lower * (1 - lower) / 10) ** 0.5)
    assert lower < 0.8
    assert wilson_lower(0, 0, 1.2816) == 0
    assert wilson_lower(7, 10, 0.0) == pytest.approx(0.7)


def test_silhouette_is_that_of_scikit_learn():
    chance = np.random.default_rng(3)
    points, labels = chance.normal(size=(60, 2)), chance.permutation(np.arange(60) % 4)
    labels[labels == 3] = 2
    labels[0] = 3
    assert mean_silhouette(points, labels) == pytest.approx(silhouette_score(points, labels), abs=1e-12)


def test_silhouette_of_points_all_alone_or_all_together_is_zero():
    points = np.arange(6.0).reshape(3, 2)
    assert mean_silhouette(points, np.arange(3)) == 0
    assert mean_silhouette(points, np.zeros(3, dtype=np.int64)) == 0


def test_adjusted_rand_is_that_of_scikit_learn():
    one, other = np.random.default_rng(4).integers(0, 4, size=(2, 80))
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)
    assert adjusted_rand(one, one) == 1


def test_kmeans_gives_a_tie_to_the_later_centre():
    points = np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    assert kmeans(points, np.ones(3), points[:2]).labels.tolist() == [0, 1, 1]


def test_kmeans_weighs_points():
    points = np.array([[0.0, 0.0], [3.0, 0.0], [9.0, 9.0]])
    found = kmeans(points, np.array([2.0, 1.0, 1.0]), points[[0, 2]])
    assert found.centres.tolist() == [[1.0, 0.0], [9.0, 9.0]]


def test_kmeans_drops_a_centre_without_points():
    points = np.array([[0.0, 0.0], [1.0, 0.0]])
    found = kmeans(points, np.ones(2), np.array([[0.0, 0.0], [50.0, 50.0], [1.0, 0.0]]))
    assert found.labels.tolist() == [0, 1]
    assert len(found.centres) == 2


def test_first_distinct_rows_keep_their_order():
    points = np.array([[2.0, 2.0], [1.0, 1.0], [2.0, 2.0], [0.0, 0.0]])
    assert first_distinct(points, 3).tolist() == [[2.0, 2.0], [1.0, 1.0], [0.0, 0.0]]
    assert len(first_distinct(points, 9)) == 3


def test_canonical_sign_takes_the_first_of_equal_loadings():
    assert canonical_sign(np.array([0.1, -0.7, 0.7])).tolist() == [-0.1, 0.7, -0.7]
    assert canonical_sign(np.array([0.1, -0.7 + 1e-13, 0.7])).tolist()[1] > 0


@pytest.mark.parametrize(
    ("counts", "statements", "expected"),
    [
        ([7] * 16 + [6] * 4, 40, 16),
        ([3] * 16 + [2] * 4, 3, 16),
        ([9] * 4 + [6] * 3 + [1] * 20, 40, 15),
        ([1] * 5, 40, 5),
    ],
)
def test_who_takes_part(counts, statements, expected):
    assert taking_part(np.array(counts), statements).sum() == expected


def test_of_equals_the_earlier_row_joins_and_the_held_stay():
    counts = np.array([1, 2] + [1] * 20)
    assert np.flatnonzero(taking_part(counts, 40)).tolist() == list(range(15))
    held = np.zeros(22, dtype=bool)
    held[21] = True
    assert np.flatnonzero(taking_part(counts, 40, held)).tolist() == [*range(14), 21]
