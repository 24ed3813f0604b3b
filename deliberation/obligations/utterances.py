"""What is done with what was said: corrected, hidden, marked as an answer, made a statement of what is asked next."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows
from deliberation.errors import Conflict, Missing, Refusal, enforce
from deliberation.obligations.meeting_facts import announcements_of
from deliberation.obligations.meeting_rules import (
    HIDDEN_FOR,
    LONGEST_SHORT_REASON,
    may_correct,
    may_follow,
    may_mark,
    may_touch,
    needs_reason,
)
from deliberation.obligations.models import (
    AnswerMark,
    Correction,
    Obligation,
    SaidFirst,
    Utterance,
    UtteranceHiding,
)
from deliberation.obligations.recording import entered
from deliberation.obligations.transcripts import LONGEST_SPEAKER, LONGEST_UTTERANCE
from deliberation.people.models import Person
from deliberation.people.permissions import Role, acting_as, may, office
from deliberation.statements.content import known_reason, tidy
from deliberation.statements.models import LONGEST, Statement
from deliberation.statements.queries import public_texts, statement_numbered
from deliberation.statements.rules import faults
from deliberation.statements.seed_table import folded
from deliberation.statements.seeding import store_seeds


def may_work_on(by: Person | None, duty: Obligation) -> Refusal | None:
    """An official of the ministry or a facilitator of the host: who may correct and mark what was said."""
    refused = may("hold-meeting", by, duty.holder)
    return None if refused is None or may("oversee-meeting", by, duty.consultation) is None else refused


def _office(by: Person, duty: Obligation) -> str:
    if may("hold-meeting", by, duty.holder) is None:
        return office(Role.OFFICIAL, duty.holder)
    return acting_as(by, duty.consultation)


def _locked(duty: Obligation, number: int) -> Utterance:
    """The utterance as it is now; refused where its words are hidden."""
    locks.exclude(duty.consultation_id)
    found = Utterance.objects.select_related("hiding").filter(post__obligation=duty, number=number).first()
    if found is None:
        raise Missing("no-utterance", _("There is no such utterance in this meeting."))
    enforce(may_touch(hasattr(found, "hiding")))
    return found


@transaction.atomic
def correct(
    *, obligation: Obligation, number: int, speaker: str, text: str, reason: str, by: Person, now: datetime
) -> Correction:
    """Write down what was said in truth, or by whom. The earlier words stay reachable."""
    enforce(may_work_on(by, obligation))
    row = _locked(obligation, number)
    latest = row.corrections.order_by("-version").first()
    speaker, text = tidy(speaker), tidy(text)
    before = (latest.speaker, latest.text) if latest else (row.speaker, row.text)
    enforce(
        needs_reason(reason, LONGEST_SHORT_REASON),
        may_correct(speaker, text, before, LONGEST_SPEAKER, LONGEST_UTTERANCE),
    )
    version = latest.version + 1 if latest else 2
    made = Correction.objects.create(
        utterance=row, version=version, speaker=speaker, text=text, reason=reason.strip(), by=by, corrected_at=now
    )
    digest = sha256(f"{speaker}\n{text}".encode()).hexdigest()
    details = {"utterance": number, "version": version, "text_sha256": digest}
    entered(obligation, "utterance.corrected", now, by=_office(by, obligation), details=details)
    return made


@transaction.atomic
def hide(*, obligation: Obligation, number: int, reason: str, by: Person, now: datetime) -> UtteranceHiding:
    """Hide the words from everybody, in all versions. `reason`: a code of HIDDEN_FOR."""
    enforce(may("oversee-meeting", by, obligation.consultation), known_reason(reason, HIDDEN_FOR))
    made = UtteranceHiding.objects.create(utterance=_locked(obligation, number), reason=reason, by=by, hidden_at=now)
    details = {"utterance": number, "reason": reason}
    entered(obligation, "utterance.hidden", now, by=acting_as(by, obligation.consultation), details=details)
    return made


@transaction.atomic
def mark(
    *, obligation: Obligation, number: int, statement: int, by: Person, now: datetime, holds: bool = True
) -> AnswerMark:
    """Say that an utterance answers a statement of the agenda, or with `holds` false that it does not. Saying again
    what holds already changes nothing."""
    enforce(may_work_on(by, obligation))
    row = _locked(obligation, number)
    consultation = obligation.consultation
    enforce(may_mark(statement, announcements_of(obligation)[0].agenda, public_texts(consultation)))
    about = statement_numbered(consultation, statement)
    latest = row.marks.filter(statement=about).last()
    if latest and latest.holds == holds:
        return latest
    enforce(None if holds or latest else _not_marked())
    made = AnswerMark.objects.create(utterance=row, statement=about, holds=holds, by=by, made_at=now)
    act = "utterance.marked" if holds else "utterance.unmarked"
    details = {"utterance": number, "statement": statement}
    entered(obligation, act, now, by=_office(by, obligation), details=details)
    return made


def _not_marked() -> Refusal:
    return Conflict("not-marked", _("This utterance was not said to answer that statement."))


@transaction.atomic
def follow(
    *, obligation: Obligation, number: int, consultation: Consultation, text: str, by: Person, now: datetime
) -> Statement:
    """Make what was said a statement to begin with of a draft of the same host, and keep where it comes from."""
    enforce(may("oversee-meeting", by, obligation.consultation), may("seed", by, consultation))
    row = _locked(obligation, number)
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    same_host = consultation.host_id == obligation.consultation.host_id
    enforce(may_follow(same_host, consultation.public), allows("seed", consultation, now))
    text = tidy(text)
    enforce(faults([text], LONGEST), _says_it_first(consultation, text))
    made = store_seeds(consultation, [text], by=by, now=now, entered=False)[0]
    SaidFirst.objects.create(utterance=row, statement=made, by=by, made_at=now)
    details = {"obligation": obligation.pk, "utterance": number}
    enter_of(consultation, "seed.said", subject=f"statement/{made.number}", by=by, now=now, details=details)
    return made


def _says_it_first(consultation: Consultation, text: str) -> Refusal | None:
    there = Statement.objects.filter(consultation=consultation).values_list("text", flat=True)
    if folded(text) not in map(folded, there):
        return None
    return Conflict("statement-exists", _("This statement is there already."))
