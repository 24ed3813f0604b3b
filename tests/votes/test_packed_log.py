"""Reading the log in bulk gives exactly the lines that the gate gives, in their order."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.votes import packed_log
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.models import Vote
from deliberation.votes.packed_log import packed_votes
from deliberation.votes.queries import counted_votes
from tests.cast import AGREE, DISAGREE, NOON, SKIP, citizen, founded, opened, operation, seeded, vote

pytestmark = pytest.mark.django_db
END = 2**62


@pytest.fixture
def consultation():
    """Two consultations whose votes alternate; some are changed, skipped, or not counted."""
    cast = founded()
    ours, theirs = opened(cast), opened(cast, slug="parks")
    seeded(cast, theirs), seeded(cast, ours)
    for turn in range(40):
        for each in (ours, theirs):
            person = citizen(each, f"person {turn % 3}")
            number, value = turn * 7 % 5, (AGREE, DISAGREE, SKIP)[turn % 3]
            if turn in {4, 5, 20}:
                stray = operation("stray", each.pk, turn)
                cast_vote(by=citizen(each, "stray"), number=number, value=AGREE, operation=stray, now=NOON)
            vote(person, number, value)
    assert Vote.objects.filter(counted=False).count() == 6
    return ours


def through_models(consultation, after: int = 0, up_to: int = END) -> list[tuple[int, int]]:
    lines = counted_votes(consultation, after, up_to).order_by("id")
    rows = lines.values_list("participant_id", "statement__number", "value")
    return [(participant, number * 4 + value + 1) for participant, number, value in rows]


def in_bulk(consultation, after: int = 0, up_to: int = END) -> list[tuple[int, int]]:
    blocks = list(packed_votes(consultation, after, up_to))
    assert all(block.codes.dtype == block.participants.dtype == np.int64 for block in blocks)
    return [pair for block in blocks for pair in zip(block.participants.tolist(), block.codes.tolist(), strict=True)]


def test_it_reads_what_the_gate_lets_through(consultation) -> None:
    assert len(in_bulk(consultation)) == 40
    assert in_bulk(consultation) == through_models(consultation)


def test_at_every_position(consultation) -> None:
    ids = list(Vote.objects.filter(consultation=consultation).order_by("id").values_list("id", flat=True))
    for after, up_to in ((0, ids[0]), (ids[0], ids[1]), (ids[9], ids[30]), (ids[5], ids[-1]), (ids[-1], END), (9, 3)):
        assert in_bulk(consultation, after, up_to) == through_models(consultation, after, up_to)


@pytest.mark.parametrize(("window", "at_once"), [(1, 1), (3, 6), (7, 7), (16, 64)])
def test_however_it_is_cut(consultation, monkeypatch, window, at_once) -> None:
    monkeypatch.setattr(packed_log, "WINDOW", window)
    monkeypatch.setattr(packed_log, "AT_ONCE", at_once)
    assert in_bulk(consultation) == through_models(consultation)
    assert in_bulk(consultation, up_to=Vote.objects.all()[20].pk) == through_models(
        consultation, up_to=Vote.objects.all()[20].pk
    )
    if at_once < 20:
        assert len(list(packed_votes(consultation, 0, END))) > 1


def test_statements_are_named_by_their_numbers_in_their_own_consultation(consultation) -> None:
    statements = consultation.statements.order_by("id")
    assert [each.pk for each in statements] != [each.number for each in statements]
    assert {code >> 2 for _participant, code in in_bulk(consultation)} == {0, 1, 2, 3, 4}


def test_a_consultation_without_votes_has_none() -> None:
    assert list(packed_votes(opened(founded()), 0, END)) == []


def test_it_reads_while_queries_are_noted_for_debugging(consultation) -> None:
    with CaptureQueriesContext(connection):
        assert in_bulk(consultation) == through_models(consultation)
