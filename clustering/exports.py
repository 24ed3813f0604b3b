"""Reading the files that pol.is exports. There agree is +1, disagree -1, pass 0, as here.

Everything wrong with a file is a ValueError that names the file and the line.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import SEEK_CUR, lseek
from pathlib import Path

from clustering.matrix import VoteMatrix
from clustering.stability import Progress

MODERATED_OUT = -1
LINES_BETWEEN = 50_000  # how far is told


@dataclass(frozen=True, eq=False)
class ExportedVotes:
    """The votes of an export, and the ids of the statements its moderators refused."""

    matrix: VoteMatrix
    moderated_out: tuple[int, ...]


def read_export(path: Path, *, progress: Progress | None = None) -> ExportedVotes:
    """The export at `path`: a folder, or one votes.csv (nothing is then known to be moderated).

    A folder holds votes.csv, or participants-votes.csv instead, and may hold comments.csv. `progress` is called now
    and then with what is read, how many per cent of it are, and 100.
    Raises ValueError for what is missing or malformed, OSError for what cannot be read.
    """
    if not path.exists():
        raise ValueError(f"{path}: no such file or folder; give an export of pol.is, or the votes.csv of one")
    if not path.is_dir():
        return ExportedVotes(read_votes(path, progress), ())
    comments = path / "comments.csv"
    refused = read_moderated_out(comments) if comments.exists() else ()
    return ExportedVotes(_folder_votes(path, progress), refused)


def read_votes(path: Path, progress: Progress | None = None) -> VoteMatrix:
    """votes.csv, an event log with comment-id, voter-id, vote; in order of timestamp where it has one."""
    rows = [
        (_whole(path, line, row, "timestamp") if "timestamp" in row else 0, *_vote(path, line, row))
        for line, row in _rows(path, ("comment-id", "voter-id", "vote"), progress)
    ]
    rows.sort(key=lambda row: row[0])
    return _matrix(path, [row[1:] for row in rows])


def read_participants_votes(path: Path) -> VoteMatrix:
    """participants-votes.csv: a row per participant, a column per statement, blank for unseen."""
    votes = [
        (_whole(path, line, row, "participant"), int(column), _whole(path, line, row, column))
        for line, row in _rows(path, ("participant",))
        for column, text in row.items()
        if column.isdecimal() and text
    ]
    return _matrix(path, votes)


def read_moderated_out(path: Path) -> tuple[int, ...]:
    """The comment-ids that comments.csv marks -1 in `moderated`, ascending."""
    decided = [
        (_whole(path, line, row, "comment-id"), _whole(path, line, row, "moderated"))
        for line, row in _rows(path, ("comment-id", "moderated"))
    ]
    return tuple(sorted({comment for comment, moderated in decided if moderated == MODERATED_OUT}))


def _folder_votes(folder: Path, progress: Progress | None) -> VoteMatrix:
    if (folder / "votes.csv").exists():
        return read_votes(folder / "votes.csv", progress)
    if (folder / "participants-votes.csv").exists():
        return read_participants_votes(folder / "participants-votes.csv")
    raise ValueError(f"{folder}: neither votes.csv nor participants-votes.csv in it")


def _rows(
    path: Path, needed: tuple[str, ...], progress: Progress | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and row of every record; ValueError when a needed column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="", restval="")
        try:
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise ValueError(f"{path}: no column {missing[0]!r}")
            for row in reader:
                if progress is not None and reader.line_num % LINES_BETWEEN == 0:
                    position, size = lseek(file.fileno(), 0, SEEK_CUR), path.stat().st_size
                    progress(f"read {path.name}, per cent", 100 * position // size, 100)
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: not a CSV file in UTF-8: {error}") from error


def _vote(path: Path, line: int, row: dict[str, str]) -> tuple[int, int, int]:
    voter, comment, vote = (_whole(path, line, row, name) for name in ("voter-id", "comment-id", "vote"))
    return voter, comment, vote


def _whole(path: Path, line: int, row: dict[str, str], column: str) -> int:
    try:
        return int(row[column])
    except ValueError:
        raise ValueError(f"{path}:{line}: {column} is {row[column]!r}, not a whole number") from None


def _matrix(path: Path, votes: Sequence[tuple[int, ...]]) -> VoteMatrix:
    if not votes:
        raise ValueError(f"{path}: no votes in it")
    people, asked, said = zip(*votes, strict=True)
    try:
        return VoteMatrix.from_events(people, asked, said)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
