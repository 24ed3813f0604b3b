"""The judge of a storm sees what it has to see."""

from dataclasses import replace

import pytest

from tests.durability.model import Current, Intent, Line, judge

GOOD = Intent("ann", 3, 1, ["a"], 0, acknowledged=True)
LATER = Intent("ann", 3, -1, ["b"], 1, acknowledged=True)
GIVEN_UP = Intent("ben", 4, 0, ["c", "d"], 0)
LOG = [Line(11, "a", 1, 3, 1, True), Line(12, "b", 1, 3, -1, True), Line(13, "c", 2, 4, 0, True)]
CURRENT = [Current(1, 3, 12, -1), Current(2, 4, 13, 0)]


def found(log=LOG, current=CURRENT, intents=(GOOD, LATER, GIVEN_UP)) -> tuple[int, int, int]:
    verdict = judge(intents, log, current)
    assert verdict.holds == (not str(verdict).count("\n"))
    return len(verdict.lost), len(verdict.doubled), len(verdict.wrong)


def test_what_was_acknowledged_is_there_once_and_the_rest_at_most_once():
    assert found() == (0, 0, 0)
    assert found(LOG[:2], CURRENT[:1]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("log", "current", "expected"),
    [
        (LOG[1:], CURRENT, (1, 0, 0)),
        ([*LOG, Line(14, "d", 2, 4, 0, True)], [CURRENT[0], Current(2, 4, 14, 0)], (0, 1, 0)),
        ([LOG[0]._replace(value=0), *LOG[1:]], CURRENT, (0, 0, 1)),
        ([LOG[0]._replace(counted=False), *LOG[1:]], CURRENT, (0, 0, 1)),
        ([*LOG[:2], LOG[2]._replace(participant=1)], [CURRENT[0], Current(1, 4, 13, 0)], (0, 0, 1)),
        ([*LOG, Line(14, "x", 3, 9, 0, True)], [*CURRENT, Current(3, 9, 14, 0)], (0, 0, 1)),
        (LOG, [Current(1, 3, 11, 1), CURRENT[1]], (0, 0, 1)),
        (LOG, CURRENT[:1], (0, 0, 1)),
    ],
)
def test_whatever_is_not_so_is_told(log, current, expected):
    assert found(log, current) == expected


def test_votes_of_somebody_who_waited_stand_in_that_order():
    turned = [LOG[0]._replace(operation="b", value=-1), LOG[1]._replace(operation="a", value=1), LOG[2]]
    assert found(turned, [Current(1, 3, 12, 1), CURRENT[1]]) == (0, 0, 1)


def test_one_participant_for_two_people_is_told():
    other = replace(LATER, voter="cleo")
    assert found(intents=(GOOD, other, GIVEN_UP)) == (0, 0, 1)
