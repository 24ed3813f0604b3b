"""Whatever ministries, facilitators and the sweep do, in whatever order and on whatever days: the promises hold.

A short form here; `make soak` runs the same with 5,000 steps. What a short form seldom comes upon is in histories of
its own below. Faults were put in one by one to see that they find them, and they did. What passed is not entered before
an answer, the decision of a review, a version that was due again, a suspension, or the end of a meeting; an entry is
dated another day; a milestone is missed a day early, or never once it was reported; an extension is too long; somebody
signs what they wrote, or reviews what they signed; a version is reviewed twice; the board from the record has other
outcomes of reviews, or another due date after a meeting was held; an old version is gone from its page or its address.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deliberation.obligations.delivering import promised
from deliberation.obligations.models import Answer, Milestone, Obligation, Review
from deliberation.obligations.promises import asked_from, asked_until
from deliberation.obligations.versions import facts_of
from deliberation.record.models import Entry
from tests.cast import Cast, founded
from tests.obligations.histories import DEEDS, Deed, Name, at, duty_of, named, owing, perform, picture, sweep
from tests.obligations.invariants import check, check_pages
from tests.obligations.soaking import SOAKING, STEPS, told

STEPS_EACH = 40 if SOAKING else 12  # each run leaves some rules out, so a few short ones see more than one long one
ZONE = ZoneInfo("Asia/Taipei")
TOLD = datetime(2026, 3, 9, 12, tzinfo=UTC)
OFFICIALS = {"transport": ("omar", "olga"), "health": ("hana", "hugo")}
SOMEBODY = st.sampled_from(["first", "first", "second", "second", "other", "facilitator"])
PLACES = st.integers(0, 5)
POSITION = st.sampled_from(["commitment", "partly", "already", "not-yet"])
HOURS = (0, 9, 23)  # where the consultation is held


def is_answered(history: "History") -> bool:
    return any(deed.act == "sign" and not code for deed, code in history.done)


def dates() -> list[date]:
    """Everything that is due, or over, on a day."""
    known = [duty.falls_due for duty in Obligation.objects.with_facts()]
    for answer in Answer.objects.select_related("obligation__consultation__opening"):
        known += [facts_of(answer).settled_on, *([answer.review_on] if answer.review_on else [])]
    known += Review.objects.values_list("due_on", flat=True)
    for duty, promises in promised(Milestone.objects.all()):
        for promise in promises:
            known += [promise.original, promise.expected]
            if promise.reported:
                on, calendar = promise.reported.on, duty.consultation.opening.calendar
                known += [asked_from(on), asked_until(on, calendar)]
    return known


class History(RuleBasedStateMachine):
    """Three statements that bind transport, and a meeting where there was no consensus; and what comes of them. Each
    run leaves the world as it was."""

    cast: Cast
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.before = transaction.savepoint()
        self.now = TOLD
        self.duties = [*(Name("streets", number) for number in range(3)), Name("square", None)]
        self.done: list[tuple[Deed, str]] = []
        self.published: dict[tuple[int, int], str] = {}
        self.swept = False
        self.changed = True  # since it was looked at
        self.whole = True  # nothing has failed
        self.serial = 0

    def days_pass(self, day: date, hour: int) -> None:
        self.now = max(self.now + timedelta(minutes=1), at(day, ZONE, hour))
        self.swept, self.changed = False, True

    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    @rule(days=st.sampled_from([1, 1, 2, 5, 8, 16, 31]), hour=st.sampled_from(HOURS))
    def wait(self, days: int, hour: int) -> None:
        self.days_pass(self.today() + timedelta(days=days), hour)

    @rule(place=st.integers(0, 40), off=st.sampled_from([-1, 0, 1, 1, 31]), hour=st.sampled_from(HOURS))
    def wait_for_a_date(self, place: int, off: int, hour: int) -> None:
        """Where it is most likely to go wrong; rather one that is still to come."""
        today, known = self.today(), dates()
        known = [day for day in known if day + timedelta(days=off) >= today] or known
        self.days_pass(known[place % len(known)] + timedelta(days=off), hour)

    @rule(times=st.sampled_from([1, 1, 5]))
    def swept_by_the_beat(self, times: int) -> None:
        for _ in range(times):
            sweep(self.now)
        self.swept = self.changed = True
        self.duties += [name for name in map(named, Obligation.objects.with_facts()) if name not in self.duties]

    def called(self, by: str, duty: Name) -> str:
        """The first or second official of the ministry that has the duty, one of the other ministry, a facilitator."""
        found = duty_of(duty)
        assert found is not None
        ours = found.holder.slug
        theirs = "health" if ours == "transport" else "transport"
        first, second = OFFICIALS[ours]
        return {"first": first, "second": second, "other": OFFICIALS[theirs][0], "facilitator": "fay"}[by]

    def do(self, act: str, place: int, by: str, **what: Any) -> None:
        """Exactly one entry if it is done and none if it is refused, besides what time made true before it."""
        self.whole = False
        self.now += timedelta(minutes=1)
        duty = self.duties[place % len(self.duties)]
        deed = Deed(self.now, act, duty, self.called(by, duty), what)
        before = set(Entry.objects.values_list("pk", flat=True))
        outcome = perform(self.cast, deed)
        entered = Entry.objects.exclude(pk__in=before).filter(key=None).exclude(act="obligation.opened")
        acts = sorted(entry.act.replace("changed", "announced") for entry in entered)
        expected = [DEEDS[act].enters] if DEEDS[act].enters and not outcome else []
        allowed = () if outcome else DEEDS[act].follows
        assert set(expected) <= set(acts) <= {*expected, *allowed}, (act, outcome, acts)
        assert allowed or acts == expected, (act, outcome, acts)
        self.done.append((deed, outcome))
        self.swept, self.changed = False, self.changed or not outcome

    @rule(act=st.sampled_from(["acknowledge", "ask", "sign"]), place=PLACES, by=SOMEBODY)
    def by_ministry(self, act: str, place: int, by: str) -> None:
        self.do(act, place, by)

    @rule(act=st.sampled_from(["take", "take", "decline", "reply"]), place=PLACES, by=SOMEBODY)
    def by_somebody_else(self, act: str, place: int, by: str) -> None:
        right = "facilitator" if act == "reply" else "other"
        self.do(act, place, by if by == "second" else right)

    @rule(place=PLACES, by=SOMEBODY, to=st.sampled_from(["transport", "health"]))
    def offer(self, place: int, by: str, to: str) -> None:
        self.do("offer", place, by, to=to)

    @rule(place=PLACES, by=SOMEBODY, days=st.sampled_from([-1, 0, 1, 14, 30, 31]))
    def extend(self, place: int, by: str, days: int) -> None:
        self.do("extend", place, by, days=days)

    @rule(place=PLACES, begins=st.sampled_from([0, 1, 20, 55]), lasts=st.sampled_from([1, 14, 60]))
    def suspend(self, place: int, begins: int, lasts: int) -> None:
        self.do("suspend", place, "facilitator", begins=begins, lasts=lasts)

    @rule(place=PLACES, by=SOMEBODY, position=POSITION, beside=st.sampled_from([None, None, 0, 1]))
    def draft(self, place: int, by: str, position: str, beside: int | None) -> None:
        self.serial += 1
        together = self.duties[beside] if beside not in (None, place) else None
        self.do("draft", place, by, position=position, serial=self.serial, beside=together)

    @initialize(off=st.sampled_from([-20, 0, 1, 1, 31]), position=POSITION)
    def begins_with_an_answer(self, off: int, position: str) -> None:
        """So that something can follow; late, mostly, and no sweep has seen it."""
        self.answer_when_it_is_due(0, off, position)

    @rule(place=PLACES, off=st.sampled_from([-20, -1, 0, 1, 31]), position=POSITION)
    def answer_when_it_is_due(self, place: int, off: int, position: str) -> None:
        """Whatever was entered of it so far."""
        duty = duty_of(self.duties[place % len(self.duties)])
        assert duty is not None
        self.days_pass(duty.falls_due + timedelta(days=off), 9)
        self.draft(place, "first", position, None)
        self.do("sign", place, "second")

    def answered(self, place: int) -> int:
        """The place of a duty that has an answer."""
        signed = [deed.duty for deed, code in self.done if deed.act == "sign" and not code]
        return self.duties.index(signed[place % len(signed)])

    @precondition(is_answered)
    @rule(place=PLACES, said=st.sampled_from(["no", "no", "partly", "yes"]), people=st.sampled_from([4, 5, 7]))
    def rate_and_release(self, place: int, said: str, people: int) -> None:
        """Five who find that it does not answer what was asked are enough."""
        self.do("rate", self.answered(place), "facilitator", said=said, people=people)
        self.now += timedelta(minutes=15)
        self.do("release", self.answered(place), "facilitator")

    @precondition(is_answered)
    @rule(place=PLACES, by=SOMEBODY, act=st.sampled_from(["done", "done", "done by link", "moved", "withdrawn"]))
    def report(self, place: int, by: str, act: str) -> None:
        self.do(act, self.answered(place), by)

    @precondition(lambda self: any(deed.act.startswith("done") and not code for deed, code in self.done))
    @rule(said=st.sampled_from(["yes", "no", "no"]), people=st.sampled_from([3, 7]), wait=st.booleans())
    def confirm(self, said: str, people: int, *, wait: bool) -> None:
        """Of what was reported last; mostly when people are asked."""
        reported = [deed for deed, code in self.done if deed.act.startswith("done") and not code][-1]
        if wait:
            self.days_pass(reported.now.astimezone(ZONE).date() + timedelta(days=30), 9)
        self.do("confirm", self.duties.index(reported.duty), "facilitator", said=said, people=people)

    @precondition(is_answered)
    @rule(place=PLACES)
    def release(self, place: int) -> None:
        self.do("release", self.answered(place), "facilitator")

    @precondition(is_answered)
    @rule(place=PLACES, by=SOMEBODY, act=st.sampled_from(["ask for review", "uphold", "uphold"]))
    def review(self, place: int, by: str, act: str) -> None:
        self.do(act, self.answered(place), "facilitator" if act == "ask for review" else by)

    @rule(act=st.sampled_from(["announce", "announce", "hold", "post", "give up"]), days=st.sampled_from([0, 5, 40]),
          streamed=st.sampled_from([True, True, False]), by=SOMEBODY)  # fmt: skip
    def meet(self, act: str, days: int, by: str, *, streamed: bool) -> None:
        """About the last meeting that was opened."""
        place = max(place for place, name in enumerate(self.duties) if name.statement is None)
        what = {"days": days, "streamed": streamed} if act == "announce" else {}
        self.do(act, place, "facilitator" if act == "give up" else by, **what)

    @precondition(lambda self: any(not code and deed.act == "draft" for deed, code in self.done))
    @rule(place=PLACES, by=SOMEBODY)
    def sign(self, place: int, by: str) -> None:
        """What was drafted last, mostly."""
        drafted = [deed.duty for deed, code in self.done if deed.act == "draft" and not code]
        self.do("sign", self.duties.index(drafted[-1]) if place else 0, by)

    @precondition(is_answered)
    @rule(place=PLACES, off=st.sampled_from([-1, 0, 1, 31]), by=st.sampled_from(["first", "first", "second"]))
    def decide_when_it_is_due(self, place: int, off: int, by: str) -> None:
        """A review, and then the sweep may not have seen yet that it is late."""
        number = self.answered(place)
        self.do("ask for review", number, "facilitator")
        waiting = Review.objects.filter(decision=None).last()
        if waiting:
            self.days_pass(waiting.due_on + timedelta(days=off), 9)
        self.do("uphold", number, by)

    @precondition(is_answered)
    @rule(place=PLACES, off=st.sampled_from([-1, 0, 1, 31]), act=st.sampled_from(["done", "withdrawn", "sign"]))
    def keep_when_it_is_due(self, place: int, off: int, act: str) -> None:
        """What the last version named: its milestone, or for a further version its review date."""
        number = self.answered(place)
        last = Answer.objects.filter(obligation=duty_of(self.duties[number])).latest("version")
        day = last.review_on if act == "sign" else last.milestones.values_list("due_on", flat=True).first()
        if day:
            self.days_pass(day + timedelta(days=off), 9)
        if act == "sign":
            self.draft(number, "first", "already", None)
        self.do(act, number, "second" if act == "sign" else "first")

    @invariant()
    def holds(self) -> None:
        """Nothing new is looked at after what was refused: `do` has seen that it entered nothing."""
        type(self).steps += 1
        told(f"{type(self).steps} steps", every=250, count=type(self).steps)
        if self.changed:
            self.whole = False
            check(self.now, swept=self.swept)
            self.versions_stay()
        self.whole, self.changed = True, False

    def versions_stay(self) -> None:
        """5. What was once published is there with the words it had."""
        there = {(each.obligation_id, each.version): each.summary for each in Answer.objects.all()}
        assert self.published.items() <= there.items()
        self.published = there

    def teardown(self) -> None:
        try:
            if self.whole:
                self.same_however_often_it_is_swept()
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def same_however_often_it_is_swept(self) -> None:
        """2. The same deeds again, with a sweep only at the end: the same refusals, entries and dates."""
        for _ in range(5):
            sweep(self.now)
        check(self.now, swept=True)
        with time_machine.travel(self.now, tick=False):
            check_pages(Client())
        often = picture()
        transaction.savepoint_rollback(self.before)
        again = [perform(self.cast, deed) for deed, _outcome in self.done]
        sweep(self.now)
        assert again == [outcome for _deed, outcome in self.done]
        assert picture() == often


def _reviewed(history: History) -> None:
    """Late, not by whoever signed the answer, and not twice."""
    history.begins_with_an_answer(-20, "commitment")
    history.decide_when_it_is_due(0, 1, "second")
    history.do("uphold", 0, "first")
    history.do("ask for review", 0, "facilitator")


def _reviewed_by_a_version(history: History) -> None:
    """And nobody signs what they wrote, nor what is to replace what they signed."""
    history.draft(0, "first", "not-yet", None)
    history.do("sign", 0, "first")
    history.begins_with_an_answer(-20, "not-yet")
    history.do("ask for review", 0, "facilitator")
    history.draft(0, "second", "already", None)
    history.do("sign", 0, "second")
    history.do("sign", 0, "first")


def _due_again(history: History) -> None:
    """Late for that, as the answer was."""
    history.begins_with_an_answer(1, "not-yet")
    history.keep_when_it_is_due(0, 40, "sign")


def _kept_late(history: History) -> None:
    history.begins_with_an_answer(-20, "commitment")
    history.keep_when_it_is_due(0, 0, "acknowledge")
    history.swept_by_the_beat(1)
    history.holds()
    history.keep_when_it_is_due(0, 1, "done")


def _given_up_late(history: History) -> None:
    """After an answer that was long overdue, so that a meeting is owed."""
    history.begins_with_an_answer(31, "partly")
    history.keep_when_it_is_due(0, 31, "withdrawn")


def _extended(history: History) -> None:
    """By too much, and then by all there is; to a working day each time."""
    history.do("extend", 1, "first", days=31)
    history.do("extend", 1, "first", days=28)
    history.days_pass(history.today() + timedelta(days=100), 9)


def _swept_before_a_date_moves(history: History) -> None:
    """A meeting that nobody announced, then suspended."""
    history.days_pass(history.today() + timedelta(days=45), 9)
    history.swept_by_the_beat(1)
    history.holds()
    history.do("suspend", 3, "facilitator", begins=1, lasts=60)


def _swept_before_it_ends(history: History) -> None:
    """A question about a meeting that nobody replied to, until it is given up."""
    history.do("ask", 3, "first")
    history.days_pass(history.today() + timedelta(days=45), 9)
    history.swept_by_the_beat(1)
    history.holds()
    history.do("give up", 3, "facilitator")


def _suspended_once_it_was_held(history: History) -> None:
    """What is still due is its transcript."""
    history.do("announce", 3, "first", days=5, streamed=True)
    history.days_pass(history.today() + timedelta(days=6), 9)
    history.do("hold", 3, "first")
    history.do("suspend", 3, "facilitator", begins=1, lasts=14)
    history.holds()
    history.days_pass(history.today() + timedelta(days=60), 9)
    history.swept_by_the_beat(1)
    history.holds()
    history.do("post", 3, "second")


HISTORIES = (
    _reviewed,
    _reviewed_by_a_version,
    _due_again,
    _kept_late,
    _given_up_late,
    _extended,
    _swept_before_a_date_moves,
    _swept_before_it_ends,
    _suspended_once_it_was_held,
)


def a_world() -> type[History]:
    class FromHere(History):
        cast = founded()

    owing(FromHere.cast, "streets", 3, TOLD, time_zone=ZONE.key)
    owing(FromHere.cast, "square", 0, TOLD, time_zone=ZONE.key)
    return FromHere


@pytest.mark.django_db
def test_the_promises_hold_where_chance_seldom_comes() -> None:
    world = a_world()
    for happens in HISTORIES:
        history = world()
        try:
            happens(history)
            history.holds()
            history.swept_by_the_beat(1)
            history.holds()
        finally:
            history.teardown()


@pytest.mark.django_db
def test_the_promises_hold_whatever_happens() -> None:
    world = a_world()
    phases = list(Phase) if SOAKING else [Phase.reuse, Phase.generate]  # to make a history shorter takes minutes
    while (missing := STEPS - world.steps) > 0:  # some histories end early
        how = settings(max_examples=-(-missing // STEPS_EACH), stateful_step_count=STEPS_EACH, phases=phases)
        run_state_machine_as_test(world, settings=how)
