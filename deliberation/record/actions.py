"""Writing to the record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from deliberation.record.acts import ACTS
from deliberation.record.models import Entry

SYSTEM = "the system, by rule"
PARTICIPANT = "a participant"  # nobody in particular
BY_LINK = "the unit responsible, by a signed link"
AT_ONCE = 500  # rows of one statement to the database


def enter(
    *,
    act: str,
    subject: str,
    now: datetime,
    by: str = SYSTEM,
    consultation: str = "",
    happened_at: datetime | None = None,
    key: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> bool:
    """Add an entry; with a `key` that is already there, add nothing. True if an entry was added.

    `happened_at` is when the act took effect where that is not now: a date that passed while no worker ran.
    """
    _known(act)
    entry = {
        "act": act,
        "subject": subject,
        "actor": by,
        "consultation": consultation,
        "happened_at": happened_at or now,
        "recorded_at": now,
        "details": dict(details or {}),
    }
    if key is None:
        Entry.objects.create(**entry)
        return True
    _entry, added = Entry.objects.get_or_create(key=key, defaults=entry)
    return added


class Line(NamedTuple):
    """An entry to be made. `key`: as of `enter`."""

    act: str
    subject: str
    actor: str
    consultation: str
    happened_at: datetime
    details: Mapping[str, Any]
    key: str | None = None


def enter_lines(*, lines: Iterable[Line], now: datetime) -> None:
    """Add these entries, in their order. None of their keys may be there: whoever calls this has looked, and nobody
    else could enter the same since."""
    entries = [Entry(**{**line._asdict(), "details": dict(line.details)}, recorded_at=now) for line in lines]
    for entry in entries:
        _known(entry.act)
    Entry.objects.bulk_create(entries, batch_size=AT_ONCE)


def enter_each(
    *, act: str, subjects: Iterable[str], now: datetime, by: str, consultation: str, details: Mapping[str, Any]
) -> None:
    """The same act about each of these: an entry each."""
    enter_lines(lines=(Line(act, subject, by, consultation, now, details) for subject in subjects), now=now)


def _known(act: str) -> None:
    if act not in ACTS:
        raise ValueError(f"{act!r} is not an act of the record; see record/acts.py.")
