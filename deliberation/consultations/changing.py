"""The two things that may still change after opening, each with a reason and an entry of the record that says from what
to what: a later closing, and a corrected background. All else stays as it was at opening."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import calendars, locks
from deliberation.consultations.documents import document_faults, tidied
from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows, may_correct, may_postpone, unchanged, worded_reason
from deliberation.errors import Invalid, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may


@transaction.atomic
def postpone(
    *, consultation: Consultation, closes_at: datetime, reason: str, by: Person | None, now: datetime, seen: str = ""
) -> None:
    """Let voting end later than was announced, while it is open."""
    enforce(may("postpone", by, consultation))  # before the lock: votes wait for it
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    enforce(allows("postpone", consultation, now), unchanged(seen, consultation.version))
    before = consultation.closes_at
    enforce(may_postpone(before, closes_at, _counts_until(consultation, closes_at)), worded_reason(reason))
    consultation.closes_at, consultation.changed_at = closes_at, now
    consultation.save(update_fields=["closes_at", "changed_at"])
    details = {"before": before.isoformat(), "closes_at": closes_at.isoformat(), "reason": reason.strip()}
    enter_of(consultation, "closing.postponed", by=by, now=now, details=details)


def _counts_until(consultation: Consultation, closes_at: datetime) -> bool:
    """Does the calendar of due dates, which was fixed at opening, reach that far?"""
    due = closes_at.astimezone(consultation.zone).date()
    return calendars.covers(consultation.opening.calendar, due, consultation.opening.answer_days)


@transaction.atomic
def correct_background(
    *,
    consultation: Consultation,
    background: str,
    documents: Sequence[Mapping[str, Any]],
    reason: str,
    by: Person | None,
    now: datetime,
    seen: str = "",
) -> None:
    """Correct what people are told before they vote. The same again is no act. `seen`: the version looked at."""
    enforce(may("correct", by, consultation))
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    enforce(allows("correct", consultation, now), unchanged(seen, consultation.version))
    listed = tidied(documents)
    faults = document_faults(listed)
    enforce(Invalid("not-valid", _("Some entries need another look."), faults) if faults else None)
    enforce(may_correct(background), worded_reason(reason))
    before = {"background": consultation.background, "documents": consultation.documents}
    after = {"background": background, "documents": listed}
    if before == after:
        return
    consultation.background, consultation.documents, consultation.changed_at = background, listed, now
    consultation.save(update_fields=["background", "documents", "changed_at"])
    details = {"before": before, "after": after, "reason": reason.strip()}
    enter_of(consultation, "background.corrected", by=by, now=now, details=details)
