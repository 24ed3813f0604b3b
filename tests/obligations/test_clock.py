"""The clock of a duty: acknowledged, handed over, asked about, extended, suspended; and what time makes true."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from deliberation.errors import Conflict, Forbidden, Invalid, Refusal
from deliberation.obligations import steps
from deliberation.obligations.course import possible
from deliberation.obligations.deadlines import days_late, days_of, late_by, moved, working_days_after
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import course_of, obligation_numbered, offered_to, standing_of
from deliberation.obligations.sweeping import enter_overdue
from deliberation.record.models import Entry
from tests.cast import closed_and_bound

pytestmark = pytest.mark.django_db

CALENDAR: dict[str, Any] = {"weekend": [5, 6], "holidays": {}, "version": "weekends only"}
TOLD = date(2026, 3, 9)  # a Monday
DUE = date(2026, 5, 8)  # a Friday, 60 days later
REASON = "The law on schools makes this the task of the other ministry."


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@pytest.fixture
def world() -> Any:
    return closed_and_bound()


@pytest.fixture
def duty(world: Any) -> Obligation:
    return obligation_numbered(Obligation.objects.order_by("id")[0].pk)


def again(duty: Obligation) -> Obligation:
    return obligation_numbered(duty.pk)


def refused(act: Callable[..., Any], kind: type[Refusal] = Conflict, **what: Any) -> Refusal:
    with pytest.raises(kind) as caught:
        act(**what)
    return caught.value


def entries(duty: Obligation) -> list[tuple[str, str]]:
    """Each act about the duty with its day, but for the first one, which opened it."""
    found = Entry.objects.filter(subject=f"obligation/{duty.pk}").exclude(act="obligation.opened").order_by("id")
    return [(entry.act, entry.happened_at.date().isoformat()) for entry in found]


def test_working_days_and_days_that_do_not_count() -> None:
    assert working_days_after(date(2026, 3, 13), 1, CALENDAR) == date(2026, 3, 16)
    assert working_days_after(TOLD, 10, CALENDAR) == date(2026, 3, 23)
    inside, adjacent = (date(2026, 5, 1), date(2026, 5, 10)), (date(2026, 5, 9), date(2026, 5, 12))
    later = (date(2026, 5, 11), date(2026, 5, 20))
    assert moved(DUE, days_of([inside]), CALENDAR) == date(2026, 5, 18)
    assert moved(DUE, days_of([adjacent]), CALENDAR) == date(2026, 5, 12), "the next day that counts is late"
    assert moved(DUE, days_of([later]), CALENDAR) == DUE
    both = [(date(2026, 5, 18), date(2026, 5, 28)), (date(2026, 5, 6), date(2026, 5, 17))]
    assert moved(DUE, days_of(both), CALENDAR) == date(2026, 6, 1), "the second moves it into the first"
    assert moved(DUE, days_of([inside, inside]), CALENDAR) == date(2026, 5, 18), "no day is given twice"
    days = [days_late(DUE, date(2026, 5, day), [later]) for day in (8, 9, 10, 11, 20, 21)]
    assert days == [0, 1, 2, 2, 2, 3]
    assert [late_by(DUE, late, [later]) for late in (1, 2, 3)] == [date(2026, 5, day) for day in (9, 10, 21)]


def test_acknowledged_once_and_by_the_ministry_alone(world: Any, duty: Obligation) -> None:
    now = noon(TOLD)
    for stranger in (world.cast.hana, world.cast.fay):
        refused(steps.acknowledge, Forbidden, obligation=duty, unit="Roads", by=stranger, now=now)
    refused(steps.acknowledge, Invalid, obligation=duty, unit=" ", by=world.cast.omar, now=now)
    steps.acknowledge(obligation=duty, unit=" Roads ", by=world.cast.omar, now=now)
    code = refused(steps.acknowledge, obligation=duty, unit="Roads", by=world.cast.omar, now=now).code
    assert code == "acknowledged-already"
    assert again(duty).unit == "Roads"
    assert entries(duty) == [("obligation.acknowledged", "2026-03-09")]


def test_a_transfer_that_is_accepted_keeps_the_clock(world: Any, duty: Obligation) -> None:
    cast = world.cast
    offer = {"obligation": duty, "to": cast.health, "reason": REASON, "by": cast.omar}
    refused(steps.offer, Invalid, **{**offer, "to": cast.city}, now=noon(TOLD))
    refused(steps.offer, Invalid, **{**offer, "to": cast.transport}, now=noon(TOLD))
    refused(steps.offer, Invalid, **{**offer, "reason": "Not ours."}, now=noon(TOLD))
    code = refused(steps.offer, **offer, now=noon(date(2026, 3, 24))).code
    assert code == "too-late-to-transfer"
    steps.offer(**offer, now=noon(date(2026, 3, 23)))
    assert refused(steps.offer, **offer, now=noon(date(2026, 3, 23))).code == "offered-already"
    reply = {"obligation": duty, "accepted": True, "reason": "", "by": cast.hana}
    refused(steps.reply_to_offer, Forbidden, **{**reply, "by": cast.omar}, now=noon(date(2026, 3, 24)))
    assert [each.pk for each in offered_to(cast.hana, noon(date(2026, 3, 24)))] == [duty.pk]
    steps.reply_to_offer(**reply, now=noon(date(2026, 3, 30)))
    taken = again(duty)
    assert (taken.holder, taken.ministry, taken.falls_due) == (cast.health, cast.transport, DUE)
    assert duty in Obligation.objects.of_ministry(cast.health)
    assert duty not in Obligation.objects.of_ministry(cast.transport)
    assert list(Obligation.objects.owed_by(cast.hana)) == [duty]
    refused(steps.acknowledge, Forbidden, obligation=duty, unit="Roads", by=cast.omar, now=noon(date(2026, 3, 31)))
    assert entries(duty) == [("transfer.offered", "2026-03-23"), ("transfer.accepted", "2026-03-30")]
    last = Entry.objects.get(act="transfer.accepted")
    assert (last.details["from"], last.details["ministry"]) == ("Ministry of Transport", "Ministry of Health")
    assert last.actor == "official, Ministry of Health"


def test_a_transfer_nobody_accepts_returns_with_the_original_date(world: Any, duty: Obligation) -> None:
    cast = world.cast
    steps.offer(obligation=duty, to=cast.health, reason=REASON, by=cast.omar, now=noon(TOLD))
    late = noon(date(2026, 3, 17))  # five working days were over on the 16th
    reply = {"obligation": duty, "accepted": True, "reason": "", "by": cast.hana}
    refused(steps.reply_to_offer, Forbidden, **reply, now=late)
    assert refused(steps.reply_to_offer, **{**reply, "by": cast.omar}, now=late).code == "not-offered"
    enter_overdue(now=noon(date(2026, 4, 1)))
    enter_overdue(now=noon(date(2026, 4, 2)))
    assert (again(duty).holder, again(duty).falls_due) == (cast.transport, DUE)
    assert entries(duty) == [("transfer.offered", "2026-03-09"), ("transfer.lapsed", "2026-03-17")]


def test_declined_with_a_reason_and_offered_elsewhere_never_back(world: Any, duty: Obligation) -> None:
    cast = world.cast
    steps.offer(obligation=duty, to=cast.health, reason=REASON, by=cast.omar, now=noon(TOLD))
    no = {"obligation": duty, "accepted": False, "by": cast.hana}
    refused(steps.reply_to_offer, Invalid, **no, reason="No.", now=noon(TOLD))
    steps.reply_to_offer(**no, reason=REASON, now=noon(TOLD))
    assert again(duty).holder == cast.transport
    steps.offer(obligation=duty, to=cast.health, reason=REASON, by=cast.omar, now=noon(TOLD))
    steps.reply_to_offer(**{**no, "accepted": True}, reason="", now=noon(TOLD))
    back = {"obligation": duty, "to": cast.transport, "reason": REASON, "by": cast.hana}
    assert "has not had" in refused(steps.offer, Invalid, **back, now=noon(TOLD)).detail


def test_a_question_stops_the_clock_until_the_reply(world: Any, duty: Obligation) -> None:
    cast, asked = world.cast, date(2026, 5, 6)
    question = {"obligation": duty, "question": "Does this mean all streets of the old town?", "by": cast.omar}
    steps.ask(**question, now=noon(asked))
    waiting = standing_of(again(duty), noon(date(2026, 5, 15)))
    assert (waiting.code, waiting.paused) == ("open", True)
    assert "extend" not in possible(course_of(again(duty), noon(date(2026, 5, 8))))
    answer = {"obligation": duty, "text": "Only those that lead to a school.", "by": cast.fay}
    refused(steps.reply, Forbidden, **{**answer, "by": cast.omar}, now=noon(date(2026, 5, 11)))
    steps.reply(**answer, now=noon(date(2026, 5, 11)))
    assert again(duty).falls_due == date(2026, 5, 13), "five days later than the 8th"
    assert refused(steps.ask, **question, now=noon(date(2026, 5, 11))).code == "asked-already"
    assert refused(steps.reply, **answer, now=noon(date(2026, 5, 11))).code == "no-question"
    enter_overdue(now=noon(date(2026, 5, 14)))
    assert entries(duty) == [
        ("clarification.asked", "2026-05-06"),
        ("clarification.answered", "2026-05-11"),
        ("obligation.overdue", "2026-05-14"),
    ]


def test_a_reply_on_the_same_day_moves_nothing(world: Any, duty: Obligation) -> None:
    steps.ask(obligation=duty, question="Does this mean all streets of the town?", by=world.cast.omar, now=noon(TOLD))
    steps.reply(obligation=duty, text="Only those that lead to a school.", by=world.cast.fay, now=noon(TOLD))
    assert again(duty).falls_due == DUE


def test_a_question_nobody_replies_to_stops_the_clock_for_ten_working_days(world: Any, duty: Obligation) -> None:
    steps.ask(obligation=duty, question="Does this mean all streets of the town?", by=world.cast.omar, now=noon(DUE))
    assert again(duty).falls_due == date(2026, 5, 22)
    late = standing_of(again(duty), noon(date(2026, 5, 23)))
    assert (late.code, late.days, late.paused) == ("overdue", 1, False)
    enter_overdue(now=noon(date(2026, 6, 1)))
    assert entries(duty)[1:] == [("clarification.lapsed", "2026-05-23"), ("obligation.overdue", "2026-05-23")]


def test_extended_once_before_the_due_date_with_an_interim_reply(world: Any, duty: Obligation) -> None:
    more = {
        "obligation": duty,
        "until": date(2026, 6, 5),
        "reason": "The count of cars ends only in the last week of May.",
        "interim": "We will close two streets for the trial in any case.",
        "by": world.cast.omar,
    }
    assert refused(steps.extend, **more, now=noon(date(2026, 5, 9))).code == "too-late-to-extend"
    assert list(refused(steps.extend, Invalid, **{**more, "interim": " "}, now=noon(DUE)).fields) == ["interim"]
    for until in (None, DUE, date(2026, 6, 8), date(2026, 6, 6)):
        assert list(refused(steps.extend, Invalid, **{**more, "until": until}, now=noon(DUE)).fields) == ["until"]
    steps.extend(**more, now=noon(DUE))
    where = standing_of(again(duty), noon(date(2026, 5, 9)))
    assert (where.code, where.days, where.extended) == ("open", 27, True)
    again_later = {**more, "until": date(2026, 6, 12)}
    assert refused(steps.extend, **again_later, now=noon(date(2026, 6, 1))).code == "extended-already"
    enter_overdue(now=noon(date(2026, 6, 6)))
    assert entries(duty) == [("obligation.extended", "2026-05-08"), ("obligation.overdue", "2026-06-06")]
    assert standing_of(again(duty), noon(date(2026, 6, 6))).extended


def test_suspended_days_do_not_count(world: Any, duty: Obligation) -> None:
    still = {
        "obligation": duty,
        "ground": "election",
        "reason": "The election period, as the law on elections has it.",
        "from_on": date(2026, 5, 4),
        "until_on": date(2026, 5, 17),
        "by": world.cast.fay,
    }
    now = noon(date(2026, 4, 20))
    refused(steps.suspend, Forbidden, **{**still, "by": world.cast.omar}, now=now)
    refused(steps.suspend, Invalid, **{**still, "ground": "holidays"}, now=now)
    for span in ({"until_on": None}, {"from_on": date(2026, 4, 19)}, {"until_on": date(2026, 10, 1)}):
        refused(steps.suspend, Invalid, **{**still, **span}, now=now)
    steps.suspend(**still, now=now)
    assert again(duty).falls_due == date(2026, 5, 22), "fourteen days later"
    assert standing_of(again(duty), noon(date(2026, 5, 10))).paused
    overlap = {**still, "from_on": date(2026, 5, 17), "until_on": date(2026, 5, 18)}
    assert "already" in refused(steps.suspend, Invalid, **overlap, now=now).detail
    late = {**still, "ground": "court", "from_on": date(2026, 5, 27), "until_on": date(2026, 5, 31)}
    today_too = {**late, "from_on": date(2026, 5, 26)}
    assert "today counts" in refused(steps.suspend, Invalid, **today_too, now=noon(date(2026, 5, 26))).detail
    steps.suspend(**late, now=noon(date(2026, 5, 26)))
    days = [standing_of(again(duty), noon(date(2026, 5, 25) + timedelta(days=more))).days for more in (0, 1, 6, 7)]
    assert days == [3, 4, 4, 5], "late days are not counted either"


def test_a_question_within_a_suspension_gives_no_day_twice(world: Any, duty: Obligation) -> None:
    still = {"ground": "court", "reason": REASON, "from_on": date(2026, 5, 4), "until_on": date(2026, 5, 17)}
    steps.suspend(obligation=duty, **still, by=world.cast.fay, now=noon(date(2026, 4, 20)))
    steps.ask(obligation=duty, question=REASON, by=world.cast.omar, now=noon(date(2026, 5, 6)))
    assert again(duty).falls_due == date(2026, 5, 25), "only three days of the question are new"
    steps.reply(obligation=duty, text=REASON, by=world.cast.fay, now=noon(date(2026, 5, 12)))
    assert again(duty).falls_due == date(2026, 5, 22)


def test_what_is_overdue_never_becomes_timely_again(world: Any, duty: Obligation) -> None:
    late = date(2026, 5, 9)
    still = {
        "obligation": duty,
        "ground": "court",
        "reason": REASON,
        "until_on": date(2026, 5, 31),
        "by": world.cast.fay,
    }
    refused(steps.suspend, Invalid, **still, from_on=late, now=noon(late))
    steps.suspend(**still, from_on=date(2026, 5, 10), now=noon(late))
    where = standing_of(again(duty), noon(date(2026, 5, 20)))
    assert (where.code, where.days, where.paused) == ("overdue", 1, True)


def test_a_suspension_that_follows_a_question_is_no_day_late(world: Any, duty: Obligation) -> None:
    still = {"ground": "court", "reason": REASON, "from_on": date(2026, 5, 12), "until_on": date(2026, 5, 31)}
    steps.suspend(obligation=duty, **still, by=world.cast.fay, now=noon(date(2026, 4, 1)))
    assert again(duty).falls_due == DUE
    steps.ask(obligation=duty, question=REASON, by=world.cast.omar, now=noon(DUE))
    assert again(duty).falls_due == date(2026, 6, 1), "the 31st is a Sunday"
    enter_overdue(now=noon(date(2026, 6, 2)))
    assert entries(duty)[-1] == ("obligation.overdue", "2026-06-02")


def test_whoever_takes_it_over_says_who_works_on_it(world: Any, duty: Obligation) -> None:
    cast = world.cast
    steps.acknowledge(obligation=duty, unit="Roads", by=cast.omar, now=noon(TOLD))
    steps.offer(obligation=duty, to=cast.health, reason=REASON, by=cast.omar, now=noon(TOLD))
    steps.reply_to_offer(obligation=duty, accepted=True, reason="", by=cast.hana, now=noon(TOLD))
    assert again(duty).unit is None
    steps.acknowledge(obligation=duty, unit="School health", by=cast.hana, now=noon(TOLD))
    assert again(duty).unit == "School health"


def test_long_overdue_opens_a_meeting_once_dated_the_day(world: Any, duty: Obligation) -> None:
    for later in (0, 0, 40):
        enter_overdue(now=noon(date(2026, 6, 8) + timedelta(days=later)))
    assert entries(duty) == [("obligation.overdue", "2026-05-09"), ("obligation.long-overdue", "2026-06-08")]
    meeting = Obligation.objects.get(because_of=duty)
    assert (meeting.kind, meeting.notified_on, meeting.ministry) == ("meeting", date(2026, 6, 8), world.cast.transport)
    opened = Entry.objects.get(act="obligation.opened", subject=f"obligation/{meeting.pk}")
    assert opened.details["because_of"] == duty.pk


def test_what_is_possible_is_what_is_accepted(world: Any, duty: Obligation) -> None:
    first = possible(course_of(duty, noon(TOLD)))
    assert first == {"acknowledge", "transfer", "ask", "extend", "suspend"}
    assert possible(course_of(duty, noon(date(2026, 5, 9)))) == {"acknowledge", "suspend"}
