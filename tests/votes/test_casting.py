"""A vote is acknowledged once everything about it is stored, and stored once."""

from uuid import UUID

import pytest
from django.db import connection

from deliberation.consultations.actions import close
from deliberation.errors import Conflict, Invalid, Missing
from deliberation.record.models import Unchangeable
from deliberation.results.matrix import vote_matrix
from deliberation.results.queries import position_of
from deliberation.statements.moderating import rule
from deliberation.votes import log, storing
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.models import CurrentVote, DirtyMark, Vote
from tests.cast import (
    AGREE,
    CLOSING,
    DISAGREE,
    HOUR,
    LESSON,
    MINUTE,
    NOON,
    SKIP,
    citizen,
    founded,
    fresh,
    opened,
    seeded,
    served,
    vote,
    written,
)
from tests.side_by_side import on_postgres, together

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture
def cast():
    return founded()


@pytest.fixture
def ann(cast):
    consultation = opened(cast)
    seeded(cast, consultation)
    return citizen(consultation, "ann")


def lines() -> list[tuple[int, int, bool]]:
    return list(Vote.objects.order_by("id").values_list("statement__number", "value", "counted"))


@pytest.mark.django_db
def test_a_vote_leaves_a_log_line_a_current_vote_and_a_mark(ann) -> None:
    line = vote(ann, 3, DISAGREE, NOON + HOUR)
    assert (line.value, line.counted, line.cast_at, line.participant) == (-1, True, NOON + HOUR, ann)
    assert CurrentVote.objects.get().vote == line.pk
    assert DirtyMark.objects.get().consultation_id == ann.consultation_id


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["mark_dirty", "keep_current"])
def test_when_one_part_fails_nothing_is_stored(ann, monkeypatch, part) -> None:
    def fails(_given: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(log, part, fails)
    # Nor where it is stored with others; what fails there is tried once more, alone.
    for name in ("TOGETHER", "MARKED"):
        monkeypatch.setattr(storing, name, getattr(storing, name).replace("votes_dirtymark", "votes_nowhere"))
    with pytest.raises(RuntimeError):
        vote(ann, 3, AGREE)
    assert [model.objects.count() for model in (Vote, CurrentVote, DirtyMark)] == [0, 0, 0]


@pytest.mark.django_db
def test_the_same_operation_again_is_the_same_line(ann) -> None:
    first = vote(ann, 3, AGREE, op=ONE)
    assert vote(ann, 3, AGREE, NOON + MINUTE, op=ONE) == first
    assert lines() == [(3, 1, True)]


@pytest.mark.django_db
def test_a_retry_after_the_closing_is_still_acknowledged(ann) -> None:
    first = vote(ann, 3, AGREE, op=ONE)
    close(consultation=fresh(ann.consultation), by=None, now=CLOSING)
    assert cast_vote(by=ann, number=3, value=AGREE, operation=ONE, now=CLOSING + HOUR) == first


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "value"), [(3, DISAGREE), (2, AGREE)])
def test_an_operation_cannot_be_used_for_another_vote(ann, number, value) -> None:
    vote(ann, 3, AGREE, op=ONE)
    with pytest.raises(Conflict) as refused:
        vote(ann, number, value, op=ONE)
    assert refused.value.code == "operation-reused"
    assert lines() == [(3, 1, True)]


@pytest.mark.django_db
def test_nor_by_another_participant(ann) -> None:
    vote(ann, 3, AGREE, op=ONE)
    with pytest.raises(Conflict) as refused:
        vote(citizen(ann.consultation, "bob"), 3, AGREE, op=ONE)
    assert refused.value.code == "operation-reused"


@pytest.mark.django_db
def test_a_vote_may_be_changed_and_every_line_stays(ann) -> None:
    for value in (AGREE, SKIP, DISAGREE):
        vote(ann, 3, value)
    assert lines() == [(3, 1, True), (3, 0, True), (3, -1, True)]
    assert CurrentVote.objects.get().value == -1


@pytest.mark.django_db
def test_a_vote_on_what_was_never_served_is_stored_but_counts_nowhere(ann) -> None:
    line = cast_vote(by=ann, number=3, value=AGREE, operation=ONE, now=NOON)
    vote(ann, 2, AGREE)
    assert lines() == [(3, 1, False), (2, 1, True)]
    assert not line.counted
    matrix = vote_matrix(ann.consultation, position_of(ann.consultation), [0, 1, 2, 3, 4])
    assert (matrix.rows.tolist(), matrix.indices.tolist(), matrix.values.tolist()) == ([0], [2], [1])


@pytest.mark.django_db
def test_once_served_the_next_vote_counts(ann) -> None:
    cast_vote(by=ann, number=3, value=AGREE, operation=ONE, now=NOON)
    vote(ann, 3, DISAGREE, op=TWO)
    assert lines() == [(3, 1, False), (3, -1, True)]
    assert CurrentVote.objects.values_list("value", "counted").get() == (-1, True)


@pytest.mark.django_db
@pytest.mark.parametrize("value", [2, -2, 10, True, None, "1", 0.5])
def test_another_value_is_refused(ann, value) -> None:
    served(ann, 3)
    with pytest.raises(Invalid) as refused:
        cast_vote(by=ann, number=3, value=value, operation=ONE, now=NOON)
    assert refused.value.code == "vote-value"
    assert refused.value.fields == {"value": "Vote agree (1), disagree (-1) or skip (0)."}


@pytest.mark.django_db
def test_no_vote_at_the_closing_instant_or_later(ann) -> None:
    served(ann, 3)
    with pytest.raises(Conflict) as refused:
        vote(ann, 3, AGREE, CLOSING)
    assert refused.value.code == "closed"
    assert lines() == []


@pytest.mark.django_db
def test_a_closing_the_request_had_not_seen_holds_for_it(cast, ann) -> None:
    served(ann, 3)
    close(consultation=fresh(ann.consultation), by=cast.fay, now=NOON + HOUR, did_not_work=LESSON)
    with pytest.raises(Conflict) as refused:
        vote(ann, 3, AGREE, NOON + HOUR)
    assert refused.value.code == "closed"


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["waiting", "rejected"])
def test_what_is_waiting_or_rejected_takes_no_votes(cast, ann, outcome) -> None:
    statement = written(ann.consultation, "bob", "More benches.")
    if outcome == "rejected":
        rule(statement=statement, outcome="rejected", by=cast.fay, now=NOON, reason="unclear")
    with pytest.raises(Conflict) as refused:
        cast_vote(by=ann, number=statement.number, value=AGREE, operation=ONE, now=NOON)
    assert refused.value.code == "statement-not-open"
    assert "More benches" not in refused.value.detail


@pytest.mark.django_db
def test_a_statement_that_is_not_there(ann) -> None:
    with pytest.raises(Missing) as refused:
        cast_vote(by=ann, number=99, value=AGREE, operation=ONE, now=NOON)
    assert refused.value.code == "no-statement"


@pytest.mark.django_db
def test_a_log_line_is_never_changed_or_deleted(ann) -> None:
    line = vote(ann, 3, AGREE)
    line.value = -1
    for act in (line.save, line.delete, Vote.objects.all().delete, lambda: Vote.objects.update(value=-1)):
        with pytest.raises(Unchangeable):
            act()
    assert lines() == [(3, 1, True)]


@pytest.mark.django_db
def test_a_vote_costs_as_many_queries_as_written_here(ann, django_assert_num_queries) -> None:
    served(ann, 3)
    ann.consultation = fresh(ann.consultation)
    # Two open and end the transaction. PostgreSQL: a lock, then everything. SQLite: what fits, line, vote, mark.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 6):
        cast_vote(by=ann, number=3, value=AGREE, operation=ONE, now=NOON)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_operation_at_the_same_moment_is_stored_once_and_both_get_its_line(ann) -> None:
    served(ann, 3)
    acts = [lambda: cast_vote(by=ann, number=3, value=AGREE, operation=ONE, now=NOON)] * 4
    assert len({line.pk for line in together(*acts)}) == 1
    assert lines() == [(3, 1, True)]


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_the_same_moment_the_later_log_line_wins(ann) -> None:
    served(ann, 3)
    for round_ in range(5):
        acts = [
            lambda value=value, number=round_ * 2 + place: cast_vote(
                by=ann, number=3, value=value, operation=UUID(int=100 + number), now=NOON
            )
            for place, value in enumerate((AGREE, DISAGREE))
        ]
        together(*acts)
        last = Vote.objects.latest("id")
        assert CurrentVote.objects.values_list("vote", "value").get() == (last.pk, last.value)
    assert Vote.objects.count() == 10


@pytest.mark.django_db
def test_an_earlier_line_stored_late_does_not_take_the_place_of_a_later_one(ann) -> None:
    first, second = vote(ann, 3, AGREE), vote(ann, 3, DISAGREE)
    log.keep_current(first)
    assert CurrentVote.objects.values_list("vote", "value").get() == (second.pk, -1)
