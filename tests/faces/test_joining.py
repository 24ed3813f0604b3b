"""Joining a statement with another that says the same, over both faces: votes stay, and whoever cast them is told."""

from uuid import uuid4

import pytest

from deliberation.record.models import Entry
from deliberation.results.actions import analyse
from deliberation.statements.actions import appeal
from deliberation.statements.lineage import heirs
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.moderating import rule, undo
from deliberation.statements.queries import public_statements
from deliberation.statements.retiring import join
from deliberation.votes.actions import serve
from deliberation.votes.identity import pseudonym
from deliberation.votes.models import AGREE, CurrentVote, Vote
from deliberation.votes.queries import asked_again
from tests.cast import CLOSING, DISAGREE, NOON, TEXTS, citizen, colleague, fresh, vote, voted_world, written

pytestmark = pytest.mark.django_db
TEXT = "Night buses ought to run each half hour."


def by_number(number):
    return Statement.objects.select_related("ruling").get(number=number)


@pytest.fixture
def moderator(another, world):
    staff = another()
    staff.sign_in(world[0].fay)
    return staff


def test_a_waiting_duplicate_is_retired_and_its_author_sees_which_one_stands(face, moderator, world):
    face.arrive("streets")
    face.write("streets", TEXT, different=True)
    assert moderator.join("streets", 5, 0, "waiting").done
    assert (by_number(5).standing, by_number(5).ruling.reason) == ("rejected", "duplicate")
    assert [each.number for each in public_statements(world[1])] == [0, 1, 2, 3, 4]
    assert face.own("streets").says("Night buses should run every half hour.")
    assert moderator.rejected("streets").says("Night buses should run every half hour.")
    entry = Entry.objects.get(act="statement.joined")
    assert (entry.subject, entry.details) == ("statement/5", {"reason": "duplicate", "into": 0})


def test_whoever_voted_is_told_and_asked_the_other_one_first(face, moderator, world):
    """Everybody else is asked it as before; nobody is asked the retired one any more."""
    face.arrive("streets")
    ann = world[1].participants.get()
    face.vote("streets", 4, AGREE, uuid4())
    before = [each.number for each in serve(by=ann, now=NOON)]
    last = before[-1]  # it would have been the last one asked
    assert moderator.join("streets", 4, last).done
    shown = face.arrive("streets")
    assert shown.says(TEXTS[last])
    assert shown.says("It stands in the place of statement 4") or shown.says('"again":[4]')
    assert asked_again(ann) == {last: [4]}
    assert [each.number for each in serve(by=ann, now=NOON)] == [last, *before[:-1]]
    assert not face.voted("streets").says("School streets should close")
    assert face.voted("streets").says(TEXTS[last]) or face.voted("streets").says(f'"instead":[{last}]')
    assert CurrentVote.objects.get().statement.number == 4  # it did not move
    assert face.vote("streets", 4, DISAGREE, uuid4()).status == 409
    bob = moderator.arrive("streets")
    assert not bob.says("It stands in the place of")
    assert not bob.says('"again":[4]')
    face.vote("streets", last, DISAGREE, uuid4())
    assert asked_again(ann) == {}
    assert not face.arrive("streets", again=last).says("please vote again here")


def test_a_vote_on_the_retired_one_counts_no_more_and_never_twice(db):
    world = voted_world()
    two = Statement.objects.get(number=2)
    before = analyse(consultation=world.consultation, now=NOON).figures["total_votes"]
    join(statement=two, into=0, by=world.cast.fay, now=NOON)
    after = analyse(consultation=fresh(world.consultation), now=NOON)
    assert sum(before[2]) == 42
    assert after.figures["total_votes"][0] == before[0]
    assert [row["number"] for row in after.prepared["statements"]] == [n for n in range(12) if n != 2]
    assert Vote.objects.filter(statement=two).count() == 42


def test_undone_it_is_exactly_as_before(face, moderator, world):
    vote(citizen(world[1], "ann"), 4, AGREE)
    before = by_number(4).ruling
    moderator.join("streets", 4, 2)
    made = Ruling.objects.latest("id")
    assert moderator.undo("streets", 4, made.pk).done
    assert by_number(4).ruling == before
    assert (heirs([by_number(4).pk]), asked_again(citizen(world[1], "ann"))) == ({}, {})


@pytest.mark.parametrize(
    ("number", "into", "says"),
    [(3, 3, "cannot stand in its own place"), (3, 5, "Only an accepted statement"), (3, 99, "no such statement")],
)
def test_what_cannot_stand_for_another(moderator, world, number, into, says):
    written(world[1], "zoe", TEXT)
    assert moderator.join("streets", number, into).says(says)
    assert by_number(number).standing == "accepted"


def test_a_chain_is_followed_to_its_end_and_a_circle_never_closed(moderator, world):
    cast, _consultation = world
    join(statement=by_number(4), into=3, by=cast.fay, now=NOON)
    rule(statement=by_number(4), outcome="accepted", by=cast.fay, now=NOON)
    again = by_number(4).ruling_id
    join(statement=by_number(3), into=4, by=cast.fay, now=NOON)
    refused = moderator.undo("streets", 4, again)
    assert refused.says("Undo that ruling first")
    assert by_number(4).standing == "accepted"
    assert moderator.join("streets", 4, 2).done
    assert heirs([by_number(3).pk, by_number(0).pk]) == {by_number(3).pk: [by_number(2).pk]}
    rule(statement=by_number(2), outcome="rejected", reason="unclear", by=cast.fay, now=NOON)
    assert heirs([by_number(3).pk]) == {by_number(3).pk: []}
    undo(statement=by_number(2), by=cast.fay, now=NOON)
    assert heirs([by_number(3).pk]) == {by_number(3).pk: [by_number(2).pk]}


def test_it_is_appealed_like_any_rejection_and_then_left_alone(moderator, another, world):
    cast, consultation = world
    written(consultation, "zoe", TEXT)
    moderator.join("streets", 5, 0, "waiting")
    appeal(consultation=consultation, number=5, reason="Mine is about hours.", by=pseudonym("zoe", consultation.pk),
           now=NOON)  # fmt: skip
    other = another()
    other.sign_in(colleague(cast))
    assert other.join("streets", 5, 1, "rejected").says("Its author has appealed")
    assert other.decide("streets", 5, "granted").done
    assert (by_number(5).standing, heirs([by_number(5).pk])) == ("accepted", {})


def test_others_do_not_and_nobody_after_closing(face, moderator, world, at):
    for person in (None, world[0].filip, world[0].omar):
        if person:
            face.sign_in(person)
        face.join("streets", 4, 2)
        assert by_number(4).standing == "accepted"
    at(CLOSING)
    moderator.sign_in(world[0].fay)
    moderator.join("streets", 4, 2)
    assert by_number(4).standing == "accepted"


def test_the_lineage_is_public(face, moderator, world):
    moderator.join("streets", 4, 2)
    log = face.moderation_log("streets", act="statement.joined")
    assert log.says("Statement 4 was joined with statement 2, which says the same.") or log.says('"into":2')


def test_a_place_in_which_several_stand_is_not_said_to_hold_the_same(face, moderator, world):
    """4 was joined with 3, and 3 divided since."""
    face.arrive("streets")
    face.vote("streets", 4, AGREE, uuid4())
    moderator.join("streets", 4, 3)
    assert moderator.reword("streets", 3, ["Parking costs residents nothing.", "Visitors pay for it."]).done
    page = face.voted("streets")
    assert page.says("In the place of statement 4 stands now:") or page.says('"instead":[5,6]')
    assert not page.says("which says the same")
    assert not page.says("one that says the same")
    for number in (5, 6):
        rule(statement=by_number(number), outcome="rejected", reason="unclear", by=world[0].fay, now=NOON)
    assert not face.voted("streets").says("In the place of statement 4")
    assert not face.voted("streets").says('"statement":4')
