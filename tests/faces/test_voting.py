"""Voting, over both faces."""

from uuid import uuid4

import pytest

from deliberation.consultations.actions import close
from deliberation.statements.moderating import rule
from deliberation.votes.models import AGREE, DISAGREE, CurrentVote, Participant, Served, Vote
from deliberation.votes.routing import AHEAD
from tests.cast import CLOSING, DAY, HOUR, LESSON, MINUTE, NOON, seeded, written

pytestmark = pytest.mark.django_db


def number_served():
    return Served.objects.earliest("id").statement.number


def test_a_vote_on_what_was_served_is_stored_and_counts(face, world):
    assert face.arrive("streets").done
    assert face.vote("streets", number_served(), AGREE, uuid4()).done
    line = Vote.objects.get()
    assert (line.value, line.counted) == (AGREE, True)
    assert CurrentVote.objects.get().vote == line.pk


def test_the_same_operation_twice_is_stored_once(face, world):
    face.arrive("streets")
    number, operation = number_served(), uuid4()
    assert face.vote("streets", number, DISAGREE, operation).done
    assert face.vote("streets", number, DISAGREE, operation).done
    assert Vote.objects.count() == 1


def test_an_operation_reused_for_another_vote_is_refused(face, world):
    face.arrive("streets")
    number, operation = number_served(), uuid4()
    face.vote("streets", number, DISAGREE, operation)
    answer = face.vote("streets", number, AGREE, operation)
    assert answer.status == 409
    assert answer.says("This operation id was used for another vote.")
    assert list(Vote.objects.values_list("value", flat=True)) == [DISAGREE]


def test_a_vote_on_what_was_not_served_is_stored_and_does_not_count(face, world):
    cast, consultation = world
    seeded(cast, consultation, [f"Measure number {number}." for number in range(AHEAD)])
    face.arrive("streets")
    other = consultation.statements.exclude(pk__in=Served.objects.values("statement")).first().number
    assert face.vote("streets", other, AGREE, uuid4()).done
    assert Vote.objects.get().counted is False


def test_what_is_held_ahead_may_be_voted_on_and_counts(face, world):
    """Ten votes cast while the line was cut, and sent when it was back."""
    face.arrive("streets")
    held = list(Served.objects.order_by("id").values_list("statement__number", flat=True))
    assert len(held) == 5
    for number in held:
        assert face.vote("streets", number, AGREE, uuid4()).done
    assert set(Vote.objects.values_list("counted", flat=True)) == {True}


def test_a_change_of_mind_is_a_second_line_and_one_current_vote(face, world):
    face.arrive("streets")
    number = number_served()
    face.vote("streets", number, AGREE, uuid4())
    face.vote("streets", number, DISAGREE, uuid4())
    assert list(Vote.objects.order_by("id").values_list("value", flat=True)) == [AGREE, DISAGREE]
    assert CurrentVote.objects.get().value == DISAGREE


def test_a_vote_after_the_closing_time_is_refused(face, world, at):
    face.arrive("streets")
    number = number_served()
    at(CLOSING)
    answer = face.vote("streets", number, AGREE, uuid4())
    assert answer.status == 409
    assert answer.says("This consultation closed on")
    assert not Vote.objects.exists()


def test_a_vote_after_an_early_closing_is_refused(face, world):
    cast, consultation = world
    face.arrive("streets")
    number = number_served()
    close(consultation=consultation, by=cast.fay, now=NOON + HOUR, did_not_work=LESSON)
    assert face.vote("streets", number, AGREE, uuid4()).status == 409
    assert not Vote.objects.exists()


def test_a_retry_after_closing_is_acknowledged(face, world, at):
    face.arrive("streets")
    number, operation = number_served(), uuid4()
    face.vote("streets", number, AGREE, operation)
    at(CLOSING + DAY)
    assert face.vote("streets", number, AGREE, operation).done
    assert Vote.objects.count() == 1


def test_a_vote_on_a_rejected_statement_is_refused(face, world):
    cast, consultation = world
    statement = consultation.statements.get(number=2)
    rule(statement=statement, outcome="rejected", reason="off-topic", by=cast.fay, now=NOON)
    face.arrive("streets")
    answer = face.vote("streets", 2, AGREE, uuid4())
    assert answer.status == 409
    assert answer.says("This statement is not open for votes")


def test_a_vote_on_a_waiting_statement_is_refused(face, world):
    statement = written(world[1], "zoe", "Trams should be free.")
    face.arrive("streets")
    assert face.vote("streets", statement.number, AGREE, uuid4()).status == 409


def test_a_vote_without_a_cookie_is_refused(face, world):
    answer = face.vote("streets", 0, AGREE, uuid4())
    assert answer.status == 401
    assert answer.says("Your browser did not send the participation cookie.")
    assert not Participant.objects.exists()


def test_a_vote_with_a_cookie_we_did_not_make_is_refused(face, world):
    face.forge_cookie()
    answer = face.vote("streets", 0, AGREE, uuid4())
    assert answer.status == 401
    assert answer.says("a participation cookie that this site did not make")
    assert not Participant.objects.exists()


def test_nobody_votes_as_somebody_else_by_sending_a_number(face, another, world):
    """What peers got wrong: two browsers are two participants, whatever else they send."""
    other = another()
    face.arrive("streets")
    other.arrive("streets")
    face.vote("streets", 0, AGREE, uuid4())
    other.vote("streets", 0, DISAGREE, uuid4())
    assert CurrentVote.objects.values("participant").distinct().count() == 2


@pytest.mark.parametrize("value", [2, -2, 100])
def test_a_value_that_is_no_vote_is_refused(face, world, value):
    face.arrive("streets")
    assert face.vote("streets", number_served(), value, uuid4()).status == 400
    assert not Vote.objects.exists()


def test_a_statement_that_is_not_there_is_refused(face, world):
    face.arrive("streets")
    assert face.vote("streets", 99, AGREE, uuid4()).status == 404


def test_whoever_votes_very_fast_is_told_when_to_go_on(face, another, world, at, settings):
    settings.VOTES_A_MINUTE = 2
    face.arrive("streets")
    operations = [uuid4() for _ in range(3)]
    for operation in operations[:2]:
        assert face.vote("streets", 0, AGREE, operation).done
    at(NOON + HOUR + MINUTE / 2)
    answer = face.vote("streets", 0, DISAGREE, operations[2])
    assert (answer.status, answer.wait) == (429, "30")
    assert answer.says("so this one was not taken. You can go on in 1 minute.")
    assert face.vote("streets", 0, AGREE, operations[0]).done
    assert Vote.objects.count() == 2
    other = another()
    other.arrive("streets")
    assert other.vote("streets", 0, AGREE, uuid4()).done
    at(NOON + HOUR + MINUTE)
    assert face.vote("streets", 0, DISAGREE, operations[2]).done
    assert Vote.objects.latest("id").value == DISAGREE
