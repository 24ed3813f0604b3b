"""An overdue duty is entered once, dated the first late day where it is held, whenever the sweep runs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction

from deliberation.consultations.actions import close
from deliberation.obligations.actions import bind
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import obligation_numbered, standing_of
from deliberation.obligations.standing import standing
from deliberation.obligations.sweeping import enter_overdue
from deliberation.obligations.tasks import sweep_overdue
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, answer, closed_and_bound, commitment, founded, fresh, not_yet, opened
from tests.obligations.histories import owing
from tests.patience import eventually
from tests.side_by_side import PATIENCE, in_thread, on_postgres, waits_for_a_lock

DUE = date(2026, 5, 8)  # a Friday, 60 days after CLOSING
ZONES = ("UTC", "Asia/Taipei", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago")


def a_duty(zone: str) -> Obligation:
    consultation = opened(founded(), time_zone=zone, answer_days=60)
    close(consultation=consultation, by=None, now=CLOSING)
    bind(consultation=fresh(consultation), now=CLOSING)
    return Obligation.objects.get()


def first_late_moment(duty: Obligation) -> datetime:
    day = duty.due_on + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(duty.consultation.time_zone))


def entered() -> list[datetime]:
    return [entry.happened_at for entry in Entry.objects.filter(act="obligation.overdue")]


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_it_becomes_overdue_with_the_first_moment_of_the_next_local_day(zone) -> None:
    duty = a_duty(zone)
    late = first_late_moment(duty)
    enter_overdue(now=late - timedelta(seconds=1))
    assert entered() == []
    enter_overdue(now=late.astimezone(UTC))
    assert entered() == [late]


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "hours",
    [range(0, 24 * 8, 24), [24 * 7] * 5, [24 * 7], [0, 0, 0, 0, 0]],
    ids=["daily", "five times late", "once a week later", "five times at once"],
)
def test_however_the_sweep_runs_it_leaves_the_same_one_entry(zone, hours) -> None:
    duty = a_duty(zone)
    late = first_late_moment(duty)
    for hour in hours:
        enter_overdue(now=late + hour * HOUR)
    entry = Entry.objects.get(act="obligation.overdue")
    assert (entry.happened_at, entry.subject) == (late, f"obligation/{duty.pk}")
    assert entry.details == {
        "ministry": "Ministry of Transport",
        "ministry_slug": "transport",
        "due_on": duty.due_on.isoformat(),
    }


@pytest.mark.django_db
def test_literal_dates_in_three_zones() -> None:
    found = {}
    for zone in ("Asia/Taipei", "America/St_Johns", "Pacific/Kiritimati"):
        consultation = opened(founded(), slug=zone.split("/")[1].lower(), time_zone=zone)
        close(consultation=consultation, by=None, now=CLOSING)
        bind(consultation=fresh(consultation), now=CLOSING)
    enter_overdue(now=datetime(2026, 7, 1, tzinfo=UTC))
    for entry in Entry.objects.filter(act="obligation.overdue"):
        found[entry.consultation] = entry.happened_at.astimezone(UTC).isoformat()
    assert found == {
        "taipei": "2026-05-08T16:00:00+00:00",
        "st_johns": "2026-05-09T02:30:00+00:00",
        "kiritimati": "2026-05-11T10:00:00+00:00",  # closed on 10 March there, so due on Monday 11 May
    }


@pytest.mark.django_db
def test_a_late_answer_before_the_sweep_leaves_the_same_entry() -> None:
    """The sweep did not run for days, and the answer came meanwhile: late it was all the same."""
    world = closed_and_bound()
    duty = Obligation.objects.first()
    answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=CLOSING + 63 * DAY)
    enter_overdue(now=CLOSING + 70 * DAY)
    entry = Entry.objects.get(act="obligation.overdue", subject=f"obligation/{duty.pk}")
    assert entry.happened_at == datetime(2026, 5, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_an_answer_on_the_due_day_leaves_none_and_keeps_the_others() -> None:
    world = closed_and_bound()
    first, *others = Obligation.objects.all()
    answer(obligation=first, draft=commitment(), by=world.cast.omar, now=CLOSING + 60 * DAY)
    enter_overdue(now=CLOSING + 70 * DAY)
    assert sorted(Entry.objects.filter(act="obligation.overdue").values_list("subject", flat=True)) == sorted(
        f"obligation/{duty.pk}" for duty in others
    )


@pytest.mark.django_db
def test_the_task_reads_the_clock_and_calls_the_sweep() -> None:
    a_duty("UTC")
    with time_machine.travel(datetime(2026, 5, 9, 0, 5, tzinfo=UTC), tick=False):
        sweep_overdue()
        sweep_overdue()
    assert entered() == [datetime(2026, 5, 9, tzinfo=UTC)]


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_enter_everything_once_and_open_one_meeting_each() -> None:
    cast = founded()
    for number in range(3):
        owing(cast, f"topic-{number}", 2, CLOSING)
    late = CLOSING + 95 * DAY
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = enter_overdue(now=late)
            second = in_thread(pool, lambda: enter_overdue(now=late))  # finds the same, since nothing is stored yet
            eventually(lambda: second.done() or waits_for_a_lock())
        assert (first, second.result(PATIENCE)) == (12, 0)
    entries = list(Entry.objects.filter(subject__startswith="obligation/").order_by("id"))
    acts = [entry.act for entry in entries if entry.act != "obligation.opened"]
    assert acts == ["obligation.overdue", "obligation.long-overdue"] * 6
    assert [entry.details.get("kind") for entry in entries[-6:]] == ["meeting"] * 6
    assert Obligation.objects.filter(kind="meeting").count() == 6


@pytest.mark.parametrize(
    ("today", "code", "days"),
    [
        (date(2026, 5, 1), "open", 7),
        (DUE, "open", 0),
        (date(2026, 5, 9), "overdue", 1),
        (date(2026, 6, 7), "overdue", 30),
        (date(2026, 6, 8), "long-overdue", 31),
    ],
)
def test_where_an_unanswered_duty_stands(today, code, days) -> None:
    found = standing(DUE, None, today)
    assert (found.code, found.days, found.late) == (code, days, code != "open")


@pytest.mark.django_db
def test_an_answer_keeps_for_ever_how_late_it_was() -> None:
    world = closed_and_bound()
    late, in_time, _open = Obligation.objects.all()
    answer(obligation=late, draft=commitment(), by=world.cast.omar, now=CLOSING + 63 * DAY)
    answer(obligation=in_time, draft=not_yet(), by=world.cast.omar, now=CLOSING + 60 * DAY)
    answer(obligation=late, draft=commitment(), by=world.cast.omar, now=CLOSING + 90 * DAY)
    years_later = CLOSING + 800 * DAY
    standings = [standing_of(obligation_numbered(duty.pk), years_later) for duty in (late, in_time)]
    assert [(each.code, each.days, each.late) for each in standings] == [("answered", 3, True), ("answered", 0, False)]
    assert standings[0].answered_on == date(2026, 5, 11)
