"""Probabilistic principal components from the votes that were cast, and from those only.

vote_ij = center_j + loadings_j . place_i + noise, place_i ~ N(0, 1) in every factor (Tipping and Bishop 1999).
What a participant did not see is summed out, not filled in: EM over the observed votes (Roweis 1998; Ilin and
Raiko 2010, section 3), so that everybody has a posterior of their own, the wider the fewer votes they cast.
"""

from dataclasses import dataclass, replace

import numpy as np

from clustering.arrays import Floats, Ints, frozen
from clustering.fixed_point import fixed_point
from clustering.matrix import VoteMatrix
from clustering.model import UNSEEN, Model
from clustering.one_thread import one_thread
from clustering.passes import DIRECTIONS, Passes
from clustering.projection import canonical_sign
from clustering.sparse import square

# Strength of the prior that a statement has no effect: so many imagined voters, one unit out, who say so.
RIDGE = 4.0
# EM stops when a round moves the model by less than this share of itself, or after so many rounds.
TOLERANCE = 3e-7
MOST_ROUNDS = 200
# A refresh of very many votes ends when a round moves the model by less than this share of what chance does.
ENOUGH_OF_CHANCE = 0.25
# A variance below this is rounding: votes that fit perfectly leave this much noise.
LEAST_NOISE = 1e-6
# Passes for the column-mean solution that EM starts from. EM mends what is left to mend.
STARTING_PASSES = 3
# EM starts from what a sample of participants, with about so many votes, says, where there are many times as many.
SAMPLED, MANY_TIMES = 400_000, 5


@dataclass(frozen=True, eq=False)
class Factors:
    """A fitted model of P participants, S statements and f factors. Arrays are not writeable.

    center: (S,) and loadings: (S, f), both in votes; the columns of loadings are at right angles, the longest
    first, signs canonical. noise: variance of one vote around its prediction, in votes squared.
    means: (P, f) and covariances: (P, f, f), the posterior of everybody's place in units of the prior's
    standard deviation: 0 and the identity for somebody without votes. rounds: of EM.
    """

    center: Floats
    loadings: Floats
    noise: float
    means: Floats
    covariances: Floats
    rounds: int

    def deviations(self, rows: Ints, columns: Ints) -> Floats:
        """Predicted vote minus center for every pair of a row and a column: (n,), in votes."""
        predicted: Floats = np.einsum("nf,nf->n", self.means[rows], self.loadings[columns])
        return predicted


def fit_factors(matrix: VoteMatrix, factors: int, *, ridge: float = RIDGE, most_rounds: int = MOST_ROUNDS) -> Factors:
    """The model with `factors` factors, started from the column-mean solution; the same votes, the same bytes.

    `ridge` (at least 0) shrinks the loadings of statements with few votes. Columns without votes have
    center and loadings 0. Cost: rounds x votes x factors squared. Raises ValueError for senseless numbers.
    """
    _check(factors, ridge, most_rounds)
    passes = Passes.over(matrix)
    with one_thread():
        model, rounds = fit(passes, factors, ridge=ridge, most_rounds=most_rounds)
        placed = passes.places(model)
    return Factors(
        center=frozen(model.center),
        loadings=frozen(model.loadings),
        noise=model.noise,
        means=frozen(placed[:, :factors].copy()),
        covariances=frozen(square(placed[:, factors:-1], factors)),
        rounds=rounds,
    )


def fit(
    passes: Passes,
    factors: int,
    *,
    start: Model | None = None,
    ridge: float = RIDGE,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
) -> tuple[Model, int]:
    """The model of these votes in its canonical form, and the rounds of EM it took over all of them.

    `start` is a model of the same statements to begin with. EM ends when a round moves the model by less than
    `tolerance` of itself.
    """
    begun = start or _start(passes, factors)
    scale = np.sqrt(np.maximum(passes.counts.sum(axis=1), UNSEEN))
    sizes = np.concatenate([np.repeat(scale, factors), scale, [np.sqrt(max(passes.counts.sum(), UNSEEN))]])

    def one_round(point: Floats) -> Floats:
        return _flat(refitted(passes, _model(point, factors), ridge))

    found = fixed_point(one_round, _flat(begun), sizes, tolerance=tolerance, most_steps=most_rounds)
    return canonical(_model(found.point, factors)), found.steps


def refreshed(passes: Passes, earlier: Model) -> Model:
    """The model of votes of which most were there when `earlier` was fitted: EM goes on from that.

    To the same end as from scratch, so that the result does not depend on what was known before. Of very many votes
    only until a round moves the model by less than a quarter of what chance does (a model of n numbers from V votes is
    uncertain by about sqrt(n / V) of itself, then a per cent or so); the next analysis goes on with what is left.
    """
    factors = earlier.loadings.shape[1]
    early = _enough(passes, factors) if passes.matrix.number_of_votes > MANY_TIMES * SAMPLED else TOLERANCE
    return fit(passes, factors, start=earlier, tolerance=early)[0]


def _enough(passes: Passes, factors: int) -> float:
    """By which share of itself a round moves the model when that is a quarter of what chance does."""
    chance = np.sqrt(passes.matrix.shape[1] * (factors + 1) / max(passes.matrix.number_of_votes, 1))
    return max(TOLERANCE, ENOUGH_OF_CHANCE * float(chance))


def _of_sample(passes: Passes, factors: int) -> Model:
    """Where EM over everybody begins: nearer than that, these votes do not lead there."""
    return fit(passes, factors, tolerance=_enough(passes, factors))[0]


def refitted(passes: Passes, model: Model, ridge: float) -> Model:
    """One round of EM: a regression of every statement on the places of its voters, with their uncertainty."""
    counts = passes.counts
    if not counts.any():
        return model
    found = passes.refitted(model, ridge)
    noise = float(counts[:, 0].sum() + counts[:, 2].sum() - found.explained) / float(counts.sum())
    return Model(found.center, found.loadings, max(noise, LEAST_NOISE))


def canonical(model: Model) -> Model:
    """The same model turned so that loadings stand at right angles, the longest first, signs canonical."""
    _, turn = np.linalg.eigh(model.loadings.T @ model.loadings)
    turned = model.loadings @ turn[:, ::-1]
    signed = np.array([canonical_sign(column) for column in turned.T]).T if len(turned) else turned
    return replace(model, loadings=signed)


def _check(factors: int, ridge: float, most_rounds: int) -> None:
    for name, count in (("factors", factors), ("most_rounds", most_rounds)):
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, got {count!r}")
    if isinstance(ridge, bool) or not isinstance(ridge, int | float) or not 0 <= ridge < float("inf"):
        raise ValueError(f"ridge must be a number of at least 0, got {ridge!r}")


def _start(passes: Passes, factors: int) -> Model:
    """The model of a sample of many participants; of few, mean-imputed components."""
    votes = passes.matrix.number_of_votes
    if votes > MANY_TIMES * SAMPLED:
        return passes.once(lambda: _of_sample(passes.of_rows(passes.drawn(SAMPLED / votes)), factors))
    counts, center = passes.counts, passes.means
    left = float((counts * (np.array([-1.0, 0.0, 1.0]) - center[:, None]) ** 2).sum())
    components, variances = _leading(passes, center, factors)
    total = max(float(counts.sum()), 1.0)
    lengths = np.sqrt(variances * np.count_nonzero(counts.sum(axis=1)) / total)
    return Model(center, components * lengths, max(left / total, LEAST_NOISE) if left else 1.0)


def _leading(passes: Passes, center: Floats, factors: int) -> tuple[Floats, Floats]:
    """Nearly the leading eigenvectors of Z'Z, Z the centred votes, as columns (S, f), and their eigenvalues (f,).

    Subspace iteration from the columns of Z'Z with the largest variance, so that the order of the statements
    plays no part.
    """
    statements, width = len(center), max(DIRECTIONS, factors + 2)
    counts = passes.counts
    variance = (counts * (np.array([-1.0, 0.0, 1.0]) - center[:, None]) ** 2).sum(axis=1)
    directions = np.zeros((statements, width))
    widest = np.argsort(-variance, kind="stable")[:width]
    directions[widest, np.arange(len(widest))] = variance[widest] > 0
    for _ in range(STARTING_PASSES):
        basis = np.linalg.qr(passes.spread(center, directions))[0]
        directions = np.zeros((statements, width))
        directions[:, : basis.shape[1]] = basis
    values, turn = np.linalg.eigh(directions.T @ passes.spread(center, directions))
    return (directions @ turn[:, ::-1])[:, :factors], np.maximum(values[::-1][:factors], 0.0)


def _flat(model: Model) -> Floats:
    return np.concatenate([model.loadings.ravel(), model.center, [np.log(model.noise)]])


def _model(point: Floats, factors: int) -> Model:
    statements = (len(point) - 1) // (factors + 1)
    loadings = point[: statements * factors].reshape(statements, factors)
    noise = np.exp(np.clip(point[-1], np.log(LEAST_NOISE), 0.0))
    return Model(point[statements * factors : -1], loadings, float(noise))
