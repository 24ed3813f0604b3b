"""Erasing who somebody was in a consultation, and how that somebody voted.

The lines of the log are deleted, and a row says that some are gone, not whose. Numbers of lines are never used again,
so every position in the log stays what it was.
"""

from collections.abc import Mapping
from datetime import datetime

from deliberation.consultations.models import Consultation
from deliberation.votes.identity import names_in, token_in
from deliberation.votes.log import mark_dirty
from deliberation.votes.models import Erasure, Participant, Vote


def participants_from(cookies: Mapping[str, str], consultation: Consultation) -> list[Participant]:
    """Everybody whom this browser can act as: who signed in, and who took part before that without."""
    token = token_in(cookies)
    names = names_in(token, consultation.pk) if token else []
    found = Participant.objects.filter(consultation=consultation, pseudonym__in=names)
    return sorted(found, key=lambda each: names.index(each.pseudonym))


def erase_votes(*, consultation: Consultation, participants: list[Participant], now: datetime) -> None:
    """Delete the participants, what they were shown and how they voted. To be called under locks.exclude, when nothing
    of the rooms above points to them any more."""
    Vote.objects.filter(participant__in=participants).erase()
    Participant.objects.filter(pk__in=[each.pk for each in participants]).delete()
    Erasure.objects.create(consultation=consultation, erased_at=now)
    mark_dirty(consultation)
