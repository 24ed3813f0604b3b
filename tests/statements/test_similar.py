"""What a process keeps of public statements: up to date, bounded, and never a way around the gate."""

import pytest

from deliberation.statements import similar
from deliberation.statements.moderating import rule
from deliberation.statements.similar import SHELVES, similar_to
from tests.cast import NOON, TEXTS, founded, opened, seeded, written

pytestmark = pytest.mark.django_db
TYPED = "Night buses shoud run every half an hour"


@pytest.fixture
def cast():
    return founded()


def numbers(consultation, text=TYPED):
    return [statement.number for statement in similar_to(consultation, text)]


def test_what_is_accepted_later_is_found_and_what_is_rejected_later_is_not(cast) -> None:
    consultation = opened(cast)
    assert numbers(consultation) == []
    statement = written(consultation, "ann", TEXTS[0])
    assert numbers(consultation) == []
    for outcome, found in (("accepted", [0]), ("rejected", []), ("accepted", [0])):
        rule(statement=statement, outcome=outcome, reason="abuse", by=cast.fay, now=NOON)
        assert numbers(consultation) == found


def test_many_new_rulings_are_read_anew(cast, monkeypatch) -> None:
    monkeypatch.setattr(similar, "AT_ONCE", 3)
    consultation = opened(cast)
    assert numbers(consultation) == []
    first, *_ = seeded(cast, consultation)
    assert numbers(consultation) == [0]
    rule(statement=first, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    assert numbers(consultation) == []


def test_consultations_do_not_mix(cast) -> None:
    one, other = opened(cast, slug="one"), opened(cast, slug="other")
    seeded(cast, one)
    assert (numbers(one), numbers(other)) == ([0], [])


def test_the_longest_unused_goes_when_there_is_too_much(cast, monkeypatch) -> None:
    monkeypatch.setattr(similar, "MOST_OF_ALL", 12)
    several = [opened(cast, slug=slug) for slug in ("one", "two", "three")]
    for consultation in several:
        seeded(cast, consultation)
        assert numbers(consultation) == [0]
    assert list(SHELVES.known) == [several[1].pk, several[2].pk]
    assert numbers(several[0]) == [0]


def test_of_one_consultation_only_the_newest_are_kept(cast, monkeypatch) -> None:
    monkeypatch.setattr(similar, "AT_ONCE", 3)
    monkeypatch.setattr(similar, "MOST_OF_ONE", 4)
    consultation = opened(cast)
    seeded(cast, consultation)
    assert numbers(consultation) == []
    assert numbers(consultation, TEXTS[4]) == [4]


def test_no_text_is_kept_in_memory(cast) -> None:
    consultation = opened(cast)
    seeded(cast, consultation)
    numbers(consultation)
    assert not any(text in repr(SHELVES.known[consultation.pk].__dict__) for text in TEXTS)


def test_two_questions_are_asked_of_the_database(cast, django_assert_num_queries) -> None:
    consultation = opened(cast)
    seeded(cast, consultation)
    numbers(consultation)
    with django_assert_num_queries(2):
        assert numbers(consultation) == [0]
