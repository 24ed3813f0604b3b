"""How statements are stored: with the next number, and what is noted about their words. Whoever calls this has checked
the rules and holds the consultation's lock."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from deliberation.consultations.models import Consultation
from deliberation.errors import Refusal
from deliberation.statements.content import fault
from deliberation.statements.hints import hints
from deliberation.statements.likeness import plain
from deliberation.statements.models import LONGEST, Statement
from deliberation.statements.queries import seen_by
from deliberation.statements.rules import may_write


def may_be_written(consultation: Consultation, text: str, by: str, now: datetime) -> Refusal | None:
    """May this participant add this (tidied) text? `by`: the pseudonym."""
    # Some databases take no null character, not even in a question.
    twin = None if fault(text, LONGEST) else seen_by(consultation, by).filter(text=text).first()
    return may_write(consultation, text, LONGEST, twin.standing if twin else "", now)


def added(consultation: Consultation, text: str, alike: float, now: datetime, **more: Any) -> Statement:
    """A new statement. `alike`: its likeness to the public one most like it."""
    found = hints(text, consultation.language)
    about = {"text": text, "folded": plain(text), "hints": found, "alike": alike, "doubt": len(found) + alike}
    number = next_number(consultation)
    return Statement.objects.create(consultation=consultation, number=number, written_at=now, **about, **more)


def next_number(consultation: Consultation) -> int:
    highest = Statement.objects.filter(consultation=consultation).aggregate(highest=Max("number"))["highest"]
    return 0 if highest is None else highest + 1
