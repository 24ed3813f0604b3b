"""Citizens write, facilitators seed; numbers are given once."""

import pytest

from deliberation.consultations.actions import close
from deliberation.errors import Conflict, Forbidden, Invalid
from deliberation.statements.actions import seed
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.votes.identity import pseudonym
from tests.cast import CLOSING, HOUR, LESSON, NOON, TEXTS, draft, founded, fresh, opened, seeded, written
from tests.side_by_side import on_postgres, together


@pytest.mark.django_db
def test_a_citizens_statement_waits_under_the_next_number() -> None:
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    statement = written(consultation, "ann", "  Benches\nin every street. ")
    assert (statement.number, statement.text, statement.standing) == (5, "Benches in every street.", "waiting")
    assert (statement.seed, statement.author) == (False, pseudonym("ann", consultation.pk))


@pytest.mark.django_db
def test_seeds_are_numbered_from_nought_and_accepted() -> None:
    cast = founded()
    made = seeded(cast, draft(cast))
    assert [(each.number, each.text, each.standing, each.seed) for each in made] == [
        (number, text, "accepted", True) for number, text in enumerate(TEXTS)
    ]


@pytest.mark.django_db
def test_the_very_same_text_is_refused() -> None:
    cast = founded()
    consultation = opened(cast)
    statement = written(consultation, "ann", "Benches in every street.")
    with pytest.raises(Conflict) as own:
        written(consultation, "ann", " Benches  in every street. ")
    rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)
    with pytest.raises(Conflict) as refused:
        written(consultation, "bob", " Benches  in every street. ")
    assert own.value.code == refused.value.code == "statement-exists"
    assert own.value.detail == "You wrote this already. It is among your statements."
    assert refused.value.detail == "This statement is there already. Please vote on it instead."


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["waiting", "rejected"])
def test_no_refusal_tells_what_others_wrote_and_nobody_may_read(outcome) -> None:
    """Whoever guesses a name that was rejected as personal data must not be told that the guess was right."""
    cast = founded()
    consultation = opened(cast)
    statement = written(consultation, "ann", "Ask Mr Smith of Elm Street 7.")
    if outcome == "rejected":
        rule(statement=statement, outcome="rejected", reason="personal-data", by=cast.fay, now=NOON)
    assert written(consultation, "bob", "Ask Mr Smith of Elm Street 7.").standing == "waiting"


@pytest.mark.django_db
def test_the_same_text_elsewhere_is_another_statement() -> None:
    cast = founded()
    one, other = opened(cast), opened(cast, slug="parks")
    assert [written(each, "ann", "More benches.").number for each in (one, other)] == [0, 0]


@pytest.mark.django_db
def test_seeds_sent_twice_are_there_once() -> None:
    cast = founded()
    plan = draft(cast)
    seeded(cast, plan, ["More benches.", "More benches.", "More trees."])
    assert [each.text for each in seeded(cast, plan, [" More  trees.", "More shade."])] == ["More shade."]
    assert [each.text for each in Statement.objects.all()] == ["More benches.", "More trees.", "More shade."]


@pytest.mark.django_db
def test_one_wrong_seed_stores_none() -> None:
    cast = founded()
    with pytest.raises(Invalid) as refused:
        seeded(cast, draft(cast), ["More benches.", "x" * 201])
    assert refused.value.fields == {"texts.1": "Shorten it to 200 characters; it has 201."}
    assert not Statement.objects.exists()


@pytest.mark.django_db
def test_only_a_facilitator_of_the_host_seeds() -> None:
    cast = founded()
    with pytest.raises(Forbidden):
        seed(consultation=draft(cast), texts=["More benches."], by=cast.filip, now=NOON)


@pytest.mark.django_db
def test_nothing_is_written_before_the_opening_or_after_the_closing() -> None:
    cast = founded()
    plan = draft(cast)
    with pytest.raises(Conflict) as early:
        written(plan, "ann", "More benches.")
    with pytest.raises(Conflict) as late:
        written(opened(cast, slug="parks"), "ann", "More benches.", CLOSING)
    assert (early.value.code, late.value.code) == ("not-open-yet", "closed")


@pytest.mark.django_db
def test_a_closing_that_the_request_had_not_seen_holds_for_it() -> None:
    """Closed by hand while the request waited: neither text nor ruling nor seed may come after the frozen result."""
    cast = founded()
    consultation = opened(cast)
    waiting = written(consultation, "ann", "More benches.")
    as_seen_before = fresh(consultation)
    waiting.consultation = fresh(consultation)
    close(consultation=consultation, by=cast.fay, now=NOON + HOUR, did_not_work=LESSON)
    for act in (
        lambda: written(as_seen_before, "bob", "More trees.", NOON + HOUR),
        lambda: seeded(cast, as_seen_before, ["More shade."], NOON + HOUR),
        lambda: rule(statement=waiting, outcome="accepted", by=cast.fay, now=NOON + HOUR),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "closed"


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_people_who_write_at_the_same_moment_get_numbers_of_their_own() -> None:
    consultation = opened(founded())
    acts = [lambda number=number: written(fresh(consultation), "ann", f"Measure {number}.") for number in range(6)]
    assert sorted(statement.number for statement in together(*acts)) == [0, 1, 2, 3, 4, 5]


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_text_from_two_people_at_the_same_moment_is_there_once() -> None:
    consultation = opened(founded())
    outcomes = together(*[lambda: written(fresh(consultation), "ann", "More benches.")] * 3)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Conflict", "Statement"]
