"""Somebody who came in one way and then another: what changes for the votes that were kept beside until then."""

from datetime import datetime
from uuid import uuid4

from django.db.models import Exists, OuterRef

from deliberation.consultations.models import Consultation
from deliberation.votes import log
from deliberation.votes.models import CurrentVote, Participant, Served, Vote


def raise_to(tier: str, participant: Participant, consultation: Consultation, now: datetime) -> None:
    """The participant is of this tier from now on. Votes that did not count because of the one before do from now on,
    where this one counts. To be called under locks.exclude."""
    counts = consultation.opening.admits.counts
    if tier in counts and participant.tier not in counts:
        _count_from_now(participant, consultation, now)
    participant.tier = tier
    participant.save(update_fields=["tier"])


def _count_from_now(participant: Participant, consultation: Consultation, now: datetime) -> None:
    """Each is a new line of the log, cast again as it was: log lines never change. Those on what had not been served
    when they were cast stay beside."""
    served = Served.objects.filter(
        participant=participant, statement=OuterRef("statement"), served_at__lte=OuterRef("cast_at")
    )
    beside = CurrentVote.objects.filter(participant=participant, counted=False).values("vote")
    lines = list(Vote.objects.filter(Exists(served), pk__in=beside).select_related("statement").order_by("id"))
    for line in lines:
        log.append(
            operation=uuid4(),
            consultation=consultation,
            participant=participant,
            statement=line.statement,
            value=line.value,
            counted=True,
            cast_at=now,
        )
