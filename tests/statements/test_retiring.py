"""What takes whose place, and what is undone together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.errors import Conflict, Forbidden
from deliberation.record.models import Entry
from deliberation.statements.actions import appeal, decide
from deliberation.statements.lineage import heirs
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.moderating import rule, rule_many, undo, undo_many
from deliberation.statements.queries import public_texts, written_by_hour
from deliberation.statements.retiring import join, propose, reword
from deliberation.votes.identity import pseudonym
from tests.cast import NOON, colleague, founded, opened, seeded, written

pytestmark = pytest.mark.django_db
NO_FARES, NO_TICKETS = "Trams should cost nothing.", "Nobody should need a ticket for a tram."


@pytest.fixture
def cast():
    return founded()


@pytest.fixture
def streets(cast):
    """Statement 0 is a seed; 1 was written by Ann, and accepted."""
    consultation = opened(cast)
    seeded(cast, consultation, ["More benches."])
    accept(cast, written(consultation, "ann", "Trams should be free."))
    return consultation


def accept(cast, statement):
    return rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)


def many(cast, consultation, seen, outcome="accepted", reason=""):
    return rule_many(consultation=consultation, seen=seen, outcome=outcome, by=cast.fay, now=NOON, reason=reason)


def by_number(number):
    return Statement.objects.select_related("ruling", "consultation").get(number=number)


def proposed(consultation, number, text):
    by = pseudonym("ann", consultation.pk)
    return propose(consultation=consultation, number=number, text=text, by=by, now=NOON)


def standings():
    return [each.standing for each in Statement.objects.select_related("ruling")]


@pytest.mark.parametrize(
    ("texts", "field"),
    [(["More trees.", "More  benches."], "texts.1"), (["Trams should be free."], "texts.0")],
)
def test_no_words_that_are_there_already_take_a_statement_s_place(cast, streets, texts, field):
    with pytest.raises(Conflict) as refused:
        reword(statement=by_number(1), texts=texts, by=cast.fay, now=NOON)
    assert (refused.value.code, list(refused.value.fields)) == ("statement-exists", [field])
    assert public_texts(streets) == {0: "More benches.", 1: "Trams should be free."}


def test_words_that_only_wait_are_no_twin(cast, streets):
    """They are a citizen's, and nobody has ruled on them."""
    written(streets, "bob", NO_FARES)
    assert [each.number for each in reword(statement=by_number(1), texts=[NO_FARES], by=cast.fay, now=NOON)] == [3]


def test_what_is_alike_is_looked_for_before_votes_have_to_wait(cast, streets):
    with CaptureQueriesContext(connection) as asked:
        reword(statement=by_number(1), texts=[NO_FARES], by=cast.fay, now=NOON)
    asked = [query["sql"] for query in asked]
    begun = next(place for place, sql in enumerate(asked) if sql.startswith("SAVEPOINT"))
    looking = [place for place, sql in enumerate(asked) if '"statements_ruling"."id" >' in sql]
    assert looking
    assert max(looking) < begun


def test_who_may_not_reword_hears_nothing_about_the_words(cast, streets):
    for texts in ([], ["!!"], [NO_FARES]):
        with pytest.raises(Forbidden):
            reword(statement=by_number(1), texts=texts, by=cast.filip, now=NOON)


def test_what_takes_a_seed_s_place_is_a_seed(cast, streets):
    (new,) = reword(statement=by_number(0), texts=["More benches in parks."], by=cast.fay, now=NOON)
    (other,) = reword(statement=by_number(1), texts=[NO_FARES], by=cast.fay, now=NOON)
    assert (new.seed, new.edited, new.rewords.number) == (True, False, 0)
    assert (other.seed, other.edited) == (False, True)


def test_words_by_staff_are_not_counted_among_what_citizens_wrote(cast, streets):
    reword(statement=by_number(1), texts=[NO_FARES, NO_TICKETS], by=cast.fay, now=NOON)
    assert sum(written_by_hour(streets).values()) == 1


def test_clearer_words_for_words_that_wait_take_the_place_of_the_first(cast, streets):
    """Ann proposed 2 for 1; staff put that more clearly, as 3 and 4."""
    proposed(streets, 1, NO_FARES)
    before = by_number(1).ruling
    reword(statement=by_number(2), texts=["Trams are free.", "Nights, too."], by=cast.fay, now=NOON)
    assert standings() == ["accepted", "rejected", "rejected", "accepted", "accepted"]
    assert heirs([by_number(1).pk]) == {by_number(1).pk: [by_number(3).pk, by_number(4).pk]}
    assert Entry.objects.get(act="statement.divided", subject="statement/1").details["into"] == [3, 4]
    undo(statement=by_number(4), by=cast.fay, now=NOON)
    assert standings() == ["accepted", "accepted", "waiting", "waiting", "waiting"]
    assert by_number(1).ruling == before


def test_words_for_what_was_accepted_besides_leave_the_first_alone(cast, streets):
    proposed(streets, 1, NO_FARES)
    undo(statement=by_number(1), by=cast.fay, now=NOON)
    many(cast, streets, {1: 0, 2: 0})
    reword(statement=by_number(2), texts=[NO_TICKETS], by=cast.fay, now=NOON)
    assert standings() == ["accepted", "accepted", "rejected", "accepted"]


def test_two_proposals_one_of_them_in_other_words_take_one_place(cast, streets):
    """3 is for 2, which waits to take the place of 1, and so is 4: all is tied, and undone together."""
    proposed(streets, 1, NO_FARES)
    proposed(streets, 2, NO_TICKETS)
    Statement.objects.create(
        consultation=streets, number=4, text="No fares.", rewords=by_number(1), edited=True, written_at=NOON
    )
    batch = many(cast, streets, {3: 0, 4: 0}).batch
    assert standings() == ["accepted", "rejected", "rejected", "accepted", "accepted"]
    assert heirs([by_number(1).pk])[by_number(1).pk] == [by_number(4).pk, by_number(3).pk]
    assert undo_many(consultation=streets, batch=batch, by=cast.fay, now=NOON).numbers == [3, 4]
    assert standings() == ["accepted", "accepted", "waiting", "waiting", "waiting"]


def test_undoing_at_once_leaves_alone_what_goes_with_what_an_appeal_is_about(cast, streets):
    proposed(streets, 1, NO_FARES)
    written(streets, "bob", "More shade.")
    batch = many(cast, streets, {2: 0, 3: 0}).batch
    appeal(consultation=streets, number=1, reason="Mine was better.", by=pseudonym("ann", streets.pk), now=NOON)
    done = undo_many(consultation=streets, batch=batch, by=cast.fay, now=NOON)
    assert (done.numbers, done.left_out) == ([3], [2])
    assert standings() == ["accepted", "rejected", "accepted", "waiting"]


def test_undoing_at_once_leaves_out_all_of_what_would_close_a_circle(cast, streets):
    """0 was joined with 1 and accepted again together with 2, for which 1 was retired; then 2 was joined with 0."""
    join(statement=by_number(0), into=1, by=cast.fay, now=NOON)
    proposed(streets, 1, NO_FARES)
    written(streets, "bob", "More shade.")
    joined = by_number(0).ruling_id
    batch = many(cast, streets, {0: joined, 3: 0}).batch
    accept(cast, by_number(2))
    join(statement=by_number(2), into=0, by=cast.fay, now=NOON)
    done = undo_many(consultation=streets, batch=batch, by=cast.fay, now=NOON)
    assert (done.numbers, done.left_out) == ([3], [0])
    assert standings() == ["accepted", "rejected", "rejected", "waiting"]


@pytest.mark.parametrize("at_once", [False, True])
def test_part_of_a_circle_that_undoing_itself_opens_is_no_hindrance(cast, streets, at_once):
    """2 was joined with 1, and accepted all the same, for which 1 was retired: both are as before."""
    proposed(streets, 1, NO_FARES)
    join(statement=by_number(2), into=1, by=cast.fay, now=NOON)
    joined = by_number(2).ruling
    batch = many(cast, streets, {2: joined.pk}).batch
    assert standings() == ["accepted", "rejected", "accepted"]
    if at_once:
        undo_many(consultation=streets, batch=batch, by=cast.fay, now=NOON)
    else:
        undo(statement=by_number(2), by=cast.fay, now=NOON)
    assert (standings(), by_number(2).ruling) == (["accepted", "accepted", "rejected"], joined)


def test_who_was_overruled_undoes_nothing_tied_to_it(cast, streets):
    """Fay retired 1 along with accepting 2; the appeal was granted by somebody else, who then accepted 2 anew."""
    proposed(streets, 1, NO_FARES)
    accept(cast, by_number(2))
    appeal(consultation=streets, number=1, reason="Mine was better.", by=pseudonym("ann", streets.pk), now=NOON)
    other = colleague(cast)
    decide(statement=by_number(1), outcome="granted", by=other, now=NOON)
    undo(statement=by_number(2), by=cast.fay, now=NOON)  # 1 was ruled on since: it is not tied any more
    assert standings() == ["accepted", "accepted", "waiting"]
    rule(statement=by_number(2), outcome="accepted", by=other, now=NOON)
    with pytest.raises(Forbidden):
        undo(statement=by_number(2), by=cast.fay, now=NOON)
    assert standings() == ["accepted", "rejected", "accepted"]


@pytest.mark.parametrize("rows", [1, 4])
def test_undoing_many_asks_as_often_as_undoing_one(cast, streets, rows):
    for row in range(rows):
        join(statement=written(streets, f"author {row}", f"Idea {row}."), into=0, by=cast.fay, now=NOON)
    seen = dict(Statement.objects.filter(number__gt=1).values_list("number", "ruling"))
    batch = many(cast, streets, seen).batch
    with CaptureQueriesContext(connection) as asked:
        undo_many(consultation=streets, batch=batch, by=cast.fay, now=NOON)
    reading = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert len([sql for sql in reading if '"statements_' in sql.partition("WHERE")[0]]) == 7
    assert Ruling.objects.filter(undoes__isnull=False).count() == rows
