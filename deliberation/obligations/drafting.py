"""Writing an answer within the ministry: drafts, and who looks after a duty. Nothing of it is public."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.rules import unchanged
from deliberation.errors import Refusal, enforce
from deliberation.obligations.answering import AnswerDraft, gaps
from deliberation.obligations.copies import PERCENT
from deliberation.obligations.drafts import loaded, stored
from deliberation.obligations.models import Answer, AnswerFile, Assignment, Draft, Obligation
from deliberation.obligations.queries import begun, beside, copied_from, draft_of, drafts_beside, joined_to, version_of
from deliberation.obligations.rules import (
    is_drafted,
    is_not_joined,
    is_own_text,
    may_assign,
    may_join,
    may_keep,
    takes_answers,
)
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.people.queries import who_may


@transaction.atomic
def save_draft(*, obligation: Obligation, draft: AnswerDraft, by: Person, now: datetime, seen: str = "") -> Draft:
    """Keep what was typed, complete or not. The same again changes nothing, not even who changed it last.

    `seen`: the version the writer had before them (`queries.version_of`); empty: not told. Files stay as they are:
    they are attached and withdrawn by answer_files.py.
    """
    locks.exclude(obligation.consultation_id)
    enforce(may("answer", by, obligation.holder), takes_answers(obligation.kind))
    kept = draft_of(obligation)
    draft = replace(draft, files=begun(obligation, kept).files)
    if kept and stored(loaded(kept.content)) == stored(draft):
        return kept
    # Whoever is behind learns it first: mending anything else of this text would save over what came meanwhile.
    enforce(unchanged(seen, version_of(obligation, kept)), may_keep(draft))
    return keep(obligation, draft, by, now)


def keep(obligation: Obligation, draft: AnswerDraft, by: Person, now: datetime) -> Draft:
    """Store it as what its ministry is writing, changed by this person. Whoever calls holds the lock."""
    enforce(is_alone(obligation), may_answer_together(obligation, draft))
    before = draft_of(obligation)
    writers = {*before.writers} if before else set()
    if stored(draft) != stored(replace(begun(obligation, before), files=draft.files)):  # its words, and not only files
        writers.add(by.pk)
    saved, _new = Draft.objects.update_or_create(
        obligation=obligation,
        ministry=obligation.holder,
        defaults={"content": stored(draft), "changed_by": by, "changed_at": now, "writers": sorted(writers)},
    )
    return saved


@transaction.atomic
def discard_draft(*, obligation: Obligation, by: Person, seen: str = "") -> None:
    """Throw away what was written; published versions stay."""
    locks.exclude(obligation.consultation_id)
    enforce(may("answer", by, obligation.holder))
    kept = draft_of(obligation)
    enforce(is_drafted(kept is not None), unchanged(seen, version_of(obligation, kept)))
    if kept is not None:
        kept.delete()
        AnswerFile.objects.filter(pk__in=loaded(kept.content).files).drop()


def is_alone(obligation: Obligation) -> Refusal | None:
    """Does no other draft answer this duty as well?"""
    other = joined_to(obligation)
    return is_not_joined(other.obligation.statement.number if other and other.obligation.statement else None)


def may_answer_together(obligation: Obligation, draft: AnswerDraft) -> Refusal | None:
    """May this text answer all the duties it names?"""
    if not draft.together:
        return None
    free = set(beside(obligation).values_list("pk", flat=True))
    drafts = list(drafts_beside(obligation))
    drafted = {each.obligation_id for each in drafts} | {int(pk) for each in drafts for pk in each.content["together"]}
    return may_join(draft, free, drafted)


def lacking(obligation: Obligation, draft: AnswerDraft, today: date) -> Mapping[str, str]:
    """Everything that keeps this from being published, at its field: gaps, and a text that another answer has."""
    found = gaps(draft, today)
    copied = is_no_copy(obligation, draft)
    return {**(copied.fields if copied else {}), **found}


def is_no_copy(obligation: Obligation, draft: AnswerDraft) -> Refusal | None:
    """Does no other answer of the ministry say nearly the same, unless it was declared to?"""
    return is_own_text(in_words(copied_from(obligation, draft)), PERCENT)


def in_words(copied: Answer | None) -> str:
    """Which answer it is: the number of its statement, and the question, as its consultation has it."""
    if copied is None:
        return ""
    duty = copied.obligation
    return _("statement %(number)s of “%(question)s”") % {
        "number": duty.statement.number if duty.statement else "",
        "question": duty.consultation.question,
    }


@transaction.atomic
def assign(*, obligation: Obligation, person: Person | None, by: Person, now: datetime) -> Assignment:
    """Somebody of the ministry looks after this duty from now on; None: nobody in particular."""
    enforce(may("answer", by, obligation.holder))
    belongs = person is None or who_may("answer", obligation.holder).filter(pk=person.pk).exists()
    enforce(may_assign(belongs))
    return Assignment.objects.create(obligation=obligation, person=person, by=by, assigned_at=now)
