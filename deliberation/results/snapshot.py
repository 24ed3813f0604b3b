"""The votes of a consultation in a file, so that an analysis reads only what is new in the log.

A file is a cache: whatever is wrong with it, the log is read instead, and the operator is told, not the user. It
says who voted what, under pseudonyms, so it is for our account alone. It says before which erasure it was made: one
that is older than the newest is never read, and is deleted on every machine that keeps one (large.clear_away).
"""

import logging
import os
import struct
import tempfile
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.conf import settings

from deliberation.consultations.models import Consultation
from deliberation.results.packed_votes import PackedVotes
from deliberation.votes.log import last_erasure
from deliberation.votes.models import Vote
from deliberation.votes.packed_log import packed_votes

logger = logging.getLogger(__name__)

SCHEMA = b"votes 2\n"  # a file of another schema is passed over: change it with whatever stands behind it
# Schema, consultation, erasure, position, operation of the line there, participants, votes, bytes of a vote; checksum.
HEAD = struct.Struct("<8s q q q 16s q q q")
CHECKSUM = struct.Struct("<q")
BEGIN = HEAD.size + CHECKSUM.size
WIDTHS = (2, 4, 8)  # bytes of a vote
# Writing what was merged takes as long as reading one vote in two hundred anew.
WORTH_WRITING = 200


class Unusable(Exception):
    """Why a file cannot be used."""


class Snapshot(NamedTuple):
    """The counted votes up to a log position."""

    position: int
    votes: PackedVotes


NOTHING = Snapshot(0, PackedVotes.none())


def votes_at(consultation: Consultation, up_to: int) -> PackedVotes:
    """The last counted vote of each on each up to a log position: those of the file, and what came after."""
    erasure = last_erasure(consultation)
    known = _usable(consultation, up_to, erasure)
    votes, read = known.votes, 0
    for block in packed_votes(consultation, known.position, up_to):
        votes, read = votes.with_later(*block), read + len(block.codes)
    if read and read * WORTH_WRITING >= len(votes.codes):
        _keep(consultation, Snapshot(up_to, votes), erasure)
    return votes


def kept() -> list[int]:
    """The ids of the consultations that have a file here."""
    return [int(path.stem) for path in settings.SNAPSHOTS.glob("*.votes") if path.stem.isdecimal()]


def drop(consultation: Consultation) -> None:
    """Forget the file, and what a worker that was killed may have left of a new one. Raises OSError."""
    for path in settings.SNAPSHOTS.glob(f"{consultation.pk}.*"):
        path.unlink(missing_ok=True)


def is_outdated(consultation: Consultation) -> bool:
    """Were votes erased since the file here was made? Whatever is no file of ours is not: it is passed over anyway."""
    try:
        with path_of(consultation).open("rb") as file:
            head = file.read(HEAD.size)
    except OSError:
        return False
    return len(head) == HEAD.size and HEAD.unpack(head)[2] != last_erasure(consultation)


def path_of(consultation: Consultation) -> Path:
    return settings.SNAPSHOTS / f"{consultation.pk}.votes"


def _usable(consultation: Consultation, up_to: int, erasure: int) -> Snapshot:
    """What the file holds, if it is whole, of this log, and not ahead of the position; else nothing."""
    path = path_of(consultation)
    try:
        return _read(path, consultation, up_to, erasure)
    except FileNotFoundError:
        return NOTHING
    except Unusable as reason:
        logger.warning("Reading the votes of consultation %s anew: %s %s", consultation.pk, path, reason)
    except OSError as error:
        _say_once(str(path), error.strerror or str(error))
    return NOTHING


def _read(path: Path, consultation: Consultation, up_to: int, erasure: int) -> Snapshot:
    content = memoryview(path.read_bytes())
    if content[: len(SCHEMA)] != SCHEMA or len(content) < BEGIN:
        raise Unusable("is not of this version.")
    if CHECKSUM.unpack_from(content, HEAD.size)[0] != zlib.crc32(content[BEGIN:], zlib.crc32(content[: HEAD.size])):
        raise Unusable("is damaged.")
    _schema, owner, known_erasure, position, operation, people, count, width = HEAD.unpack_from(content)
    if owner == consultation.pk and known_erasure != erasure:
        return NOTHING  # it holds votes that are gone, or comes from another worker that knew of an erasure later
    if owner != consultation.pk or operation != _operation_at(consultation, position):
        raise Unusable("is of another log.")  # for example of a database that was put back to an earlier day
    if position > up_to:
        return NOTHING  # somebody looks back; the file is right
    if min(people, count) < 0 or width not in WIDTHS or len(content) != BEGIN + 8 * (2 * people + 1) + width * count:
        raise Unusable("says other sizes than it has.")
    numbers = np.frombuffer(content, "<i8", 2 * people + 1, BEGIN)
    codes = np.frombuffer(content, f"<u{width}", count, BEGIN + numbers.nbytes)
    return Snapshot(position, PackedVotes(numbers[:people], numbers[people:], codes))


def _operation_at(consultation: Consultation, position: int) -> bytes:
    """The operation id of the last line up to a position. Clients make them, so that no two logs share one."""
    lines = Vote.objects.filter(consultation=consultation, id__lte=position).order_by("-id")
    operation = lines.values_list("operation", flat=True).first()
    return operation.bytes if operation else bytes(16)


def _keep(consultation: Consultation, snapshot: Snapshot, erasure: int) -> None:
    try:
        settings.SNAPSHOTS.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path_of(consultation), _parts(consultation, snapshot, erasure))
    except OSError as error:
        _say_once(str(settings.SNAPSHOTS), error.strerror or str(error))


def _write(path: Path, parts: tuple[bytes, ...]) -> None:
    """In one step: who reads meanwhile finds the earlier file whole, and of two writers the last one stays."""
    descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=f"{path.stem}.", suffix=".new")  # for our account alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
        Path(new).replace(path)
    except OSError:
        Path(new).unlink(missing_ok=True)
        raise


def _parts(consultation: Consultation, snapshot: Snapshot, erasure: int) -> tuple[bytes, ...]:
    position, votes = snapshot
    operation, width = _operation_at(consultation, position), votes.codes.itemsize
    sizes = len(votes.participants), len(votes.codes), width
    head = HEAD.pack(SCHEMA, consultation.pk, erasure, position, operation, *sizes)
    numbers = np.concatenate([votes.participants, votes.starts]).astype("<i8").tobytes()
    codes = votes.codes.astype(f"<u{width}", copy=False).tobytes()
    checksum = CHECKSUM.pack(zlib.crc32(codes, zlib.crc32(numbers, zlib.crc32(head))))
    return head, checksum, numbers, codes


@cache
def _say_once(place: str, reason: str) -> None:
    logger.warning("Every analysis reads all votes: %s cannot be used (%s).", place, reason)
