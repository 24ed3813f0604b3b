"""People whose votes do not count stand beside the result: a table of other people, hidden and rounded by itself."""

import json
from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.consultations import locks
from deliberation.consultations.admission import ADMISSIONS, OPEN
from deliberation.consultations.models import Consultation
from deliberation.record.models import Entry
from deliberation.results.actions import analyse, release
from deliberation.results.models import Publication
from deliberation.results.words import beside
from deliberation.statements.moderating import rule
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.beside import counts_beside
from deliberation.votes.models import Participant
from deliberation.votes.tiers import raise_to
from tests.cast import (
    AGREE,
    DISAGREE,
    HOUR,
    NOON,
    SKIP,
    World,
    citizen,
    closed_and_bound,
    fresh,
    invited_world,
    published,
    vote,
)

pytestmark = pytest.mark.django_db
NOBODY = {"agree": None, "disagree": None, "skip": None, "voters": None}


@pytest.fixture
def world() -> World:
    """42 invited people in their groups, whose votes count."""
    return invited_world()


def strangers(consultation: Consultation, names: Sequence[int], number: int, value: int) -> list[Participant]:
    """People who came by the open link and voted."""
    people = [citizen(consultation, f"stranger {name}") for name in names]
    for person in people:
        assert not vote(person, number, value).counted
    return people


def twenty_four(world: World) -> list[Participant]:
    """24 agree with statement 0; of 3 think 12 this, 9 that, and 3 skip it; 4 is asked of 9 only."""
    people = strangers(world.consultation, range(24), 0, DISAGREE)
    strangers(world.consultation, range(24), 0, AGREE)  # they change their mind: the last vote is theirs
    for names, value in ((range(12), AGREE), (range(12, 21), DISAGREE), (range(21, 24), SKIP)):
        strangers(world.consultation, names, 3, value)
    strangers(world.consultation, range(9), 4, AGREE)
    return people


def released(world: World, after: int = 1) -> Publication:
    return published(world, NOON + after * HOUR).publication


def told(publication: Publication) -> dict[int, dict[str, int | None]]:
    rows = publication.document["beside"]["statements"]
    return {row["number"]: {kind: row[kind] for kind in NOBODY} for row in rows}


def five_counted_change(world: World, number: int = 3) -> None:
    for person in world.people[:5]:
        vote(person, number, DISAGREE if number % 2 else AGREE)


def test_figures_beside_by_hand(world) -> None:
    twenty_four(world)
    document = released(world).document
    rows = told(world.consultation.publications.get())
    assert document["beside"]["participants"] == 25
    assert document["beside"]["log_position"] == document["input"]["log_position"]
    assert rows[0] == {"agree": 25, "disagree": None, "skip": None, "voters": 25}
    assert rows[3] == {"agree": 10, "disagree": None, "skip": None, "voters": 25}
    assert rows[4] == NOBODY == rows[5]
    assert list(rows) == [row["number"] for row in document["statements"]]
    assert "25 people took part by the open link" in beside(document)


def test_the_result_is_the_same_with_and_without_them(world) -> None:
    without = analyse(consultation=world.consultation, now=NOON).prepared
    twenty_four(world)
    together = analyse(consultation=world.consultation, now=NOON).prepared
    assert (without.pop("beside")["participants"], together.pop("beside")["participants"]) == (None, 25)
    assert without.pop("input")["digest"] == together.pop("input")["digest"]
    assert without == together


def test_votes_on_what_was_never_served_stay_out(world) -> None:
    strangers(world.consultation, range(10), 0, AGREE)
    for name in range(10, 30):
        person = citizen(world.consultation, f"stranger {name}")
        cast_vote(by=person, number=0, value=AGREE, operation=uuid4(), now=NOON)
    cast_vote(by=world.people[0], number=0, value=AGREE, operation=uuid4(), now=NOON)
    publication = released(world)
    assert (publication.document["beside"]["participants"], told(publication)[0]["agree"]) == (10, 10)


def test_whose_votes_count_later_is_beside_no_more(world) -> None:
    """At the earlier log position they still are: the log alone says so, whatever tier they have today."""
    people = twenty_four(world)
    earlier = analyse(consultation=world.consultation, now=NOON)
    for person in people[:14]:
        locks.exclude(world.consultation.pk)
        raise_to("invited", person, world.consultation, NOON)
    publication = released(world)
    assert publication.document["participants"] == 55
    assert publication.document["beside"]["participants"] == 10
    assert told(publication)[0] == {"agree": 10, "disagree": None, "skip": None, "voters": 10}
    assert counts_beside(world.consultation, earlier.up_to_vote)[0, AGREE] == 24


def test_a_rejected_statement_is_not_in_the_table(world) -> None:
    twenty_four(world)
    statement = world.consultation.statements.get(number=3)
    rule(statement=statement, outcome="rejected", reason="off-topic", by=world.cast.fay, now=NOON)
    assert 3 not in told(released(world))


def test_they_release_nothing(world) -> None:
    released(world)
    twenty_four(world)
    analyse(consultation=world.consultation, now=NOON + 9 * HOUR)
    assert release(consultation=fresh(world.consultation), now=NOON + 9 * HOUR) is None


def test_a_release_for_others_moves_nothing_with_fewer_than_five_of_them(world) -> None:
    """11 agreed. A twelfth and thirteenth would turn "about 10" into "about 15", and tell how the two voted."""
    strangers(world.consultation, range(11), 0, AGREE)
    first = released(world).document["beside"]
    five_counted_change(world)
    strangers(world.consultation, [11, 12], 0, AGREE)
    assert released(world, 2).document["beside"] == first
    five_counted_change(world, 4)
    strangers(world.consultation, [11, 12], 5, AGREE)  # the same two again
    assert released(world, 3).document["beside"] == first
    five_counted_change(world, 5)
    strangers(world.consultation, [13, 14, 15], 0, DISAGREE)
    fourth = released(world, 4)
    assert (fourth.document["beside"]["participants"], told(fourth)[0]["agree"]) == (15, 15)
    assert fourth.document["beside"]["log_position"] == fourth.document["input"]["log_position"]


def test_the_final_publication_has_all_of_them(world) -> None:
    strangers(world.consultation, range(12), 0, AGREE)
    released(world)
    strangers(world.consultation, [12], 0, AGREE)
    final = closed_and_bound(world).publication
    assert (final.document["beside"]["participants"], told(final)[0]["agree"]) == (15, 15)


def test_where_everybody_counts_nobody_is_beside() -> None:
    document = published().publication.document
    assert document["beside"] is None
    assert beside(document) == ""
    assert {admission.beside for admission in ADMISSIONS.values()} >= {frozenset(), frozenset({OPEN})}


def test_documents_of_before_say_nothing(world) -> None:
    document = released(world).document
    del document["beside"]
    assert beside(document) == ""


def test_of_few_it_says_only_that(world) -> None:
    strangers(world.consultation, range(9), 0, AGREE)
    document = released(world).document
    assert document["beside"]["participants"] is None
    assert beside(document).startswith("Beside this, fewer than 10 people took part")


def test_the_record_names_a_digest_of_all_that_was_published(world) -> None:
    twenty_four(world)
    released(world)
    document = Publication.objects.get().document
    stored = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    assert Entry.objects.get(act="results.published").details["document_digest"] == sha256(stored).hexdigest()


def test_as_many_questions_to_the_database_for_one_and_for_many(world) -> None:
    strangers(world.consultation, [0], 0, AGREE)
    with CaptureQueriesContext(connection) as few:
        analyse(consultation=world.consultation, now=NOON)
    twenty_four(world)
    with CaptureQueriesContext(connection) as many:
        analyse(consultation=world.consultation, now=NOON)
    asked = [sum("EXISTS" in query["sql"] and "served" in query["sql"] for query in each) for each in (few, many)]
    assert asked == [2, 2]
