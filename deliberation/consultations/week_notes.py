"""Week notes: what the facilitators tell the public while a consultation runs; the last says what did not work.

They stay as they were written: who was wrong says so in the next. The last one is asked for with a closing by hand. One
that comes by the clock does not wait for it, or a host could keep a ministry from its duty by writing nothing; until it
is there the pages say that it is missing.
"""

from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation, WeekNote
from deliberation.consultations.phases import CLOSED
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows, may_note, worded_note
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may


@transaction.atomic
def write_note(*, consultation: Consultation, text: str, by: Person | None, now: datetime) -> WeekNote:
    """Publish a note at once; after the closing it is the last one. The newest one's text again is no second note."""
    enforce(may("note", by, consultation))
    locks.exclude(consultation.pk)
    consultation = Consultation.objects.with_facts().get(pk=consultation.pk)
    enforce(allows("note", consultation, now), worded_note("text", text))
    newest, last = notes_of(consultation).first(), consultation.phase(now) is CLOSED
    if newest and (newest.text, newest.last) == (text.strip(), last):
        return newest
    return add_note(consultation, text, last=last, by=cast(Person, by), now=now)


def add_note(consultation: Consultation, text: str, *, last: bool, by: Person, now: datetime) -> WeekNote:
    """The next note, and its entry in the record. Called under the consultation's lock."""
    notes = notes_of(consultation)
    enforce(may_note(ended(consultation)))
    note = WeekNote.objects.create(
        consultation=consultation, number=notes.count() + 1, text=text.strip(), last=last, published_at=now, by=by
    )
    act = "week-notes.ended" if last else "week-note.published"
    enter_of(consultation, act, subject=f"week-note/{note.number}", by=by, now=now)
    return note


def notes_of(consultation: Consultation) -> QuerySet[WeekNote]:
    """The newest first."""
    return WeekNote.objects.filter(consultation=consultation).order_by("-number")


def ended(consultation: Consultation) -> bool:
    """Is it said what did not work? After that no note comes."""
    return notes_of(consultation).filter(last=True).exists()
