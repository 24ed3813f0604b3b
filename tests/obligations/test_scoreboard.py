"""The scoreboard: arithmetic on cases, and the same from the rows as from the record alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from deliberation.obligations import steps
from deliberation.obligations.answering import MilestoneDraft
from deliberation.obligations.cases import board_now, cases_of, counted_duties, entered_cases
from deliberation.obligations.confirming import confirm, release_confirmations
from deliberation.obligations.delivering import report
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.meeting import announce, give_up, hold, post, transcript_of
from deliberation.obligations.meeting_rules import MeetingPlan, PostDraft
from deliberation.obligations.models import Obligation, Report
from deliberation.obligations.opening import open_answer, open_meeting
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.publishing import sign_off
from deliberation.obligations.queries import obligation_numbered, standing_of
from deliberation.obligations.rating import rate, release_ratings
from deliberation.obligations.reviewing import ask_for_review, uphold
from deliberation.obligations.scoreboard import COUNTS, Case, Share, board, counted, in_order, share
from deliberation.obligations.sweeping import enter_overdue
from deliberation.people.models import Organisation
from deliberation.record.models import Entry
from deliberation.results.models import Publication
from tests.cast import CLOSING, already, answer, closed_and_bound, commitment, founded, not_yet, voted_world

TOLD, DUE = date(2026, 3, 9), date(2026, 5, 8)  # a Monday, and a Friday 60 days later
REASON = "The law on schools makes this the task of the other ministry."
FOLLOWED = list(COUNTS)[list(COUNTS).index("reviewed") :]
TRANSCRIPT = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann Lee>Good evening.\n"
CASE = Case(number=1, ministry="Roads", notified_on=TOLD, due_on=DUE, today=DUE)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def days(count: int) -> date:
    return TOLD + timedelta(days=count)


def test_a_percentage_comes_with_wilsons_interval_and_from_ten_cases_up() -> None:
    assert share(9, 9) is None
    assert share(10, 10) == Share(100, 72, 100)  # Wilson (1927) at 95 percent: 0.722
    assert share(0, 10) == Share(0, 0, 28)
    assert share(8, 12) == Share(67, 39, 86)


def test_on_the_due_day_nothing_is_counted_as_late() -> None:
    def took(case: Case) -> set[str]:
        return {column for column in COUNTS if counted([case], "Roads", column)}

    assert took(CASE) == {"owed", "open"}
    assert took(replace(CASE, today=DUE + timedelta(days=1))) == {"owed", "due", "overdue"}
    assert took(replace(CASE, today=DUE + timedelta(days=31))) == {"owed", "due", "long-overdue"}
    answered = replace(CASE, answered_on=DUE, position="partly", today=DUE + timedelta(days=99))
    assert took(answered) == {"owed", "due", "on-time", "partly"}
    assert took(replace(answered, answered_on=DUE + timedelta(days=1))) == {"owed", "due", "late", "partly"}
    given = replace(CASE, given_by=("Parks",), extended=True)
    assert took(given) == {"owed", "open", "extended", "taken-over"}
    assert counted([given], "Parks", "handed-over") == [given]
    assert counted([given], "Parks", "owed") == []


def test_it_is_sorted_by_any_column_and_what_has_no_value_comes_last() -> None:
    cases = [
        replace(CASE, ministry="Roads", answered_on=TOLD + timedelta(days=9)),
        replace(CASE, ministry="Roads", answered_on=TOLD + timedelta(days=20)),
        replace(CASE, ministry="Parks", answered_on=TOLD + timedelta(days=41)),
        replace(CASE, ministry="Schools"),
    ]
    lines = board(cases, {name: name for name in ("Schools", "Roads", "Parks")})
    assert [line.median_days for line in lines] == [41, 14.5, None]
    named = {sort: [line.ministry for line in in_order(lines, sort)] for sort in (
        "ministry", "-ministry", "median-days", "-median-days", "-owed", "nothing",
    )}  # fmt: skip
    assert named == {
        "ministry": ["Parks", "Roads", "Schools"],
        "-ministry": ["Schools", "Roads", "Parks"],
        "median-days": ["Roads", "Parks", "Schools"],
        "-median-days": ["Parks", "Roads", "Schools"],
        "-owed": ["Roads", "Parks", "Schools"],
        "nothing": ["Parks", "Roads", "Schools"],
    }


def together(first: Obligation, second: Obligation, cast: Any, now: datetime) -> None:
    """One text for two statements."""
    draft = replace(not_yet(), sentence="About this one.", together={second.pk: "And about that one."})
    saved = save_draft(obligation=first, draft=draft, by=cast.omar, now=now)
    sign_off(obligation=first, by=cast.olga, now=now, seen=saved.version)


def meetings(publication: Publication, cast: Any) -> None:
    """One is documented, one was only held, one is given up."""
    plan = MeetingPlan(
        starts_at=noon(days(30)), place="Town hall", stream="https://media.example.org/", agenda=[{"statement": 3}]
    )
    sent = PostDraft(recording="https://media.example.org/1.mp4", captions=True, minutes="Said.", transcript=TRANSCRIPT)
    duties = [open_meeting(publication, TOLD, CLOSING) for _ in range(3)]
    for duty in duties[:2]:
        announce(obligation=obligation_numbered(duty.pk), plan=plan, by=cast.omar, now=noon(days(2)))
        held = {"held_at": noon(days(30)), "by": cast.omar, "now": noon(days(31))}
        hold(obligation=obligation_numbered(duty.pk), **held)
    first = obligation_numbered(duties[0].pk)
    these = transcript_of(first, sent).these
    post(obligation=first, draft=sent, these=these, by=cast.omar, now=noon(days(35)))
    until = {"from_on": days(33), "until_on": days(80), "ground": "court", "reason": REASON}
    steps.suspend(obligation=obligation_numbered(duties[1].pk), **until, by=cast.fay, now=noon(days(32)))
    give_up(obligation=obligation_numbered(duties[2].pk), reason="Dissolved.", by=cast.fay, now=noon(days(36)))


def promising(*what: tuple[str, int], **parts: Any) -> Any:
    milestones = [MilestoneDraft(words, days(due), "Look at the streets.", "Streets") for words, due in what]
    return commitment(milestones=milestones, **parts)


def follow_up(world: Any, duties: list[Obligation]) -> None:
    """What becomes of answers: promises kept, late, missed and given up; ratings; reviews of either end."""
    cast, (one, two, three) = world.cast, duties
    kept = (("Kerbs are built.", 60), ("Lamps are lit.", 55), ("Trees are planted.", 300), ("Benches stand.", 70))
    answer(obligation=one, draft=promising(*kept, summary="Kerbs first."), by=cast.omar, now=noon(days(20)))
    again = promising(("kerbs  are built.", 90), summary="Kerbs, later.", explanation="Stones came late. " * 30)
    answer(obligation=one, draft=again, by=cast.omar, now=noon(days(30)))
    text = "Everybody can see that on the spot, in every street."
    done = ReportDraft("done", text, "https://example.org/kerbs")
    for number, draft, day in (
        (1, done, 62),
        (2, ReportDraft("moved", text, moved_to=days(80)), 40),
        (2, done, 50),
        (3, ReportDraft("withdrawn", text), 63),
    ):
        report(obligation=obligation_numbered(one.pk), number=number, draft=draft, by=cast.omar, now=noon(days(day)))
    for person in world.people:
        confirm(report=Report.objects.get(kind="done", reported_on=days(50)), said="yes", by=person, now=noon(days(79)))
    answer(obligation=two, draft=not_yet(explanation="Bridges need surveys. " * 20), by=cast.omar, now=noon(days(2)))
    given = two.answers.get()
    for person in world.people:
        rate(
            answer=given,
            answers_it="no" if person in world.group(1) else "yes",
            clear="yes",
            by=person,
            now=noon(days(3)),
        )
    ask_for_review(obligation=two, reason=REASON, by=cast.fay, now=noon(days(4)))
    reasons = "We looked at it again, and so it stays as it was said. " * 6
    uphold(obligation=two, reasons=reasons, signed_by="Minister", by=cast.omar, now=noon(days(5)))
    answer(obligation=three, draft=already(summary="There are.", usage="All do. " * 9), by=cast.omar, now=noon(days(2)))
    for person in world.people:
        rate(answer=one.answers.last(), answers_it="yes", clear="yes", by=person, now=noon(days(31)))
    ask_for_review(obligation=three, reason=REASON, by=cast.fay, now=noon(days(4)))
    answer(obligation=three, draft=promising(("Signs say so.", 400)), by=cast.olga, now=noon(days(9)))


@pytest.mark.django_db
def test_ministries_of_one_name_have_a_line_each_and_a_new_name_moves_no_number() -> None:
    cast = founded()
    world = closed_and_bound(voted_world(cast))
    steps.offer(obligation=Obligation.objects.first(), to=cast.health, reason=REASON, by=cast.omar, now=noon(days(1)))
    taken = obligation_numbered(Obligation.objects.first().pk)
    steps.reply_to_offer(obligation=taken, accepted=True, reason="", by=cast.hana, now=noon(days(2)))
    assert world.publication.final
    Organisation.objects.update(name="Ministry")
    now = noon(days(9))
    found = {line.ministry: (line.name, line.counts["owed"], line.counts["handed-over"]) for line in board_now(now)}
    assert found == {"health": ("Ministry", 1, 0), "transport": ("Ministry", 2, 1)}
    assert entered_cases(Entry.objects.order_by("id"), now) == cases_of(Obligation.objects.all(), now)


@pytest.mark.django_db
def test_what_became_of_answers_is_told_by_the_record_as_well() -> None:
    world = closed_and_bound(voted_world(time_zone="Asia/Taipei"))
    follow_up(world, list(Obligation.objects.order_by("id")))
    for count in (61, 71, 130):
        now = noon(days(count))
        release_ratings(now=now)
        release_confirmations(now=now)
        rows = cases_of(Obligation.objects.all(), now)
        assert entered_cases(Entry.objects.order_by("id"), now) == rows
    kept, timely, given_up, missed = rows[0].promises
    assert (kept, timely, missed) == (("done-late",), ("confirmed", "done"), ("missed",))
    assert given_up == ("withdrawn",), "before its day"
    assert [case.promises for case in rows[1:]] == [(), (("open",),)]
    assert [case.reviews for case in rows] == [("",), ("upheld",), ("new-version",)]
    assert [case.adequate for case in rows] == [True, False, None]


@pytest.mark.django_db
def test_no_later_word_takes_away_that_a_promise_was_late_or_missed() -> None:
    """Given up after its day, and done after it and confirmed: in the rows and from the record alone."""
    world = closed_and_bound(voted_world())
    one, omar = Obligation.objects.first(), world.cast.omar
    draft = promising(("Kerbs are built.", 60), ("Lamps are lit.", 60))
    answer(obligation=one, draft=draft, by=omar, now=noon(days(20)))
    text = "Everybody can see that on the spot, in every street."
    late = (ReportDraft("done", text, "https://example.org/kerbs"), ReportDraft("withdrawn", text))
    for number, draft in enumerate(late, 1):
        report(obligation=obligation_numbered(one.pk), number=number, draft=draft, by=omar, now=noon(days(70)))
    for person in world.people:
        confirm(report=Report.objects.get(kind="done"), said="yes", by=person, now=noon(days(99)))
    release_confirmations(now=noon(days(140)))
    rows = cases_of(Obligation.objects.all(), noon(days(140)))
    assert rows[0].promises == (("confirmed", "done-late"), ("withdrawn", "missed"))
    assert entered_cases(Entry.objects.order_by("id"), noon(days(140))) == rows
    shown = board(rows, {"transport": "Ministry of Transport"})[0].counts
    assert [shown[name] for name in ("confirmed", "done-late", "withdrawn", "missed", "done")] == [1, 1, 1, 1, 0]


@pytest.mark.django_db
def test_the_record_gives_the_board_where_early_entries_name_ministries_only_by_their_names() -> None:
    cast = founded()
    closed_and_bound(voted_world(cast))
    moved = Obligation.objects.first()
    steps.offer(obligation=moved, to=cast.health, reason=REASON, by=cast.omar, now=noon(days(1)))
    steps.reply_to_offer(
        obligation=obligation_numbered(moved.pk), accepted=True, reason="", by=cast.hana, now=noon(days(2))
    )
    entries, rows = list(Entry.objects.order_by("id")), cases_of(Obligation.objects.all(), noon(days(9)))
    for entry in entries:
        if entry.act in ("obligation.opened", "transfer.accepted") and entry.subject == f"obligation/{moved.pk}":
            entry.details = {name: each for name, each in entry.details.items() if name != "from_slug"}
        if entry.act == "transfer.offered":
            del entry.details["ministry_slug"]
    assert entered_cases(entries, noon(days(9))) == rows
    for entry in entries:
        entry.details = {name: each for name, each in entry.details.items() if not name.endswith("_slug")}
    found = entered_cases(entries, noon(days(9)))
    assert found[0] == replace(rows[0], ministry="Ministry of Health", given_by=("Ministry of Transport",))


@pytest.mark.django_db
def test_a_command_compares_the_board_from_the_record_with_the_page(capsys) -> None:
    closed_and_bound(voted_world())
    call_command("board_from_record")
    told = capsys.readouterr().out
    assert "transport: owed=3" in told
    assert "The page says the same." in told
    Organisation.objects.filter(slug="transport").update(slug="roads")
    with pytest.raises(CommandError, match="roads"):
        call_command("board_from_record")


@pytest.mark.django_db
def test_the_record_alone_gives_the_same_board_as_the_rows() -> None:
    cast = founded()
    world = closed_and_bound(voted_world(cast, time_zone="Asia/Taipei"))
    for number in range(3, 9):  # as if these were consensus as well
        open_answer(world.publication, number, "agree", TOLD, CLOSING)
    on_time, late, extended, moved, one, other, suspended, open_one, returned = Obligation.objects.order_by("id")
    meetings(world.publication, cast)
    omar = cast.omar
    answer(obligation=on_time, draft=commitment(), by=omar, now=noon(days(41)))
    answer(obligation=on_time, draft=already(), by=omar, now=noon(days(50)))
    offer = {"to": cast.health, "reason": REASON, "by": omar, "now": noon(days(1))}
    steps.offer(obligation=moved, **offer)
    steps.reply_to_offer(obligation=moved, accepted=True, reason="", by=cast.hana, now=noon(days(3)))
    steps.offer(obligation=returned, **offer)
    steps.ask(obligation=open_one, question=REASON, by=omar, now=noon(days(20)))
    steps.reply(obligation=open_one, text=REASON, by=cast.fay, now=noon(days(24)))
    steps.extend(obligation=extended, until=days(74), reason=REASON, interim=REASON, by=omar, now=noon(days(30)))
    together(obligation_numbered(one.pk), other, cast, noon(days(31)))
    steps.suspend(
        obligation=suspended,
        ground="court",
        reason=REASON,
        from_on=days(55),
        until_on=days(70),
        by=cast.fay,
        now=noon(days(50)),
    )
    seen = []
    for count in (40, 61, 75, 91, 92, 130, 267, 298):
        now = datetime.combine(days(count), time(1), UTC)
        enter_overdue(now=now)
        if count == 75:
            answer(obligation=late, draft=commitment(), by=omar, now=now)
        rows = cases_of(Obligation.objects.all(), now)
        assert entered_cases(Entry.objects.order_by("id"), now) == rows
        names = {"health": "Ministry of Health", "transport": "Ministry of Transport"}
        assert board_now(now) == board(entered_cases(Entry.objects.order_by("id"), now), names)
        seen.append(rows)
        shown = [standing_of(duty, now) for duty in Obligation.objects.with_facts().order_by("pk")]
        assert [(case.standing.code, case.standing.days) for case in rows] == [(at.code, at.days) for at in shown]
    for line in board_now(now):
        ministry = Organisation.objects.get(slug=line.ministry)
        assert {column: counted_duties(ministry, column, now).count() for column in COUNTS} == line.counts
    told = {column: sum(bool(counted(rows, "transport", column)) for rows in seen) for column in COUNTS}
    assert all(told[column] for column in COUNTS if column not in ("taken-over", "partly", *FOLLOWED)), (
        "not all was met"
    )
