"""Erasing what is kept about somebody who takes part, as they asked. Figures that are public stay as they are."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.errors import enforce
from deliberation.obligations.models import Confirmation, Rating
from deliberation.obligations.queries import local_day
from deliberation.obligations.rules import meant_for_ever
from deliberation.record.actions import PARTICIPANT, enter
from deliberation.results.erasing import erase_from_results
from deliberation.statements.erasing import erase_author
from deliberation.votes.erasing import erase_votes, names_from, to_erase
from deliberation.votes.identity import anew, token_in


def erase_participant(*, consultation: Consultation, cookies: Mapping[str, str], sure: bool, now: datetime) -> str:
    """Erase whoever the cookie can act as in the consultation, at any time. Gives the token to keep from now on; empty
    for a browser that never took part anywhere. Twice is harmless: then nobody is there.

    The record tells of the day, once, however many asked on it: more would tell who did.
    """
    enforce(meant_for_ever(sure))
    token = token_in(cookies)
    if token is None:
        return ""
    _erase(consultation, cookies, now)
    return anew(token, consultation.pk)


@transaction.atomic
def _erase(consultation: Consultation, cookies: Mapping[str, str], now: datetime) -> None:
    locks.exclude(consultation.pk)  # no vote is half-way, and no analysis is stored meanwhile
    participants = to_erase(cookies, consultation)
    for name in names_from(cookies, consultation):  # also where only words are left of them
        erase_author(consultation=consultation, author=name, now=now)
    if not participants:
        return
    ids = [each.pk for each in participants]
    Rating.objects.filter(participant__in=ids).erase()
    Confirmation.objects.filter(participant__in=ids).erase()
    erasure = erase_votes(consultation=consultation, participants=participants, now=now)
    if erasure is None:
        return
    erase_from_results(consultation=consultation, participants=ids, discards=erasure.discards)
    day = local_day(consultation, now).isoformat()
    enter(
        act="participation.erased",
        subject=f"consultation/{consultation.slug}",
        consultation=consultation.slug,
        by=PARTICIPANT,
        now=now,
        key=f"participation.erased/{consultation.slug}/{day}",
    )
