"""Writing statements and ruling on them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import cast

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.record.actions import PARTICIPANT, enter
from deliberation.statements.adding import added, may_be_written
from deliberation.statements.content import tidy
from deliberation.statements.models import (
    LONGEST,
    LONGEST_IMPORTED,
    Appeal,
    AppealDecision,
    Outcome,
    Ruling,
    Statement,
    Translation,
)
from deliberation.statements.queries import appeal_of, own_statement, statement_numbered
from deliberation.statements.rules import (
    GRANTED,
    faults,
    few_seeds,
    may_appeal,
    may_decide,
    may_translate,
    says_something_new,
    worded,
)
from deliberation.statements.rulings import store
from deliberation.statements.second_looks import post_directly
from deliberation.statements.seeding import store_seeds
from deliberation.statements.similar import likeness_to_public, similar_to

AGAINST = (Outcome.REJECTED, Outcome.HIDDEN)  # what an author may appeal against


def write(
    *,
    consultation: Consultation,
    text: str,
    by: str,
    now: datetime,
    different: bool = False,
    hold: Callable[[], None] = lambda: None,
) -> Statement:
    """A citizen adds a statement; it waits for a facilitator, unless its author is trusted (see `post_directly`).
    `by` is the author's pseudonym; `hold` is called under the lock and refuses one who is not there any more.

    While similar ones are public, nothing is stored until the author says that this one is `different`.
    """
    text = tidy(text)
    enforce(may_be_written(consultation, text, by, now))
    if not different:
        # Outside the transaction: votes wait for the lock, and looking may take a while the first time.
        enforce(says_something_new(similar_to(consultation, text)))
    return _write(consultation, text, by, now, likeness_to_public(consultation, text), hold)


@transaction.atomic
def _write(
    consultation: Consultation, text: str, by: str, now: datetime, alike: float, hold: Callable[[], None]
) -> Statement:
    locks.exclude(consultation.pk)
    hold()
    consultation.refresh_from_db()  # whoever held the lock may have closed it
    enforce(may_be_written(consultation, text, by, now))
    made = added(consultation, text, alike, now, author=by)
    post_directly(statement=made, now=now)
    return made


@transaction.atomic
def seed(*, consultation: Consultation, texts: Sequence[str], by: Person, now: datetime) -> list[Statement]:
    """A facilitator adds statements to begin with; they are accepted at once, and those there already are left out."""
    enforce(may("seed", by, consultation), few_seeds(len(texts)))  # before the lock: votes wait for it
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    enforce(allows("seed", consultation, now))
    tidied = list(dict.fromkeys(tidy(text) for text in texts))
    enforce(faults(tidied, LONGEST))
    there = Statement.objects.filter(consultation=consultation, text__in=tidied).values_list("text", flat=True)
    tidied = [text for text in tidied if text not in set(there)]
    return store_seeds(consultation, tidied, by=by, now=now)


def translate(*, statement: Statement, language: str, text: str, by: Person, now: datetime) -> None:
    """Staff say what a statement says in another language; an empty text withdraws what was said before.

    The statement, its votes and every result stay as they are. The same text again changes nothing. The record tells
    the text's digest, so that nobody can say later that another one stood there while people voted.
    """
    text = tidy(text)
    enforce(
        may("translate", by, statement.consultation),
        may_translate(statement.consultation, text, LONGEST_IMPORTED, statement.standing, now),
    )
    _translate(statement, language, text, by, now)


@transaction.atomic
def _translate(statement: Statement, language: str, text: str, by: Person, now: datetime) -> None:
    consultation = statement.consultation
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()  # whoever held the lock may have closed it, or ruled
    standing = statement_numbered(consultation, statement.number).standing
    enforce(may_translate(consultation, text, LONGEST_IMPORTED, standing, now))
    latest = statement.translations.filter(language=language).last()
    if text == (latest.text if latest else ""):
        return
    Translation.objects.create(statement=statement, language=language, text=text, by=by, made_at=now)
    enter_of(
        consultation,
        "statement.translated" if text else "statement.translation-withdrawn",
        subject=f"statement/{statement.number}",
        by=by,
        now=now,
        details={"language": language, **({"sha256": sha256(text.encode()).hexdigest()} if text else {})},
    )


def appeal(*, consultation: Consultation, number: int, reason: str, by: str, now: datetime) -> Appeal:
    """An author objects to a rejection, once to each, as the pseudonym `by`. The record shows that, not the words."""
    reason = tidy(reason)
    # First without the lock that votes wait for: whoever may not appeal shall not hold them up.
    _appealable(consultation, number, reason, by, now)
    return _appeal(consultation, number, reason, by, now)


def _appealable(consultation: Consultation, number: int, reason: str, by: str, now: datetime) -> Statement:
    statement = own_statement(consultation, number, by)
    ruling = statement.ruling if statement.standing in AGAINST else None
    ruled_at, appealed = (ruling.made_at, ruling.appealed is not None) if ruling else (None, False)
    enforce(may_appeal(consultation, ruled_at, appealed, now))
    enforce(worded("reason", reason))
    return statement


@transaction.atomic
def _appeal(consultation: Consultation, number: int, reason: str, by: str, now: datetime) -> Appeal:
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    statement = _appealable(consultation, number, reason, by, now)
    made = Appeal.objects.create(statement=statement, ruling=cast(Ruling, statement.ruling), reason=reason, made_at=now)
    subject = f"statement/{statement.number}"
    enter(act="appeal.made", subject=subject, consultation=consultation.slug, by=PARTICIPANT, now=now)
    return made


@transaction.atomic
def decide(*, statement: Statement, outcome: str, by: Person, now: datetime, message: str = "") -> AppealDecision:
    """Somebody else than the one who rejected grants an appeal, or upholds the ruling and says why.

    Granted, the statement is accepted, unless voting has ended: what was frozen then stays. A text that was hidden
    stays hidden, whatever the appeal was against: who decides has not read it. To undo the hiding is an act of its own.
    """
    consultation = statement.consultation
    enforce(may("decide-appeal", by, consultation))
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    statement.refresh_from_db(fields=["ruling"])
    found, message = appeal_of(statement), tidy(message)
    enforce(may_decide(found.ruling.by_id == by.pk, found.state, outcome, message))
    decision = AppealDecision.objects.create(appeal=found, outcome=outcome, message=message, by=by, made_at=now)
    enter_of(consultation, f"appeal.{outcome}", subject=f"statement/{statement.number}", by=by, now=now)
    hidden = statement.standing == Outcome.HIDDEN
    if outcome == GRANTED and not hidden and consultation.phase(now).allows("moderate"):
        store([statement], Outcome.ACCEPTED, by=by, now=now)
    return decision
