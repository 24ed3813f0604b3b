"""Erasing what is kept about somebody who takes part, as they asked. Figures that are public stay as they are."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.errors import enforce
from deliberation.obligations.models import Confirmation, Rating
from deliberation.obligations.rules import meant_for_ever
from deliberation.record.actions import PARTICIPANT, enter
from deliberation.record.models import Entry
from deliberation.results.erasing import erase_from_results
from deliberation.results.queries import midnight
from deliberation.statements.erasing import erase_author
from deliberation.votes.erasing import erase_votes, names_from, to_erase
from deliberation.votes.identity import anew, token_in

ACT = "participation.erased"


def erase_participant(*, consultation: Consultation, cookies: Mapping[str, str], sure: bool, now: datetime) -> str:
    """Erase whoever the cookie can act as in the consultation, at any time. Gives the token to keep from now on; empty
    for a browser that never took part anywhere. Twice is harmless: then nobody is there.

    The record tells of the day, once and when it is over: more would tell who did.
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


def enter_erasures(*, now: datetime) -> int:
    """Enter in the record each local day that is over and on which votes of somebody were erased: once, dated its
    beginning, however many were and whenever this runs. Says how many."""
    entered = Entry.objects.filter(act=ACT).values("consultation").annotate(last=Max("happened_at"))
    last = dict(entered.values_list("consultation", "last"))
    days = {
        (consultation, midnight(at, consultation.zone))
        for consultation in Consultation.objects.filter(erasures__isnull=False).distinct()
        for at in _erased(consultation, last.get(consultation.slug), midnight(now, consultation.zone))
    }
    return sum(_enter(consultation, day, now) for consultation, day in sorted(days, key=lambda each: each[1]))


def _erased(consultation: Consultation, last: datetime | None, until: datetime) -> Iterable[datetime]:
    rows = consultation.erasures.filter(erased_at__lt=until)
    if last is not None:
        rows = rows.filter(erased_at__gte=midnight(last, consultation.zone))
    return rows.order_by("id").values_list("erased_at", flat=True)


def _enter(consultation: Consultation, day: datetime, now: datetime) -> bool:
    return enter(
        act=ACT,
        subject=f"consultation/{consultation.slug}",
        consultation=consultation.slug,
        by=PARTICIPANT,
        now=now,
        happened_at=day,
        key=f"{ACT}/{consultation.slug}/{day.date().isoformat()}",
    )
