"""Proposing a statement: what others wrote like it is shown, and so may be voted on, before it is stored.

The server finds the similar ones, so votes on them count; but somebody who wants to choose what to be asked could write
it down to be shown it. A participant is therefore served MOST_SIMILAR statements in this way and no more.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.statements.actions import write
from deliberation.statements.models import Statement
from deliberation.statements.rules import SimilarExist
from deliberation.votes.models import Participant, Served

MOST_SIMILAR = 12


def propose(*, by: Participant, text: str, now: datetime, different: bool = False) -> Statement:
    """Add a participant's statement; unless said to be `different`, refused with similar ones, which are served."""
    try:
        return write(consultation=by.consultation, text=text, by=by.pseudonym, now=now, different=different)
    except SimilarExist as found:
        serve_similar(by=by, alike=found.alike, now=now)
        raise


@transaction.atomic
def serve_similar(*, by: Participant, alike: Sequence[Statement], now: datetime) -> None:
    """Remember similar statements as served, as far as there is room; what was served already stays so."""
    enforce(allows("serve", by.consultation, now))
    Participant.objects.select_for_update().get(pk=by.pk)  # two requests at once would both see the same room
    known = set(Served.objects.filter(participant=by, statement__in=alike).values_list("statement", flat=True))
    room = MOST_SIMILAR - Served.objects.filter(participant=by, similar=True).count()
    fresh = [statement for statement in alike if statement.pk not in known][: max(room, 0)]
    Served.objects.bulk_create(
        [Served(participant=by, statement=statement, served_at=now, similar=True) for statement in fresh],
        ignore_conflicts=True,
    )


def votable(participant: Participant, alike: Sequence[Statement]) -> set[int]:
    """The numbers of those that were served: a vote on the others would not count."""
    served = Served.objects.filter(participant=participant, statement__in=alike)
    return set(served.values_list("statement__number", flat=True))
