"""Adding the statements to begin with: one by one typed, or at once from a table that was looked at before."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.adding import next_number
from deliberation.statements.likeness import plain
from deliberation.statements.models import Outcome, Statement
from deliberation.statements.rulings import store
from deliberation.statements.seed_table import Preview, as_confirmed, folded, preview


def store_seeds(
    consultation: Consultation, texts: Sequence[str], *, by: Person, now: datetime, entered: bool = True
) -> list[Statement]:
    """These texts as accepted statements. Whoever calls this has checked them and holds the consultation's lock.

    `entered`: each is an entry of the record; without, whoever calls enters one for all.
    """
    first = next_number(consultation)
    made = Statement.objects.bulk_create(
        Statement(consultation=consultation, number=number, text=text, folded=plain(text), seed=True, written_at=now)
        for number, text in enumerate(texts, first)
    )
    store(made, Outcome.ACCEPTED, by=by, now=now, act="" if entered else None)
    return made


def preview_of(consultation: Consultation, content: str) -> Preview:
    """What would be taken from a table into this consultation now. Writes nothing. Raises Invalid for no table."""
    there = Statement.objects.filter(consultation=consultation).order_by("-number").values_list("text", "number")
    return preview(content, {folded(text): number for text, number in there})


@transaction.atomic
def import_seeds(
    *, consultation: Consultation, content: str, these: str, by: Person, now: datetime
) -> tuple[list[Statement], Preview]:
    """Take all good rows of a table at once, as they were confirmed: `these` names them. One entry of the record."""
    enforce(may("seed", by, consultation))  # before the lock: votes wait for it
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    enforce(allows("seed", consultation, now))
    found = preview_of(consultation, content)
    enforce(as_confirmed(these, found))
    made = store_seeds(consultation, [row.text for row in found.good], by=by, now=now, entered=False)
    enter_of(
        consultation,
        "seeds.imported",
        by=by,
        now=now,
        details={
            "count": len(made),
            "first": made[0].number,
            "last": made[-1].number,
            "left_out": len(found.bad),
        },
    )
    return made, found
