"""Proposing a statement: what others wrote like it is shown, and so may be voted on, before it is stored.

The server finds the similar ones, so votes on them count; but somebody who wants to choose what to be asked could write
it down to be shown it. A participant is therefore served MOST_SIMILAR statements in this way and no more. Identities
cost nothing, though; so each statement is served in this way only to a FEW participants, and to as many more as are
A_SHARE of those who had voted on it at the last release. Whoever comes later may read it, and is asked about it while
voting.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import Coalesce

from deliberation.consultations.rules import allows
from deliberation.errors import enforce
from deliberation.statements.actions import write
from deliberation.statements.models import Statement
from deliberation.statements.rules import SimilarExist
from deliberation.votes.models import Participant, Served
from deliberation.votes.queries import held

MOST_SIMILAR = 12
FEW = 20
A_SHARE = 0.1


def propose(*, by: Participant, text: str, now: datetime, different: bool = False) -> Statement:
    """Add a participant's statement; unless said to be `different`, refused with similar ones, which are served."""
    try:
        return write(
            consultation=by.consultation,
            text=text,
            by=by.pseudonym,
            now=now,
            different=different,
            hold=lambda: held(by),
        )
    except SimilarExist as found:
        serve_similar(by=by, alike=found.alike, now=now)
        raise


@transaction.atomic
def serve_similar(*, by: Participant, alike: Sequence[Statement], now: datetime) -> None:
    """Remember similar statements as served, as far as there is room; what was served already stays so."""
    enforce(allows("serve", by.consultation, now))
    held(by)  # two requests at once would both see the same room
    known = set(Served.objects.filter(participant=by, statement__in=alike).values_list("statement", flat=True))
    room = MOST_SIMILAR - Served.objects.filter(participant=by, similar=True).count()
    worn = _worn_out(alike)
    fresh = [each for each in alike if each.pk not in known and each.pk not in worn][: max(room, 0)]
    Served.objects.bulk_create(
        [Served(participant=by, statement=statement, served_at=now, similar=True) for statement in fresh],
        ignore_conflicts=True,
    )


def _worn_out(alike: Sequence[Statement]) -> set[int]:
    """The ids of those that were served in this way as often as may be. Two requests at once may serve one more."""
    rows = Served.objects.filter(statement__in=alike, similar=True).values_list("statement")
    counts = rows.annotate(served=Count("id"), votes=Coalesce(Max("statement__tally__votes"), 0))
    return {statement for statement, served, votes in counts if served >= FEW + A_SHARE * votes}


def votable(participant: Participant, alike: Sequence[Statement]) -> set[int]:
    """The numbers of those that were served: a vote on the others would not count."""
    served = Served.objects.filter(participant=participant, statement__in=alike)
    return set(served.values_list("statement__number", flat=True))
