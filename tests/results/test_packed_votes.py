"""Packed votes with later ones merged in are what the whole log would have given, byte for byte."""

import numpy as np
import pytest

from clustering import VoteMatrix
from deliberation.results import matrix, packed_votes
from deliberation.results.packed_votes import PackedVotes

# Participants are far from 0 and from each other, statements few, so that most votes change earlier ones.
SEEDS = range(6)
LARGEST = {np.uint16: 16_383, np.uint32: 1_000_000, np.uint64: 2**31 - 1}


def log_of(seed: int, lines: int = 400, number: int = 9) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    people = np.sort(chance.choice(10**6, 40, replace=False))
    numbers = np.sort(chance.choice(number + 1, 8, replace=False))
    numbers[-1] = number
    return chance.choice(people, lines), chance.choice(numbers, lines), chance.integers(-1, 2, lines)


def packed(log: tuple[np.ndarray, np.ndarray, np.ndarray], *cuts: int) -> PackedVotes:
    """The log read in pieces that end at the cuts."""
    people, numbers, values = log
    votes = PackedVotes.none()
    for first, last in zip((0, *cuts), (*cuts, len(people)), strict=True):
        votes = votes.with_later(people[first:last], (numbers * 4 + values + 1)[first:last])
    return votes


def same(one: PackedVotes, other: PackedVotes) -> bool:
    pairs = ((one.participants, other.participants), (one.starts, other.starts), (one.codes, other.codes))
    return all(a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in pairs)


@pytest.mark.parametrize("seed", SEEDS)
def test_they_are_the_matrix_of_the_log(seed) -> None:
    people, numbers, values = log_of(seed)
    votes, columns = packed((people, numbers, values), 100, 101, 350), np.arange(12)
    made = VoteMatrix.from_packed(votes.participants, columns, votes.starts, matrix._by_column(votes.codes, columns))
    assert made.digest() == VoteMatrix.from_events(people, numbers, values, all_statements=range(12)).digest()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cuts", [(1,), (399,), (200,), (50, 100, 150, 399), (200, 200)])
def test_in_pieces_they_are_the_same_as_at_once(seed, cuts) -> None:
    assert same(packed(log_of(seed), *cuts), packed(log_of(seed)))


def test_the_search_goes_on_over_more_than_it_looks_at_together(monkeypatch) -> None:
    monkeypatch.setattr(packed_votes, "SEARCHED_AT_ONCE", 7)
    assert same(packed(log_of(0), 200), packed(log_of(0)))


@pytest.mark.parametrize(("width", "number"), LARGEST.items())
def test_the_codes_are_as_wide_as_the_largest_number_needs(width, number) -> None:
    small, large = log_of(1), log_of(1, number=number)
    assert packed(large).codes.dtype == width
    joined = tuple(np.concatenate(parts) for parts in zip(small, large, strict=True))
    assert same(packed(joined, 400), packed(joined))
    assert packed(joined, 400).codes.max() >> 2 == number


def test_where_places_do_not_fit_beside_the_keys_the_order_is_the_same() -> None:
    far, asked = np.array([5, 2**56, 5, 2**56, 5]), np.array([31, 2, 30, 2, 31])
    codes = asked * 4 + np.array([2, 2, 0, 0, 1])
    votes = PackedVotes.none().with_later(far, codes)
    assert votes.participants.tolist() == [5, 2**56]
    assert votes.codes.tolist() == [120, 125, 8]


def test_a_vote_on_what_has_no_column_is_refused() -> None:
    votes = PackedVotes.none().with_later(np.array([1, 1]), np.array([4, 8]))
    for columns in (np.array([1]), np.array([2, 3]), np.array([], dtype=np.int64)):
        codes = matrix._by_column(votes.codes, columns)
        with pytest.raises(ValueError, match="names no column"):
            VoteMatrix.from_packed(votes.participants, columns, votes.starts, codes)


@pytest.mark.parametrize("width", [np.uint16, np.uint32])
def test_numbers_become_columns_in_either_width(width) -> None:
    columns, codes = np.array([3, 7, 12_000]), np.array([12, 14, 29, 48_001])
    assert matrix._by_column(codes.astype(width), columns).tolist() == [0, 2, 5, 9]
