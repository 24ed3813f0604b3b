"""Promises are judged by their first date; people say whether they were kept; a "not yet" comes due again."""

from datetime import UTC, date, datetime

import pytest

from deliberation.errors import Conflict, Invalid, Missing
from deliberation.obligations.answering import MilestoneDraft
from deliberation.obligations.confirming import confirm, release_confirmations
from deliberation.obligations.delivering import (
    enter_missed_milestones,
    link_for,
    make_link,
    opened_by,
    promises_of,
    report,
    report_by_link,
    token_of,
)
from deliberation.obligations.models import Obligation, Report, Review
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.queries import obligation_numbered
from deliberation.obligations.reopening import enter_due_again
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, NOON, WEEK, answer, closed_and_bound, commitment, not_yet

pytestmark = pytest.mark.django_db
ANSWERED = CLOSING + DAY  # Tuesday, 10 March 2026
BUSES, LANES = "Night buses run.", "Cycle lanes have kerbs."
DUE = date(2026, 6, 30)
LATE = datetime(2026, 7, 1, tzinfo=UTC)
DONE = ReportDraft("done", "Every line runs; the timetable says so.", "https://example.org/timetable")
MOVED = ReportDraft("moved", "The buses were delivered too late.", moved_to=date(2026, 9, 30))
WITHDRAWN = ReportDraft("withdrawn", "The council took the money away.")


def promising(*milestones):
    drafts = [MilestoneDraft(what, due_on, "The timetable.", "Buses") for what, due_on in milestones]
    return commitment(milestones=tuple(drafts))


@pytest.fixture
def world():
    made = closed_and_bound()
    draft = promising((BUSES, DUE), (LANES, date(2026, 12, 31)))
    answer(obligation=Obligation.objects.first(), draft=draft, by=made.cast.omar, now=ANSWERED)
    return made


def duty():
    return obligation_numbered(Obligation.objects.first().pk)


def told(world, draft, number=1, now=ANSWERED + WEEK):
    return report(obligation=duty(), number=number, draft=draft, by=world.cast.omar, now=now)


def state(number=1, today=date(2026, 7, 1)):
    return promises_of(duty())[number - 1].state(today)


def entries(act):
    return list(Entry.objects.filter(act=act).order_by("id"))


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (ReportDraft(), {"kind"}),
        (ReportDraft("perhaps", DONE.text, DONE.link), {"kind"}),
        (ReportDraft("done"), {"text", "link"}),
        (ReportDraft("done", DONE.text, "http://example.org"), {"link"}),
        (ReportDraft("done", DONE.text, "https://"), {"link"}),
        (ReportDraft("done", DONE.text, "https://[x"), {"link"}),
        (ReportDraft("done", "Done.", DONE.link), {"text"}),
        (ReportDraft("moved", MOVED.text), {"moved_to"}),
        (ReportDraft("moved", MOVED.text, moved_to=date(2026, 3, 17)), {"moved_to"}),
        (ReportDraft("moved", MOVED.text, moved_to=date(2028, 3, 18)), {"moved_to"}),
        (ReportDraft("moved", MOVED.text, moved_to=DUE), {"moved_to"}),
        (ReportDraft("withdrawn"), {"text"}),
    ],
)
def test_what_a_report_lacks_is_named(world, draft, fields) -> None:
    with pytest.raises(Invalid) as refused:
        told(world, draft)
    assert set(refused.value.fields) == fields
    assert not Report.objects.exists()


def test_done_in_time_is_entered_so_and_is_the_end(world) -> None:
    told(world, DONE, now=datetime(2026, 6, 30, 23, tzinfo=UTC))
    (entry,) = entries("milestone.done")
    assert entry.actor == "official, Ministry of Transport"
    assert {name: entry.details[name] for name in ("milestone", "version", "original", "on_time")} == {
        "milestone": 1, "version": 1, "original": "2026-06-30", "on_time": True,
    }  # fmt: skip
    assert enter_missed_milestones(now=LATE + DAY) == 0
    assert state() == "done"
    with pytest.raises(Conflict):
        told(world, MOVED)


@pytest.mark.parametrize("moments", [[LATE], [LATE, LATE, LATE + DAY], [LATE + 40 * DAY] * 2, []])
def test_a_missed_date_is_entered_once_dated_the_day_after_whenever_the_sweep_runs(world, moments) -> None:
    assert enter_missed_milestones(now=datetime(2026, 6, 30, 23, 59, tzinfo=UTC)) == 0
    for moment in moments:
        enter_missed_milestones(now=moment)
    told(world, DONE, now=LATE + 41 * DAY)
    enter_missed_milestones(now=LATE + 42 * DAY)
    (entry,) = entries("milestone.missed")
    assert (entry.happened_at, entry.details["milestone"], entry.details["original"]) == (LATE, 1, "2026-06-30")
    assert entries("milestone.done")[0].details["on_time"] is False
    assert state() == "done-late"


def test_moved_it_is_still_judged_by_its_first_date(world) -> None:
    told(world, MOVED)
    promise = promises_of(duty())[0]
    assert (promise.original, promise.expected) == (DUE, date(2026, 9, 30))
    assert entries("milestone.moved")[0].details["moved_to"] == "2026-09-30"
    enter_missed_milestones(now=LATE)
    assert len(entries("milestone.missed")) == 1
    assert state() == "missed"


def test_a_new_version_does_not_move_the_first_date_nor_lose_a_promise(world) -> None:
    again = promising((" night  BUSES run.", date(2026, 12, 1)), ("Something else.", date(2026, 12, 1)))
    answer(obligation=duty(), draft=again, by=world.cast.omar, now=ANSWERED + WEEK)
    found = promises_of(duty())
    assert [(each.number, each.original, each.expected, len(each.stated)) for each in found] == [
        (1, DUE, date(2026, 12, 1), 2),
        (2, date(2026, 12, 31), date(2026, 12, 31), 1),
        (3, date(2026, 12, 1), date(2026, 12, 1), 1),
    ]
    enter_missed_milestones(now=LATE)
    assert [each.details["milestone"] for each in entries("milestone.missed")] == [1]


def test_given_up_it_has_the_answer_reviewed_and_is_not_missed(world) -> None:
    told(world, WITHDRAWN)
    review = Review.objects.get()
    assert (review.ground, review.reason) == ("withdrawn", WITHDRAWN.text)
    assert enter_missed_milestones(now=LATE) == 0
    assert state() == "withdrawn"
    told(world, WITHDRAWN, number=2)
    assert Review.objects.count() == 1  # one that waits decides about both


def test_by_its_link_a_unit_reports_without_an_account(world) -> None:
    link = make_link(obligation=duty(), number=1, by=world.cast.omar, now=ANSWERED)
    assert link.until == date(2026, 7, 30)
    assert opened_by(token_of(link), ANSWERED).promise.first.what == BUSES
    with pytest.raises(Invalid):
        report_by_link(token=token_of(link), draft=WITHDRAWN, now=ANSWERED)
    report_by_link(token=token_of(link), draft=DONE, now=ANSWERED)
    assert entries("milestone.done")[0].actor == "the unit responsible, by a signed link"
    with pytest.raises(Conflict):
        report_by_link(token=token_of(link), draft=DONE, now=ANSWERED)


def test_a_link_is_good_for_its_date_until_another_is_made_or_it_runs_out(world) -> None:
    first = link_for(obligation=duty(), promise=promises_of(duty())[0], now=ANSWERED)
    assert link_for(obligation=duty(), promise=promises_of(duty())[0], now=ANSWERED + DAY) == first
    opened_by(token_of(first), datetime(2026, 7, 30, 12, tzinfo=UTC))
    for token, now in (
        (token_of(first) + "x", ANSWERED),
        ("nonsense", ANSWERED),
        (first.handle, ANSWERED),
        (token_of(first), datetime(2026, 7, 31, 12, tzinfo=UTC)),
    ):
        with pytest.raises(Missing):
            opened_by(token, now)
    second = make_link(obligation=duty(), number=1, by=world.cast.omar, now=ANSWERED + DAY)
    with pytest.raises(Missing):
        opened_by(token_of(first), ANSWERED + DAY)
    report_by_link(token=token_of(second), draft=MOVED, now=ANSWERED + DAY)
    with pytest.raises(Missing):
        opened_by(token_of(second), ANSWERED + DAY)
    assert link_for(obligation=duty(), promise=promises_of(duty())[0], now=ANSWERED + DAY) != second


# Did it happen?


def said(people, what, now):
    for person in people:
        confirm(report=Report.objects.last(), said=what, by=person, now=now)


OPENS, LAST = ANSWERED + 5 * WEEK, datetime(2026, 5, 12, 12, tzinfo=UTC)  # reported on 17 March; asked from 14 April


@pytest.mark.parametrize(
    ("yes", "no", "outcome"),
    [
        ([10, 10, 0], [0, 0, 4], "confirmed"),
        ([4, 0, 0], [0, 10, 10], "disputed"),
        ([0, 0, 0], [14, 0, 0], "unheard"),
        ([10, 10, 0], [4, 4, 12], "disputed"),
        ([14, 10, 8], [0, 4, 6], "disputed"),  # three times as many yes
        ([0, 0, 0], [0, 0, 0], "unheard"),
    ],
)
def test_people_of_several_groups_confirm_or_dispute_it(world, yes, no, outcome) -> None:
    told(world, DONE)
    with pytest.raises(Conflict, match="four weeks"):
        said(world.people[:1], "yes", OPENS - DAY)
    for group in range(3):
        said(world.group(group)[: yes[group]], "yes", OPENS)
        said(world.group(group)[14 - no[group] :], "no", LAST)
    release_confirmations(now=LAST)
    assert not Entry.objects.filter(subject__contains="obligation", act=f"milestone.{outcome}").exists()
    for days in (1, 2, 9):
        release_confirmations(now=LAST + days * DAY)
    (entry,) = entries(f"milestone.{outcome}")
    assert entry.happened_at == datetime(2026, 5, 13, tzinfo=UTC)
    assert (entry.details["milestone"], entry.details["reported_on"]) == (1, "2026-03-17")
    assert state() == {"unheard": "done"}.get(outcome, outcome)
    with pytest.raises(Conflict, match="over"):
        said(world.people[:1], "yes", LAST + DAY)


def test_what_is_disputed_can_be_reported_done_again(world) -> None:
    told(world, DONE)
    said(world.group(0) + world.group(1), "no", OPENS)
    release_confirmations(now=LAST + DAY)
    told(world, DONE, now=LAST + WEEK)
    assert state() == "done"


def test_figures_of_replies_move_like_all_others(world) -> None:
    told(world, DONE)
    said(world.people[:4], "yes", OPENS)
    assert release_confirmations(now=OPENS + HOUR) == 0
    said(world.people[4:14], "yes", OPENS)
    assert release_confirmations(now=OPENS + HOUR) == 1
    shown = Report.objects.get().releases.get().document
    assert shown["people"] == 15
    assert "outcome" not in shown


# A day of review


@pytest.mark.parametrize("days", [[0], [0, 1, 40], [45, 45], []])
def test_a_not_yet_comes_due_again_on_its_day_and_late_after_thirty(world, days) -> None:
    """1 December 2026 and 30 days: 31 December, a Thursday."""
    other = Obligation.objects.all()[1]
    answer(obligation=other, draft=not_yet(), by=world.cast.omar, now=ANSWERED)
    came = datetime(2026, 12, 1, tzinfo=UTC)
    assert enter_due_again(now=came - HOUR) == 0
    for day in days:
        enter_due_again(now=came + day * DAY)
    answer(obligation=other, draft=commitment(), by=world.cast.omar, now=came + 46 * DAY)
    enter_due_again(now=came + 50 * DAY)
    due, late = (entries(act) for act in ("answer.due-again", "answer.due-again-overdue"))
    assert [each.happened_at for each in due] == [came]
    assert [each.happened_at for each in late] == [datetime(2027, 1, 1, tzinfo=UTC)]
    assert due[0].details["say_by"] == "2026-12-31"


def test_a_later_version_before_that_day_takes_it_away(world) -> None:
    other = Obligation.objects.all()[1]
    answer(obligation=other, draft=not_yet(), by=world.cast.omar, now=ANSWERED)
    answer(obligation=other, draft=commitment(), by=world.cast.omar, now=ANSWERED + WEEK)
    assert enter_due_again(now=datetime(2027, 2, 1, tzinfo=UTC)) == 0


def test_the_sweeps_ask_no_more_for_three_duties_than_for_one(world, django_assert_num_queries) -> None:
    def asked(count):
        with django_assert_num_queries(count):
            enter_missed_milestones(now=LATE + DAY)
            enter_due_again(now=LATE + DAY)
            release_confirmations(now=LATE + DAY)

    enter_missed_milestones(now=LATE + DAY)
    asked(5)
    for other in Obligation.objects.all()[1:]:
        own = promising((f"Line{other.pk} has{other.pk} a{other.pk} bridge{other.pk}.", DUE))
        answer(obligation=other, draft=own, by=world.cast.omar, now=ANSWERED)
    enter_missed_milestones(now=LATE + DAY)
    asked(5)


def test_only_officials_of_the_ministry_report_and_make_links(world) -> None:
    hana = appoint(email="hana@example.org", name="Hana", role=Role.OFFICIAL, organisation=world.cast.health, now=NOON)
    for act in (lambda: report(obligation=duty(), number=1, draft=DONE, by=hana, now=ANSWERED),
                lambda: make_link(obligation=duty(), number=1, by=hana, now=ANSWERED)):  # fmt: skip
        with pytest.raises(Exception, match="official"):
            act()
    with pytest.raises(Missing):
        told(world, DONE, number=9)
