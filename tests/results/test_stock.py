"""Taking stock: figures for staff that are coarse, move rarely, and cost what is new."""

import json

import pytest

from deliberation.consultations.actions import close
from deliberation.results.erasing import erase_from_results
from deliberation.results.models import Health
from deliberation.results.snapshot import votes_at
from deliberation.results.stock import take_stock, untaken
from deliberation.results.tasks import take_stock_of
from deliberation.votes.erasing import erase_votes
from tests.cast import AGREE, CLOSING, DAY, HOUR, MINUTE, NOON, World, citizen, fresh, vote, voted_world, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return voted_world()


def test_every_count_of_people_and_votes_is_rounded_or_hidden(world: World) -> None:
    written(world.consultation, "ann", "Benches belong on every square.", NOON + HOUR)
    figures = take_stock(consultation=world.consultation, now=NOON + HOUR).figures
    assert (figures["participants"], figures["votes"], figures["half"]) == (40, 505, 12)
    assert figures["unit"] == "hour"
    assert [row["votes"] for row in figures["times"]] == [505, None]
    assert [row["statements"] for row in figures["times"]] == [0, 1]
    assert figures["ways"][0] == {"tier": "open", "people": 40}
    assert [row["votes"] for row in figures["retention"]] == [1, 2, 3, 5, 10]
    assert figures["coverage"][0] == {"number": 0, "seen": 40, "voters": 40}
    assert len(figures["coverage"]) == 12


def test_what_is_new_is_added_and_the_same_as_if_all_had_been_read(world: World) -> None:
    take_stock(consultation=world.consultation, now=NOON + HOUR)
    for number in range(6):
        vote(citizen(world.consultation, f"late {number}"), 0, AGREE, NOON + 2 * HOUR)
    added = take_stock(consultation=world.consultation, now=NOON + 3 * HOUR)
    assert added.hours == {"2026-03-02T12:00:00+00:00": [504, 42], "2026-03-02T14:00:00+00:00": [6, 6]}
    Health.objects.all().delete()
    anew = take_stock(consultation=world.consultation, now=NOON + 3 * HOUR)
    assert (anew.hours, anew.figures) == (added.hours, added.figures)


def test_figures_move_only_when_enough_people_voted_and_a_minute_passed(world: World) -> None:
    first = take_stock(consultation=world.consultation, now=NOON + HOUR)
    for number in range(4):
        vote(citizen(world.consultation, f"late {number}"), 0, AGREE, NOON + HOUR)
    assert take_stock(consultation=world.consultation, now=NOON + 2 * HOUR) is None
    vote(citizen(world.consultation, "a fifth"), 0, AGREE, NOON + HOUR)
    assert take_stock(consultation=world.consultation, now=NOON + HOUR + MINUTE / 2) is None
    assert Health.objects.get().made_at == first.made_at
    assert take_stock(consultation=world.consultation, now=NOON + 2 * HOUR).made_at == NOON + 2 * HOUR


def test_the_clock_finds_what_is_new_and_takes_a_last_stock_after_closing(world: World) -> None:
    assert list(untaken()) == [world.consultation]
    take_stock_of(world.consultation.pk)
    assert list(untaken()) == []
    vote(world.people[0], 0, AGREE, NOON + HOUR)
    assert list(untaken()) == [world.consultation]
    close(consultation=world.consultation, by=None, now=CLOSING)
    assert take_stock(consultation=fresh(world.consultation), now=CLOSING + DAY).final
    assert list(untaken()) == []


def test_one_alone_is_not_told_however_many_votes(world: World) -> None:
    """In the small hours one person casts enough votes to be shown, if votes were all that counted."""
    night = citizen(world.consultation, "alone", NOON + 16 * HOUR)
    for number in range(12):
        citizen(world.consultation, f"only looks {number}", NOON + 16 * HOUR)
    for number in range(12):
        vote(night, number, AGREE, NOON + 16 * HOUR)
    for number in range(8):
        vote(citizen(world.consultation, f"late {number}"), 0, AGREE, NOON + 17 * HOUR)
    figures = take_stock(consultation=world.consultation, now=NOON + 18 * HOUR).figures
    assert [row["votes"] for row in figures["times"] if row["votes"] is not None] == [505]


def test_nothing_in_it_says_how_anybody_voted(world: World) -> None:
    """All votes turned round give the same figures."""
    straight = json.dumps(take_stock(consultation=world.consultation, now=NOON + HOUR).figures)
    turned = voted_world(world.cast, slug="turned", consensus=False)
    assert json.dumps(take_stock(consultation=turned.consultation, now=NOON + HOUR).figures) == straight


def erase(world: World, number: int, now=NOON + 2 * HOUR) -> None:
    person = [world.people[number]]
    erasure = erase_votes(consultation=world.consultation, participants=person, now=now)
    erase_from_results(consultation=world.consultation, participants=[person[0].pk], discards=erasure.discards)


def test_figures_do_not_move_with_one_erasure_and_are_counted_anew_after_it(world: World) -> None:
    first = take_stock(consultation=world.consultation, now=NOON + HOUR)
    erase(world, 0)
    assert take_stock(consultation=world.consultation, now=NOON + 3 * HOUR) is None
    assert Health.objects.get().figures == first.figures
    for number in range(5):
        vote(citizen(world.consultation, f"late {number}"), 0, AGREE, NOON + 4 * HOUR)
    anew = take_stock(consultation=world.consultation, now=NOON + 5 * HOUR)
    assert anew.hours == {"2026-03-02T12:00:00+00:00": [492, 41], "2026-03-02T16:00:00+00:00": [5, 5]}


def test_a_stock_that_an_erasure_overtook_is_not_stored(world: World, monkeypatch) -> None:
    made = []

    def slow(consultation, up_to):
        found = votes_at(consultation, up_to)
        if not made:
            erase(world, 0)
        made.append(found)
        return found

    monkeypatch.setattr("deliberation.results.stock.votes_at", slow)
    assert take_stock(consultation=world.consultation, now=NOON + HOUR) is None
    assert take_stock(consultation=world.consultation, now=NOON + HOUR).hours == {
        "2026-03-02T12:00:00+00:00": [492, 41]
    }


def test_the_last_stock_is_taken_again_when_enough_people_were_erased(world: World) -> None:
    close(consultation=world.consultation, by=None, now=CLOSING)
    consultation = fresh(world.consultation)
    take_stock(consultation=consultation, now=CLOSING)
    for number in range(5):
        assert consultation not in untaken()
        erase(world, number, CLOSING + DAY)
    assert consultation in untaken()
    take_stock(consultation=consultation, now=CLOSING + DAY)
    assert consultation not in untaken()
