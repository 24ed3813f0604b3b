"""A very large analysis in steps: what several workers find is what one finds, and it goes on after one died."""

from datetime import timedelta

import pytest
from django.conf import settings

from deliberation.results import large, snapshot
from deliberation.results.actions import analyse, publish, release
from deliberation.results.erasing import erase_from_results
from deliberation.results.models import Analysis, Computation, Part, Shard, Step
from deliberation.results.placements import previous
from deliberation.votes.log import mark_dirty
from deliberation.votes.models import DirtyMark
from tests.cast import AGREE, NOON, citizen, vote, voted_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # what was computed is in question here, not where it is kept
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def consultation(monkeypatch):
    monkeypatch.setattr(settings, "SHARDS", 3)
    return voted_world().consultation


def answer_all(parts):
    for number in parts:
        large.answer(part=Part.objects.get(pk=number))


def carried_through(consultation, now=LATER):
    """Steps taken one after the other; how many there were."""
    computation, steps = large.begin(consultation=consultation, now=now), 0
    while parts := large.go_on(computation=computation, now=now):
        answer_all(parts)
        steps += 1
    return steps


def assert_same(found, expected):
    assert (found.up_to_vote, found.up_to_ruling) == (expected.up_to_vote, expected.up_to_ruling)
    assert found.input_digest == expected.input_digest
    here, there = previous(found), previous(expected)
    assert here.labels.tolist() == there.labels.tolist()
    assert here.participant_ids.tolist() == there.participant_ids.tolist()
    for name in ("components", "center"):
        assert getattr(here, name) == pytest.approx(getattr(there, name), abs=1e-9)
    for name in ("k", "group_votes", "total_votes", "representative", "stability", "parameters"):
        assert found.figures[name] == expected.figures[name], name
    exact = set(found.prepared) - {"output_digest", "spread"}  # these two tell the last digits
    assert {name: found.prepared[name] for name in exact} == {name: expected.prepared[name] for name in exact}
    assert found.figures["spread"] == [pytest.approx(row, abs=1e-9) for row in expected.figures["spread"]]


def test_several_workers_find_what_one_finds(consultation):
    one = analyse(consultation=consultation, now=NOON)
    Analysis.objects.all().delete()
    assert carried_through(consultation) > 5
    assert_same(Analysis.objects.get(), one)
    assert not DirtyMark.objects.exists()


def test_nothing_is_left_behind(consultation):
    carried_through(consultation)
    for model in (Computation, Shard, Step, Part):
        assert not model.objects.exists()


def test_the_map_goes_on_from_the_publication(consultation):
    analyse(consultation=consultation, now=NOON)
    release(consultation=consultation, now=NOON)
    another = citizen(consultation, "late")
    vote(another, 1, AGREE)
    carried_through(consultation)
    found = Analysis.objects.order_by("-up_to_vote").first()
    assert found.figures["parameters"]["aligned_to"]
    in_steps = previous(found)
    Analysis.objects.filter(pk=found.pk).delete()
    assert_same(found, analyse(consultation=consultation, now=NOON))
    assert len(in_steps.participant_ids) == len(set(in_steps.participant_ids.tolist()))


def test_one_computation_at_a_time(consultation):
    first = large.begin(consultation=consultation, now=NOON)
    assert large.begin(consultation=consultation, now=NOON) is None
    assert Computation.objects.get() == first


def test_what_stands_still_is_taken_up_where_it_stood(consultation):
    computation = large.begin(consultation=consultation, now=NOON)
    answer_all(large.go_on(computation=computation, now=NOON))
    parts = large.go_on(computation=computation, now=NOON)
    answer_all(parts[:1])  # then the workers died, and every message was lost
    assert large.begin(consultation=consultation, now=NOON + timedelta(minutes=1)) is None
    then = NOON + timedelta(minutes=2)
    again = large.begin(consultation=consultation, now=then)
    assert again == computation
    assert large.begin(consultation=consultation, now=then) is None  # by one worker only
    assert large.go_on(computation=again, now=then) == []  # an old message
    assert large.go_on(computation=again, now=then, taking_up=True) == parts[1:]
    answer_all(parts[1:])
    while parts := large.go_on(computation=again, now=then):
        answer_all(parts)
    assert Analysis.objects.count() == 1


def test_what_does_not_get_done_is_begun_anew(consultation):
    computation = large.begin(consultation=consultation, now=NOON)
    Computation.objects.update(moved_at=NOON + timedelta(minutes=59))
    assert large.begin(consultation=consultation, now=NOON + timedelta(minutes=59)) is None
    assert large.begin(consultation=consultation, now=NOON + timedelta(hours=1)) not in (None, computation)


def test_what_is_analysed_is_not_begun(consultation):
    analyse(consultation=consultation, now=NOON)
    mark_dirty(consultation)
    assert large.begin(consultation=consultation, now=NOON) is None
    assert not Computation.objects.exists()
    assert not DirtyMark.objects.exists()


def test_a_very_large_result_is_waited_for_and_a_small_one_made(consultation, monkeypatch):
    monkeypatch.setattr(settings, "LARGE_VOTES", 1)
    assert large.analysed(consultation=consultation, now=NOON) is None
    carried_through(consultation)
    assert large.analysed(consultation=consultation, now=NOON) == Analysis.objects.get()
    Analysis.objects.all().delete()
    monkeypatch.setattr(settings, "LARGE_VOTES", 10**9)
    assert large.analysed(consultation=consultation, now=NOON) == Analysis.objects.get()


def test_votes_that_were_erased_lie_nowhere_else(consultation):
    analyse(consultation=consultation, now=NOON)
    Analysis.objects.all().delete()
    large.begin(consultation=consultation, now=NOON)
    assert snapshot.kept() == [consultation.pk]
    erase_from_results(consultation=consultation, participants=[], discards=True)
    assert snapshot.kept() == []
    assert not Shard.objects.exists()


def test_the_file_of_a_final_result_is_dropped(consultation):
    analysis = analyse(consultation=consultation, now=NOON)
    large.clear_away(now=NOON)
    assert snapshot.kept() == [consultation.pk]
    publish(analysis=analysis, final=True, now=NOON)
    large.clear_away(now=NOON)
    assert snapshot.kept() == []


def test_a_step_is_asked_once_however_often_it_is_begun(consultation):
    computation = large.begin(consultation=consultation, now=NOON)
    parts = large.go_on(computation=computation, now=NOON)
    assert large.go_on(computation=computation, now=NOON) == []
    answer_all(parts + parts)
    assert Step.objects.count() == 1


def test_other_code_begins_anew(consultation):
    computation = large.begin(consultation=consultation, now=NOON)
    Computation.objects.update(code_version="older")
    assert large.begin(consultation=consultation, now=NOON) != computation


def test_votes_that_come_meanwhile_want_another_analysis(consultation):
    computation = large.begin(consultation=consultation, now=NOON)
    another = citizen(consultation, "meanwhile")
    vote(another, 1, AGREE)
    while parts := large.go_on(computation=computation, now=NOON):
        answer_all(parts)
    assert DirtyMark.objects.exists()
    analyse(consultation=consultation, now=NOON)
    assert Analysis.objects.get().up_to_vote > computation.up_to_vote


def test_shards_that_nobody_waits_for_are_cleared_away(consultation):
    large.begin(consultation=consultation, now=NOON)
    later = NOON + timedelta(minutes=2)
    large.clear_away(now=later)
    assert Computation.objects.exists()  # votes still want an analysis
    analyse(consultation=consultation, now=NOON)
    large.clear_away(now=later - timedelta(seconds=1))
    assert Computation.objects.exists()  # it may be moving
    large.clear_away(now=later)
    assert not Shard.objects.exists()


def test_a_worker_that_comes_late_finds_nothing_to_do(consultation):
    computation = large.begin(consultation=consultation, now=NOON)
    carried_through_by_others = Computation.objects.get(pk=computation.pk)
    while parts := large.go_on(computation=carried_through_by_others, now=NOON):
        answer_all(parts)
    assert large.go_on(computation=computation, now=NOON) == []


@pytest.mark.parametrize("analysed", [True, False], ids=["analysed before", "not yet"])
def test_large_is_what_has_so_many_votes(consultation, monkeypatch, analysed):
    if analysed:
        analyse(consultation=consultation, now=NOON)
    votes = large.counted_votes(consultation, 0, large.last_vote(consultation)).count()
    for limit, expected in ((votes, True), (votes + 1, False)):
        monkeypatch.setattr(settings, "LARGE_VOTES", limit)
        assert large.is_large(consultation) is expected
