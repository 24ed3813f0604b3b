"""Joining, being shown a statement, and voting."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction

from deliberation import metrics
from deliberation.consultations import locks
from deliberation.consultations.admission import OPEN, may_join
from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import lately_public
from deliberation.consultations.rules import allows
from deliberation.errors import Conflict, Refusal, Unidentified, enforce
from deliberation.statements.models import Statement
from deliberation.statements.queries import statement_numbered
from deliberation.votes import log
from deliberation.votes.identity import ballot_mark, new_token, pseudonym, sender, token_in
from deliberation.votes.models import Participant, Served, Vote
from deliberation.votes.pace import pace
from deliberation.votes.queries import asked_again, drawn, held, in_place_of_answered, pending, voted_lately
from deliberation.votes.routing import AHEAD
from deliberation.votes.rules import known_value, may_vote, not_too_fast, same_ballot, same_operation
from deliberation.votes.storing import Ballot, Line, Terms, store


def join(*, consultation: Consultation, by: str, now: datetime) -> Participant:
    """The participant with the pseudonym `by`, joining at its first visit while voting is open."""
    found = Participant.objects.filter(consultation=consultation, pseudonym=by).first()
    if found is None:
        enforce(allows("serve", consultation, now))
        enforce(may_join(consultation.opening.admission, OPEN))
        found, _made = Participant.objects.get_or_create(
            consultation=consultation, pseudonym=by, defaults={"joined_at": now}
        )
    found.consultation = consultation  # as it was loaded, with its facts: a vote need not ask for them again
    return found


def arrive(*, cookies: Mapping[str, str], consultation: Consultation, now: datetime) -> tuple[Participant, str]:
    """A visitor who is to be shown a statement: the participant, and the token the browser must keep."""
    token = token_in(cookies) or new_token()
    return join(consultation=consultation, by=pseudonym(token, consultation.pk), now=now), token


def acting(*, cookies: Mapping[str, str], consultation: Consultation, now: datetime) -> Participant:
    """A visitor who votes or writes: the cookie must be there, and it must be ours."""
    return join(consultation=consultation, by=sender(cookies, consultation.pk), now=now)


class Put(NamedTuple):
    """What is put to somebody: the next statements, and of those that stand in the place of others they voted on, the
    numbers of these."""

    statements: list[Statement]
    again: dict[int, list[int]]


def serve(*, by: Participant, now: datetime, chance: random.Random | None = None) -> list[Statement]:
    """The next statements for this participant, in order, remembered as served; none when all are answered."""
    return put(by=by, now=now, chance=chance).statements


@transaction.atomic
def put(*, by: Participant, now: datetime, chance: random.Random | None = None) -> Put:
    """What to put to this participant next, remembered as served; nothing when all is answered.

    The first is to be shown; the others are for a browser to hold, in case the line breaks. What stands in the place
    of a statement that was answered comes before anything else, and is drawn even when enough is held; then whatever
    was served before and is not answered, in the order in which it was served.
    """
    enforce(allows("serve", by.consultation, now))
    # Requests at once would each draw, and offer a choice. Votes of the same participant need not wait for this.
    held(by)
    first = in_place_of_answered(by)
    waiting = pending(by, first)
    leading = sum(each.pk in first for each in waiting)
    room = max(AHEAD - len(waiting), min(AHEAD, len(first)) - leading)
    added = drawn(by, room, chance or random.SystemRandom(), first) if room else []
    rows = [Served(participant=by, statement=statement, served_at=now) for statement in added]
    Served.objects.bulk_create(rows, ignore_conflicts=True)
    shown = sorted(waiting + added, key=lambda each: each.pk not in first)[:AHEAD]
    return Put(shown, asked_again(by) if first else {})


def cast(*, by: Participant, number: int, value: int, operation: UUID, now: datetime, alone: bool = False) -> Vote:
    """Store a vote: log line, current vote and dirty mark in one transaction, then and only then acknowledged.

    The same `operation` again is the same vote again and returns the stored line, also after closing: the first
    answer may have been lost on the way. A vote on a statement that was never served is stored, not counted; so is
    one of a participant who came in by a way that does not count here. More votes than one may send are refused; a
    retry of one that is stored is none. `alone`: it was tried with others before, and they went without it.
    """
    try:
        enforce(known_value(value))
        line = None if alone else _stored_with_others(by.consultation, by.pseudonym, number, value, operation, now)
        if line is None:
            return _by_itself(by, number, value, operation, now)
    except Refusal as refusal:
        metrics.REFUSED.labels(refusal.code).inc()
        raise
    by.pk, by.tier = line.participant, line.tier
    return _vote(line, by, value, operation, now)


def _by_itself(by: Participant, number: int, value: int, operation: UUID, now: datetime) -> Vote:
    """In a transaction of its own, where the rules say why not."""
    try:
        return _stored(operation, by, number, value) or _cast(by, number, value, operation, now)
    except IntegrityError as error:
        # Another request with this operation id was quicker; its line is there now.
        stored = _stored(operation, by, number, value)
        if stored is None:
            raise Conflict("vote-not-stored", "The vote could not be stored. Please try again.") from error
        return stored


def cast_at_once(
    *, cookies: Mapping[str, str], slug: str, number: int, value: int, operation: UUID, now: datetime, mark: str = ""
) -> Vote | None:
    """The same for a browser that voted here before, by what this process knows of the consultation: `store` asks the
    database whether it still holds. None: nothing is known to be stored; vote the usual way, which says why."""
    consultation = lately_public(slug, now)
    if consultation is None or known_value(value) is not None:
        return None
    try:
        name = sender(cookies, consultation.pk)
    except Unidentified:
        return None
    if same_ballot(mark, ballot_mark(name)) is not None:
        return None
    line = _stored_with_others(consultation, name, number, value, operation, now)
    if line is None:
        return None
    by = Participant(id=line.participant, consultation=consultation, pseudonym=name, tier=line.tier)
    return _vote(line, by, value, operation, now)


def _stored_with_others(
    consultation: Consultation, name: str, number: int, value: int, operation: UUID, now: datetime
) -> Line | None:
    """The quick way, for a vote that is allowed as far as this request knows; None: take the other one."""
    if allows("vote", consultation, now) is not None:
        return None
    terms = Terms(consultation.pk, consultation.closes_at, tuple(sorted(consultation.opening.admits.counts)))
    return store(Ballot(terms, name, number, value, operation, now))


def _vote(line: Line, by: Participant, value: int, operation: UUID, now: datetime) -> Vote:
    return Vote.of_line(line.id, operation=operation, consultation=by.consultation, participant=by,
                        statement_id=line.statement, value=value, counted=line.counted, cast_at=now)  # fmt: skip


def _stored(operation: UUID, by: Participant, number: int, value: int) -> Vote | None:
    line = Vote.objects.select_related("statement").filter(operation=operation).first()
    if line is not None:
        enforce(same_operation((line.participant_id, line.statement.number, line.value), (by.pk, number, value)))
    return line


@transaction.atomic
def _cast(by: Participant, number: int, value: int, operation: UUID, now: datetime) -> Vote:
    consultation = by.consultation
    locks.share(consultation.pk)
    # Read under the lock: a closing that was made while this request waited holds for it too.
    consultation = Consultation.objects.with_facts().get(pk=consultation.pk)
    statement = statement_numbered(consultation, number)
    minute, hour = limits = pace()
    lately = voted_lately(by, max(minute.most, hour.most), now - hour.per)
    enforce(may_vote(consultation, statement.standing, now), not_too_fast(lately, limits, now))
    transaction.on_commit(metrics.STORED.inc)
    return log.append(
        operation=operation,
        consultation=consultation,
        participant=by,
        statement=statement,
        value=value,
        # The tier as it is stored now: a code may have been redeemed since `by` was read.
        counted=Served.objects.filter(
            participant=by, statement=statement, participant__tier__in=consultation.opening.admits.counts
        ).exists(),
        cast_at=now,
    )
