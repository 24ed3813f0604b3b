"""Analyses are found by where the log stands, never by a clock, and are done once per position."""

import numpy as np
import pytest
import time_machine

from clustering import VoteMatrix
from deliberation.celery import app
from deliberation.results import actions, matrix, tasks
from deliberation.results.actions import analyse
from deliberation.results.models import Analysis
from deliberation.results.queries import latest_analysis, oldest_unanalysed, position_of, stale
from deliberation.statements.moderating import rule, undo
from deliberation.votes.models import DirtyMark, Vote
from tests.cast import (
    AGREE,
    DAY,
    DISAGREE,
    HOUR,
    MINUTE,
    NOON,
    SKIP,
    citizen,
    closed_and_bound,
    founded,
    opened,
    published,
    seeded,
    vote,
    voted_world,
)
from tests.side_by_side import on_postgres, together


@pytest.fixture
def world():
    return voted_world()


@pytest.mark.django_db
def test_an_analysis_has_read_the_whole_log_and_takes_the_mark_away(world) -> None:
    assert list(stale()) == [world.consultation]
    found = analyse(consultation=world.consultation, now=NOON)
    assert found.up_to_vote == Vote.objects.latest("id").pk
    assert list(stale()) == []
    assert not DirtyMark.objects.exists()


@pytest.mark.django_db
def test_the_same_position_is_the_same_analysis(world) -> None:
    first = analyse(consultation=world.consultation, now=NOON)
    assert analyse(consultation=world.consultation, now=NOON + DAY) == first
    assert Analysis.objects.count() == 1


@pytest.mark.django_db
def test_a_clock_that_goes_backwards_changes_nothing(world) -> None:
    first = analyse(consultation=world.consultation, now=NOON + DAY)
    vote(world.people[0], 0, DISAGREE, NOON - 300 * DAY)
    assert list(stale()) == [world.consultation]
    second = analyse(consultation=world.consultation, now=NOON - 200 * DAY)
    assert second.up_to_vote == Vote.objects.latest("id").pk > first.up_to_vote
    assert second.input_digest != first.input_digest
    assert latest_analysis(world.consultation) == second


@pytest.mark.django_db
def test_a_vote_that_comes_during_the_analysis_keeps_the_mark(world, monkeypatch) -> None:
    compute = matrix.compute

    def compute_while_somebody_votes(*given: object, **named: object):
        vote(world.people[0], 0, DISAGREE)
        return compute(*given, **named)

    monkeypatch.setattr(matrix, "compute", compute_while_somebody_votes)
    analyse(consultation=world.consultation, now=NOON)
    assert DirtyMark.objects.exists()
    assert list(stale()) == [world.consultation]
    monkeypatch.undo()
    analyse(consultation=world.consultation, now=NOON)
    assert list(stale()) == []


@pytest.mark.django_db
def test_an_interrupted_analysis_leaves_it_to_be_found_again(world, monkeypatch) -> None:
    def breaks(*_given: object, **_named: object):
        raise MemoryError

    monkeypatch.setattr(matrix, "compute", breaks)
    with pytest.raises(MemoryError):
        analyse(consultation=world.consultation, now=NOON)
    assert list(stale()) == [world.consultation]
    assert not Analysis.objects.exists()
    monkeypatch.undo()
    assert analyse(consultation=world.consultation, now=NOON).up_to_vote == Vote.objects.latest("id").pk
    assert list(stale()) == []


@pytest.mark.django_db
def test_a_ruling_after_the_analysis_makes_it_stale(world) -> None:
    analyse(consultation=world.consultation, now=NOON)
    statement = world.consultation.statements.get(number=0)
    rule(statement=statement, outcome="rejected", by=world.cast.fay, now=NOON, reason="unclear")
    assert list(stale()) == [world.consultation]
    second = analyse(consultation=world.consultation, now=NOON)
    assert list(stale()) == []
    assert 0 not in [row["number"] for row in second.prepared["statements"]]
    assert 0 not in [entry["statement"] for entry in second.prepared["consensus"]]


@pytest.mark.django_db
@pytest.mark.parametrize("packed", [False, True], ids=["no snapshot yet", "a snapshot"])
def test_a_statement_that_waits_again_is_left_out_with_its_votes(world, packed) -> None:
    """Its acceptance was undone after people had voted on it; the duty still comes at the closing."""
    if packed:
        analyse(consultation=world.consultation, now=NOON)
    seeds = world.consultation.statements.filter(number=5).select_related("consultation", "ruling")
    undo(statement=seeds.get(), by=world.cast.fay, now=NOON)
    found = analyse(consultation=world.consultation, now=NOON)
    assert 5 not in [row["number"] for row in found.prepared["statements"]]
    assert 4 in [row["number"] for row in found.prepared["statements"]]
    assert closed_and_bound(world).publication.final


@pytest.mark.django_db
def test_an_older_position_stored_late_does_not_become_the_latest(world) -> None:
    """Two workers: the slow one began earlier and ends later; what it found is older all the same."""
    older = position_of(world.consultation)
    vote(world.people[0], 0, DISAGREE)
    newer = analyse(consultation=world.consultation, now=NOON)
    late = actions._analyse_at(world.consultation, older, NOON)
    assert late.pk > newer.pk
    assert latest_analysis(world.consultation) == newer


@pytest.mark.django_db
def test_a_mark_over_what_is_analysed_already_is_taken_away(world) -> None:
    analyse(consultation=world.consultation, now=NOON)
    DirtyMark.objects.create(consultation=world.consultation)
    analyse(consultation=world.consultation, now=NOON)
    assert list(stale()) == []


@pytest.mark.django_db
def test_the_order_of_arrival_changes_nothing_but_the_names_of_rows() -> None:
    """The same opinions in another order of participants: the same groups, sizes and consensus."""
    cast = founded()
    opinions = [(f"p{number}", number % 2) for number in range(24)]
    found = []
    for slug, order in (("one", opinions), ("two", opinions[::-1])):
        consultation = opened(cast, slug=slug)
        seeded(cast, consultation)
        for name, side in order:
            for number in range(5):
                skips = number == 1 + int(name[1:]) // 2 % 4  # so that they do not all stand on two points
                said = SKIP if skips else AGREE if side or not number else DISAGREE
                vote(citizen(consultation, name), number, said)
        document = analyse(consultation=consultation, now=NOON).prepared
        figures = [{**row, "groups": None} for row in document["statements"]]
        sizes = sorted(group["size"] for group in document["groups"])
        found.append((figures, sizes, [entry["statement"] for entry in document["consensus"]]))
    assert found[0] == found[1]
    assert found[0][1:] == ([10, 10], [0])


@pytest.mark.django_db
def test_what_is_handed_over_is_the_last_vote_of_each_on_each(world) -> None:
    cast = world.cast
    consultation = opened(cast, slug="parks")
    seeded(cast, consultation)
    ann, bob = citizen(consultation, "ann"), citizen(consultation, "bob")
    for person, number, value in ((ann, 0, AGREE), (bob, 1, DISAGREE), (ann, 0, DISAGREE), (ann, 2, 0)):
        vote(person, number, value)
    handed = matrix.vote_matrix(consultation, position_of(consultation), [0, 1, 2, 3, 4])
    expected = VoteMatrix.from_events([ann.pk, ann.pk, bob.pk], [0, 2, 1], [-1, 0, -1], all_statements=range(5))
    np.testing.assert_array_equal(handed.dense(), expected.dense())
    assert handed.participant_ids.tolist() == [ann.pk, bob.pk]


@pytest.mark.django_db
def test_the_age_of_the_oldest_vote_not_analysed(world) -> None:
    assert oldest_unanalysed(NOON + HOUR) == 3600
    analyse(consultation=world.consultation, now=NOON)
    assert oldest_unanalysed(NOON + HOUR) == 0
    vote(world.people[0], 0, DISAGREE, NOON + HOUR)
    assert oldest_unanalysed(NOON + HOUR + MINUTE) == 60


@pytest.mark.django_db
def test_with_every_message_lost_the_next_beat_finds_the_same_work(world, monkeypatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.analyse, "apply_async", lambda args, *_more, **_options: sent.append(args[0]))
    tasks.analyse_stale()
    tasks.analyse_stale()
    assert sent == [world.consultation.pk] * 2
    with time_machine.travel(NOON + HOUR, tick=False):
        tasks.analyse(world.consultation.pk)
        tasks.analyse(world.consultation.pk)
    tasks.analyse_stale()
    assert len(sent) == 2
    assert [each.made_at for each in Analysis.objects.all()] == [NOON + HOUR]


@pytest.mark.django_db
def test_an_analysis_that_nobody_published_gives_way_to_a_newer_one() -> None:
    world = published()
    first = Analysis.objects.get()
    for person in world.people[:2]:
        vote(person, 0, DISAGREE, NOON + HOUR)
        analyse(consultation=world.consultation, now=NOON + HOUR)
    assert set(Analysis.objects.all()) == {first, latest_analysis(world.consultation)}
    assert latest_analysis(world.consultation).up_to_vote == Vote.objects.latest("id").pk


def test_every_line_of_the_clock_names_a_task_there_is() -> None:
    app.autodiscover_tasks(force=True)
    assert {line["task"] for line in app.conf.beat_schedule.values()} == {
        "deliberation.consultations.tasks.open_due",
        "deliberation.consultations.tasks.close_due",
        "deliberation.results.tasks.listen",
        "deliberation.results.tasks.analyse_stale",
        "deliberation.results.tasks.release_due",
        "deliberation.results.tasks.take_stock_due",
        "deliberation.results.tasks.forget_what_is_over",
        "deliberation.obligations.tasks.bind_closed",
        "deliberation.obligations.tasks.sweep_overdue",
        "deliberation.obligations.tasks.sweep_meetings",
        "deliberation.obligations.tasks.sweep_erasures",
        "deliberation.obligations.tasks.follow_up",
        "deliberation.search.tasks.take_up_new",
        "deliberation.notices.tasks.send_notices",
        "deliberation.notices.tasks.remind_staff",
        "deliberation.people.tasks.delete_ended_sessions",
    }
    assert {line["task"] for line in app.conf.beat_schedule.values()} <= set(app.tasks)
    assert all(line["options"]["expires"] for line in app.conf.beat_schedule.values())


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_position_store_one_analysis() -> None:
    world = voted_world()
    found = together(*[lambda: analyse(consultation=world.consultation, now=NOON)] * 2)
    assert len({each.pk for each in found}) == 1
    assert Analysis.objects.count() == 1
