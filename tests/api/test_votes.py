"""The path of a vote: from the first statement shown to the answer that carries the next one."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.consultations.actions import close
from deliberation.statements.moderating import rule
from deliberation.votes.identity import COOKIE
from deliberation.votes.models import CurrentVote, Participant, Served, Vote
from tests.cast import CLOSING, LESSON, MINUTE, NOON, TEXTS, citizen, founded, fresh, opened, seeded, served, written

VOTES = "/consultations/streets/votes"
NEXT = "/consultations/streets/next"
CANARY = "Canary: nobody may read this sentence."


@pytest.fixture
def cast(db):
    return founded()


@pytest.fixture
def streets(cast):
    consultation = opened(cast)
    seeded(cast, consultation)
    return consultation


@pytest.fixture
def ann(streets, browser_of):
    """Ann has joined; nothing has been shown to her."""
    citizen(streets, "ann")
    return browser_of().as_citizen("ann")


def ballot(statement=0, value=1, operation=None):
    return {"statement": statement, "value": value, "operation": str(operation or uuid4())}


def test_a_visitor_is_shown_a_statement_and_given_the_cookie(streets, visitor):
    answer = visitor.post(NEXT)
    assert answer.status == 200
    assert answer.body["statement"]["text"] == TEXTS[answer.body["statement"]["number"]]
    assert answer.body["left"] == 5
    cookie = answer.response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    shown = [answer.body["statement"], *answer.body["ahead"]]
    in_order = Served.objects.order_by("id").values_list("statement__number", flat=True)
    assert list(in_order) == [statement["number"] for statement in shown]
    assert len(shown) == 5


def test_asking_again_shows_the_same_statement_to_the_same_participant(streets, visitor):
    numbers = {visitor.post(NEXT).body["statement"]["number"] for _again in range(4)}
    assert len(numbers) == 1
    assert Participant.objects.count() == 1


def test_a_vote_is_stored_counted_and_answered_with_the_next_statement(streets, visitor):
    shown = visitor.post(NEXT).body["statement"]["number"]
    answer = visitor.post(VOTES, ballot(shown, -1))
    assert answer.status == 201
    assert (answer.body["statement"], answer.body["value"], answer.body["counted"]) == (shown, -1, True)
    assert answer.body["next"]["number"] != shown
    assert len(answer.body["ahead"]) == 3
    assert visitor.post(NEXT).body == {"statement": answer.body["next"], "ahead": answer.body["ahead"], "left": 4}
    assert [(line.statement.number, line.value) for line in Vote.objects.all()] == [(shown, -1)]


def test_who_holds_statements_may_vote_without_being_shown_more(streets, ann):
    shown = Served.objects.count()
    answer = ann.post(VOTES, {**ballot(2, -1), "follow": False})
    assert answer.status == 201
    assert answer.body == {"statement": 2, "value": -1, "counted": False, "next": None, "ahead": []}
    assert (Vote.objects.count(), Served.objects.count()) == (1, shown)


def test_after_the_last_statement_there_is_no_next_one(streets, visitor):
    shown = visitor.post(NEXT).body["statement"]
    for _statement in TEXTS:
        shown = visitor.post(VOTES, ballot(shown["number"], 0)).body["next"]
    assert shown is None
    assert visitor.post(NEXT).body == {"statement": None, "ahead": [], "left": 0}


@pytest.mark.parametrize("value", [1, -1, 0])
def test_the_three_votes_keep_their_sign(streets, ann, value):
    assert ann.post(VOTES, ballot(2, value)).body["value"] == value
    assert CurrentVote.objects.get().value == value
    assert ann.get(VOTES).rows == [{"statement": 2, "text": TEXTS[2], "value": value, "instead": []}]


def test_the_same_operation_twice_is_stored_once(streets, ann):
    once = ballot(1, 1)
    first, again = ann.post(VOTES, once), ann.post(VOTES, once)
    assert (first.status, again.status) == (201, 200)
    assert Vote.objects.count() == 1
    assert {name: again.body[name] for name in ("statement", "value", "counted")} == {
        "statement": 1,
        "value": 1,
        "counted": False,
    }


@pytest.mark.parametrize("other", [{"value": -1}, {"statement": 2}], ids=["another value", "another statement"])
def test_an_operation_used_for_another_vote_is_refused(streets, ann, other):
    first = ballot(1, 1)
    ann.post(VOTES, first)
    answer = ann.post(VOTES, {**first, **other})
    assert (answer.status, answer.code) == (409, "operation-reused")
    assert Vote.objects.count() == 1


def test_an_operation_of_somebody_else_is_refused(streets, ann, browser_of):
    first = ballot(1, 1)
    ann.post(VOTES, first)
    answer = browser_of().as_citizen("ben").post(VOTES, first)
    assert (answer.status, answer.code) == (409, "operation-reused")


def test_a_vote_on_what_was_not_shown_is_stored_and_not_counted(streets, ann):
    answer = ann.post(VOTES, ballot(3))
    assert (answer.status, answer.body["counted"]) == (201, False)
    assert Vote.objects.get().counted is False


def test_a_vote_on_what_was_shown_is_counted(streets, ann):
    served(citizen(streets, "ann"), 3)
    assert ann.post(VOTES, ballot(3)).body["counted"] is True


def test_after_closing_a_vote_is_refused_and_a_retry_is_answered(streets, ann, clock):
    stored = ballot(1)
    ann.post(VOTES, stored)
    clock.move_to(CLOSING)
    refused, retried = ann.post(VOTES, ballot(2)), ann.post(VOTES, stored)
    assert (refused.status, refused.code) == (409, "closed")
    assert (retried.status, retried.body["next"]) == (200, None)
    assert Vote.objects.count() == 1


def test_an_early_closing_ends_voting_at_once(cast, streets, ann):
    close(consultation=fresh(streets), by=cast.fay, now=NOON + MINUTE, did_not_work=LESSON)
    assert ann.post(VOTES, ballot(1)).code == "closed"
    assert ann.post(NEXT).code == "closed"


def test_nobody_joins_a_closed_consultation(streets, visitor, clock):
    clock.move_to(CLOSING)
    answer = visitor.post(NEXT)
    assert (answer.status, answer.code) == (409, "closed")
    assert Participant.objects.count() == 0


def test_a_statement_that_waits_takes_no_votes(streets, ann):
    number = written(streets, "ben", CANARY).number
    answer = ann.post(VOTES, ballot(number))
    assert (answer.status, answer.code) == (409, "statement-not-open")
    assert CANARY not in answer.text


def test_a_rejected_statement_takes_no_votes(cast, streets, ann):
    statement = written(streets, "ben", CANARY)
    rule(statement=statement, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    answer = ann.post(VOTES, ballot(statement.number))
    assert (answer.status, answer.code) == (409, "statement-not-open")
    assert Vote.objects.count() == 0


def test_without_the_cookie_nothing_is_stored(streets, visitor):
    answer = visitor.post(VOTES, ballot())
    assert (answer.status, answer.code) == (401, "cookie-missing")
    assert (Vote.objects.count(), Participant.objects.count()) == (0, 0)


@pytest.mark.parametrize("path", [VOTES, NEXT])
@pytest.mark.parametrize("forged", ["ann", "ann:c2lnbmVkIGJ5IHNvbWVib2R5IGVsc2U"])
def test_a_cookie_signed_by_somebody_else_is_refused(streets, visitor, forged, path):
    citizen(streets, "ann")
    visitor.client.cookies[COOKIE] = forged
    answer = visitor.post(path, ballot() if path == VOTES else None)
    assert (answer.status, answer.code) == (401, "cookie-foreign")
    assert Vote.objects.count() == 0


def test_naming_a_participant_changes_nothing(streets, ann):
    """Elsewhere anybody could vote as anybody by sending a number."""
    ben = citizen(streets, "ben")
    for name in ("participant", "pid", "by"):
        answer = ann.post(VOTES, {**ballot(), name: ben.pk})
        assert (answer.status, list(answer.body["fields"])) == (400, [name])
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("value", [2, -2, 10**30])
def test_other_numbers_are_no_votes(streets, ann, value):
    answer = ann.post(VOTES, ballot(value=value))
    assert (answer.status, answer.code, list(answer.body["fields"])) == (400, "vote-value", ["value"])


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("value", None), ("value", True), ("value", "agree"), ("statement", -1), ("statement", 2**40), ("operation", "x")],
)
def test_a_malformed_field_is_named(streets, ann, field, wrong):
    answer = ann.post(VOTES, {**ballot(), field: wrong})
    assert (answer.status, answer.code, list(answer.body["fields"])) == (400, "not-valid", [field])


def test_an_unknown_statement_is_missing(streets, ann):
    assert ann.post(VOTES, ballot(99)).code == "no-statement"


def test_before_opening_there_is_nothing_to_vote_on_for_a_stranger(cast, browser_of, clock):
    from_draft = browser_of().as_citizen("ann").post("/consultations/streets/votes", ballot())
    assert (from_draft.status, from_draft.code) == (404, "no-consultation")


def test_own_votes_are_ones_own_and_need_the_cookie(streets, ann, visitor, browser_of):
    ann.post(VOTES, ballot(4, -1))
    assert browser_of().as_citizen("ben").get(VOTES).rows == []
    assert visitor.get(VOTES).code == "cookie-missing"
    assert [row["statement"] for row in ann.get(VOTES).rows] == [4]


def test_no_answer_holds_what_a_participant_is_known_by(streets, visitor):
    shown = visitor.post(NEXT)
    answers = [shown, visitor.post(VOTES, ballot(shown.body["statement"]["number"])), visitor.get(VOTES)]
    participant = Participant.objects.get()
    assert all(participant.pseudonym not in answer.text for answer in answers)
    token = visitor.client.cookies[COOKIE].value.rpartition(":")[0]
    assert all(token not in answer.text for answer in answers)


def test_forgetting_lets_the_next_person_begin_anew(streets, visitor):
    visitor.post(NEXT)
    assert visitor.delete("/participation").status == 204
    visitor.post(NEXT)
    assert Participant.objects.count() == 2


@pytest.mark.parametrize("more", [20, 40])
def test_a_vote_asks_the_database_this_often(cast, streets, visitor, more):
    """One transaction stores it; then the next statement is chosen. Every further query costs a full square dear."""
    seeded(cast, streets, [f"Measure {number}." for number in range(more)])
    shown = visitor.post(NEXT).body["statement"]["number"]
    with CaptureQueriesContext(connection) as queries:
        visitor.post(VOTES, ballot(shown))
    framing = ("SAVEPOINT", "RELEASE", "BEGIN", "SELECT pg_advisory_xact_lock")  # differ between the databases
    asked = [query["sql"] for query in queries if not query["sql"].startswith(framing)]
    # PostgreSQL stores the vote with one, SQLite with four. The first reads the consultation, and holds five seconds.
    assert len(asked) == (8 if connection.vendor == "postgresql" else 11), "\n".join(asked)


def test_the_operation_may_be_any_uuid(streets, ann):
    assert ann.post(VOTES, ballot(0, 1, UUID(int=0))).status == 201
