"""From exact counts to coarse figures: what staff see of how people take part."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from deliberation.results import attendance
from deliberation.results.disclosure import Disclosure
from deliberation.results.packed_votes import PackedVotes

RULE = Disclosure(10, 5)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def packed(*rows: list[tuple[int, int]]) -> PackedVotes:
    """Each person's (statement, vote)."""
    codes = [number * 4 + vote + 1 for row in rows for number, vote in sorted(row)]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    return PackedVotes(np.arange(len(rows)), starts, np.array(codes, dtype=np.uint16))


@pytest.mark.parametrize(("hours", "unit"), [(1, "hour"), (72, "hour"), (73, "day"), (62 * 24, "day"), (9000, "week")])
def test_a_long_run_is_told_in_longer_stretches(hours: int, unit: str) -> None:
    assert attendance.unit_of(hours * HOUR) == unit


@pytest.mark.parametrize(
    ("begins", "ends"),
    [  # the clocks of Oslo go forward on 29 March and back on 25 October 2026
        (datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 3, 31, 9, tzinfo=UTC)),
        (datetime(2026, 10, 23, 9, tzinfo=UTC), datetime(2026, 10, 27, 9, tzinfo=UTC)),
    ],
)
def test_no_day_and_no_hour_is_lost_or_doubled_where_clocks_change(begins: datetime, ends: datetime) -> None:
    oslo = ZoneInfo("Europe/Oslo")
    days = attendance.stretches(begins, ends, "day", oslo)
    assert [day.astimezone(oslo).hour for day in days] == [0] * 5
    assert [day.astimezone(oslo).day for day in days] == [(begins + timedelta(days=n)).day for n in range(5)]
    hours = attendance.stretches(begins, ends, "hour", oslo)
    assert len(hours) == 4 * 24 + 1
    assert attendance.gathered(dict.fromkeys(hours, 1), hours, "hour", oslo) == [1] * len(hours)
    assert sum(attendance.gathered(dict.fromkeys(hours, 1), days, "day", oslo)) == len(hours)


def test_a_day_that_begins_twice_is_one() -> None:
    """In the Azores clocks go back from one o'clock to midnight."""
    azores = ZoneInfo("Atlantic/Azores")
    hours = {datetime(2026, 10, 24, 12, tzinfo=UTC) + n * HOUR: 1 for n in range(24)}
    days = attendance.stretches(min(hours), max(hours), "day", azores)
    assert sum(attendance.gathered(hours, days, "day", azores)) == len(hours)


def test_weeks_begin_on_mondays_and_only_the_latest_of_very_many_are_told() -> None:
    weeks = attendance.stretches(NOON, NOON + timedelta(days=3000), "week", UTC)
    assert len(weeks) == attendance.MOST_ROWS
    assert {week.weekday() for week in weeks} == {0}


def test_bins_hold_everybody_once_and_retention_falls() -> None:
    counts = np.array([1] * 12 + [3] * 20 + [10] * 15 + [60] * 13)
    told = {row["first"]: row["people"] for row in attendance.bins(counts, RULE)}
    # Nobody is hidden like a few.
    assert told == {1: 10, 2: 20, 5: None, 10: 15, 20: None, 50: 15, 100: None}
    kept = attendance.retention(counts, RULE)
    assert kept[0] == {"votes": 1, "share": 100}
    assert [row["votes"] for row in kept] == [1, 2, 3, 5, 10, 15, 20, 30, 50]
    assert [row["share"] for row in kept] == sorted((row["share"] for row in kept), reverse=True)


def test_a_burst_is_many_times_the_usual_hour() -> None:
    quiet, late = {NOON + n * HOUR: 12 for n in range(10)}, NOON + 11 * HOUR
    people = dict.fromkeys([*quiet, late], 10)
    assert attendance.bursts({**quiet, late: 59}, people, RULE) == []
    assert attendance.bursts({**quiet, late: 84}, {**people, late: 9}, RULE) == [], "that may be one of them alone"
    burst = attendance.bursts({**quiet, late: 84}, people, RULE)
    assert burst == [{"at": (NOON + 11 * HOUR).isoformat(), "votes": 85, "usual": 10}]
    assert (
        attendance.bursts({NOON: 1, NOON + HOUR: 900}, {NOON: 1, NOON + HOUR: 900}, RULE) == []
    )  # too early to know what is usual


def test_look_alikes_voted_alike_on_all_the_same_statements() -> None:
    alike = [(number, 1) for number in range(10)]
    nearly = [*alike[:-1], (9, -1)]
    further = [*alike, (10, 1)]
    few = [(0, 1)]
    votes = packed(*[alike] * 12, *[nearly] * 9, *[further] * 11, *[few] * 50)
    assert attendance.look_alikes(votes, RULE) == {"sets": 2, "people": 25, "largest": 10}
    assert attendance.look_alikes(packed(*[nearly] * 9), RULE) == {"sets": 0, "people": None, "largest": None}
    assert attendance.look_alikes(PackedVotes.none(), RULE)["sets"] == 0


def test_voters_are_counted_by_statement() -> None:
    assert attendance.voters(packed([(0, 1), (3, 0)], [(3, -1)])) == {0: 1, 3: 2}
    assert attendance.voters(PackedVotes.none()) == {}
