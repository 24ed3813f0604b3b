"""What is measured: made-up votes of a size like 100000x1000, and real consultations by their folder."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clustering import VoteMatrix
from clustering.exports import read_export
from clustering.planted import planted_matrix
from tests.clustering.conftest import EXPORTS, PAYLOADS, Published

ROOT = Path(__file__).resolve().parents[2]
GROUPS, SEED, VOTES_EACH = 3, 7, 45
NEW_PEOPLE = NEW_VOTES = 0.005  # together one vote in a hundred


@dataclass(frozen=True, eq=False)
class Votes:
    """A matrix under the name that `load` knows it by, and the statements moderated out."""

    name: str
    matrix: VoteMatrix
    moderated_out: tuple[int, ...] = ()


def load(name: str) -> Votes:
    """The votes of that size or in that folder; the same name, the same votes."""
    if size := re.fullmatch(r"(\d+)x(\d+)", name):
        people, statements = map(int, size.groups())
        each = min(VOTES_EACH, statements)
        return Votes(name, planted_matrix(people, statements, GROUPS, SEED, votes_per_person=each))
    folder = Path(name)
    if (folder / "votes.json").exists():
        published = Published.read(folder)
        return Votes(name, published.matrix, tuple(published.result["mod-out"]))
    exported = read_export(folder)
    return Votes(name, exported.matrix, exported.moderated_out)


def folders() -> list[str]:
    """The real consultations that are there."""
    data = ROOT / os.environ.get("ANSWERABLE_DATA", "../shared/data")
    named = [data / "polis-math-payloads" / name for name in PAYLOADS]
    named += [data / "polis-open-data" / name for name in EXPORTS]
    return [str(folder) for folder in named if folder.is_dir()]


def before(matrix: VoteMatrix) -> VoteMatrix:
    """A hundredth of the votes ago: half of those are of people who were not there yet, half of the others."""
    chance, people = np.random.default_rng(SEED), matrix.shape[0]
    known = matrix.of_rows(np.sort(chance.permutation(people)[int(people * NEW_PEOPLE) :]))
    return known.only(chance.random(known.number_of_votes) >= NEW_VOTES)
