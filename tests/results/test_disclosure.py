"""The "10-5 rule": small cells are hidden and cannot be found by subtraction; the rest is rounded."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.results.disclosure import Disclosure

RULE = Disclosure(suppress_below=10, round_to=5)
TABLES = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 60), min_size=width, max_size=width), min_size=1, max_size=6)
)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (102, 100)]
)
def test_a_single_count(count, shown) -> None:
    assert RULE.total(count) == shown


@pytest.mark.parametrize(("count", "shown"), [(2, 0), (3, 5), (7, 5), (8, 10)])
def test_rounding_goes_to_the_nearest_multiple(count, shown) -> None:
    assert RULE.rounded(count) == shown


@pytest.mark.parametrize(("share", "shown"), [(0, 0), (0.024, 0), (0.03, 5), (0.62, 60), (0.93, 95), (1, 100)])
def test_a_share_is_rounded_like_a_count(share, shown) -> None:
    assert RULE.percent(share) == shown


@pytest.mark.parametrize(("share", "shown"), [(0, 0), (0.549, 50), (0.55, 55), (0.599, 55), (1, 100)])
def test_a_lower_bound_is_rounded_down(share, shown) -> None:
    assert RULE.percent_at_least(share) == shown


@pytest.mark.parametrize(("count", "shown"), [(1, None), (9, None), (10, 10), (14, 10), (15, 15), (119, 115)])
def test_so_many_or_more_are_never_more_than_there_are(count, shown) -> None:
    assert RULE.at_least(count) == shown


def test_so_many_or_more_is_true_whatever_is_rounded_to() -> None:
    assert Disclosure(suppress_below=12, round_to=5).at_least(13) == 12
    assert Disclosure(suppress_below=10, round_to=100).at_least(99) == 10


def test_a_table_by_hand() -> None:
    """9 is hidden; with it the smallest of its row (22) and of its column (11), and then of their row and column."""
    assert RULE.table([[40, 22, 9], [30, 12, 11], [50, 60, 70]]) == [
        [40, None, None],
        [30, None, None],
        [50, 60, 70],
    ]


def test_nothing_small_hides_nothing() -> None:
    assert RULE.table([[10, 23], [44, 18]]) == [[10, 25], [45, 20]]


@given(TABLES)
def test_no_small_cell_is_shown_and_what_is_shown_is_rounded(table) -> None:
    for exact, shown in zip(chain(*table), chain(*RULE.table(table)), strict=True):
        assert shown is None or (exact >= 10 and shown % 5 == 0 and abs(shown - exact) <= 2)


@given(TABLES)
def test_no_row_and_no_column_has_exactly_one_hidden_cell(table) -> None:
    shown = RULE.table(table)
    for line in [*shown, *map(list, zip(*shown, strict=True))]:
        assert len(line) == 1 or line.count(None) != 1


@given(TABLES)
def test_a_table_without_small_cells_is_shown_whole(table) -> None:
    lifted = [[cell + 10 for cell in row] for row in table]
    assert not [cell for row in RULE.table(lifted) for cell in row if cell is None]
