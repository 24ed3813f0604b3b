"""Making, opening and closing consultations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import calendars, locks
from deliberation.consultations.admission import admission_fault
from deliberation.consultations.documents import document_faults, tidied
from deliberation.consultations.embedding import origins_from
from deliberation.consultations.languages import language_faults, offered
from deliberation.consultations.models import Closing, Consultation, Opening
from deliberation.consultations.phases import CLOSED
from deliberation.consultations.queries import as_spelt
from deliberation.consultations.reasons import completed
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rule_set import complete
from deliberation.consultations.rules import allows, draft_faults, may_open, may_rename, unchanged, worded_note
from deliberation.consultations.week_notes import add_note, ended
from deliberation.errors import Invalid, Refusal, enforce
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import may
from deliberation.record.queries import entries_of


@transaction.atomic
def create(*, host: Organisation, by: Person, now: datetime, **what: Any) -> Consultation:
    """Make a draft. `what` holds the remaining fields of Consultation; what a draft may lack can come later."""
    enforce(may("make", by, host))
    draft = Consultation(host=host, created_by=by, owner=by, created_at=now, changed_at=now, **what)
    _tidy(draft)
    enforce(_not_valid(draft))
    draft.save()
    return draft


@transaction.atomic
def revise(*, consultation: Consultation, by: Person, now: datetime, seen: str = "", **what: Any) -> Consultation:
    """Change a draft; from its opening on everything stays as it is. `what` holds fields of Consultation; `seen`: the
    version that was looked at."""
    enforce(may("edit", by, consultation))
    locks.exclude(consultation.pk)
    draft = Consultation.objects.with_facts().get(pk=consultation.pk)
    enforce(allows("edit", draft, now), unchanged(seen, draft.version))
    enforce(may_rename(draft.slug, what.get("slug", draft.slug), entries_of(draft.slug).exists()))
    host = draft.host
    for name, value in what.items():
        setattr(draft, name, value)
    _tidy(draft)
    enforce(_may_move(by, host, draft.host), _not_valid(draft))
    draft.changed_at = now
    draft.save()
    return draft


def _tidy(draft: Consultation) -> None:
    draft.documents = tidied(draft.documents)
    draft.topic = as_spelt(draft.topic)
    draft.reasons = completed(draft.reasons)
    draft.languages = offered(draft.language, draft.languages)


def _may_move(by: Person, before: Organisation, host: Organisation) -> Refusal | None:
    """A squad changes a draft, and never takes it from its host."""
    return None if host == before else may("make", by, before) or may("make", by, host)


def _not_valid(draft: Consultation) -> Refusal | None:
    """Everything that is wrong with a draft, at once."""
    faults: dict[str, str] = {}
    try:
        draft.full_clean(validate_constraints=False)
    except ValidationError as error:
        faults = {name: " ".join(lines) for name, lines in error.message_dict.items()}
    faults |= document_faults(draft.documents) | language_faults(draft.language, draft.languages)
    if "admission" not in faults:
        faults |= admission_fault(draft.admission, bool(settings.OIDC))
    if not {"opens_at", "closes_at", "consensus_rule"} & set(faults):
        faults |= draft_faults(
            opens_at=draft.opens_at,
            closes_at=draft.closes_at,
            consensus_rule=draft.consensus_rule,
            jurisdiction_known=not draft.jurisdiction or draft.jurisdiction in calendars.jurisdictions(),
            background=draft.background,
            reasons=draft.reasons,
        )
    return Invalid("not-valid", _("Some entries need another look."), faults) if faults else None


@transaction.atomic
def open_consultation(*, consultation: Consultation, by: Person | None, now: datetime, seen: str = "") -> Opening:
    """Open, and fix every rule. By a facilitator now, or by nobody when its scheduled time has come.

    `seen`: the version that was looked at, for this can't be undone."""
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()  # whoever held the lock may have opened it, or changed the draft
    if by is not None or consultation.opens_at is None or consultation.opens_at > now:
        enforce(may("open", by, consultation))
    enforce(
        unchanged(seen, consultation.version),
        may_open(consultation, consultation.will_be_answered, bool(settings.OIDC), now),
    )
    if consultation.opens_at is None:
        consultation.opens_at = now
        consultation.save(update_fields=["opens_at"])
    opening = Opening.objects.create(
        consultation=consultation,
        opened_at=now if by else min(consultation.opens_at, now),  # a late worker opens at the scheduled time
        ministry=cast(Organisation, consultation.ministry),
        consensus_rule=_consensus_rule(consultation),
        answer_days=consultation.answer_days,
        admission=consultation.admission,
        moderation=consultation.moderation,
        reasons=consultation.reasons,
        calendar=_calendar(consultation, now),
    )
    _enter_opening(opening, by, now)
    return opening


def _consensus_rule(consultation: Consultation) -> dict[str, float]:
    try:
        return complete(consultation.consensus_rule)
    except ValueError as error:
        raise Invalid("not-ready", str(error), {"consensus_rule": str(error)}) from error


def _calendar(consultation: Consultation, now: datetime) -> dict[str, Any]:
    try:
        first = min(consultation.opens_at, now).astimezone(consultation.zone)  # it may be closed early
        last = consultation.closes_at + timedelta(days=consultation.answer_days)
        return calendars.freeze(consultation.jurisdiction, first.date(), last.date())
    except ValueError as error:
        raise Invalid("not-ready", str(error), {"jurisdiction": str(error)}) from error


def _enter_opening(opening: Opening, by: Person | None, now: datetime) -> None:
    consultation = opening.consultation
    enter_of(
        consultation,
        "consultation.opened",
        by=by,
        happened_at=opening.opened_at,
        now=now,
        details={
            "closes_at": consultation.closes_at.isoformat(),
            "ministry": opening.ministry.name,
            "consensus_rule": opening.consensus_rule,
            "answer_days": opening.answer_days,
            "admission": opening.admission,
            "moderation": opening.moderation,
            "reasons": opening.reasons,
            **_asked_with(consultation),
            "calendar": opening.calendar["version"],
        },
    )


def _asked_with(consultation: Consultation) -> dict[str, Any]:
    """What people are asked, and what they are given to read: long texts and files by their SHA-256."""
    return {
        "question": consultation.question,
        "background_sha256": sha256(consultation.background.encode()).hexdigest(),
        "documents": consultation.documents,
        "files": [each.described() for each in consultation.files.all()],
        "language": consultation.language,
        "languages": consultation.languages,
        "time_zone": consultation.time_zone,
    }


@transaction.atomic
def close(*, consultation: Consultation, by: Person | None, now: datetime, did_not_work: str = "") -> Closing:
    """End voting: on schedule (by nobody), or earlier by a facilitator. A second call finds it done.

    Who closes by hand says what did not work, which is the last week note.
    """
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    if consultation.closed:
        return consultation.closing
    if by is not None or now < consultation.closes_at:
        enforce(may("close", by, consultation))
    if consultation.phase(now) is not CLOSED:
        enforce(allows("close", consultation, now))
    speaks = by if by is not None and not ended(consultation) else None
    enforce(worded_note("what_did_not_work", did_not_work) if speaks else None)
    closing = Closing.objects.create(consultation=consultation, closed_at=min(now, consultation.closes_at))
    enter_of(consultation, "consultation.closed", by=by, happened_at=closing.closed_at, now=now)
    if speaks:
        add_note(consultation, did_not_work, last=True, by=speaks, now=now)
    return closing


@transaction.atomic
def allow_embedding(*, consultation: Consultation, origins: Sequence[str], by: Person | None, now: datetime) -> None:
    """Say which other sites may show the vote in a frame, before or after opening. None: no site may."""
    enforce(may("embed", by, consultation))
    allowed, faults = origins_from(origins)
    enforce(Invalid("not-valid", _("Some entries need another look."), faults) if faults else None)
    locks.exclude(consultation.pk)
    consultation.refresh_from_db(fields=["embed_origins"])
    if consultation.embed_origins == allowed:
        return
    consultation.embed_origins = allowed
    consultation.save(update_fields=["embed_origins"])
    enter_of(consultation, "embedding.changed", by=by, now=now, details={"origins": allowed})
