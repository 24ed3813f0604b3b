"""The log's position, while votes are under way. Elsewhere a worker read "newer than" and lost votes."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.actions import close
from deliberation.errors import Conflict
from deliberation.results.queries import position_now
from deliberation.votes import log, storing
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.models import Vote
from tests.cast import AGREE, HOUR, LESSON, NOON, citizen, founded, fresh, opened, seeded, served
from tests.patience import eventually
from tests.side_by_side import PATIENCE, in_thread, on_postgres, waits_for_a_lock

pytestmark = [on_postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    people = [citizen(consultation, name) for name in ("ann", "bob")]
    for person in people:
        served(person, 0)
    log.mark_dirty(consultation)  # whoever makes it keeps others waiting who would
    return cast, consultation, people


class Held:
    """A vote whose line is stored but whose transaction does not end until `go`: the same statements, one by one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stored, self.go = Event(), Event()
        really, first = storing._together, [True]

        def store_and_wait(ballots: Sequence[storing.Ballot]) -> storing.Lines:
            if not (first and first.pop()):
                return really(ballots)
            with transaction.atomic():
                locks.share(ballots[0].terms.consultation)
                lines = storing._within(ballots)
                self.stored.set()
                assert self.go.wait(PATIENCE)
            return lines

        monkeypatch.setattr(storing, "_together", store_and_wait)


def cast_by(person, number: int):
    person.consultation = fresh(person.consultation)
    return cast_vote(by=person, number=0, value=AGREE, operation=UUID(int=number), now=NOON)


def in_another_process(person) -> Vote:
    """Where votes of this one are not waited for: nor are they inside a transaction."""
    with transaction.atomic():
        return cast_by(person, 2)


def position_beside_a_held_vote(world, monkeypatch) -> tuple[int, list[int]]:
    """Ann's vote has the earlier line and is held; Bob's is stored; then the position is read."""
    _cast, consultation, (ann, bob) = world
    held = Held(monkeypatch)
    with ThreadPoolExecutor(2) as pool:
        anns = in_thread(pool, lambda: cast_by(ann, 1))
        assert held.stored.wait(PATIENCE)
        in_another_process(bob)
        reading = in_thread(pool, lambda: position_now(consultation).up_to_vote)
        try:
            eventually(lambda: reading.done() or waits_for_a_lock())
            seen_by_reader = [] if not reading.done() else list(Vote.objects.values_list("pk", flat=True))
        finally:
            held.go.set()
        anns.result(PATIENCE)
        return reading.result(PATIENCE), seen_by_reader


def test_reading_the_position_waits_for_the_vote_under_way(world, monkeypatch) -> None:
    position, seen = position_beside_a_held_vote(world, monkeypatch)
    assert seen == []
    assert position == Vote.objects.latest("id").pk
    assert Vote.objects.filter(pk__lte=position).count() == 2


def test_without_the_shared_lock_that_vote_would_be_passed_over(world, monkeypatch) -> None:
    """Shows that the test above can fail: the position is past a line that nobody has read."""
    monkeypatch.setattr(locks, "share", lambda _consultation: None)
    position, seen = position_beside_a_held_vote(world, monkeypatch)
    passed_over = set(Vote.objects.filter(pk__lte=position).values_list("pk", flat=True)) - set(seen)
    assert len(passed_over) == 1


def test_a_vote_that_waited_while_the_consultation_closed_is_refused(world) -> None:
    cast, consultation, (ann, _bob) = world
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close(consultation=fresh(consultation), by=cast.fay, now=NOON + HOUR, did_not_work=LESSON)
            voting = in_thread(pool, lambda: cast_by(ann, 1))
            eventually(waits_for_a_lock)
        refusal = voting.exception(PATIENCE)
    assert isinstance(refusal, Conflict)
    assert refusal.code == "closed"
    assert Vote.objects.count() == 0


def test_closing_waits_for_the_vote_under_way(world, monkeypatch) -> None:
    cast, consultation, (ann, _bob) = world
    held = Held(monkeypatch)
    with ThreadPoolExecutor(2) as pool:
        voting = in_thread(pool, lambda: cast_by(ann, 1))
        assert held.stored.wait(PATIENCE)
        closing = in_thread(
            pool, lambda: close(consultation=fresh(consultation), by=cast.fay, now=NOON + HOUR, did_not_work=LESSON)
        )
        try:
            eventually(lambda: closing.done() or waits_for_a_lock())
            assert not closing.done()
        finally:
            held.go.set()
        assert voting.result(PATIENCE).value == 1
        closing.result(PATIENCE)


def test_votes_do_not_wait_for_each_other(world, monkeypatch) -> None:
    _cast, _consultation, (ann, bob) = world
    held = Held(monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        voting = in_thread(pool, lambda: cast_by(ann, 1))
        assert held.stored.wait(PATIENCE)
        try:
            assert in_another_process(bob).value == 1
        finally:
            held.go.set()
        voting.result(PATIENCE)
