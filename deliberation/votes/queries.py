"""Reading participants and votes."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.errors import Conflict
from deliberation.statements.lineage import heirs, standing_in
from deliberation.statements.models import Statement, Statements
from deliberation.statements.queries import public_statements
from deliberation.votes.identity import pseudonym, token_in
from deliberation.votes.models import CurrentVote, Participant, Served, Vote
from deliberation.votes.routing import AHEAD, Candidate, choose

CountedVotes = QuerySet[Vote]
Position = int | RawSQL  # in the log

READ_AT_ONCE = 500  # lines of the log

WORDS = {1: "agree", -1: "disagree", 0: "skip"}


def participant_of(consultation: Consultation, name: str) -> Participant | None:
    """The participant with this pseudonym, if it has joined."""
    return Participant.objects.select_related("consultation").filter(consultation=consultation, pseudonym=name).first()


def held(participant: Participant) -> None:
    """Let nobody else change or erase the participant until the transaction ends. Refuses one that was erased."""
    if Participant.objects.select_for_update(no_key=True).filter(pk=participant.pk).first() is None:
        sentence = _("What was kept about you here was erased a moment ago, in another window. Open the page again.")
        raise Conflict("erased-meanwhile", sentence)


def participant_from(cookies: Mapping[str, str], consultation: Consultation) -> Participant | None:
    """Who a browser's cookie says is asking; None for somebody who has not joined. Writes nothing."""
    token = token_in(cookies)
    return participant_of(consultation, pseudonym(token, consultation.pk)) if token else None


def voted_lately(participant: Participant, most: int, since: datetime) -> list[datetime]:
    """When this participant's votes came after `since`, the latest first, at most so many."""
    lately = Vote.objects.filter(participant=participant, cast_at__gt=since).order_by("-cast_at")
    return list(lately.values_list("cast_at", flat=True)[:most])


def kept_beside(participant: Participant | None, consultation: Consultation) -> bool:
    """Are this participant's votes kept without counting, for the way in which it came in?"""
    return participant is not None and participant.tier not in consultation.opening.admits.counts


def unanswered(participant: Participant) -> Statements:
    """What this participant may still vote on."""
    return public_statements(participant.consultation).exclude(pk__in=_answered(participant))


def in_place_of_answered(participant: Participant) -> set[int]:
    """The ids of what stands in the place of a statement that this participant answered, and is not answered yet."""
    found = {end for ends in heirs(_answered(participant)).values() for end in ends}
    return found - set(_answered(participant).filter(statement__in=found)) if found else found


def pending(participant: Participant, first: Collection[int] = ()) -> list[Statement]:
    """Served and not answered yet, as many as are held ahead: they stay the next ones, so that reloading chooses
    nothing. Those in `first` lead, then the longest waiting."""
    public = public_statements(participant.consultation).order_by()
    served = Served.objects.filter(participant=participant, statement__in=public)
    waiting = served.exclude(statement__in=_answered(participant))
    # Not the bare id: PostgreSQL would look for ten of this participant's among everybody's, in their order.
    served_first = F("id") + 0
    order = [Case(When(statement__in=first, then=0), default=1), served_first] if first else [served_first]
    return [row.statement for row in waiting.select_related("statement").order_by(*order)[:AHEAD]]


def drawn(
    participant: Participant, how_many: int, chance: random.Random, first: Collection[int] = ()
) -> list[Statement]:
    """Statements to serve next, by the routing rule: in their order, and none that was served before."""
    shown = Served.objects.filter(participant=participant).values("statement")
    fresh = unanswered(participant).exclude(pk__in=shown).order_by()
    # Sorted, so that the same chance chooses the same; here, where that takes a fifth of the database's time.
    rows = sorted(fresh.values_list("id", "seed", Coalesce("tally__votes", 0)))
    candidates = [Candidate(pk, seed, votes, pk in first) for pk, seed, votes in rows]
    chosen = choose(candidates, how_many, chance)
    found = Statement.objects.in_bulk(chosen)
    return [found[number] for number in chosen]


def _answered(participant: Participant) -> QuerySet[CurrentVote, int]:
    return CurrentVote.objects.filter(participant=participant).values_list("statement", flat=True)


def own_votes(participant: Participant) -> list[tuple[Statement, str]]:
    """The participant's own current votes on what is public, newest first, each with its word."""
    return [(row.statement, WORDS[row.value]) for row in _own(participant)]


def own_words(participant: Participant, statements: Sequence[Statement]) -> dict[int, str]:
    """The participant's current votes on these, by number, as words."""
    votes = CurrentVote.objects.filter(participant=participant, statement__in=statements)
    return {number: WORDS[value] for number, value in votes.values_list("statement__number", "value")}


def last_own_vote(participant: Participant) -> tuple[Statement, str] | None:
    """The newest of them; the voting page needs no more, however many there are."""
    row = _own(participant).first()
    return (row.statement, WORDS[row.value]) if row else None


def own_vote_on(participant: Participant, number: int) -> tuple[Statement, int] | None:
    """One of them: the statement, and the value."""
    row = _own(participant).filter(statement__number=number).first()
    return (row.statement, row.value) if row else None


class Behind(NamedTuple):
    """A vote on a statement that was retired since: it counts no more, and did not move to `instead`."""

    number: int
    reason: str
    value: int
    instead: list[Statement]


def votes_behind(participant: Participant) -> list[Behind]:
    """The participant's votes on what other statements stand in the place of now, newest first."""
    instead = {old: ends for old, ends in standing_in(_answered(participant)).items() if ends}
    if not instead:
        return []
    rows = CurrentVote.objects.filter(participant=participant, statement__in=list(instead)).order_by("-vote")
    told = rows.values_list("statement", "statement__number", "statement__ruling__reason", "value")
    return [Behind(number, reason, value, instead[pk]) for pk, number, reason, value in told]


def asked_again(participant: Participant) -> dict[int, list[int]]:
    """By the number of a public statement that this participant has not answered: those in whose place it stands and
    on which this participant voted."""
    places: dict[int, list[int]] = {}
    behind = votes_behind(participant)
    answered = own_words(participant, [each for one in behind for each in one.instead]) if behind else {}
    for one in behind:
        for each in one.instead:
            if each.number not in answered:
                places.setdefault(each.number, []).append(one.number)
    return places


def how_many_answered(participant: Participant) -> int:
    return _own(participant).count()


def _own(participant: Participant) -> QuerySet[CurrentVote]:
    public = public_statements(participant.consultation)
    rows = CurrentVote.objects.filter(participant=participant, statement__in=public)
    return rows.select_related("statement").order_by("-vote")


def how_many_left(participant: Participant) -> int:
    return unanswered(participant).count()


def counted_votes(consultation: Consultation, after: Position, up_to: Position) -> CountedVotes:
    """The log lines that an analysis reads: the counted ones after one position and up to another, in no order."""
    return Vote.objects.filter(consultation=consultation, counted=True, id__gt=after, id__lte=up_to)


def voters_since(consultation: Consultation, position: int, up_to: int, most: int) -> int:
    """How many different people's counted votes lie between two log positions, of more than `most` that many. Read
    from the front and no further than needed: in a large consultation there may be millions."""
    people: set[int] = set()
    while len(people) < most:
        lines = counted_votes(consultation, position, up_to).order_by("id").values_list("id", "participant")
        block = list(lines[:READ_AT_ONCE])
        people.update(person for _line, person in block)
        if len(block) < READ_AT_ONCE:
            break
        position = block[-1][0]
    return min(len(people), most)
