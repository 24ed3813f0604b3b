"""How many votes one participant may send: sixty in any minute, three hundred in any hour."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from deliberation.errors import TooMany
from deliberation.votes.actions import cast
from deliberation.votes.models import Vote
from deliberation.votes.pace import pace
from deliberation.votes.rules import not_too_fast
from deliberation.votes.storing import Ballot, Terms, store
from tests.cast import AGREE, DISAGREE, HOUR, MINUTE, NOON, citizen, founded, fresh, opened, seeded, served

SECOND, TICK = timedelta(seconds=1), timedelta(microseconds=1)
NOW = NOON + 2 * HOUR
LAST = UUID(int=10_000)  # operation


@pytest.fixture
def ann():
    facilitators = founded()
    consultation = opened(facilitators)
    seeded(facilitators, consultation)
    found = citizen(fresh(consultation), "ann")
    served(found, 0)
    return found


def voted(by, *when):
    """Lines of the log, as if they had been cast then."""
    statement = by.consultation.statements.get(number=0)
    Vote.objects.bulk_create(
        Vote(operation=uuid4(), consultation=by.consultation, participant=by, statement=statement, value=AGREE,
             counted=True, cast_at=each) for each in when
    )  # fmt: skip


def stored_with_others(by):
    """Whether the quick way takes it; what it does not take goes the other way, which says why not."""
    consultation = by.consultation
    terms = Terms(consultation.pk, consultation.closes_at, ("open",))
    return store(Ballot(terms, by.pseudonym, 0, AGREE, LAST, NOW)) is not None


# In seconds before now: when how many votes came; and how long to wait, 0 for not at all.
@pytest.mark.parametrize(
    ("came", "wait"),
    [
        ([(59, 1)], 0),
        ([(60, 1)], 59),
        ([(59, 1), (1, 60)], 0),
        ([(59, 1), (1, 59.999999)], 1),
        ([(59, 1), (1, 59)], 1),
        ([(60, 10), (100, 70)], 50),
        ([(59, 10), (240, 3000)], 0),
        ([(59, 10), (241, 3000)], 600),
        ([(299, 61), (1, 3600)], 0),
        ([(299, 61), (1, 3599.999999)], 1),
        ([(300, 61)], 3539),
        ([(60, 10), (239, 3000), (1, 3590)], 50),
        ([(60, 10), (240, 3590)], 50),
    ],
)
@pytest.mark.django_db
def test_the_edges(ann, came, wait) -> None:
    times = [NOW - timedelta(seconds=ago) for number, ago in came for _ in range(number)]
    refused = not_too_fast(sorted(times, reverse=True), pace(), NOW)
    assert (refused.seconds if refused else 0) == wait
    voted(ann, *times)
    assert stored_with_others(ann) is (wait == 0)
    if wait:
        with pytest.raises(TooMany) as refused:
            cast(by=ann, number=0, value=AGREE, operation=LAST, now=NOW)
        assert (refused.value.code, refused.value.seconds) == ("voting-too-fast", wait)
        assert not Vote.objects.filter(operation=LAST).exists()
        assert cast(by=ann, number=0, value=AGREE, operation=LAST, now=NOW + wait * SECOND).counted


@pytest.mark.django_db
def test_a_retry_is_answered_as_stored_and_others_vote_on(ann) -> None:
    line = cast(by=ann, number=0, value=DISAGREE, operation=LAST, now=NOW)
    voted(ann, *[NOW + TICK] * 60)
    assert cast(by=ann, number=0, value=DISAGREE, operation=LAST, now=NOW + SECOND) == line
    with pytest.raises(TooMany, match="You can go on in 1 minute\\."):
        cast(by=ann, number=0, value=DISAGREE, operation=UUID(int=1), now=NOW + MINUTE)
    bob = citizen(ann.consultation, "bob")
    assert cast(by=bob, number=0, value=AGREE, operation=UUID(int=2), now=NOW + SECOND).pk
