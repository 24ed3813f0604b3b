"""A ministry's public note to its line of the scoreboard: published at once, replaced by the next, never changed."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, QuerySet

from deliberation.errors import enforce
from deliberation.obligations.models import BoardNote
from deliberation.obligations.rules import is_board_note
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import Role, may, office
from deliberation.record.actions import enter


@transaction.atomic
def publish_note(*, ministry: Organisation, text: str, by: Person | None, now: datetime) -> BoardNote:
    """Publish a note in place of the one that holds; an empty one takes that back. The same again is no second one."""
    enforce(may("note-on-board", by, ministry))
    assert by is not None  # the rule refuses visitors
    ministry = Organisation.objects.select_for_update().get(pk=ministry.pk)  # one at a time
    last, text = notes_of(ministry).first(), text.strip().replace("\r\n", "\n")
    if last and last.text == text:
        return last
    enforce(is_board_note(text, holds=bool(last)))
    number = last.number + 1 if last else 1
    note = BoardNote.objects.create(ministry=ministry, number=number, text=text, by=by, published_at=now)
    enter(
        act="ministry.noted" if text else "ministry.note-withdrawn",
        subject=f"organisation/{ministry.slug}",
        now=now,
        by=office(Role.OFFICIAL, ministry),
        details={"ministry": ministry.name, "note": number, "text_sha256": sha256(text.encode()).hexdigest()},
    )
    return note


def notes_of(ministry: Organisation) -> QuerySet[BoardNote]:
    """All of them, the last one first."""
    return BoardNote.objects.filter(ministry=ministry).order_by("-number")


def notes_that_hold(ministries: Iterable[Organisation]) -> dict[str, BoardNote]:
    """By the ministry's short name, the note that its line bears, for those that have one."""
    last = BoardNote.objects.filter(ministry__in=ministries).order_by().values("ministry").annotate(last=Max("pk"))
    rows = BoardNote.objects.filter(pk__in=last.values("last")).exclude(text="").select_related("ministry")
    return {row.ministry.slug: row for row in rows.order_by("ministry__name", "ministry__slug")}
