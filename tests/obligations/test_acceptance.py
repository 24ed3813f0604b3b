"""What the answering of ministries was promised to show, line by line; each line is shown once.

Most are shown where the thing itself is tested: SHOWN says where, and is checked.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deliberation.errors import Invalid
from deliberation.obligations.models import Answer, Obligation
from tests.cast import DAY, answer, founded, not_yet
from tests.obligations.histories import duty_of, owing

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
SHOWN = {
    "the due day is not late, the next day is": "test_binding.py test_on_the_due_date_nothing_is_late_and_the_day",
    "one entry dated that day however often the sweep runs": "test_overdue.py test_however_the_sweep_runs_it_leaves",
    "no extension on the day after, none without an interim reply": "test_clock.py test_extended_once_before_the_due",
    "an offer that nobody accepts returns with its date": "test_clock.py test_a_transfer_nobody_accepts_returns_with",
    "12 review requests of one group open none, 10 of each of two do": "test_redress.py test_twelve_of_one_group_open",
    "no consensus opens a meeting": "test_binding.py test_without_consensus_there_is_one_duty_to_hold_a_meeting",
    "held without a stream link, posted without transcript: refused": "test_meetings.py test_held_without_stream_link",
    "a missed milestone shows on the scoreboard": "test_scoreboard.py test_what_became_of_answers_is_told_by",
    "a missed milestone shows in the digest": "../notices/test_digests.py test_a_missed_milestone_is_told",
    "the scoreboard from the record alone equals the page": "test_scoreboard.py test_the_record_alone_gives_the_same",
}


@pytest.mark.parametrize("line", SHOWN)
def test_what_is_shown_elsewhere_is_shown_there(line: str) -> None:
    file, name = SHOWN[line].split()
    assert f"\ndef {name}" in (HERE / file).read_text(), line


@pytest.mark.parametrize(
    ("jurisdiction", "zone", "told", "due_on"),
    [
        # 1 May is a holiday in Norway, and a Friday
        ("NO", "Europe/Oslo", datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 5, 4)),
        # In Taiwan the New Year is kept from Thursday 4 February 2027 to the Wednesday after it
        ("TW", "Asia/Taipei", datetime(2026, 12, 7, 2, tzinfo=UTC), date(2027, 2, 11)),
    ],
)
def test_three_consensus_statements_open_three_duties_due_in_60_days_rolled_past_weekend_and_holiday(
    jurisdiction: str, zone: str, told: datetime, due_on: date
) -> None:
    owing(founded(), "streets", 3, told, jurisdiction=jurisdiction, time_zone=zone)
    duties = list(Obligation.objects.all())
    assert [(duty.kind, duty.due_on) for duty in duties] == [("answer", due_on)] * 3
    assert all(duty.calendar_version.startswith(f"{jurisdiction}, holidays ") for duty in duties)
    assert (due_on - duties[0].notified_on).days > 60


def test_not_yet_without_what_would_have_to_change_is_refused_with_the_field_named() -> None:
    cast, told = founded(), datetime(2026, 3, 9, 12, tzinfo=UTC)
    [name] = owing(cast, "streets", 1, told)
    duty = duty_of(name)
    assert duty is not None
    with pytest.raises(Invalid) as refused:
        answer(obligation=duty, draft=not_yet(would_have_to_change=" "), by=cast.omar, now=told + DAY)
    assert list(refused.value.fields) == ["would_have_to_change"]
    assert not Answer.objects.exists()
