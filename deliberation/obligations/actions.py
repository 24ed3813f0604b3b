"""Binding a ministry: freezing a result, and opening what is owed for it."""

from datetime import datetime

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Closing, Consultation
from deliberation.errors import enforce
from deliberation.obligations.opening import open_answer, open_meeting
from deliberation.obligations.queries import local_day
from deliberation.obligations.rules import may_bind
from deliberation.results.actions import publish
from deliberation.results.large import analysed
from deliberation.results.models import Publication
from deliberation.results.queries import is_usable


def bind(*, consultation: Consultation, now: datetime) -> Publication | None:
    """Freeze the result of a closed consultation and open what the ministry owes for it. Done once.

    None while the last analysis of a very large consultation is still being made, or votes were erased just now: then
    the next sweep binds it.
    """
    enforce(may_bind(Closing.objects.filter(consultation=consultation).exists()))
    final = Publication.objects.filter(consultation=consultation, final=True).first()
    return final or _bind(consultation, now)


def _bind(consultation: Consultation, now: datetime) -> Publication | None:
    analysis = analysed(consultation=consultation, now=now)
    if analysis is None:
        return None
    with transaction.atomic():
        locks.exclude(consultation.pk)
        done = Publication.objects.filter(consultation=consultation, final=True).first()
        if done is not None:
            return done
        if not is_usable(consultation, analysis.up_to_erasure):
            return None  # somebody's votes were erased this moment: the next sweep binds what is left
        publication = publish(analysis=analysis, final=True, now=now)
        _open_duties(publication, now)
        return publication


def _open_duties(publication: Publication, now: datetime) -> None:
    """One duty to answer for each consensus statement; without any, one duty to hold a meeting."""
    today = local_day(publication.consultation, now)
    found = publication.document["consensus"]
    for entry in found:
        open_answer(publication, entry["statement"], entry["direction"], today, now)
    if not found:
        open_meeting(publication, today, now)
