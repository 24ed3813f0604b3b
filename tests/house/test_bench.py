"""The pieces of `make bench` on a handful of votes, so that it still runs when somebody needs its figures."""

from dataclasses import replace

import pytest

from tests.bench import tables
from tests.bench.__main__ import MIDDLE, SMALL, folder_targets, size_targets
from tests.bench.measure import ROUNDS, measure, warm_up
from tests.bench.stages import REST, STAGES
from tests.bench.targets import Target
from tests.bench.votes import before, load

SIZE = "300x40"


@pytest.fixture(scope="module")
def figures():
    warm_up()
    return measure(SIZE, ("memory", "dense", "full"))


def test_everything_is_timed_in_every_round(figures):
    assert (figures.people, figures.statements, figures.votes) == (300, 40, 300 * 40)
    assert {name: len(taken) for name, taken in figures.seconds.items()} == dict.fromkeys(
        ("floor", "cold", "refresh", "dense", "full"), ROUNDS
    )


def test_the_stages_are_still_where_they_are_looked_for(figures):
    assert set(figures.stages) == {"cold", "refresh"}
    for stages in figures.stages.values():
        assert [stage for stage in STAGES if stages[stage] <= 0 and stage not in ("start of EM", REST)] == []
    assert figures.stages["cold"]["start of EM"] > 0


def test_a_hundredth_of_the_votes_is_new():
    matrix = load("4000x100").matrix
    earlier = before(matrix)
    assert earlier.number_of_votes == pytest.approx(0.99 * matrix.number_of_votes, rel=0.002)
    assert matrix.shape[0] - earlier.shape[0] == 20


def test_the_tables_can_be_printed(figures):
    assert tables.row(figures, [1.0], "").split()[:2] == [SIZE, "12,000"]
    assert "NO RED-DWARF" in tables.row(figures, [], "NO RED-DWARF")
    assert len(tables.stage_table([figures])) == len(STAGES) + 2


def test_targets_are_judged_by_what_was_measured(figures):
    assert [str(Target("x", figure, most=1.0)).split()[0] for figure in (1.0, 1.1)] == ["ok", "MISSED"]
    assert [Target("x", figure, least=4.0).met for figure in (3.9, 4.0)] == [False, True]
    small, middle = (replace(figures, name=name) for name in (SMALL, MIDDLE))
    assert len(size_targets([(small, [9.0]), (middle, [])])) == 5
    assert len(folder_targets([figures])) == 2
