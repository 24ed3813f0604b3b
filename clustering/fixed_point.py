"""x = step(x), in fewer steps: Anderson acceleration (Anderson 1965; Walker and Ni 2011)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from clustering.arrays import Floats

MEMORY = 8
# The first steps move far and say nothing of the way ahead.
PLAIN_STEPS = 3
# A guess that leaves so many times the least that was left so far leads astray.
ASTRAY = 2.0


class Found(NamedTuple):
    """The last step's result, and how many steps were made."""

    point: Floats
    steps: int


def fixed_point(
    step: Callable[[Floats], Floats], start: Floats, scale: Floats, *, tolerance: float, most_steps: int
) -> Found:
    """Steps from `start` (n,) until one moves less than `tolerance` of where it leads, both measured in `scale` (n,).

    The next guess is the combination of the last few steps whose moves cancel best; one that leads astray is
    forgotten, and plain steps go on from the best so far. Where moves grow, as next to a fixed point that repels,
    plain steps lead on: a guess would lead back to it. The fixed point is that of `step`, whatever was guessed.
    """
    point, best, least, last, guessed = start, start, np.inf, _Steps(), False
    for number in range(1, most_steps + 1):
        reached = step(point)
        move = (reached - point) * scale
        size = float(np.linalg.norm(move))
        if size <= tolerance * float(np.linalg.norm(reached * scale)):
            return Found(reached, number)
        if guessed and size > ASTRAY * least:
            point, last, guessed = best, _Steps(), False
            continue
        if size < least or not guessed:
            best, least = reached, size
        if not guessed and last.grow(size):
            last = _Steps()
        last.add(reached, move)
        guessed = number > PLAIN_STEPS and last.shrink()
        point = last.guess() if guessed else reached
    return Found(best, most_steps)


class _Steps:
    """The last few steps: where each led, and its move."""

    def __init__(self) -> None:
        self.reached: list[Floats] = []
        self.moves: list[Floats] = []

    def add(self, reached: Floats, move: Floats) -> None:
        self.reached = [*self.reached, reached][-MEMORY - 1 :]
        self.moves = [*self.moves, move][-MEMORY - 1 :]

    def grow(self, size: float) -> bool:
        """Whether a move of that size is larger than the last: what was before it says nothing of the way ahead."""
        return bool(self.moves) and size > float(np.linalg.norm(self.moves[-1]))

    def shrink(self) -> bool:
        """Whether the last move is smaller than the one before."""
        return len(self.moves) > 1 and bool(np.linalg.norm(self.moves[-1]) < np.linalg.norm(self.moves[-2]))

    def guess(self) -> Floats:
        """Where the last steps, two or more, lead together."""
        changes = np.array([self.moves[-1] - move for move in self.moves[:-1]])
        shares = np.linalg.lstsq(changes @ changes.T, changes @ self.moves[-1], rcond=1e-12)[0]
        ways = np.array([self.reached[-1] - reached for reached in self.reached[:-1]])
        guessed: Floats = self.reached[-1] - shares @ ways
        return guessed
