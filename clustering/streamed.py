"""The passes over the votes, compiled: what one participant's votes need stays in the processor's cache.

Every pass reads the packed votes of some participants, `starts` (P + 1,) saying where each one's are in all `codes`,
everybody counting `weights` (P,) times, and adds to `found`. A statement's four codes are four rows of a table, so
that a vote is one look-up. Equal to clustering.sparse up to rounding; tested so.
Nothing here may be imported where numba is missing: clustering.passes chooses.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import config, njit

from clustering.arrays import Bools, Codes, Floats, Ints

# The few sums of one participant or one code side by side in one register: a third less time, and the same bytes.
config.SLP_VECTORIZE = 1  # type: ignore[attr-defined]  # set when numba is imported, from its environment

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """Compiled at the first call, and kept on disk where a folder for it can be written."""
    try:
        return cast(Kernel, njit(nogil=True, cache=True, error_model="numpy")(kernel))
    except RuntimeError:  # numba found no folder for its cache: then every process compiles for itself
        return cast(Kernel, njit(nogil=True, error_model="numpy")(kernel))


@compiled
def count(starts: Ints, codes: Codes, weights: Floats, found: Floats) -> None:
    """found (4 S,) += the weight of the voters per code."""
    for person in range(len(weights)):
        weight = weights[person]
        for vote in range(starts[person], starts[person + 1]):
            found[codes[vote]] += weight


@compiled
def spread(starts: Ints, codes: Codes, weights: Floats, directions: Floats, found: Floats) -> None:
    """found (4 S, 4) += what everybody's votes come to in four `directions` (4 S, 4), at each code they voted."""
    for person in range(len(weights)):
        weight = weights[person]
        a, b, c, d = 0.0, 0.0, 0.0, 0.0
        for vote in range(starts[person], starts[person + 1]):
            code = codes[vote]
            a += directions[code, 0]
            b += directions[code, 1]
            c += directions[code, 2]
            d += directions[code, 3]
        a, b, c, d = a * weight, b * weight, c * weight, d * weight
        for vote in range(starts[person], starts[person + 1]):
            code = codes[vote]
            found[code, 0] += a
            found[code, 1] += b
            found[code, 2] += c
            found[code, 3] += d


@compiled
def place(
    starts: Ints, codes: Codes, weights: Floats, table: Floats, noises: Floats, axes: Floats, found: Floats
) -> None:
    """found (P, 6) = mean (2), covariance (xx, xy, yy) of everybody's place, and their votes on what counts.

    table (4 S, 4): two loadings, the vote minus the center, and 1, per code; a statement left out is all 0.
    noises (1,): of one vote. axes (2, 2): where a place (1, 0), and one (0, 1), is to be, as columns. Weights
    change nothing.
    """
    noise = noises[0]
    a, b, c, d = axes[0, 0], axes[0, 1], axes[1, 0], axes[1, 1]
    for person in range(len(weights)):
        xx, xy, yy, x, y, heard = noise, 0.0, noise, 0.0, 0.0, 0.0
        for vote in range(starts[person], starts[person + 1]):
            code = codes[vote]
            u, v, left = table[code, 0], table[code, 1], table[code, 2]
            xx += u * u
            xy += u * v
            yy += v * v
            x += left * u
            y += left * v
            heard += table[code, 3]
        size = xx * yy - xy * xy
        u, v = (yy * x - xy * y) / size, (xx * y - xy * x) / size
        p, q, r = noise * yy / size, -noise * xy / size, noise * xx / size
        found[person, 0] = a * u + b * v
        found[person, 1] = c * u + d * v
        found[person, 2] = a * a * p + 2 * a * b * q + b * b * r
        found[person, 3] = a * c * p + (a * d + b * c) * q + b * d * r
        found[person, 4] = c * c * p + 2 * c * d * q + d * d * r
        found[person, 5] = heard


@compiled
def moments(starts: Ints, codes: Codes, weights: Floats, table: Floats, noises: Floats, found: Floats) -> None:
    """found (4 S, 5) += weighted second moments (xx, xy, yy) and means of voters' places, per code."""
    noise = noises[0]
    for person in range(len(weights)):
        weight = weights[person]
        if weight == 0.0:
            continue
        xx, xy, yy, x, y = noise, 0.0, noise, 0.0, 0.0
        for vote in range(starts[person], starts[person + 1]):
            code = codes[vote]
            u, v, left = table[code, 0], table[code, 1], table[code, 2]
            xx += u * u
            xy += u * v
            yy += v * v
            x += left * u
            y += left * v
        size = xx * yy - xy * xy
        p, q = (yy * x - xy * y) / size, (xx * y - xy * x) / size
        pp = weight * (noise * yy / size + p * p)
        pq = weight * (p * q - noise * xy / size)
        qq = weight * (noise * xx / size + q * q)
        p, q = weight * p, weight * q
        for vote in range(starts[person], starts[person + 1]):
            code = codes[vote]
            found[code, 0] += pp
            found[code, 1] += pq
            found[code, 2] += qq
            found[code, 3] += p
            found[code, 4] += q


@compiled
def tally(starts: Ints, codes: Codes, weights: Floats, groups: Floats, labels: Ints, found: Floats) -> None:
    """found (k, 4 S) += the weight of the voters per group and code; labels (P,), -1 for people in no group.

    groups (k,): for how many there are, no more.
    """
    for person in range(len(weights)):
        group, weight = labels[person], weights[person]
        if group >= 0:
            for vote in range(starts[person], starts[person + 1]):
                found[group, codes[vote]] += weight


@compiled
def regress(sums: Floats, counts: Floats, ridge: float, unseen: float, fitted: Floats) -> float:
    """fitted (S, 3) = loadings (2) and center of every statement, 0 where nobody voted; what they explain, squared.

    sums (4 S, 5): from `moments`; counts (S, 3): voters per vote. The normal equations of one statement are those of
    (place, 1) with `ridge` on the loadings and `unseen` on the center, solved by elimination.
    """
    explained = 0.0
    for statement in range(len(counts)):
        n = counts[statement, 0] + counts[statement, 1] + counts[statement, 2]
        fitted[statement] = 0.0
        if n == 0.0:
            continue
        first = 4 * statement
        xx, xy, yy, x, y = 0.0, 0.0, 0.0, 0.0, 0.0
        for code in range(first, first + 3):
            xx += sums[code, 0]
            xy += sums[code, 1]
            yy += sums[code, 2]
            x += sums[code, 3]
            y += sums[code, 4]
        p = sums[first + 2, 3] - sums[first, 3]
        q = sums[first + 2, 4] - sums[first, 4]
        r = counts[statement, 2] - counts[statement, 0]
        a = xx + ridge
        b = yy + ridge - xy * xy / a
        c = y - xy * x / a
        e = q - xy * p / a
        w = (r - x * p / a - c * e / b) / (n + unseen - x * x / a - c * c / b)
        v = (e - c * w) / b
        u = (p - xy * v - x * w) / a
        fitted[statement, 0], fitted[statement, 1], fitted[statement, 2] = u, v, w
        explained += 2 * (u * p + v * q + w * r)
        explained -= u * u * xx + v * v * yy + w * w * n + 2 * (u * v * xy + u * w * x + v * w * y)
    return explained


@compiled
def tabulate(loadings: Floats, center: Floats, counted: Bools, table: Floats) -> None:
    """table (4 S, 4) = two loadings, the vote minus the center, and 1, per code; 0 for statements left out."""
    for statement in range(len(center)):
        if counted[statement]:
            for vote in range(4):
                code = 4 * statement + vote
                table[code, 0] = loadings[statement, 0]
                table[code, 1] = loadings[statement, 1]
                table[code, 2] = (vote - 1.0 if vote < 3 else 0.0) - center[statement]
                table[code, 3] = 1.0


@compiled
def gather(
    points: Floats, weights: Floats, lows: Floats, widths: Floats, rows: int, squares: Ints, sums: Floats
) -> None:
    """squares (n,): in which square of a grid of `rows` by `rows` each point is; sums (rows * rows, 3) += the weight
    there, and the weighted places."""
    for point in range(len(points)):
        x = min(int((points[point, 0] - lows[0]) / widths[0]), rows - 1)
        y = min(int((points[point, 1] - lows[1]) / widths[1]), rows - 1)
        square, weight = x * rows + y, weights[point]
        squares[point] = square
        sums[square, 0] += weight
        sums[square, 1] += weight * points[point, 0]
        sums[square, 2] += weight * points[point, 1]


@compiled
def nearest(x: Floats, y: Floats, centres: Floats, least: Floats, labels: Floats) -> None:
    """labels (n,) = the nearest of `centres` (k, 2) of every point, the first of equals; least (n,) = how far, squared.

    One centre at a time, so that points are compared several at once; labels are floats to be as wide as the rest.
    """
    for point in range(len(x)):
        across, along = x[point] - centres[0, 0], y[point] - centres[0, 1]
        least[point] = across * across + along * along
        labels[point] = 0.0
    for centre in range(1, len(centres)):
        for point in range(len(x)):
            across, along = x[point] - centres[centre, 0], y[point] - centres[centre, 1]
            distance, before = across * across + along * along, least[point]
            labels[point] = float(centre) if distance < before else labels[point]
            least[point] = distance if distance < before else before


@compiled
def means(x: Floats, y: Floats, weights: Floats, labels: Floats, centres: Floats) -> None:
    """centres (k, 2) = the weighted mean of every cluster; one without points stays where it is."""
    sums = np.zeros((len(centres), 3))
    for point in range(len(x)):
        label, weight = int(labels[point]), weights[point]
        sums[label, 0] += weight
        sums[label, 1] += weight * x[point]
        sums[label, 2] += weight * y[point]
    for centre in range(len(centres)):
        if sums[centre, 0] > 0:
            centres[centre, 0] = sums[centre, 1] / sums[centre, 0]
            centres[centre, 1] = sums[centre, 2] / sums[centre, 0]


@compiled
def lloyd(points: Floats, weights: Floats, most_rounds: int, centres: Floats, inertias: Floats) -> None:
    """From every start in `centres` (r, k, 2), rounds until no label changes; where it ended and its inertia (r,)."""
    x, y = points[:, 0].copy(), points[:, 1].copy()
    least, labels, before = np.empty(len(x)), np.empty(len(x)), np.empty(len(x))
    for start in range(len(centres)):
        nearest(x, y, centres[start], least, labels)
        for _ in range(most_rounds):
            before[:] = labels
            means(x, y, weights, labels, centres[start])
            nearest(x, y, centres[start], least, labels)
            moved = 0
            for point in range(len(x)):
                moved += before[point] != labels[point]
            if moved == 0:
                break
        inertias[start] = (weights * least).sum()


@compiled
def seed(points: Floats, weights: Floats, chances: Floats, starts: Floats) -> None:
    """starts (r, k, 2): points drawn by k-means++ with the uniform numbers `chances` (r, k)."""
    below, least = np.empty(len(points)), np.empty(len(points))
    for start in range(len(starts)):
        least[:] = 1.0
        for number in range(starts.shape[1]):
            total = 0.0
            for point in range(len(points)):
                if number:
                    x = points[point, 0] - starts[start, number - 1, 0]
                    y = points[point, 1] - starts[start, number - 1, 1]
                    distance = x * x + y * y
                    least[point] = distance if number == 1 else min(least[point], distance)
                total += weights[point] * least[point]
                below[point] = total
            drawn = min(np.searchsorted(below, chances[start, number] * total, side="right"), len(points) - 1)
            starts[start, number] = points[drawn]
