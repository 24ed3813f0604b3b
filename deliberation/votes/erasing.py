"""Erasing who somebody was in a consultation, and how that somebody voted.

The lines of the log are deleted, and a row says that some are gone, not whose; none where nobody had voted. Numbers of
lines are never used again, so every position in the log stays what it was.
"""

from collections.abc import Mapping
from datetime import datetime

from deliberation.consultations.models import Consultation
from deliberation.votes.identity import names_in, token_in
from deliberation.votes.log import mark_dirty, may_discard
from deliberation.votes.models import Erasure, Participant, Vote


def names_from(cookies: Mapping[str, str], consultation: Consultation) -> list[str]:
    """The pseudonyms that this browser can act under: of who signed in, and of who took part before that without."""
    token = token_in(cookies)
    return names_in(token, consultation.pk) if token else []


def participants_from(cookies: Mapping[str, str], consultation: Consultation) -> list[Participant]:
    """Everybody whom this browser can act as."""
    names = names_from(cookies, consultation)
    found = Participant.objects.filter(consultation=consultation, pseudonym__in=names)
    return sorted(found, key=lambda each: names.index(each.pseudonym))


def to_erase(cookies: Mapping[str, str], consultation: Consultation) -> list[Participant]:
    """The same, each held until the transaction ends: nobody shows them anything any more, or takes what they say."""
    ids = [each.pk for each in participants_from(cookies, consultation)]
    return list(Participant.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def erase_votes(*, consultation: Consultation, participants: list[Participant], now: datetime) -> Erasure | None:
    """Delete the participants, what they were shown and how they voted; None: they had not. To be called under
    locks.exclude, with those of `to_erase`, when nothing of the rooms above points to them any more."""
    lines = Vote.objects.filter(participant__in=participants)
    voted = lines.exists()
    lines.erase()
    Participant.objects.filter(pk__in=[each.pk for each in participants]).delete()
    if not voted:
        return None
    mark_dirty(consultation)
    discards = may_discard(consultation, now)
    return Erasure.objects.create(consultation=consultation, erased_at=now, discards=discards)
