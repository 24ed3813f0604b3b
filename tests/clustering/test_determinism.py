"""The same votes, the same bytes: whatever the process, the threads, the order of rows, and who is called what."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering import VoteMatrix, analyse, binding_consensus, planted_votes
from clustering.default import analyse_default
from clustering.findings import Settings
from clustering.recovery import adjusted_rand
from clustering.report import report, written

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
from clustering import VoteMatrix, analyse, planted_votes
from clustering.report import report, written
planted = planted_votes(120, 40, 3, seed=7, votes_per_person=25)
matrix = VoteMatrix.from_events(planted.participants, planted.statements, planted.values)
for method in ("default", "polis"):
    print(written(report(analyse(matrix, method=method, resamples=3))))
"""


@pytest.fixture(scope="module")
def planted():
    return planted_votes(120, 40, 3, seed=7, votes_per_person=25)


def matrix_of(planted, order=slice(None)):
    return VoteMatrix.from_events(planted.participants[order], planted.statements[order], planted.values[order])


def answer(hash_seed, threads):
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "OPENBLAS_NUM_THREADS": threads,
        "OMP_NUM_THREADS": threads,
    }
    asked = [sys.executable, "-c", ASKED]
    return subprocess.run(asked, env=environment, cwd=ROOT, capture_output=True, check=True).stdout.decode()


def test_other_processes_write_the_same_document(planted):
    matrix = matrix_of(planted)
    here = [written(report(analyse(matrix, method=method, resamples=3))) for method in ("default", "polis")]
    assert answer("1", "1") == answer("2", "2") == "".join(f"{document}\n" for document in here)


def test_one_thread_and_two_say_the_same_with_resamples(planted):
    one, two = (analyse_default(matrix_of(planted), Settings(resamples=3), None, threads=n) for n in (1, 2))
    assert one.stability == two.stability
    assert one.digest() == two.digest()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_no_byte_with_resamples(planted, seed):
    order = np.random.default_rng(seed).permutation(len(planted.values))
    one, other = (analyse(matrix_of(planted, rows), resamples=3) for rows in (slice(None), order))
    assert one.digest() == other.digest()


GENERIC = st.integers(0, 10**6)


@settings(deadline=None, max_examples=10)
@given(GENERIC)
def test_permuting_people_permutes_labels_only(seed):
    """Of generic votes: without ties, which are for the earlier row to win."""
    planted, chance = planted_votes(150, 30, 3, seed=seed), np.random.default_rng(seed)
    names, one = chance.permutation(150), matrix_of(planted)
    renamed = VoteMatrix.from_events(names[one.rows], one.indices, one.values)
    found, other = (analyse(matrix, resamples=0) for matrix in (one, renamed))
    assert other.labels[names].tolist() == found.labels.tolist()
    assert np.abs(other.positions[names] - found.positions).max() < 1e-9
    assert other.group_votes.tolist() == found.group_votes.tolist()
    assert other.representative == found.representative
    assert binding_consensus(other) == binding_consensus(found)


@settings(deadline=None, max_examples=10)
@given(GENERIC)
def test_relabelling_statements_relabels_results(seed):
    planted, chance = planted_votes(150, 30, 3, seed=seed), np.random.default_rng(seed)
    names, one = chance.permutation(30), matrix_of(planted)
    renamed = VoteMatrix.from_events(one.rows, names[one.indices], one.values)
    found, other = (analyse(matrix, resamples=0) for matrix in (one, renamed))
    assert (found.k, adjusted_rand(found.labels, other.labels)) == (other.k, 1)
    assert other.total_votes[names].tolist() == found.total_votes.tolist()
    assert np.abs(other.center[names] - found.center).max() < 1e-9
    assert np.abs(other.divisiveness[names] - found.divisiveness).max() < 1e-12
    rename = {(int(names[entry.statement]), entry.direction) for entry in binding_consensus(found)}
    assert {(entry.statement, entry.direction) for entry in binding_consensus(other)} == rename


@pytest.mark.parametrize("where", [0, 60, 120], ids=["first", "between", "last"])
def test_somebody_without_votes_changes_nothing(planted, where):
    matrix = matrix_of(planted)
    starts = np.insert(matrix.indptr, where, matrix.indptr[where])
    ids = np.insert(matrix.participant_ids * 2, where, 2 * where - 1)
    with_them = VoteMatrix.from_packed(ids, matrix.statement_ids, starts, matrix.codes)
    assert with_them.vote_counts[where] == 0
    one, other = (analyse(votes, resamples=0) for votes in (matrix, with_them))
    assert (other.labels[where], other.positions[where].tolist(), other.grouped[where]) == (-1, [0, 0], False)
    assert np.delete(other.labels, where).tolist() == one.labels.tolist()
    assert np.abs(np.delete(other.positions, where, axis=0) - one.positions).max() < 1e-12
    assert other.group_votes.tolist() == one.group_votes.tolist()
    assert other.representative == one.representative
    assert binding_consensus(other) == binding_consensus(one)


FLAT = {
    "nobody": [],
    "one vote": [(1, 1, 1)],
    "one statement": [(person, 1, person % 3 - 1) for person in range(20)],
    "one participant": [(1, statement, statement % 2) for statement in range(20)],
    "everybody agrees": [(person, statement, 1) for person in range(20) for statement in range(8)],
    "everybody skips": [(person, statement, 0) for person in range(20) for statement in range(8)],
    "nobody shares a statement": [(person, person, -1) for person in range(20)],
    "two camps": [(person, statement, (-1) ** person) for person in range(40) for statement in range(8)],
    "two camps and a statement left out": [
        (person, statement, (-1) ** person) for person in range(40) for statement in (0, 1, 2, 3, 9)
    ],
}


@pytest.mark.parametrize("events", FLAT.values(), ids=FLAT)
@pytest.mark.parametrize("engine", ["streamed", "sparse"])
def test_flat_votes_have_a_defined_result(events, engine):
    """Warnings are errors here."""
    parts = [list(part) for part in zip(*events, strict=True)] or [[], [], []]
    matrix = VoteMatrix.from_events(*parts, all_statements=range(20))
    asked = Settings(moderated_out=(9,), resamples=1)
    found = analyse_default(matrix, asked, None, engine=engine)
    assert np.isfinite(found.positions).all()
    assert found.stability.clear == (found.k > 0)
    assert found.digest() == analyse_default(matrix, asked, None, engine=engine).digest()
    written(report(found))


@pytest.mark.parametrize("name", ["two camps", "two camps and a statement left out"])
def test_two_camps_are_two_clear_groups(name):
    matrix = VoteMatrix.from_events(*zip(*FLAT[name], strict=True))
    found = analyse(matrix, moderated_out=[9], resamples=5)
    assert (found.k, found.stability.clear, found.stability.people) == (2, True, 1)
    assert adjusted_rand(found.labels, np.arange(40) % 2) == 1


@pytest.mark.parametrize("name", ["one participant", "everybody agrees", "everybody skips"])
def test_votes_that_do_not_differ_have_no_groups(name):
    found = analyse(VoteMatrix.from_events(*zip(*FLAT[name], strict=True)), resamples=2)
    assert (found.k, found.stability.clear, set(found.labels.tolist())) == (0, False, {-1})
    assert not found.positions.any()
