"""Retiring a statement in favour of others: they stand in its place from then on, and votes never move.

No text is ever changed. Clearer words are a statement of their own, with its own votes, and so are the parts of one
that holds several ideas.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.adding import added, may_be_written
from deliberation.statements.content import tidy
from deliberation.statements.models import LONGEST, Outcome, Ruling, Statement, Successor
from deliberation.statements.moderating import despite, locked
from deliberation.statements.queries import own_statement, public_statements, statement_numbered
from deliberation.statements.rules import fit_note, may_retire, may_reword, new_words, unchanged, wordable
from deliberation.statements.rulings import store
from deliberation.statements.similar import likeness_to_public

SAYS_THE_SAME = "duplicate"


@transaction.atomic
def join(
    *, statement: Statement, into: int, by: Person, now: datetime, note: str = "", seen: int | None = None
) -> Ruling:
    """Join a statement, whether it waits or is public, with an accepted one that says the same, by its number.

    It is a rejection with a successor: appealed, overruled and undone like any other. Whoever voted on it is asked the
    other one. `seen`: as in `rule`.
    """
    consultation = locked(statement, by)
    enforce(allows("moderate", consultation, now), fit_note(note))
    enforce(unchanged(seen, statement.ruling_id or 0), despite(statement, by))
    other = statement_numbered(consultation, into)
    enforce(may_retire(statement.number, other.number, other.standing))
    told = {"into": other.number}
    ruling = store(
        [statement], Outcome.REJECTED, by=by, now=now, reason=SAYS_THE_SAME, note=note, act="statement.joined",
        details=told,
    )[0]  # fmt: skip
    Successor.objects.create(ruling=ruling, statement=other)
    return ruling


def reword(
    *, statement: Statement, texts: Sequence[str], by: Person, now: datetime, note: str = "", seen: int | None = None
) -> list[Statement]:
    """Staff put what a statement says more clearly, or divide it into several: new statements, accepted at once, that
    take its place. Undoing gives it its place back, and they wait. What takes a seed's place is a seed.

    `seen`: as in `rule`."""
    tidied = list(dict.fromkeys(tidy(text) for text in texts))
    consultation = statement.consultation
    # First without the lock that votes wait for: looking for what is alike may take a while.
    enforce(may("moderate", by, consultation))
    enforce(allows("moderate", consultation, now), wordable(tidied, LONGEST), fit_note(note))
    alike = {text: likeness_to_public(consultation, text) for text in tidied}
    return _reword(statement, alike, by, now, note, seen)


@transaction.atomic
def _reword(
    statement: Statement, alike: Mapping[str, float], by: Person, now: datetime, note: str, seen: int | None
) -> list[Statement]:
    """`alike`: by text, its likeness to the public statement most like it."""
    consultation = locked(statement, by)
    enforce(allows("moderate", consultation, now), unchanged(seen, statement.ruling_id or 0), despite(statement, by))
    public = public_statements(consultation).filter(text__in=list(alike)).values_list("text", "number")
    enforce(may_reword(statement.standing), new_words(list(alike), {**dict(public), statement.text: statement.number}))
    whose = {"seed": statement.seed, "edited": not statement.seed, "rewords": statement}
    made = [added(consultation, text, like, now, **whose) for text, like in alike.items()]
    store(made, Outcome.ACCEPTED, by=by, now=now, note=note)
    return made


def propose(*, consultation: Consultation, number: int, text: str, by: str, now: datetime) -> Statement:
    """An author proposes clearer words for a statement of their own; `by` is the pseudonym. They wait like any other
    statement, and take its place when they are accepted."""
    text = tidy(text)
    # First without the lock that votes wait for: whoever may not shall not hold them up.
    _proposable(consultation, number, text, by, now)
    return _propose(consultation, number, text, by, now, likeness_to_public(consultation, text))


def _proposable(consultation: Consultation, number: int, text: str, by: str, now: datetime) -> Statement:
    statement = own_statement(consultation, number, by)
    waits = Statement.objects.waiting().filter(rewords=statement, author=by).exists()
    enforce(may_be_written(consultation, text, by, now), may_reword(statement.standing, waits))
    return statement


@transaction.atomic
def _propose(consultation: Consultation, number: int, text: str, by: str, now: datetime, alike: float) -> Statement:
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()  # whoever held the lock may have closed it
    statement = _proposable(consultation, number, text, by, now)
    return added(consultation, text, alike, now, author=by, rewords=statement)
