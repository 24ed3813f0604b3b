"""Clearer words for a statement, or several in its place, over both faces: texts never change, and votes never move."""

import pytest

from deliberation.record.models import Entry
from deliberation.statements.lineage import heirs
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.statements.queries import public_texts
from deliberation.votes.models import AGREE, CurrentVote
from deliberation.votes.queries import asked_again
from tests.cast import CLOSING, NOON, citizen, vote

pytestmark = pytest.mark.django_db
LONG = "Trams should be free and run at night."
PARTS = ["Trams should be free.", "Trams should run at night."]


def by_number(number):
    return Statement.objects.select_related("ruling").get(number=number)


@pytest.fixture
def moderator(another, world):
    staff = another()
    staff.sign_in(world[0].fay)
    return staff


@pytest.fixture
def author(face, world):
    """Somebody who wrote statement 5, which is accepted."""
    face.arrive("streets")
    face.write("streets", LONG)
    rule(statement=by_number(5), outcome="accepted", by=world[0].fay, now=NOON)
    return face


def test_one_is_divided_and_its_voters_are_asked_the_parts(author, moderator, world):
    ann = citizen(world[1], "ann")
    vote(ann, 5, AGREE)
    assert moderator.reword("streets", 5, [*PARTS, PARTS[0]], "Two ideas.").done
    texts = public_texts(world[1])
    assert (texts[6], texts[7], texts.get(5)) == (*PARTS, None)
    assert (by_number(5).text, by_number(5).ruling.reason, by_number(5).ruling.note) == (
        LONG, "several-ideas", "Two ideas.",
    )  # fmt: skip
    assert asked_again(ann) == {6: [5], 7: [5]}
    assert CurrentVote.objects.get().statement.number == 5
    assert author.own("streets").says(PARTS[1])
    assert author.own("streets").says("Two ideas.")
    entry = Entry.objects.get(act="statement.divided")
    assert entry.details == {"reason": "several-ideas", "into": [6, 7]}
    stranger = moderator.moderation_log("streets", act="statement.divided")
    assert stranger.says("In its place stand: 6, 7.") or stranger.says('"into":[6,7]')
    assert not stranger.says(LONG)


def test_words_of_staff_are_not_called_a_participant_s(author, moderator, another):
    moderator.reword("streets", 5, ["Trams should cost nothing."])
    assert (by_number(6).edited, by_number(6).author, by_number(5).ruling.reason) == (True, "", "reworded")
    for number in range(5):
        Statement.objects.filter(number=number).update(ruling=None)
    shown = another().arrive("streets")
    assert shown.says("The facilitators put into words what others meant") or shown.says('"edited":true')


@pytest.mark.parametrize("number", [5, 6])
def test_undoing_either_undoes_both(author, moderator, number):
    before = by_number(5).ruling
    moderator.reword("streets", 5, PARTS)
    assert moderator.undo("streets", number, by_number(number).ruling_id).done
    assert (by_number(5).ruling, by_number(6).standing, by_number(7).standing) == (before, "waiting", "waiting")
    assert heirs([by_number(5).pk]) == {}
    assert Entry.objects.filter(act="ruling.undone").count() == 3


def test_an_author_proposes_words_that_take_the_place_when_they_are_accepted(author, moderator):
    assert author.propose("streets", 5, "Trams should cost nothing.").done
    assert (by_number(6).standing, by_number(5).standing) == ("waiting", "accepted")
    again = author.propose("streets", 5, "Trams should be without fares.")
    assert (again.status, again.says("they wait")) == (409, True)
    assert moderator.rule("streets", 6, "accepted").done
    assert (by_number(6).standing, by_number(5).ruling.reason) == ("accepted", "reworded")
    assert heirs([by_number(5).pk]) == {by_number(5).pk: [by_number(6).pk]}
    moderator.undo("streets", 6, by_number(6).ruling_id)
    assert (by_number(6).standing, by_number(5).standing) == ("waiting", "accepted")
    moderator.rule("streets", 6, "rejected", "unclear")
    assert by_number(5).standing == "accepted"


def test_accepted_together_both_stay(author, moderator, world):
    author.propose("streets", 5, "Trams should cost nothing.")
    moderator.undo("streets", 5, by_number(5).ruling_id)
    assert moderator.rule_many("streets", {5: 0, 6: 0}, "accepted").done
    assert {5, 6} <= set(public_texts(world[1]))


@pytest.mark.parametrize(
    ("texts", "says"),
    [([], "one to 5 statements"), ([f"Idea {n}." for n in range(6)], "one to 5 statements"),
     (["x" * 201], "Shorten it to 200 characters"), (["!!"], "in words")],
)  # fmt: skip
def test_words_must_be_such_as_anybody_s(author, moderator, texts, says):
    answer = moderator.reword("streets", 5, texts)
    assert (answer.status, answer.says(says)) == (400, True)
    assert Statement.objects.count() == 6


def test_what_is_rejected_is_not_put_into_other_words(author, moderator, world):
    rule(statement=by_number(5), outcome="rejected", reason="abuse", by=world[0].fay, now=NOON)
    assert moderator.reword("streets", 5, PARTS, seen="rejected").says("can be put into other words")
    assert author.propose("streets", 5, PARTS[0]).status == 409
    assert Statement.objects.count() == 6


def test_nobody_else_proposes_and_nobody_rewords_without_the_role(author, another, world, at):
    stranger = another()
    stranger.arrive("streets")
    assert stranger.propose("streets", 5, PARTS[0]).status == 404
    assert another().propose("streets", 5, PARTS[0]).status == 401
    for person in (None, world[0].filip, world[0].omar):
        if person:
            stranger.sign_in(person)
        assert not stranger.reword("streets", 5, PARTS).says("stand now")
    at(CLOSING)
    assert author.propose("streets", 5, PARTS[0]).status == 409
    assert Statement.objects.count() == 6
