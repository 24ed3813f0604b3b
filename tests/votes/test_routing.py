"""Which statement is served next. The distribution is tested: elsewhere it was uniform for 16 months."""

import random
from collections import Counter

import pytest

from deliberation.consultations.actions import close
from deliberation.errors import Conflict
from deliberation.statements.actions import rule
from deliberation.votes.actions import serve
from deliberation.votes.models import Served
from deliberation.votes.queries import drawn, how_many_left, own_votes
from deliberation.votes.routing import Candidate, choose, weight
from tests.cast import AGREE, DISAGREE, NOON, SKIP, citizen, founded, fresh, opened, seeded, vote, written

DRAWS = 4000
CRITICAL = 16.27  # chi-square, 3 degrees of freedom, one in a thousand
VOTES = (0, 1, 4, 19)
# 1 / (votes + 1) + 0.01 for each of VOTES, as shares of their sum
EXPECTED = {0: 0.5627, 1: 0.2841, 4: 0.1170, 19: 0.0334}


def drawn_often(candidates) -> Counter:
    chance = random.Random(7)
    return Counter(choose(candidates, chance) for _ in range(DRAWS))


def chi_square(counts: Counter, shares: dict[int, float]) -> float:
    return sum((counts[key] - DRAWS * share) ** 2 / (DRAWS * share) for key, share in shares.items())


def test_statements_with_few_votes_are_drawn_sooner_by_exactly_this_rule() -> None:
    counts = drawn_often([Candidate(votes, False, votes) for votes in VOTES])
    assert sum(EXPECTED.values()) == pytest.approx(1, abs=0.003)
    assert chi_square(counts, EXPECTED) < CRITICAL


def test_that_test_would_notice_a_uniform_choice() -> None:
    chance = random.Random(7)
    assert chi_square(Counter(chance.choice(VOTES) for _ in range(DRAWS)), EXPECTED) > 10 * CRITICAL


def test_a_statement_with_many_votes_still_has_a_chance() -> None:
    assert [round(weight(votes), 4) for votes in (0, 1, 99, 10_000)] == [1.01, 0.51, 0.02, 0.0101]


def test_seeds_come_before_everything_else() -> None:
    counts = drawn_often([Candidate(1, True, 500), Candidate(2, False, 0), Candidate(3, True, 500)])
    assert set(counts) == {1, 3}
    assert abs(counts[1] - DRAWS / 2) < 200


def test_nothing_left_is_nothing() -> None:
    assert choose([], random.Random(7)) is None


@pytest.fixture
def cast():
    return founded()


@pytest.fixture
def consultation(cast):
    return opened(cast)


def counted_draws(participant, draws: int = 400) -> Counter:
    chance = random.Random(7)
    return Counter(drawn(participant, chance).number for _ in range(draws))


@pytest.mark.django_db
def test_agreeing_and_disagreeing_weigh_the_same_and_so_does_skipping(cast, consultation) -> None:
    for number in range(3):
        written(consultation, "bob", f"Measure {number}.")
    for statement in consultation.statements.all():
        rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)
    for number, value in enumerate((AGREE, DISAGREE, SKIP)):
        for name in ("bob", "cid", "dan"):
            vote(citizen(consultation, name), number, value)
    counts = counted_draws(citizen(consultation, "ann"), 900)
    assert sum((count - 300) ** 2 / 300 for count in counts.values()) < 13.8
    assert len(counts) == 3


@pytest.mark.django_db
def test_the_draw_reads_the_votes_from_the_database(cast, consultation) -> None:
    seeded(cast, consultation, ["Asked often.", "Never asked."])
    for name in ("bob", "cid", "dan", "eve"):
        vote(citizen(consultation, name), 0, AGREE)
    counts = counted_draws(citizen(consultation, "ann"))
    assert 300 < counts[1] < 360  # 1.01 / (1.01 + 0.21) of 400 is 331


@pytest.mark.django_db
def test_a_citizens_statement_comes_after_the_seeds(cast, consultation) -> None:
    rule(statement=written(consultation, "bob", "Mine."), outcome="accepted", by=cast.fay, now=NOON)
    seeded(cast, consultation, ["Seed."])
    ann = citizen(consultation, "ann")
    assert serve(by=ann, now=NOON).text == "Seed."
    vote(ann, 1, AGREE)
    assert serve(by=ann, now=NOON).text == "Mine."


@pytest.mark.django_db
def test_reloading_serves_the_same_statement(cast, consultation) -> None:
    seeded(cast, consultation)
    ann = citizen(consultation, "ann")
    shown = {serve(by=ann, now=NOON, chance=random.Random(chance)).number for chance in range(20)}
    assert len(shown) == 1
    assert Served.objects.count() == 1


@pytest.mark.django_db
def test_what_was_answered_is_not_served_again_until_nothing_is_left(cast, consultation) -> None:
    seeded(cast, consultation)
    ann = citizen(consultation, "ann")
    asked = []
    while (statement := serve(by=ann, now=NOON)) is not None:
        asked.append(statement.number)
        assert how_many_left(ann) == 6 - len(asked)
        vote(ann, statement.number, SKIP)
    assert sorted(asked) == [0, 1, 2, 3, 4]
    assert how_many_left(ann) == 0


@pytest.mark.django_db
def test_what_is_waiting_or_rejected_is_never_served(cast, consultation) -> None:
    seeded(cast, consultation, ["Seed."])
    written(consultation, "bob", "Waiting.")
    ann = citizen(consultation, "ann")
    seed = serve(by=ann, now=NOON)
    rule(statement=seed, outcome="rejected", by=cast.fay, now=NOON, reason="unclear")
    assert serve(by=ann, now=NOON) is None
    assert how_many_left(ann) == 0


@pytest.mark.django_db
def test_nothing_is_served_after_the_closing(cast, consultation) -> None:
    seeded(cast, consultation)
    ann = citizen(consultation, "ann")
    close(consultation=consultation, by=cast.fay, now=NOON)
    ann.consultation = fresh(consultation)
    with pytest.raises(Conflict):
        serve(by=ann, now=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("seeds", [1, 3])
def test_serving_costs_as_many_queries_as_written_here(cast, consultation, seeds, django_assert_num_queries) -> None:
    seeded(cast, consultation, [f"Measure {number}." for number in range(seeds)])
    ann = citizen(fresh(consultation), "ann")
    with django_assert_num_queries(6):
        serve(by=ann, now=NOON)


@pytest.mark.django_db
def test_ones_own_votes_newest_first_without_what_was_rejected(cast, consultation) -> None:
    made = seeded(cast, consultation)
    ann = citizen(consultation, "ann")
    for number, value in ((0, AGREE), (1, DISAGREE), (2, SKIP), (0, DISAGREE)):
        vote(ann, number, value)
    vote(citizen(consultation, "bob"), 3, AGREE)
    rule(statement=made[1], outcome="rejected", by=cast.fay, now=NOON, reason="unclear")
    assert [(statement.number, word) for statement, word in own_votes(ann)] == [(0, "disagree"), (2, "skip")]
