"""Public figures move in releases, so that watching them tells nobody's vote."""

import json
from hashlib import sha256
from uuid import UUID

import pytest
import time_machine

from clustering.canonical import canonical_bytes
from deliberation.consultations.actions import close
from deliberation.errors import Missing
from deliberation.obligations.actions import bind
from deliberation.record.models import Entry
from deliberation.results.actions import analyse, release
from deliberation.results.models import Publication
from deliberation.results.queries import latest_publication, publication_numbered, releasable
from deliberation.results.rules import may_release
from deliberation.results.tasks import release_due
from deliberation.votes.actions import cast as cast_vote
from tests.cast import (
    AGREE,
    CLOSING,
    DISAGREE,
    HOUR,
    MINUTE,
    NOON,
    citizen,
    founded,
    fresh,
    opened,
    published,
    seeded,
    vote,
    voted_world,
)
from tests.side_by_side import on_postgres, together


@pytest.mark.parametrize(
    ("published_at", "changed", "minutes", "code"),
    [
        (None, 4, 0, "too-few-changes"),
        (None, 5, 0, None),
        (NOON, 4, 600, "too-few-changes"),
        (NOON, 5, 9, "too-soon"),
        (NOON, 5, 10, None),
        (NOON, 500, 9, "too-soon"),
    ],
)
def test_five_people_and_ten_minutes(published_at, changed, minutes, code) -> None:
    refusal = may_release(published_at, changed, NOON + minutes * MINUTE, people=5, minutes=10)
    assert (refusal and refusal.code) == code


def people_vote(consultation, names, value=AGREE) -> None:
    for name in names:
        vote(citizen(consultation, name), 0, value)


def analysed_and_released(consultation, now):
    analyse(consultation=consultation, now=now)
    return release(consultation=consultation, now=now)


@pytest.fixture
def consultation():
    cast = founded()
    found = opened(cast)
    seeded(cast, found)
    return found


@pytest.mark.django_db
def test_the_first_release_waits_for_the_fifth_person(consultation) -> None:
    people_vote(consultation, "abcd")
    assert analysed_and_released(consultation, NOON + HOUR) is None
    people_vote(consultation, "a" * 10, DISAGREE)
    assert analysed_and_released(consultation, NOON + HOUR) is None
    people_vote(consultation, "e")
    assert analysed_and_released(consultation, NOON + HOUR).number == 1


@pytest.mark.django_db
def test_votes_that_do_not_count_release_nothing(consultation) -> None:
    people_vote(consultation, "abcd")
    eve = citizen(consultation, "e")
    cast_vote(by=eve, number=0, value=AGREE, operation=UUID(int=1), now=NOON)  # never served to her
    assert analysed_and_released(consultation, NOON + HOUR) is None


@pytest.mark.django_db
def test_the_next_release_waits_for_ten_minutes_and_five_people(consultation) -> None:
    people_vote(consultation, "abcde")
    assert analysed_and_released(consultation, NOON).number == 1
    people_vote(consultation, "abcd", DISAGREE)
    assert analysed_and_released(consultation, NOON + HOUR) is None
    people_vote(consultation, "e", DISAGREE)
    assert analysed_and_released(consultation, NOON + 9 * MINUTE) is None
    assert analysed_and_released(consultation, NOON + 10 * MINUTE).number == 2


@pytest.mark.django_db
def test_two_worlds_that_differ_in_one_vote_look_the_same_until_the_next_release() -> None:
    """What a stranger can fetch is the published document; it must be the same bytes in both worlds."""
    seen = []
    for extra in (AGREE, DISAGREE, None):
        world = published(voted_world(slug=f"world-{extra}"))
        if extra is not None:
            vote(citizen(world.consultation, "ann"), 0, extra, NOON + HOUR)
        analyse(consultation=world.consultation, now=NOON + 2 * HOUR)
        release(consultation=world.consultation, now=NOON + 2 * HOUR)
        document = latest_publication(world.consultation).document
        seen.append(json.dumps({**document, "input": None, "output_digest": None}, sort_keys=True))
        assert latest_publication(world.consultation).number == 1
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.django_db
def test_the_final_release_waits_for_nobody(consultation) -> None:
    people_vote(consultation, "abcde")
    analysed_and_released(consultation, CLOSING - MINUTE)
    people_vote(consultation, "f")
    close(consultation=consultation, by=None, now=CLOSING)
    final = bind(consultation=fresh(consultation), now=CLOSING)
    assert (final.number, final.final, final.document["final"]) == (2, True, True)
    assert list(releasable()) == []


@pytest.mark.django_db
def test_nothing_is_released_after_the_final_publication(consultation) -> None:
    """A worker that had found it releasable before it closed: the final publication stays the last one."""
    people_vote(consultation, "abcde")
    analyse(consultation=consultation, now=NOON)
    as_found = releasable().get()
    close(consultation=fresh(consultation), by=None, now=CLOSING)
    assert release(consultation=as_found, now=CLOSING) is None
    bind(consultation=fresh(consultation), now=CLOSING)
    assert release(consultation=as_found, now=CLOSING + HOUR) is None
    assert Publication.objects.get().final


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_release_once() -> None:
    world = voted_world()
    analyse(consultation=world.consultation, now=NOON)
    found = together(*[lambda: release(consultation=world.consultation, now=NOON)] * 3)
    assert sum(each is not None for each in found) == 1
    assert Publication.objects.count() == 1


@pytest.mark.django_db
def test_a_publication_is_entered_in_the_record_with_what_it_was_made_from() -> None:
    publication = published().publication
    entry = Entry.objects.get(act="results.published")
    assert (entry.subject, entry.happened_at) == ("publication/1", NOON + HOUR)
    assert entry.details == {
        "final": False,
        "input_digest": publication.analysis.input_digest,
        "output_digest": publication.analysis.output_digest,
        "document_digest": sha256(canonical_bytes(publication.document)).hexdigest(),
    }


@pytest.mark.django_db
def test_the_task_releases_what_may_be_released() -> None:
    world = voted_world()
    analyse(consultation=world.consultation, now=NOON)
    with time_machine.travel(NOON + HOUR, tick=False):
        release_due()
        release_due()
    assert [each.published_at for each in Publication.objects.all()] == [NOON + HOUR]
    assert list(releasable()) == []


@pytest.mark.django_db
def test_publications_are_found_by_number() -> None:
    world = published()
    assert publication_numbered(world.consultation, 1) == world.publication
    with pytest.raises(Missing):
        publication_numbered(world.consultation, 2)


@pytest.mark.django_db
def test_nothing_is_released_before_the_first_analysis(consultation) -> None:
    assert release(consultation=consultation, now=NOON) is None
