"""Voting on paper: sheets are printed, filled in by hand, and typed in twice before their votes count.

A sheet asks a few statements, with a box for each of the three votes. Its code is good for one person. Two entries must
agree; where they do not, somebody looks at the paper again, field by field. Then the sheet becomes a participant of its
own, whose votes are ordinary lines of the log, all in one transaction. What could link the two is deleted with that:
the entries, and which statements the sheet asked; what was served and voted is stored in the order of the statements,
not of the sheet. How it takes part follows the consultation's admission: where invitation codes count, a sheet is one,
because a facilitator hands it out.

Whoever types a sheet in holds it, as its code stands on it and nowhere else: only facilitators can print it again, and
no list names the code of a sheet that nobody has typed in.

How many sheets were printed stands in the record, so that there cannot be more votes on paper than that. How many were
counted is told with the results, as coarse as they are, and never sheet by sheet: that would show a vote as it came.
"""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows
from deliberation.errors import Missing, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.models import Statement
from deliberation.statements.queries import public_statements
from deliberation.votes import log
from deliberation.votes.invitations import LETTERS, MISREAD
from deliberation.votes.models import Participant, Served, Sheet, SheetEntry
from deliberation.votes.paper_rules import (
    Answers,
    differing,
    entered_whole,
    may_enter,
    may_settle,
    on_paper,
    ready_to_print,
    so_many_sheets,
    standing,
    tier_on_paper,
    unused_operation,
)
from deliberation.votes.population import known_category
from deliberation.votes.routing import Candidate, choose

LENGTH = 10  # letters of 5 bits


def new_code() -> str:
    """A fresh code of 50 bits. It opens nothing by itself: only staff can type a sheet in."""
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


@transaction.atomic
def print_sheets(
    *,
    consultation: Consultation,
    sheets: int,
    statements: int,
    numbers: Sequence[int] = (),
    category: str = "",
    by: Person | None,
    now: datetime,
    chance: random.Random | None = None,
) -> UUID:
    """Make sheets with codes of their own. `numbers`: the statements on each of them; none: each sheet asks so many as
    routing would ask a newcomer, drawn for itself. Gives the name of the batch."""
    enforce(may("print-sheets", by, consultation), allows("print-sheets", consultation, now))
    enforce(ready_to_print(consultation.closes_at, consultation.ministry_id), on_paper(consultation.admission))
    enforce(known_category(consultation, category))
    public = public_statements(consultation)
    known = set(public.values_list("number", flat=True))
    enforce(so_many_sheets(sheets, statements, numbers, known))
    pool = _candidates(consultation)
    draw, batch = chance or random.SystemRandom(), uuid4()
    Sheet.objects.bulk_create(
        Sheet(
            consultation=consultation,
            code=new_code(),
            batch=batch,
            numbers=list(dict.fromkeys(numbers)) or choose(pool, statements, draw),
            category=category,
        )
        for _place in range(sheets)
    )
    made_for = {"category": category} if category else {}
    enter_of(consultation, "sheets.printed", by=by, now=now, details={"count": sheets, **made_for})
    return batch


def _candidates(consultation: Consultation) -> list[Candidate]:
    """By number instead of id: a sheet names its statements as people read them."""
    rows = public_statements(consultation).order_by().values_list("number", "seed", Coalesce("tally__votes", 0))
    return [Candidate(*row) for row in sorted(rows)]


@transaction.atomic
def enter(
    *, consultation: Consultation, code: str, answers: Answers, operation: UUID, by: Person | None, now: datetime
) -> Sheet:
    """Type a sheet in: the first time or the second. Of two that agree the votes are stored at once. The same
    `operation` again is the same entry again."""
    enforce(may("enter-sheets", by, consultation))
    consultation, sheet = _locked(consultation, code)
    typist, entries = cast(Person, by), list(sheet.entries.all())
    if sheet.operation == operation or operation in {entry.operation for entry in entries}:
        return sheet
    enforce(may_enter(sheet.counted, len(entries)), allows("vote", consultation, now))
    enforce(on_paper(consultation.opening.admission), entered_whole(answers, sheet.numbers))
    enforce(unused_operation(_is_used(operation)))
    SheetEntry.objects.create(sheet=sheet, operation=operation, answers=_kept(answers), by=typist)
    sheet.typed = len(entries) + 1
    if entries and not differences(sheet):
        sheet.by_one = entries[0].by_id == typist.pk
        _count(consultation, sheet, answers, operation, now)
    sheet.save()
    return sheet


@transaction.atomic
def settle(
    *, consultation: Consultation, code: str, answers: Answers, operation: UUID, by: Person | None, now: datetime
) -> Sheet:
    """Say what the paper really says where two entries differ, if it still asks that; nothing else can be changed. Then
    the votes count. Who typed one of the entries may do it too; the sheet then counts as decided by one person."""
    enforce(may("enter-sheets", by, consultation))
    consultation, sheet = _locked(consultation, code)
    if sheet.operation == operation:
        return sheet
    entries = list(sheet.entries.all())
    enforce(may_settle(sheet.counted, len(entries)), allows("vote", consultation, now))
    enforce(entered_whole(answers, differences(sheet)), unused_operation(_is_used(operation)))
    people = [*(entry.by_id for entry in entries), cast(Person, by).pk]
    sheet.settled, sheet.by_one = True, len(set(people)) < len(people)
    _count(consultation, sheet, {**_read(entries[0]), **answers}, operation, now)
    sheet.save()
    return sheet


def _is_used(operation: UUID) -> bool:
    return any(rows.filter(operation=operation).exists() for rows in (SheetEntry.objects, Sheet.objects))


def forget_entries(consultation: Consultation) -> None:
    """Delete what was typed off sheets that can never count any more. How often each was typed in is kept."""
    SheetEntry.objects.filter(sheet__consultation=consultation).delete()


def _locked(consultation: Consultation, code: str) -> tuple[Consultation, Sheet]:
    """The consultation as it is now, and the sheet, which nobody else enters meanwhile."""
    locks.share(consultation.pk)
    consultation = Consultation.objects.with_facts().get(pk=consultation.pk)
    found = Sheet.objects.select_for_update().filter(consultation=consultation, code=as_printed(code)).first()
    return consultation, found or _missing()


def _count(consultation: Consultation, sheet: Sheet, answers: Answers, operation: UUID, now: datetime) -> None:
    """The sheet becomes a participant: what is on it was shown to somebody, and what is marked are votes. A statement
    that is not open for votes any more is left out. The sheet is left to be saved, without what tells which it was."""
    tier = tier_on_paper(consultation.opening.admission)
    participant = Participant.objects.create(
        consultation=consultation, pseudonym=secrets.token_hex(32), tier=tier, paper=True, joined_at=now
    )
    shown = sorted(statements_on(sheet), key=lambda statement: statement.number)
    Served.objects.bulk_create(
        Served(participant=participant, statement=statement, served_at=now) for statement in shown
    )
    for statement in shown:
        if answers[statement.number] is not None:
            log.append(
                operation=uuid4(),
                consultation=consultation,
                participant=participant,
                statement=statement,
                value=answers[statement.number],
                counted=tier in consultation.opening.admits.counts,
                cast_at=now,
            )
    sheet.entries.all().delete()
    sheet.counted, sheet.numbers, sheet.operation = True, [], operation


def _kept(answers: Answers) -> dict[str, int | None]:
    return {str(number): value for number, value in answers.items()}


def _read(entry: SheetEntry) -> dict[int, int | None]:
    return {int(number): value for number, value in entry.answers.items()}


# Reading


def as_printed(code: str) -> str:
    """A code however it was typed; empty where it cannot be one."""
    code = code.strip().upper().translate(MISREAD)
    return code if set(code) <= set(LETTERS) else ""


def sheet_called(consultation: Consultation, code: str) -> Sheet:
    found = Sheet.objects.filter(consultation=consultation, code=as_printed(code)).first()
    return found or _missing()


def _missing() -> Sheet:
    raise Missing("no-sheet", _("There is no sheet with this code in this consultation. Check every letter."))


def state_of(sheet: Sheet) -> str:
    return standing(sheet.counted, sheet.typed)


def statements_on(sheet: Sheet) -> list[Statement]:
    """What the sheet asks and may still be read, in its order."""
    public = {each.number: each for each in public_statements(sheet.consultation).filter(number__in=sheet.numbers)}
    return [public[number] for number in sheet.numbers if number in public]


def differences(sheet: Sheet) -> dict[int, tuple[int | None, int | None]]:
    """Where its two entries do not agree, of what is still open for votes: number to what each says."""
    entries = [_read(entry) for entry in sheet.entries.all()]
    if len(entries) < 2:
        return {}
    first, second = entries
    asked = {statement.number for statement in statements_on(sheet)}
    return {number: (first[number], second[number]) for number in differing(first, second) if number in asked}


def batch_of(consultation: Consultation, batch: UUID) -> QuerySet[Sheet]:
    found = Sheet.objects.filter(consultation=consultation, batch=batch)
    if not found:
        raise Missing("no-sheet", _("There are no such sheets in this consultation."))
    return found


def sheets_waiting(consultation: Consultation) -> QuerySet[Sheet]:
    """Those that were typed in and not counted: first those whose two entries differ, then those with one."""
    typed = Sheet.objects.filter(consultation=consultation, counted=False, typed__gt=0)
    return typed.order_by("-typed", "-id")


IN_EACH_STATE = {
    "printed": Count("pk", filter=Q(counted=False, typed=0)),
    "once": Count("pk", filter=Q(counted=False, typed=1)),
    "differing": Count("pk", filter=Q(counted=False, typed=2)),
    "counted": Count("pk", filter=Q(counted=True)),
    "settled": Count("pk", filter=Q(settled=True)),
    "by_one": Count("pk", filter=Q(by_one=True)),
}


def batches_of(consultation: Consultation) -> QuerySet:
    """How many sheets of each batch are in each state, the latest batch first."""
    rows = Sheet.objects.filter(consultation=consultation).order_by().values("batch", "category")
    return rows.annotate(first=Min("pk"), **IN_EACH_STATE).order_by("-first")


def how_far(consultation: Consultation) -> dict[str, int]:
    """How many sheets there are in each state."""
    return Sheet.objects.filter(consultation=consultation).aggregate(**IN_EACH_STATE)


def half_typed(consultation: Consultation) -> int:
    """How many sheets were typed in once, or twice and not alike."""
    return sheets_waiting(consultation).count()
