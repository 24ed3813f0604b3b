"""What may still change after opening, each with a reason and an entry of the record that says from what to what: a
later closing, a corrected background, another topic; and files (files.py). All else stays as it was at opening."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import calendars, locks
from deliberation.consultations.documents import document_faults, tidied
from deliberation.consultations.models import LONGEST_TOPIC, Consultation
from deliberation.consultations.queries import as_spelt
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows, may_correct, may_postpone, unchanged, worded_reason
from deliberation.consultations.wording import unfit
from deliberation.errors import Invalid, Refusal, enforce
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


@transaction.atomic
def correct_topic(*, consultation: Consultation, topic: str, reason: str, by: Person | None, now: datetime) -> None:
    """File an opened consultation under another topic, which decides nothing; the record says from which to which."""
    enforce(may("file", by, consultation), allows("file", consultation, now))
    locks.exclude(consultation.pk)
    consultation.refresh_from_db(fields=["topic"])
    before, topic = consultation.topic, as_spelt(topic, besides=consultation.pk)
    enforce(_fit_topic(topic), worded_reason(reason))
    if topic == before:
        return
    consultation.topic = topic
    consultation.save(update_fields=["topic"])
    details = {"before": before, "topic": topic, "reason": reason.strip()}
    enter_of(consultation, "topic.corrected", by=by, now=now, details=details)


def _fit_topic(topic: str) -> Refusal | None:
    sentence = unfit(topic, LONGEST_TOPIC)
    return Invalid("not-valid", sentence, {"topic": sentence}) if sentence else None
