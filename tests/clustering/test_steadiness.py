"""Groups of the default method do not hang on the order of rows, and less than those of Polis on who took part."""

from functools import cache

import numpy as np
import pytest

from clustering import VoteMatrix, analyse, planted_votes, steadiness
from clustering.exports import read_export
from clustering.recovery import adjusted_rand
from clustering.restarts import best_clusters
from clustering.steadiness import COMPARED, Steadiness, mean, told

votes_of = cache(read_export)


@cache
def of_export(folder):
    """Both methods on one export, in half of the draws that the command makes: Polis takes its time over large ones."""
    export = votes_of(folder)
    return [steadiness.steadiness(export.matrix, export.moderated_out, name, draws=5) for name in COMPARED]


def test_default_is_the_same_in_every_order_of_rows(export_folder):
    assert of_export(export_folder)[0].orders >= 0.999


def test_default_is_ahead_of_polis_among_other_people(export_folder):
    default, polis = of_export(export_folder)
    assert default.people > polis.people


def test_default_is_ahead_of_polis_over_all_conversations(export_folders):
    folders = [folder for folder in sorted(export_folders.iterdir()) if folder.is_dir()]
    default, polis = (mean(found) for found in zip(*map(of_export, folders), strict=True))
    assert default.people > polis.people + 0.1
    assert default.orders > polis.orders + 0.1


def test_default_is_the_same_from_other_seeds(export_folder, monkeypatch):
    """Up to two of the 1487 people of football-concussions, who stand between two groups."""
    export = votes_of(export_folder)
    first, *others = (from_seed(export, seed, monkeypatch) for seed in range(4))
    assert all(adjusted_rand(first, labels) >= 0.998 for labels in others)


def from_seed(export, seed, monkeypatch):
    monkeypatch.setitem(best_clusters.__kwdefaults__, "seed", seed)
    return analyse(export.matrix, moderated_out=export.moderated_out, resamples=0).labels


@pytest.fixture(scope="module")
def matrix():
    planted = planted_votes(120, 40, 3, seed=4)
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


@pytest.mark.parametrize("method", COMPARED)
def test_the_same_seed_draws_the_same_people(matrix, method):
    one, again, other = (steadiness.steadiness(matrix, (), method, seed=seed, draws=2) for seed in (1, 1, 2))
    assert one == again
    assert one != other or one.people == 1


def test_every_method_gets_the_same_draws(matrix, monkeypatch):
    drawn = {name: [] for name in COMPARED}

    def spying(votes, *, method, **others):
        drawn[method].append(votes.digest())
        return analyse(votes, method=method, **others)

    monkeypatch.setattr(steadiness, "analyse", spying)
    for name in COMPARED:
        steadiness.steadiness(matrix, [1], name, draws=3)
    assert drawn["default"] == drawn["polis"]
    assert len(set(drawn["polis"])) == 7


def test_renamed_people_keep_their_votes(matrix, monkeypatch):
    """Rows in another order are the same rows: a method that goes by votes alone agrees with itself."""
    seen = []
    monkeypatch.setattr(steadiness, "_agreement", lambda matrix, whole, rows, out: seen.append(rows) or 1.0)
    steadiness.steadiness(matrix, (), "default", draws=1)
    order, part = seen
    assert sorted(order) == list(range(120))
    assert order.tolist() != sorted(order)
    assert len(part) == 96
    assert (np.diff(part) > 0).all()


def test_votes_without_groups_agree_with_themselves():
    nobody = VoteMatrix.from_events([1], [1], [1])
    assert steadiness.steadiness(nobody, (), "default", draws=1).orders == 1


def test_no_draws_are_refused(matrix):
    with pytest.raises(ValueError, match="draws"):
        steadiness.steadiness(matrix, (), "default", draws=0)


def test_a_line_says_both():
    found = mean([Steadiness("polis", 10, 0.5, 0.25), Steadiness("polis", 10, 1.0, 0.75)])
    assert told(found) == (
        "  groups by polis    agree with themselves at 0.750 over orders of rows,"
        " at 0.500 over people (80% of them, 10 draws)"
    )
