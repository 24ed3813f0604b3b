"""Reading the export of a Polis conversation, with its own ids, times and signs (agree 1, disagree -1, pass 0).

    summary.csv             topic, conversation-description
    comments.csv            one row per comment: timestamp, comment-id, author-id, moderated, comment-body
    votes.csv               one row per vote: timestamp, comment-id, voter-id, vote; in no order
    participants-votes.csv  one row per participant, one column per comment: the votes that stood at the end

Without votes.csv the votes come from participants-votes.csv; when they were cast is then unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from deliberation.statements.content import fault as fault_of_text
from deliberation.statements.content import tidy
from deliberation.statements.models import LONGEST_IMPORTED
from deliberation.votes.export_tables import Table, fault, read_table

VOTES = {"1": 1, "-1": -1, "0": 0}
MODERATED = {"1", "0", "-1"}  # accepted, not looked at (shown all the same), moderated out
PARTICIPANTS = ("participants-votes.csv", "participant-votes.csv")  # newer exports write the second
COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")


class Comment(NamedTuple):
    number: int
    text: str
    author: int | None
    written_at: datetime
    moderated_out: bool


class ExportedVote(NamedTuple):
    cast_at: datetime
    participant: int
    number: int
    value: int


@dataclass(frozen=True)
class Export:
    """A conversation. Votes are in the order of their times, equal ones in the order of the file."""

    topic: str
    description: str
    url: str
    comments: dict[int, Comment]
    votes: list[ExportedVote]
    participants: list[int]
    began_at: datetime
    ended_at: datetime
    times_known: bool
    digests: dict[str, str]


def read_export(folder: Path, now: datetime) -> Export:
    """The conversation in a folder; refuses what makes no sense, with file, line and reason."""
    if not folder.is_dir():
        raise fault(str(folder), None, _("There is no such folder."))
    about, written = read_table(folder / "summary.csv"), read_table(folder / "comments.csv")
    summary, comments = _pairs(about), _comments(written, now)
    cast, standing = _optional(folder, "votes.csv"), _optional(folder, *PARTICIPANTS)
    if cast is None and standing is None:
        sentence = _("Neither it nor participants-votes.csv is in %(folder)s.")
        raise fault("votes.csv", None, sentence % {"folder": folder})
    final = _standing_votes(standing, comments) if standing else {}
    votes = _log(cast, comments, now) if cast else _undated(final, comments)
    if cast and standing:
        _compare(standing, final, votes)
    people = dict.fromkeys([*sorted(final), *(vote.participant for vote in votes)])
    instants = [*(comment.written_at for comment in comments.values()), *(vote.cast_at for vote in votes)]
    tables = [table for table in (about, written, cast, standing) if table]
    return Export(
        topic=tidy(summary.get("topic", "")),
        description=summary.get("conversation-description", "").strip(),
        url=tidy(summary.get("url", "")),
        comments=comments,
        votes=votes,
        participants=list(people),
        began_at=min(instants),
        ended_at=max(instants),
        times_known=cast is not None,
        digests={table.name: table.sha256 for table in tables},
    )


def _optional(folder: Path, *names: str) -> Table | None:
    """The first of these files that is there."""
    there = [folder / name for name in names if (folder / name).exists()]
    return read_table(there[0]) if there else None


def _pairs(table: Table) -> dict[str, str]:
    """summary.csv has no header: each row is a name and a value."""
    if len(table.header) != 2:
        sentence = _("Each row is a name and a value; this one has %(cells)s cells.")
        raise table.refusal(1, sentence % {"cells": len(table.header)})
    pairs = dict([table.header, *(row.cells for row in table.rows)])
    unprintable = [name for name, value in pairs.items() if "\0" in value]
    if unprintable or "topic" not in pairs:
        reason = _("A row named topic is missing.") if "topic" not in pairs else _("A value holds a null character.")
        raise fault(table.name, None, reason)
    return pairs


def _comments(table: Table, now: datetime) -> dict[int, Comment]:
    comments: dict[int, Comment] = {}
    for line, cells in table.columns(COMMENT_COLUMNS):
        comment = _comment(table, line, cells, now)
        if comment.number in comments:
            raise table.refusal(line, _("The comment %(number)s is there already.") % {"number": comment.number})
        comments[comment.number] = comment
    if not comments:
        raise fault(table.name, None, _("There is no comment in it."))
    return comments


def _comment(table: Table, line: int, cells: list[str], now: datetime) -> Comment:
    timestamp, number, author, moderated, body = cells
    if moderated not in MODERATED:
        raise table.refusal(line, _("moderated is %(cell)r: 1, 0 or -1 goes there.") % {"cell": moderated[:40]})
    comment = Comment(
        number=table.whole(line, "comment-id", number),
        text=tidy(body),
        author=table.whole(line, "author-id", author) if author else None,
        written_at=table.instant(line, timestamp, now),
        moderated_out=moderated == "-1",
    )
    # What was moderated out is never shown to anybody, so it may be as it is: empty, a lone question mark.
    wrong = None if comment.moderated_out and "\0" not in body else fault_of_text(comment.text, LONGEST_IMPORTED)
    if wrong:
        raise table.refusal(line, f"comment-body: {wrong.detail}")
    return comment


def _log(table: Table, comments: Mapping[int, Comment], now: datetime) -> list[ExportedVote]:
    """The votes by time; the sort keeps the file's order among equal times, and the last one stands."""
    votes = [
        ExportedVote(
            cast_at=table.instant(line, timestamp, now),
            participant=table.whole(line, "voter-id", voter),
            number=_known(table, line, number, comments),
            value=_vote(table, line, vote),
        )
        for line, (timestamp, number, voter, vote) in table.columns(VOTE_COLUMNS)
    ]
    return sorted(votes, key=lambda vote: vote.cast_at)


def _known(table: Table, line: int, cell: str, comments: Mapping[int, Comment]) -> int:
    number = table.whole(line, "comment-id", cell)
    if number not in comments:
        raise table.refusal(line, _("There is no comment %(number)s in comments.csv.") % {"number": number})
    return number


def _vote(table: Table, line: int, cell: str) -> int:
    if cell not in VOTES:
        raise table.refusal(line, _("The vote is %(cell)r: 1, 0 or -1 goes there.") % {"cell": cell[:40]})
    return VOTES[cell]


def _standing_votes(table: Table, comments: Mapping[int, Comment]) -> dict[int, dict[int, int]]:
    """Per participant the votes that stood at the end, by comment. An empty cell is no vote."""
    [who] = table.places(["participant"])
    columns = [(place, _known(table, 1, name, comments)) for place, name in enumerate(table.header) if name.isdigit()]
    found: dict[int, dict[int, int]] = {}
    for line, cells in table.rows:
        participant = table.whole(line, "participant", cells[who])
        if participant in found:
            raise table.refusal(line, _("The participant %(number)s is there already.") % {"number": participant})
        found[participant] = {number: _vote(table, line, cells[place]) for place, number in columns if cells[place]}
    return found


def _undated(final: Mapping[int, Mapping[int, int]], comments: Mapping[int, Comment]) -> list[ExportedVote]:
    """Nobody knows when they were cast, only that it was after the comments: the last comment's time stands in."""
    when = max(comment.written_at for comment in comments.values())
    return [
        ExportedVote(when, participant, number, value)
        for participant, votes in final.items()
        for number, value in votes.items()
    ]


def _compare(table: Table, final: Mapping[int, Mapping[int, int]], votes: list[ExportedVote]) -> None:
    """Refuse two files that contradict each other: a sign that was turned round must not get in."""
    last = {(vote.participant, vote.number): vote.value for vote in votes}
    for row, (participant, theirs) in zip(table.rows, final.items(), strict=True):
        for number, value in theirs.items():
            ours = last.get((participant, number))
            if ours != value:
                said = {"number": number, "value": value, "ours": _("none") if ours is None else ours}
                sentence = _("The vote on comment %(number)s is %(value)s here, but the last in votes.csv is %(ours)s.")
                raise table.refusal(row.line, sentence % said)
