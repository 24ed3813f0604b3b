"""Writing a statement: nothing typed is lost, and the author learns what became of it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.consultations.models import Consultation
from deliberation.consultations.reasons import REASONS
from deliberation.statements.models import LONGEST, Statement
from deliberation.statements.moderating import rule
from deliberation.votes.models import Participant, Vote
from tests.cast import CLOSING, NOON, TEXTS, Cast, citizen, published, seeded, vote, voted_world, written
from tests.web.conftest import Visitor

URL = "/c/streets/write/"


def test_a_statement_waits_and_its_author_sees_it(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    answer = visitor.post(URL, {"text": "More benches, please."}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/c/streets/mine/#statements", 302)]
    assert "More benches, please." in page
    assert "Waiting for the facilitators" in page


def test_too_long_keeps_the_text(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    text = "word " * LONGEST
    answer = visitor.post(URL, {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert text in page
    assert f"Shorten it to {LONGEST} characters" in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_text"' in page
    assert Statement.objects.count() == len(TEXTS)


def test_a_twin_is_refused_and_kept(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    answer = visitor.post(URL, {"text": TEXTS[0]})
    assert answer.status_code == 409
    assert TEXTS[0] in answer.content.decode()
    assert "vote on it instead" in answer.content.decode()


def test_a_null_character_is_a_sentence_not_a_fault(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    assert visitor.post(URL, {"text": "be\x00nches"}).status_code == 400


def test_without_the_cookie_the_text_is_kept(streets: Consultation) -> None:
    answer = Visitor().post(URL, {"text": "Benches."})
    assert answer.status_code == 401
    assert "Benches." in answer.content.decode()


def test_the_author_learns_the_reason(visitor: Visitor, cast: Cast, streets: Consultation) -> None:
    visitor.get(URL)
    visitor.post(URL, {"text": "Buy at my shop."})
    statement = Statement.objects.get(text="Buy at my shop.")
    rule(statement=statement, outcome="rejected", reason="advertising", note="Try again.", by=cast.fay, now=NOON)
    page = visitor.get("/c/streets/mine/").content.decode()
    assert str(REASONS["advertising"]) in page
    assert "Try again." in page
    assert "Buy at my shop." not in Visitor().get("/c/streets/mine/").content.decode()


def test_after_closing_nothing_is_taken(visitor: Visitor, streets: Consultation, clock) -> None:
    visitor.get(URL)
    clock.move_to(CLOSING)
    answer = visitor.post(URL, {"text": "Too late?"})
    assert answer.status_code == 409
    assert "Too late?" in answer.content.decode()
    assert "Voting has ended" in visitor.get(URL).content.decode()


SIMILAR = "Night buses shoud run every half an hour <b>!"


def test_similar_statements_are_offered_and_the_text_is_kept(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    answer = visitor.post(URL, {"text": SIMILAR})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert SIMILAR in page
    assert "&lt;b&gt;" in answer.content.decode()
    assert TEXTS[0] in page
    assert "Mine says something else: post it" in page
    assert not Statement.objects.filter(seed=False).exists()


def test_a_vote_on_a_similar_one_counts_and_keeps_the_text(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    page = visitor.post(URL, {"text": SIMILAR}).content.decode()
    agree, disagree = (re.search(rf'name="vote" value="(0 {value} [^"]+)"', page).group(1) for value in ("1", "-1"))
    for pressed in (agree, agree):
        answer = visitor.post(URL, {"text": SIMILAR, "vote": pressed})
        assert answer.status_code == 200
    assert SIMILAR in unescape(answer.content.decode())
    assert 'aria-pressed="true">Agree' in answer.content.decode()
    assert "Your vote is saved." in answer.content.decode()
    assert [(line.value, line.counted) for line in Vote.objects.all()] == [(1, True)]
    assert visitor.post(URL, {"text": SIMILAR, "vote": disagree}).status_code == 409  # this operation was used


@pytest.mark.parametrize("pressed", ["", "0", "0 1 x", "one 1 x", "0 1 6f9b7f0e-0000-4000-8000-000000000000 9"])
def test_a_vote_that_is_none_is_a_sentence_and_the_text_is_kept(visitor, streets, pressed) -> None:
    visitor.get(URL)
    answer = visitor.post(URL, {"text": SIMILAR, "vote": pressed})
    assert answer.status_code == 400
    assert SIMILAR in unescape(answer.content.decode())
    assert not Vote.objects.exists()


def test_the_author_is_told_kindly_of_personal_data(visitor: Visitor, streets: Consultation) -> None:
    visitor.get(URL)
    answer = visitor.post(URL, {"text": "Write to zoe@example.org."}, follow=True)
    assert "It seems to hold an e-mail address." in answer.content.decode()


def test_looking_for_similar_ones_asks_as_often_for_many_as_for_few(visitor, cast, streets) -> None:
    visitor.get(URL)
    visitor.post(URL, {"text": SIMILAR})
    with CaptureQueriesContext(connection) as few:
        visitor.post(URL, {"text": SIMILAR})
    seeded(cast, streets, [f"Night buses should run every half hour {word}." for word in ("daily", "always", "too")])
    visitor.post(URL, {"text": SIMILAR})
    with CaptureQueriesContext(connection) as many:
        assert visitor.post(URL, {"text": SIMILAR}).content.decode().count('value="0 1 ') == 1
    assert len(few) == len(many)


def test_an_accepted_statement_shows_only_what_was_published(visitor: Visitor, cast: Cast) -> None:
    world = published(voted_world(cast))
    ann = Visitor()
    ann.get(URL)
    page = ann.get("/c/streets/mine/").content.decode()
    assert "Nothing yet." in page
    by = Participant.objects.latest("id").pseudonym
    Statement.objects.filter(number=0).update(author=by)
    Statement.objects.filter(number=1).update(author=by, ruling=None)
    page = ann.get("/c/streets/mine/").content.decode()
    voters = next(row["voters"] for row in world.publication.document["statements"] if row["number"] == 0)
    assert f"About {voters} people had voted on it when results were last published." in page
    assert page.count("had voted on it") == 1
    vote(citizen(world.consultation, "new"), 0, 1)
    assert ann.get("/c/streets/mine/").content.decode().count(f"About {voters} people") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_one_s_own_statements_ask_as_often_for_three_as_for_one(
    visitor, cast, streets, rows, django_assert_num_queries
) -> None:
    visitor.get(URL)
    by = Participant.objects.latest("id").pseudonym
    for number in range(rows):
        statement = written(streets, "zoe", f"Idea number {number}")
        Statement.objects.filter(pk=statement.pk).update(author=by)
        rule(statement=statement, outcome="rejected", reason="unclear", by=cast.fay, now=NOON)
    with django_assert_num_queries(8):
        assert visitor.get("/c/streets/mine/").content.decode().count("/appeal/") == rows
