"""Votes of many who wait are stored in one transaction, and each is answered as if it had been alone."""

import select
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

from deliberation.database.base import LATELY
from deliberation.errors import Conflict, Missing
from deliberation.statements.moderating import rule
from deliberation.votes import storing
from deliberation.votes.actions import cast
from deliberation.votes.models import CurrentVote, DirtyMark, Vote
from tests.cast import AGREE, DISAGREE, HOUR, NOON, SKIP, citizen, founded, fresh, opened, seeded, served
from tests.patience import eventually
from tests.side_by_side import PATIENCE, in_thread, on_postgres

PEOPLE = 6


@pytest.fixture
def people():
    facilitators = founded()
    consultation = opened(facilitators)
    made = seeded(facilitators, consultation)
    rule(statement=made[1], outcome="rejected", by=facilitators.fay, now=NOON, reason="unclear")
    found = [citizen(fresh(consultation), f"person {number}") for number in range(PEOPLE)]
    for person in found:
        served(person, 0)
        person.consultation = fresh(consultation)
    return found


class Crowd:
    """The first vote is held until all others wait; `batches`: the operations that were stored together."""

    def __init__(self, monkeypatch, people) -> None:
        self.people, self.batches, self.go = people, [], Event()
        self.really = storing._together
        monkeypatch.setattr(storing, "_together", self._together)

    def _together(self, ballots):
        self.batches.append([ballot.operation.int for ballot in ballots])
        assert self.go.wait(PATIENCE)
        return self.really(ballots)

    def vote(self, *acts):
        """What came of each act: (person, statement, value, operation). The first leads."""
        queue = storing._queues[self.people[0].consultation.pk]
        with ThreadPoolExecutor(len(acts)) as pool:
            came = []
            for place, (person, number, value, operation) in enumerate(acts):
                by = self.people[person]
                came.append(in_thread(pool, lambda by=by, number=number, value=value, operation=operation: cast(
                    by=by, number=number, value=value, operation=UUID(int=operation), now=NOON)))  # fmt: skip
                eventually(lambda place=place: len(self.batches) == 1 and len(queue.waiting) == place)
            self.go.set()
            return [each.exception(PATIENCE) or each.result(PATIENCE) for each in came]


@pytest.fixture
def crowd(monkeypatch, people):
    return Crowd(monkeypatch, people)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_all_who_wait_are_stored_in_one_transaction(crowd) -> None:
    lines = crowd.vote(*[(person, 0, AGREE, person + 1) for person in range(PEOPLE)])
    assert crowd.batches == [[1], [2, 3, 4, 5, 6]]
    assert {(line.pk, line.operation.int, line.counted) for line in lines} == {
        (pk, operation.int, True) for pk, operation in Vote.objects.values_list("pk", "operation")
    }
    assert set(CurrentVote.objects.values_list("participant", "vote")) == {
        (line.participant_id, line.pk) for line in lines
    }
    assert DirtyMark.objects.count() == 1


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_refused_takes_nobody_along(crowd) -> None:
    first, again, other, missing, rejected, last = crowd.vote(
        (0, 0, AGREE, 1), (1, 0, AGREE, 2), (2, 0, SKIP, 2), (3, 99, AGREE, 4), (4, 1, AGREE, 5), (5, 0, SKIP, 6)
    )
    assert [line.operation.int for line in (first, again, last)] == [1, 2, 6]
    assert (other.code, rejected.code) == ("operation-reused", "statement-not-open")
    assert isinstance(missing, Missing)
    assert Vote.objects.count() == 3


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_who_votes_twice_while_waiting_meant_what_came_last(crowd) -> None:
    crowd.vote((0, 0, AGREE, 1), (1, 0, DISAGREE, 3), (1, 0, SKIP, 2), (1, 0, DISAGREE, 3))
    assert crowd.batches[1] == [3]
    assert Vote.objects.count() == 3
    last = Vote.objects.filter(participant=crowd.people[1]).latest("id")
    assert (last.operation.int, last.value) == (2, SKIP)
    assert CurrentVote.objects.values_list("vote", "value").get(participant=crowd.people[1]) == (last.pk, SKIP)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_nor_do_those_of_one_transaction_exceed_what_one_may_send(crowd, settings) -> None:
    settings.VOTES_A_MINUTE = 2
    *taken, refused, last = crowd.vote(
        (0, 0, AGREE, 1), (1, 0, AGREE, 2), (1, 2, SKIP, 3), (1, 3, AGREE, 4), (2, 0, AGREE, 5)
    )
    assert [line.operation.int for line in (*taken, last)] == [1, 2, 3, 5]
    assert (refused.code, refused.seconds) == ("voting-too-fast", 60)
    assert Vote.objects.count() == 4


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_when_their_transaction_fails_each_votes_alone(crowd, monkeypatch) -> None:
    def fails(_ballots):
        raise DatabaseError("gone")

    really, crowd.really = crowd.really, fails
    lines = crowd.vote(*[(person, 0, AGREE, person + 1) for person in range(PEOPLE)])
    assert crowd.really is not really
    assert len({line.pk for line in lines}) == Vote.objects.count() == PEOPLE


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_after_a_transaction_that_failed_half_way_the_same_connection_goes_on(people, monkeypatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(storing, "TOGETHER", storing.TOGETHER.replace("votes_dirtymark", "votes_nowhere"))
        cast(by=people[0], number=0, value=AGREE, operation=UUID(int=1), now=NOON)
    before = connection.connection
    cast(by=people[1], number=0, value=AGREE, operation=UUID(int=2), now=NOON)
    assert (connection.connection is before, Vote.objects.count()) == (True, 2)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_server_that_hangs_up_in_the_midst_costs_no_vote(people, monkeypatch) -> None:
    types = ("text", "text[]", "int", "timestamptz", "interval", "int", "interval", "int")
    ignored = ", ".join(f"%s::{each}" for each in types)
    monkeypatch.setattr(storing, "TOGETHER", f"SELECT pg_terminate_backend(pg_backend_pid()), {ignored}")
    before = connection.connection
    cast(by=people[0], number=0, value=AGREE, operation=UUID(int=1), now=NOON)
    assert (connection.connection is before, Vote.objects.count()) == (False, 1)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_server_that_hung_up_between_two_requests_costs_no_vote(people) -> None:
    before = connection.connection
    with psycopg.connect(before.info.dsn, password=before.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [before.info.backend_pid])
    eventually(lambda: poll_for_reading(before))
    connection.close_if_unusable_or_obsolete()  # as at the beginning of each request
    connection.health_check_enabled = True
    cast(by=people[0], number=0, value=AGREE, operation=UUID(int=1), now=NOON)
    assert (connection.connection is before, Vote.objects.count()) == (False, 1)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_rested_long_is_asked_whether_it_still_works(people, monkeypatch) -> None:
    """Something between may have dropped it without a word."""
    asked = []
    monkeypatch.setattr(PostgreSQL, "is_usable", lambda self: asked.append(1) or True)
    connection.asked_at = time.perf_counter()
    assert connection.is_usable()
    assert asked == []
    connection.asked_at -= LATELY
    assert connection.is_usable()
    assert asked == [1]


def poll_for_reading(raw) -> bool:
    return bool(select.select([raw.fileno()], [], [], 0)[0])


@pytest.mark.django_db
def test_what_was_judged_by_old_terms_is_judged_anew(people) -> None:
    """The consultation was closed, or its end moved, after this request had read it."""
    ann = people[0]
    ann.consultation.closes_at -= timedelta(minutes=1)
    terms = storing.Terms(ann.consultation.pk, ann.consultation.closes_at, ("open",))
    assert storing.store(storing.Ballot(terms, ann.pseudonym, 0, AGREE, UUID(int=1), NOON)) is None
    ann.consultation = fresh(ann.consultation)
    type(ann.consultation).objects.filter(pk=ann.consultation.pk).update(closes_at=NOON + HOUR)
    with pytest.raises(Conflict, match="closed"):
        cast(by=ann, number=0, value=AGREE, operation=UUID(int=2), now=NOON + HOUR)
    assert not Vote.objects.exists()
