"""Which statement is served next. The distribution is tested: elsewhere it was uniform for 16 months."""

import random
from collections import Counter
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.consultations.actions import close
from deliberation.errors import Conflict
from deliberation.results.actions import analyse, release
from deliberation.statements.moderating import rule
from deliberation.statements.retiring import join, reword
from deliberation.votes.actions import serve
from deliberation.votes.models import Served, Tally
from deliberation.votes.queries import drawn, how_many_answered, how_many_left, last_own_vote, own_votes
from deliberation.votes.routing import AHEAD, FLOOR, Candidate, choose, weight
from tests.cast import AGREE, DISAGREE, HOUR, LESSON, NOON, SKIP, citizen, founded, fresh, opened, seeded, vote, written
from tests.side_by_side import on_postgres, together

DRAWS = 4000
CRITICAL = 16.27  # chi-square, 3 degrees of freedom, one in a thousand
VOTES = (0, 1, 4, 19)
# 1 / (votes + 1) + 0.01 for each of VOTES, as shares of their sum
EXPECTED = {0: 0.5627, 1: 0.2841, 4: 0.1170, 19: 0.0334}


def drawn_often(candidates, how_many: int = 1) -> Counter:
    """How often each order of the first `how_many` comes out."""
    chance = random.Random(7)
    return Counter(tuple(choose(candidates, how_many, chance)) for _ in range(DRAWS))


def chi_square(counts: Counter, shares: dict[object, float]) -> float:
    return sum((counts[key] - DRAWS * share) ** 2 / (DRAWS * share) for key, share in shares.items())


def of_votes(*votes: int) -> list[Candidate]:
    """Citizens' statements, each named by its votes."""
    return [Candidate(each, False, each) for each in votes]


def test_statements_with_few_votes_are_drawn_sooner_by_exactly_this_rule() -> None:
    counts = drawn_often(of_votes(*VOTES))
    assert sum(EXPECTED.values()) == pytest.approx(1, abs=0.003)
    assert chi_square(counts, {(votes,): share for votes, share in EXPECTED.items()}) < CRITICAL


def test_that_test_would_notice_a_uniform_choice() -> None:
    chance = random.Random(7)
    assert chi_square(Counter(chance.choice(VOTES) for _ in range(DRAWS)), EXPECTED) > 10 * CRITICAL


def orders(votes: tuple[int, ...]) -> dict[object, float]:
    """The probability of every order of all of them, drawing one after the other without putting back."""
    shares: dict[object, float] = {}
    for order in permutations(votes):
        shares[order] = 1.0
        for place, each in enumerate(order):
            shares[order] *= weight(each) / sum(weight(left) for left in order[place:])
    return shares


def test_the_whole_order_is_that_of_drawing_one_after_the_other() -> None:
    """What is held ahead must come as it would have come one by one."""
    expected = orders((0, 1, 4))
    assert sum(expected.values()) == pytest.approx(1)
    assert chi_square(drawn_often(of_votes(0, 1, 4), 3), expected) < 20.52  # 5 degrees of freedom
    alike = Counter(tuple(random.Random(turn).sample((0, 1, 4), 3)) for turn in range(DRAWS))
    assert chi_square(alike, expected) > 10 * 20.52


def test_among_equals_every_order_is_as_likely() -> None:
    counts = drawn_often([Candidate(number, False, 3) for number in range(3)], 3)
    assert chi_square(counts, dict.fromkeys(permutations(range(3)), 1 / 6)) < 20.52


def test_a_statement_with_many_votes_still_has_a_chance() -> None:
    assert [round(weight(votes), 4) for votes in (0, 1, 99, 10_000)] == [1.01, 0.51, 0.02, 0.0101]


def test_what_lacks_votes_comes_before_all_that_has_enough() -> None:
    enough = [Candidate(number, False, FLOOR + number) for number in range(50)]
    lacking = [Candidate(100, False, FLOOR - 1), Candidate(101, False, 0)]
    counts = drawn_often([*enough, *lacking], 3)
    assert {frozenset(order[:2]) for order in counts} == {frozenset({100, 101})}
    assert len({order[2] for order in counts}) == 50
    assert 0.93 < sum(count for order, count in counts.items() if order[0] == 101) / DRAWS < 0.97  # 1.01 : 0.043


def test_seeds_come_before_everything_else() -> None:
    counts = drawn_often([Candidate(1, True, 500), Candidate(2, False, 0), Candidate(3, True, 500)], 3)
    assert set(counts) == {(1, 3, 2), (3, 1, 2)}
    assert abs(counts[1, 3, 2] - DRAWS / 2) < 200


def test_nothing_left_is_nothing() -> None:
    assert choose([], 10, random.Random(7)) == []
    assert choose(of_votes(3), 10, random.Random(7)) == [3]


@pytest.fixture
def cast():
    return founded()


@pytest.fixture
def consultation(cast):
    return opened(cast)


def counted_draws(participant, draws: int = 400) -> Counter:
    chance = random.Random(7)
    return Counter(drawn(participant, 1, chance)[0].number for _ in range(draws))


def accepted(cast, consultation, texts: int) -> None:
    for number in range(texts):
        statement = written(consultation, "bob", f"Measure {number}.")
        rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)


def released(consultation, at=NOON + HOUR) -> None:
    analyse(consultation=consultation, now=at)
    assert release(consultation=consultation, now=at)


@pytest.mark.once
@pytest.mark.django_db
def test_agreeing_and_disagreeing_weigh_the_same_and_so_does_skipping(cast, consultation) -> None:
    accepted(cast, consultation, 3)
    for number, value in enumerate((AGREE, DISAGREE, SKIP)):
        for name in range(12):
            vote(citizen(consultation, f"person {name}"), number, value)
    released(consultation)
    assert list(Tally.objects.values_list("votes", flat=True)) == [10, 10, 10]
    counts = counted_draws(citizen(consultation, "ann"), 900)
    assert sum((count - 300) ** 2 / 300 for count in counts.values()) < 13.8
    assert len(counts) == 3


@pytest.mark.once
@pytest.mark.django_db
def test_the_draw_goes_by_the_votes_of_the_last_release_as_coarse_as_it(cast, consultation) -> None:
    accepted(cast, consultation, 4)
    for number, people in ((0, 23), (1, 12), (2, 9)):
        for name in range(people):
            vote(citizen(consultation, f"person {name}"), number, AGREE)
    assert min(counted_draws(citizen(consultation, "ann")).values()) > 70  # before a release all are alike
    released(consultation)
    assert dict(Tally.objects.values_list("statement__number", "votes")) == {0: 25, 1: 10, 2: 0, 3: 0}
    counts = counted_draws(citizen(consultation, "ann"))
    weights = {0: 1 / 26 + 0.01, 1: 1 / 11 + 0.01, 2: 1.01, 3: 1.01}
    expected = {number: 400 * each / sum(weights.values()) for number, each in weights.items()}
    assert sum((counts[number] - each) ** 2 / each for number, each in expected.items()) < CRITICAL


@pytest.mark.django_db
def test_votes_after_a_release_change_nothing_until_the_next(cast, consultation) -> None:
    accepted(cast, consultation, 2)
    for name in range(12):
        vote(citizen(consultation, f"person {name}"), 0, AGREE)
    released(consultation)
    before = counted_draws(citizen(consultation, "ann"), 100)
    for name in range(12):
        vote(citizen(consultation, f"person {name}"), 1, DISAGREE)
    assert counted_draws(citizen(consultation, "ann"), 100) == before
    released(consultation, NOON + 2 * HOUR)
    assert counted_draws(citizen(consultation, "ann"), 100) != before


@pytest.mark.django_db
def test_a_citizens_statement_comes_after_the_seeds(cast, consultation) -> None:
    rule(statement=written(consultation, "bob", "Mine."), outcome="accepted", by=cast.fay, now=NOON)
    seeded(cast, consultation, ["Seed."])
    ann = citizen(consultation, "ann")
    assert serve(by=ann, now=NOON)[0].text == "Seed."
    vote(ann, 1, AGREE)
    assert serve(by=ann, now=NOON)[0].text == "Mine."


def numbers(statements) -> list[int]:
    return [statement.number for statement in statements]


@pytest.mark.django_db
def test_reloading_serves_the_same_statements_in_the_same_order(cast, consultation) -> None:
    seeded(cast, consultation, [f"Measure {number}." for number in range(30)])
    ann = citizen(consultation, "ann")
    shown = {tuple(numbers(serve(by=ann, now=NOON, chance=random.Random(chance)))) for chance in range(20)}
    assert len(shown) == 1
    assert Served.objects.count() == AHEAD


@pytest.mark.django_db
def test_each_answer_adds_one_statement_at_the_end(cast, consultation) -> None:
    seeded(cast, consultation, [f"Measure {number}." for number in range(AHEAD + 3)])
    ann = citizen(consultation, "ann")
    shown = numbers(serve(by=ann, now=NOON))
    for answered in range(1, AHEAD + 3):
        vote(ann, shown[0], SKIP)
        following = numbers(serve(by=ann, now=NOON))
        assert following[: len(shown) - 1] == shown[1:]
        assert Served.objects.count() == min(AHEAD + answered, AHEAD + 3)
        shown = following
    assert len(shown) == 1


@pytest.mark.django_db
def test_answering_out_of_turn_shows_one_more_and_not_another_choice(cast, consultation) -> None:
    """Whoever leaves out what was served gains nothing by it: it stays in front, and each vote shows one more."""
    seeded(cast, consultation, [f"Measure {number}." for number in range(30)])
    ann = citizen(consultation, "ann")
    shown = numbers(serve(by=ann, now=NOON))
    vote(ann, shown[4], AGREE)
    following = numbers(serve(by=ann, now=NOON))
    assert following[:-1] == shown[:4] + shown[5:]
    assert len(following) == AHEAD


@pytest.mark.django_db
def test_what_was_answered_is_not_served_again_until_nothing_is_left(cast, consultation) -> None:
    seeded(cast, consultation)
    ann = citizen(consultation, "ann")
    asked = []
    while waiting := serve(by=ann, now=NOON):
        asked.append(waiting[0].number)
        assert how_many_left(ann) == 6 - len(asked)
        vote(ann, waiting[0].number, SKIP)
    assert sorted(asked) == [0, 1, 2, 3, 4]
    assert how_many_left(ann) == 0


@pytest.mark.django_db
def test_what_is_waiting_or_rejected_is_never_served(cast, consultation) -> None:
    seeded(cast, consultation, ["Seed."])
    written(consultation, "bob", "Waiting.")
    ann = citizen(consultation, "ann")
    (seed,) = serve(by=ann, now=NOON)
    rule(statement=seed, outcome="rejected", by=cast.fay, now=NOON, reason="unclear")
    assert serve(by=ann, now=NOON) == []
    assert how_many_left(ann) == 0


@pytest.mark.django_db
def test_nothing_is_served_after_the_closing(cast, consultation) -> None:
    seeded(cast, consultation)
    ann = citizen(consultation, "ann")
    close(consultation=consultation, by=cast.fay, now=NOON, did_not_work=LESSON)
    ann.consultation = fresh(consultation)
    with pytest.raises(Conflict):
        serve(by=ann, now=NOON)


@pytest.mark.django_db
def test_what_stands_in_the_place_of_what_was_answered_leads_though_enough_is_held(cast, consultation) -> None:
    """Once, and then all is as it was: nothing is chosen by it."""
    made = seeded(cast, consultation, [f"Measure {number}." for number in range(30)])
    ann = citizen(consultation, "ann")
    first = serve(by=ann, now=NOON)[0]
    vote(ann, first.number, AGREE)
    held = numbers(serve(by=ann, now=NOON))
    fresh_one = next(each for each in made if each.number not in {first.number, *held})
    join(statement=first, into=fresh_one.number, by=cast.fay, now=NOON)
    shown = {tuple(numbers(serve(by=ann, now=NOON, chance=random.Random(chance)))) for chance in range(5)}
    assert shown == {(fresh_one.number, *held[:-1])}
    assert Served.objects.count() == AHEAD + 2
    vote(ann, fresh_one.number, AGREE)
    assert numbers(serve(by=ann, now=NOON)) == held
    assert Served.objects.count() == AHEAD + 2


@pytest.mark.django_db
def test_more_such_statements_than_are_held_come_one_after_the_other(cast, consultation) -> None:
    """As when many were divided: they lead, and nobody holds more than others do."""
    made = seeded(cast, consultation, [f"Measure {number}." for number in range(AHEAD + 5)])
    ann = citizen(consultation, "ann")
    for number in range(AHEAD + 2):
        vote(ann, number, AGREE)
    held = numbers(serve(by=ann, now=NOON))
    parts = {each.number for old in made[:7] for each in _divided(old, cast)}
    shown = numbers(serve(by=ann, now=NOON))
    assert (len(shown), set(shown) - parts, len(parts)) == (AHEAD, set(), 14)
    while shown:
        vote(ann, shown[0], SKIP)
        parts.discard(shown[0])
        shown = numbers(serve(by=ann, now=NOON))
        assert set(shown[: len(parts)]) <= parts or not parts
        assert parts or shown == [each for each in held if each in shown]


def _divided(old, cast):
    return reword(statement=old, texts=[f"{old.text} Part {part}." for part in "ab"], by=cast.fay, now=NOON)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_asking_often_at_the_same_moment_offers_no_choice(cast, consultation) -> None:
    seeded(cast, consultation, [f"Measure {number}." for number in range(60)])
    ann = citizen(fresh(consultation), "ann")
    lists = together(*[lambda: serve(by=ann, now=NOON)] * 4)
    assert len({tuple(numbers(statements)) for statements in lists}) == 1
    assert Served.objects.count() == AHEAD


@pytest.mark.django_db
@pytest.mark.parametrize(("seeds", "voters"), [(1, 0), (3, 0), (40, 0), (3, 4)])
def test_serving_costs_as_many_queries_as_written_here(
    cast, consultation, seeds, voters, django_assert_num_queries
) -> None:
    seeded(cast, consultation, [f"Measure {number}." for number in range(seeds)])
    for name in range(voters):
        vote(citizen(consultation, f"person {name}"), 0, AGREE)
    ann = citizen(fresh(consultation), "ann")
    with django_assert_num_queries(8):  # two of them open and end the transaction
        serve(by=ann, now=NOON)


@pytest.mark.django_db
def test_serving_and_counting_read_no_votes_of_others(cast, consultation) -> None:
    """So that it takes no longer when there are more of them, and tells nothing about them."""
    seeded(cast, consultation)
    ann = citizen(fresh(consultation), "ann")
    with CaptureQueriesContext(connection) as asked:
        serve(by=ann, now=NOON)
        how_many_left(ann), how_many_answered(ann), last_own_vote(ann)
    reading = [query["sql"] for query in asked if "votes_vote" in query["sql"] or "currentvote" in query["sql"]]
    assert len(reading) == 6
    assert [sql for sql in reading if f'"participant_id" = {ann.pk}' not in sql] == []


@pytest.mark.django_db
def test_ones_own_votes_newest_first_without_what_was_rejected(cast, consultation) -> None:
    made = seeded(cast, consultation)
    ann = citizen(consultation, "ann")
    for number, value in ((0, AGREE), (1, DISAGREE), (2, SKIP), (0, DISAGREE)):
        vote(ann, number, value)
    vote(citizen(consultation, "bob"), 3, AGREE)
    rule(statement=made[1], outcome="rejected", by=cast.fay, now=NOON, reason="unclear")
    assert [(statement.number, word) for statement, word in own_votes(ann)] == [(0, "disagree"), (2, "skip")]
