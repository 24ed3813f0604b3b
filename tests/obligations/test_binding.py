"""A closed consultation binds its ministry: once, for every consensus statement, by a date that is fixed."""

from datetime import UTC, date, datetime

import pytest

from deliberation.consultations.actions import close
from deliberation.errors import Conflict
from deliberation.obligations import tasks
from deliberation.obligations.actions import bind
from deliberation.obligations.deadlines import days_late, due_date, is_long_overdue, overdue_from
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import obligations_of, to_bind
from deliberation.record.models import Entry
from deliberation.results import large
from deliberation.results.models import Part, Publication
from tests.cast import CLOSING, DAY, NOON, WEEK, closed_and_bound, founded, fresh, opened, voted_world
from tests.side_by_side import on_postgres, together

WEEKENDS = {"weekend": [5, 6], "holidays": {}}


@pytest.mark.django_db
def test_each_consensus_statement_opens_one_duty() -> None:
    world = closed_and_bound()
    duties = obligations_of(world.consultation)
    assert sorted((duty.kind, duty.statement.number, duty.direction) for duty in duties) == [
        ("answer", 0, "agree"),
        ("answer", 1, "agree"),
        ("answer", 2, "disagree"),
    ]
    assert {(duty.ministry, duty.notified_on, duty.due_on) for duty in duties} == {
        (world.cast.transport, date(2026, 3, 9), date(2026, 5, 8))
    }
    entries = Entry.objects.filter(act="obligation.opened")
    common = {
        "ministry": "Ministry of Transport",
        "ministry_slug": "transport",
        "due_on": "2026-05-08",
        "kind": "answer",
        "notified_on": "2026-03-09",
    }
    assert [entry.details for entry in entries] == [
        {**common, "statement": number, "direction": direction}
        for number, direction in ((2, "disagree"), (1, "agree"), (0, "agree"))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("jurisdiction", "closes_on", "due_on"),
    [
        ("", date(2026, 3, 9), date(2026, 5, 8)),  # a Friday
        ("", date(2026, 3, 10), date(2026, 5, 11)),  # a Saturday, so the Monday
        ("NO", date(2026, 3, 2), date(2026, 5, 4)),  # Friday 1 May is a holiday, then a weekend
        ("NO", date(2026, 3, 15), date(2026, 5, 15)),  # Ascension Day is the Thursday
        ("NO", date(2026, 3, 26), date(2026, 5, 26)),  # Whit Monday
        ("TW", date(2026, 8, 10), date(2026, 10, 12)),  # National Day, kept on Friday 9 October, then a weekend
    ],
)
def test_due_dates_roll_over_weekends_and_holidays(jurisdiction, closes_on, due_on) -> None:
    closes = datetime.combine(closes_on, datetime.min.time(), UTC).replace(hour=12)
    cast = founded()
    opens = closes - WEEK
    consultation = opened(cast, opens_at=opens, closes_at=closes, jurisdiction=jurisdiction, now=opens)
    close(consultation=consultation, by=None, now=closes)
    bind(consultation=fresh(consultation), now=closes)
    assert Obligation.objects.get().due_on == due_on


@pytest.mark.django_db
def test_the_day_of_notice_is_the_consultations_own() -> None:
    late_evening = datetime(2026, 3, 9, 20, tzinfo=UTC)
    cast = founded()
    for slug, zone in (("taipei", "Asia/Taipei"), ("line", "Pacific/Kiritimati"), ("johns", "America/St_Johns")):
        consultation = opened(cast, slug=slug, time_zone=zone, closes_at=late_evening)
        close(consultation=consultation, by=None, now=late_evening)
        bind(consultation=fresh(consultation), now=late_evening)
    assert dict(Obligation.objects.values_list("consultation__slug", "notified_on")) == {
        "taipei": date(2026, 3, 10),
        "line": date(2026, 3, 10),
        "johns": date(2026, 3, 9),
    }


def test_on_the_due_date_nothing_is_late_and_the_day_after_it_is() -> None:
    due = date(2026, 5, 8)
    assert [days_late(due, date(2026, 5, day)) for day in (1, 8, 9, 18)] == [0, 0, 1, 10]
    assert overdue_from(due) == date(2026, 5, 9)
    assert [is_long_overdue(days_late(due, day)) for day in (date(2026, 6, 7), date(2026, 6, 8))] == [False, True]


def test_due_date_counts_calendar_days_from_the_day_of_notice_as_nought() -> None:
    assert due_date(date(2026, 3, 9), 0, WEEKENDS) == date(2026, 3, 9)
    assert due_date(date(2026, 3, 9), 5, WEEKENDS) == date(2026, 3, 16)


@pytest.mark.django_db
def test_without_consensus_there_is_one_duty_to_hold_a_meeting() -> None:
    closed_and_bound(voted_world(consensus=False))
    duty = Obligation.objects.get()
    assert (duty.kind, duty.statement, duty.direction, duty.due_on) == ("meeting", None, "", date(2026, 5, 8))


@pytest.mark.django_db
def test_nobody_voted_is_a_meeting_too() -> None:
    consultation = opened(founded())
    close(consultation=consultation, by=None, now=CLOSING)
    final = bind(consultation=fresh(consultation), now=CLOSING)
    assert (final.final, final.document["consensus"], final.document["participants"]) == (True, [], None)
    assert Obligation.objects.get().kind == "meeting"


@pytest.mark.django_db
def test_binding_again_gives_the_same_publication() -> None:
    world = closed_and_bound()
    assert bind(consultation=fresh(world.consultation), now=CLOSING + DAY) == world.publication
    assert Obligation.objects.count() == 3
    assert list(to_bind()) == []


@pytest.mark.django_db
def test_what_is_open_cannot_bind() -> None:
    world = voted_world()
    with pytest.raises(Conflict) as refused:
        bind(consultation=world.consultation, now=NOON)
    assert (refused.value.code, refused.value.detail) == ("not-closed", "This consultation has not closed yet.")
    assert not Publication.objects.exists()


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_bind_once() -> None:
    world = voted_world()
    close(consultation=world.consultation, by=None, now=CLOSING)
    finals = together(*[lambda: bind(consultation=fresh(world.consultation), now=CLOSING)] * 3)
    assert len({final.pk for final in finals}) == 1
    assert (Publication.objects.count(), Obligation.objects.count()) == (1, 3)


@pytest.mark.django_db
def test_a_worker_that_is_busy_is_not_left_a_pile_of_the_same_binding(monkeypatch) -> None:
    """Every beat asks again; each message must be gone before they are many."""
    world = voted_world()
    close(consultation=world.consultation, by=None, now=CLOSING)
    sent = []
    monkeypatch.setattr(tasks.bind, "apply_async", lambda args, **options: sent.append((args, options)))
    tasks.bind_closed()
    assert sent == [([world.consultation.pk], {"expires": 10})]


@pytest.mark.django_db
def test_a_very_large_result_binds_when_its_workers_have_made_it(monkeypatch, settings) -> None:
    world = voted_world()
    close(consultation=world.consultation, by=None, now=CLOSING)
    settings.LARGE_VOTES = 1
    consultation = fresh(world.consultation)
    assert bind(consultation=consultation, now=CLOSING) is None
    assert not Publication.objects.exists()
    computation = large.begin(consultation=consultation, now=CLOSING)
    while parts := large.go_on(computation=computation, now=CLOSING):
        for number in parts:
            large.answer(part=Part.objects.get(pk=number))
    assert bind(consultation=consultation, now=CLOSING) == Publication.objects.get(final=True)
