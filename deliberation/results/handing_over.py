"""Handing the votes of single people to a named researcher or auditor, after the final result: each time an act of its
own, with a purpose, in the public record.

What is handed over is a zip file in the format in which Polis exports a conversation, so that the tools for that read
it. People have fresh numbers by chance, in an order by chance; no time of a vote and no author is in it, and no text
that is not public. Nothing is kept of which number is who.
"""

import csv
import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import cast

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.wording import unfit
from deliberation.errors import Conflict, Invalid, Refusal, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.results.cells import safe_cell
from deliberation.results.matrix import rejected_numbers, statement_numbers
from deliberation.results.models import Handover, Publication
from deliberation.results.placements import placed
from deliberation.results.queries import Position
from deliberation.results.snapshot import votes_at
from deliberation.statements.queries import public_texts

LONGEST_RECIPIENT, SHORTEST_PURPOSE, LONGEST_PURPOSE = 200, 20, 1000
MOST_CELLS = 20_000_000  # people times statements: what can be written while somebody waits
SUMMARY = (
    "The votes of single people, handed over for one purpose. Numbers of people are by chance and say nothing. Do not "
    "try to find out who somebody is, pass it on to nobody, and delete it when the purpose is fulfilled."
)
PEOPLE = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
COMMENTS = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")


@dataclass(frozen=True)
class Handed:
    """The zip file, and its digest as it stands in the record."""

    name: str
    content: bytes
    digest: str


def hand_over(
    *, consultation: Consultation, recipient: str, purpose: str, by: Person | None, now: datetime,
    chance: random.Random | None = None,
) -> Handed:  # fmt: skip
    """Make the file, and enter in the record to whom and what for. Every time it is another one."""
    recipient, purpose = " ".join(recipient.split()), " ".join(purpose.split())
    final = Publication.objects.select_related("analysis").filter(consultation=consultation, final=True).first()
    enforce(may("hand-over-votes", by, consultation), _named(recipient, purpose), _final(final is not None))
    assert final is not None
    content = _archive(consultation, final, chance or random.SystemRandom())
    handed = Handed(f"{consultation.slug}-votes.zip", content, sha256(content).hexdigest())
    _enter(consultation, recipient, purpose, handed.digest, cast(Person, by), now)
    return handed


@transaction.atomic
def _enter(consultation: Consultation, recipient: str, purpose: str, digest: str, by: Person, now: datetime) -> None:
    Handover.objects.create(
        consultation=consultation, recipient=recipient, purpose=purpose, digest=digest, by=by, handed_at=now
    )
    details = {"recipient": recipient, "purpose": purpose, "sha256": digest}
    enter_of(consultation, "votes.handed-over", by=by, now=now, details=details)


def _named(recipient: str, purpose: str) -> Refusal | None:
    fields = {"recipient": unfit(recipient, LONGEST_RECIPIENT), "purpose": unfit(purpose, LONGEST_PURPOSE)}
    if not any(character.isalpha() for character in recipient):
        fields["recipient"] = _("Name the researcher or auditor who gets it.")
    if len(purpose) < SHORTEST_PURPOSE:
        fields["purpose"] = _("Say what it is for, in at least %(least)s characters.") % {"least": SHORTEST_PURPOSE}
    fields = {name: sentence for name, sentence in fields.items() if sentence}
    return Invalid("handover-text", next(iter(fields.values())), fields) if fields else None


def _final(there: bool) -> Refusal | None:
    if there:
        return None
    return Conflict("no-final-result", _("The votes of single people are handed over only after the final result."))


def _small(people: int, statements: int) -> Refusal | None:
    if people * statements <= MOST_CELLS:
        return None
    return Conflict("too-many-votes", _("These are too many votes for one file. Ask whoever runs the site."))


def _archive(consultation: Consultation, final: Publication, chance: random.Random) -> bytes:
    table = _Votes.of(consultation, final)
    enforce(_small(len(table.people), len(table.numbers)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in (
            ("summary.csv", _summary(consultation)),
            ("comments.csv", _comments(consultation, table)),
            ("participants-votes.csv", _people(table, chance)),
        ):
            archive.writestr(zipfile.ZipInfo(name), _table(lines), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@dataclass(frozen=True)
class _Votes:
    """What the final result was computed from, of which nothing was erased since.

    people: by row {column: vote}; groups: by row, -1 for none; numbers: of the statements; out: of those not shown.
    """

    people: Sequence[dict[int, int]]
    groups: Sequence[int]
    numbers: Sequence[int]
    out: frozenset[int]

    @classmethod
    def of(cls, consultation: Consultation, final: Publication) -> "_Votes":
        position = Position(final.analysis.up_to_vote, final.analysis.up_to_ruling)
        packed, groups = votes_at(consultation, position.up_to_vote), placed(final.analysis)
        bounds = zip(packed.starts[:-1].tolist(), packed.starts[1:].tolist(), strict=True)
        rows = [_row(packed.codes[start:end].astype(np.int64)) for start, end in bounds]
        labels = [groups.get(person, -1) for person in packed.participants.tolist()]
        out = frozenset(rejected_numbers(consultation, position))
        return cls(rows, labels, statement_numbers(consultation, position), out)


def _row(codes: np.ndarray) -> dict[int, int]:
    return dict(zip((codes >> 2).tolist(), ((codes & 3) - 1).tolist(), strict=True))


def _summary(consultation: Consultation) -> Iterator[Sequence[object]]:
    yield ("topic", safe_cell(consultation.question))
    yield ("conversation-description", SUMMARY)


def _comments(consultation: Consultation, table: _Votes) -> Iterator[Sequence[object]]:
    """The texts that anybody may read; of the others only that there was one. All are dated the opening."""
    texts, opened = public_texts(consultation), consultation.opening.opened_at
    at = (int(opened.timestamp() * 1000), opened.isoformat())
    yield COMMENTS
    for number in table.numbers:
        votes = [person[number] for person in table.people if number in person]
        shown = number in texts and number not in table.out
        text = safe_cell(texts[number]) if shown else ""
        yield (*at, number, "", votes.count(1), votes.count(-1), 1 if shown else -1, text)


def _people(table: _Votes, chance: random.Random) -> Iterator[Sequence[object]]:
    order = list(range(len(table.people)))
    chance.shuffle(order)
    yield (*PEOPLE, *table.numbers)
    for fresh, row in enumerate(order):
        votes, group = table.people[row], table.groups[row]
        said = list(votes.values())
        counts = (len(said), said.count(1), said.count(-1))
        yield (fresh, "" if group < 0 else group, 0, *counts, *(votes.get(number, "") for number in table.numbers))


def _table(lines: Iterator[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue()
