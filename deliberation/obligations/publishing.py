"""Publishing an answer: a second person of the ministry signs what another has written."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from deliberation.consultations import locks
from deliberation.errors import Refusal, enforce
from deliberation.obligations.answering import AnswerDraft, kept, same_words
from deliberation.obligations.drafting import is_no_copy, may_answer_together
from deliberation.obligations.drafts import loaded
from deliberation.obligations.models import (
    Answer,
    AnswerAttachment,
    AnswerFile,
    AnswerGroup,
    Draft,
    Milestone,
    Obligation,
)
from deliberation.obligations.queries import (
    beside,
    draft_of,
    files_named,
    latest_answer,
    local_day,
    obligation_numbered,
)
from deliberation.obligations.recording import entered
from deliberation.obligations.reopening import enter_if_due_again, say_by
from deliberation.obligations.reviewing import decide_by_version
from deliberation.obligations.rules import as_seen, four_eyes, is_drafted, may_publish, takes_answers
from deliberation.obligations.sweeping import enter_what_passed
from deliberation.people.models import Person
from deliberation.people.permissions import Role, may, office
from deliberation.people.queries import who_may


@transaction.atomic
def sign_off(*, obligation: Obligation, by: Person, now: datetime, seen: str) -> Answer:
    """Publish the draft as it was `seen`, for all the statements it answers or for none. Whoever changed its
    words since the last version, or anything of it last, cannot sign it. Refuses what lacks something, naming each
    field."""
    locks.exclude(obligation.consultation_id)
    obligation = obligation_numbered(obligation.pk)  # another ministry may have taken it over meanwhile
    enforce(may("sign", by, obligation.holder), takes_answers(obligation.kind))
    draft = draft_of(obligation)
    enforce(is_drafted(draft is not None))
    assert draft is not None
    written = loaded(draft.content)
    enforce(
        as_seen(seen, draft.version),
        may_publish(obligation.kind, written, local_day(obligation.consultation, now)),
        may_answer_together(obligation, written),
        is_no_copy(obligation, written),
        signable(draft, by),
    )
    published = _publish_each(obligation, written, draft, by, now)
    draft.delete()
    return published


def signable(draft: Draft, person: Person) -> Refusal | None:
    """Can this person sign it, or which colleagues could?"""
    others = who_may("sign", draft.ministry).exclude(pk=person.pk)
    free = others.exclude(pk__in=draft.authors).count()
    return four_eyes(person.pk in draft.authors, free, others.count())


def _publish_each(obligation: Obligation, written: AnswerDraft, draft: Draft, by: Person, now: datetime) -> Answer:
    """The answer to this duty, after those to the duties that the same text answers."""
    others = list(beside(obligation, written.together))
    group = AnswerGroup.objects.create(published_at=now) if others else None
    duties = [other.pk for other in others] + [obligation.pk] if others else []
    alone = replace(written, together={}, sentence=written.sentence if others else "")
    for other in others:
        theirs = replace(alone, sentence=written.together[other.pk])
        publish_version(
            obligation=other, draft=theirs, drafted_by=draft.changed_by, by=by, now=now, group=group, together=duties
        )
    return publish_version(
        obligation=obligation, draft=alone, drafted_by=draft.changed_by, by=by, now=now, group=group, together=duties
    )


def publish_version(
    *,
    obligation: Obligation,
    draft: AnswerDraft,
    drafted_by: Person,
    by: Person,
    now: datetime,
    group: AnswerGroup | None = None,
    together: Iterable[int] = (),
) -> Answer:
    """Store a version that was found complete and was signed, and enter it. Everything public comes through here.

    `together`: all the obligations the text answers, where there are several.
    """
    enter_what_passed(obligation, now)  # the sweep finds only what is unanswered
    latest = latest_answer(obligation)
    enter_if_due_again(latest, now)
    published = Answer.objects.create(
        obligation=obligation,
        version=latest.version + 1 if latest else 1,
        group=group,
        sentence=draft.sentence.strip(),
        drafted_by=drafted_by,
        by=by,
        published_at=now,
        **kept(draft),
    )
    promised = _promise(published, draft) if draft.needs("milestones") else []
    files = [row.file for row in _attach(published, draft)]
    _enter(published, promised, files, sorted(together), now)
    decide_by_version(published=published, by=by, now=now)
    return published


def _attach(published: Answer, draft: AnswerDraft) -> list[AnswerAttachment]:
    return [AnswerAttachment.objects.create(answer=published, file=file) for file in files_named(draft.files)]


def _enter(
    published: Answer, promised: list[Milestone], files: list[AnswerFile], together: list[int], now: datetime
) -> None:
    details: dict[str, object] = {
        "version": published.version,
        "position": published.position,
        "signed_by": published.signed_by,
    }
    if promised:
        details["milestones"] = [_named(each) for each in promised]
    if published.review_on:
        last = say_by(published.review_on, published.obligation.consultation.opening.calendar)
        details |= {"review_on": published.review_on.isoformat(), "say_by": last.isoformat()}
    if files:
        details["files"] = [file.described() for file in files]
    if together:
        details["together"] = together
    duty = published.obligation
    entered(duty, "answer.published", now, by=office(Role.OFFICIAL, duty.holder), details=details)


def _named(milestone: Milestone) -> dict[str, object]:
    """Enough to know from the record alone which milestones of two versions are the same promise."""
    digest = sha256(same_words(milestone.what).encode()).hexdigest()
    return {"id": milestone.pk, "due_on": milestone.due_on.isoformat(), "what_sha256": digest}


def _promise(published: Answer, draft: AnswerDraft) -> list[Milestone]:
    promised = []
    for milestone in draft.milestones:
        assert milestone.due_on is not None  # answering.gaps refuses a milestone without a date
        row = Milestone.objects.create(
            answer=published,
            what=milestone.what.strip(),
            due_on=milestone.due_on,
            evidence=milestone.evidence.strip(),
            unit=milestone.unit.strip(),
        )
        promised.append(row)
    return promised
