"""What the answering of ministries was promised to show, line by line; each line is shown once.

Shown where the thing itself is tested:
- the due day is not late, the next day is, one entry dated that day however it is swept: test_overdue.py
- no extension on the day after, none without an interim reply: test_clock.py
- an offer that nobody accepts returns with the first date: test_clock.py
- no consensus opens a meeting: test_binding.py
- "held" without a stream link and "posted" without a transcript are refused: test_meetings.py
- reviews asked by one group and by two, and missed milestones: the tests of redress
"""

from datetime import UTC, date, datetime

import pytest

from deliberation.errors import Invalid
from deliberation.obligations.models import Answer, Obligation
from tests.cast import DAY, answer, founded, not_yet
from tests.obligations.histories import duty_of, owing

pytestmark = pytest.mark.django_db


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
