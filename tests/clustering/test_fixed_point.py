"""Anderson's acceleration: the same fixed point in fewer steps, and never lost on the way."""

import numpy as np
import pytest

from clustering.fixed_point import ASTRAY, fixed_point

TIGHT = 1e-10


def contraction(seed, slowest=0.97):
    """x = A x + b with a symmetric A whose largest eigenvalue is `slowest`, and its solution."""
    chance = np.random.default_rng(seed)
    turn = np.linalg.qr(chance.standard_normal((8, 8)))[0]
    matrix = turn * np.array([slowest, 0.9, 0.7, 0.5, 0.3, 0.1, -0.2, -0.5]) @ turn.T
    target = chance.standard_normal(8)
    return (lambda x: target + matrix @ (x - target)), target


def plain_steps(step, start, tolerance):
    point, number = start, 0
    while True:
        reached, number = step(point), number + 1
        if np.linalg.norm(reached - point) <= tolerance * np.linalg.norm(reached):
            return number
        point = reached


@pytest.mark.parametrize("seed", range(5))
def test_linear_contractions_in_fewer_steps(seed):
    step, target = contraction(seed)
    found = fixed_point(step, np.zeros(8), np.ones(8), tolerance=TIGHT, most_steps=2000)
    assert np.abs(found.point - target).max() < 1e-6
    assert found.steps < plain_steps(step, np.zeros(8), TIGHT) / 3


def test_moves_are_measured_in_the_scale():
    """Only the second entry counts, and it stands still at once."""
    found = fixed_point(
        lambda x: np.array([x[0] + 1, 0.5]), np.zeros(2), np.array([0.0, 1.0]), tolerance=1e-9, most_steps=50
    )
    assert found.steps == 2


def test_it_stops_after_as_many_steps_as_allowed():
    calls = []

    def step(x):
        calls.append(x)
        return x + 1

    assert fixed_point(step, np.zeros(1), np.ones(1), tolerance=1e-9, most_steps=7).steps == 7
    assert len(calls) == 7


def test_where_it_starts_is_where_it_stays():
    found = fixed_point(lambda x: x, np.ones(3), np.ones(3), tolerance=0.0, most_steps=9)
    assert (found.point.tolist(), found.steps) == ([1, 1, 1], 1)


def test_a_guess_that_leads_astray_is_forgotten():
    """Moves shrink ever faster towards 1, so early guesses go beyond it, where everything leads further away."""
    beyond = []

    def step(x):
        if x[0] > 1.001:
            beyond.append(float(x[0]))
            return x + 5.0
        return x + 0.1 * (1 - x**4)

    found = fixed_point(step, np.zeros(1), np.ones(1), tolerance=1e-9, most_steps=400)
    assert beyond
    assert found.point[0] == pytest.approx(1.0, abs=1e-6)


def test_moves_that_grow_at_first_lead_on():
    """Away from a fixed point that repels: every plain step moves further than the last, until the other is near."""
    assert ASTRAY < 2.25
    found = fixed_point(lambda x: x + 0.5 * x * (1 - x), np.array([1e-3]), np.ones(1), tolerance=1e-9, most_steps=100)
    assert found.point[0] == pytest.approx(1.0, abs=1e-6)
    assert found.steps < 100
