"""Votes that come from a file and the rest of the log are those of the whole log; no file can hurt."""

import logging
import os
import stat
import zlib
from pathlib import Path

import pytest
from django.conf import settings

from clustering import VoteMatrix
from deliberation.results import snapshot
from deliberation.results.actions import analyse
from deliberation.results.matrix import vote_matrix
from deliberation.results.queries import Position
from deliberation.results.snapshot import drop, path_of, votes_at
from deliberation.statements.moderating import rule
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.models import Vote
from deliberation.votes.queries import counted_votes
from tests.cast import (
    AGREE,
    DISAGREE,
    NOON,
    SKIP,
    citizen,
    opened,
    operation,
    seeded,
    served,
    vote,
    voted_world,
    written,
)
from tests.side_by_side import on_postgres, together

pytestmark = pytest.mark.django_db
NUMBERS = list(range(15))


@pytest.fixture
def world():
    return voted_world()


def end() -> int:
    return Vote.objects.latest("id").pk


def digest(consultation, up_to: int) -> str:
    return vote_matrix(consultation, Position(up_to, 0), NUMBERS).digest()


def through_models(consultation, up_to: int) -> str:
    """The reading that everything is measured by: line by line, in log order."""
    lines = counted_votes(consultation, 0, up_to).order_by("id")
    columns = zip(*lines.values_list("participant_id", "statement__number", "value"), strict=True)
    return VoteMatrix.from_events(*map(list, columns), all_statements=NUMBERS).digest()


def agree_everywhere(consultation, up_to: int) -> None:
    """From the file, from the whole log, and through models: the same bytes."""
    incremental = digest(consultation, up_to)
    kept = path_of(consultation).read_bytes()
    drop(consultation)
    assert incremental == digest(consultation, up_to) == through_models(consultation, up_to)
    assert path_of(consultation).read_bytes() == kept


@pytest.fixture
def whole_log_is_read(monkeypatch):
    """Calls it: is the whole log read, or only what is new?"""
    begun = []
    read = snapshot.packed_votes

    def noted(consultation, after: int, up_to: int):
        begun.append(after)
        return read(consultation, after, up_to)

    monkeypatch.setattr(snapshot, "packed_votes", noted)
    return lambda: begun.pop() == 0 and not begun


@pytest.fixture
def all_is_written(monkeypatch) -> None:
    monkeypatch.setattr(snapshot, "WORTH_WRITING", 10**9)


def changed(world) -> None:
    for person in world.people[:5]:
        for value in (AGREE, DISAGREE, SKIP):
            vote(person, 3, value)
    vote(world.people[0], 3, AGREE)


def skipped(world) -> None:
    for person in world.people[:5]:
        vote(person, 7, SKIP)


def newcomers(world) -> None:
    for name in ("zoe", "yan", "xia"):
        vote(citizen(world.consultation, name), 11, AGREE)
        vote(citizen(world.consultation, name), 0, SKIP)


def uncounted(world) -> None:
    stray = citizen(world.consultation, "stray")
    cast_vote(by=stray, number=2, value=AGREE, operation=operation("stray"), now=NOON)
    vote(world.people[1], 2, AGREE)
    assert Vote.objects.filter(counted=False).count() == 1


def first_uncounted_then_counted(world) -> None:
    person = citizen(world.consultation, "late")
    cast_vote(by=person, number=2, value=AGREE, operation=operation("late"), now=NOON)
    vote(person, 2, DISAGREE)


def accepted_later_with_a_lower_number(world) -> None:
    low, high = (written(world.consultation, "ann", f"More trees, {where}.") for where in ("here", "there"))
    for statement in (high, low):
        rule(statement=statement, outcome="accepted", by=world.cast.fay, now=NOON)
        for person in world.people[:3]:
            vote(person, statement.number, AGREE)
        votes_at(world.consultation, end())


def votes_elsewhere(world) -> None:
    other = opened(world.cast, slug="parks")
    seeded(world.cast, other)
    for name in ("ann", "bob"):
        vote(citizen(other, name), 4, AGREE)
        vote(world.people[0], 4, SKIP)
    agree_everywhere(other, end())


@pytest.mark.parametrize(
    "happens",
    [changed, skipped, newcomers, uncounted, first_uncounted_then_counted, accepted_later_with_a_lower_number,
     votes_elsewhere],
)  # fmt: skip
def test_the_file_and_what_came_after_are_the_whole_log(world, happens, whole_log_is_read, all_is_written) -> None:
    before = digest(world.consultation, end())
    assert whole_log_is_read()
    happens(world)
    agree_everywhere(world.consultation, end())
    assert digest(world.consultation, end()) != before


def test_only_what_is_new_is_read(world, whole_log_is_read) -> None:
    votes_at(world.consultation, end())
    assert whole_log_is_read()
    changed(world)
    votes_at(world.consultation, end())
    assert not whole_log_is_read()


def test_a_position_in_the_past_is_read_from_the_log_and_the_file_stays(world, caplog) -> None:
    before = end()
    expected = digest(world.consultation, before)
    changed(world)
    votes_at(world.consultation, end())
    assert digest(world.consultation, before) == expected == through_models(world.consultation, before)
    agree_everywhere(world.consultation, end())
    assert caplog.records == []


def test_little_news_is_read_again_rather_than_written(world, whole_log_is_read) -> None:
    votes_at(world.consultation, end())
    kept = path_of(world.consultation).read_bytes()
    for person in world.people[:2]:
        vote(person, 0, SKIP)
    votes_at(world.consultation, end())
    assert path_of(world.consultation).read_bytes() == kept
    vote(world.people[2], 0, SKIP)
    votes_at(world.consultation, end())
    assert path_of(world.consultation).read_bytes() != kept


def test_an_analysis_without_a_file_is_the_same_analysis(world) -> None:
    votes_at(world.consultation, end())
    changed(world)
    found = analyse(consultation=world.consultation, now=NOON)
    assert found.input_digest == vote_matrix(world.consultation, Position(end(), 0), list(range(12))).digest()
    drop(world.consultation)
    found.delete()
    assert analyse(consultation=world.consultation, now=NOON).output_digest == found.output_digest


# What can be wrong with a file


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def cut_to_its_head(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def lengthened(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0\0")


def turned(place: int):
    def one_bit(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)

    return one_bit


def of_other_sizes(place: int, size: int):
    """A whole file by its checksum, whose head says other sizes than its arrays have."""

    def resized(path: Path) -> None:
        content = path.read_bytes()
        fields = list(snapshot.HEAD.unpack_from(content))
        fields[place] = size
        head, rest = snapshot.HEAD.pack(*fields), content[snapshot.BEGIN :]
        path.write_bytes(head + snapshot.CHECKSUM.pack(zlib.crc32(rest, zlib.crc32(head))) + rest)

    return resized


def something_else(path: Path) -> None:
    path.write_bytes(b"PK\3\4" + b"x" * 500)


@pytest.mark.parametrize(
    "spoil",
    [cut, cut_to_its_head, emptied, lengthened, turned(9), turned(20), turned(60), turned(snapshot.BEGIN), turned(-1),
     of_other_sizes(-3, 10**6), of_other_sizes(-3, -1), of_other_sizes(-2, 1), of_other_sizes(-2, -1),
     of_other_sizes(-1, 3), something_else],
)  # fmt: skip
def test_a_spoilt_file_is_replaced_from_the_log(world, spoil, whole_log_is_read, caplog) -> None:
    expected = digest(world.consultation, end())
    assert whole_log_is_read()
    kept = path_of(world.consultation).read_bytes()
    spoil(path_of(world.consultation))
    assert digest(world.consultation, end()) == expected
    assert whole_log_is_read()
    assert path_of(world.consultation).read_bytes() == kept
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_whole_file_of_another_version_is_not_taken(world, monkeypatch, caplog, whole_log_is_read) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(snapshot, "SCHEMA", b"votes 0\n")
        expected = digest(world.consultation, end())
        assert whole_log_is_read()
    assert digest(world.consultation, end()) == expected
    assert whole_log_is_read()
    assert "version" in caplog.text


@pytest.mark.parametrize("operations_differ", [True, False])
def test_the_file_of_another_consultation_is_not_taken(world, monkeypatch, caplog, operations_differ) -> None:
    if not operations_differ:
        monkeypatch.setattr(snapshot, "_operation_at", lambda _consultation, _position: bytes(16))
    other = voted_world(world.cast, slug="parks", consensus=False)
    votes_at(world.consultation, end())
    path_of(other.consultation).write_bytes(path_of(world.consultation).read_bytes())
    assert digest(other.consultation, end()) == through_models(other.consultation, end())
    assert "another log" in caplog.text


def test_the_file_of_a_log_that_was_put_back_to_an_earlier_day_is_not_taken(world, caplog) -> None:
    """After a restore the same numbers are given out again, for other votes."""
    for person in world.people[:3]:
        vote(person, 0, DISAGREE)
    votes_at(world.consultation, end())
    last = Vote.objects.latest("id")
    Vote.objects.filter(pk=last.pk)._raw_delete(Vote.objects.db)
    Vote.objects.create(
        id=last.pk, operation=operation("after the restore"), consultation=world.consultation, value=AGREE,
        participant=world.people[40], statement=last.statement, counted=True, cast_at=NOON,
    )  # fmt: skip
    assert digest(world.consultation, end()) == through_models(world.consultation, end())
    assert "another log" in caplog.text


# The folder


def test_others_may_not_read_it(world) -> None:
    votes_at(world.consultation, end())
    assert stat.S_IMODE(path_of(world.consultation).stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.SNAPSHOTS.stat().st_mode) == 0o700
    assert os.listdir(settings.SNAPSHOTS) == [f"{world.consultation.pk}.votes"]


@pytest.mark.parametrize("beneath", ["file", "file/snapshots"])
def test_without_a_folder_it_works_and_says_so_once(world, monkeypatch, tmp_path, caplog, beneath) -> None:
    """A folder that cannot be made: a test that runs as root may write everywhere else."""
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(settings, "SNAPSHOTS", tmp_path / beneath)
    snapshot._say_once.cache_clear()
    first = digest(world.consultation, end())
    said = len(caplog.records)
    assert said > 0
    assert digest(world.consultation, end()) == first == through_models(world.consultation, end())
    assert len(caplog.records) == said


def test_a_disk_that_is_full_leaves_nothing_behind(world, monkeypatch, caplog) -> None:
    def full(_path, _target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    snapshot._say_once.cache_clear()
    assert digest(world.consultation, end()) == through_models(world.consultation, end())
    assert os.listdir(settings.SNAPSHOTS) == []
    assert "No space left" in caplog.text


def test_what_is_dropped_is_gone_and_nothing_else(world) -> None:
    other = voted_world(world.cast, slug="parks")
    for each in (world, other):
        votes_at(each.consultation, end())
    (settings.SNAPSHOTS / f"{world.consultation.pk}.killed.new").write_bytes(b"half a file")
    drop(world.consultation)
    assert os.listdir(settings.SNAPSHOTS) == [f"{other.consultation.pk}.votes"]
    drop(world.consultation)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_workers_that_write_together_leave_a_whole_file() -> None:
    world = voted_world()
    before = end()
    for person in world.people:
        served(person, 0)
        vote(person, 0, SKIP)
    found = together(*[lambda to=to: digest(world.consultation, to) for to in (before, end()) * 4])
    assert set(found) == {through_models(world.consultation, before), through_models(world.consultation, end())}
    assert os.listdir(settings.SNAPSHOTS) == [f"{world.consultation.pk}.votes"]
    agree_everywhere(world.consultation, end())
