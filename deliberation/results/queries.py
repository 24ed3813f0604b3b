"""Reading analyses and publications, and finding what wants work."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

import clustering
from deliberation.consultations import locks
from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.results.method import METHOD
from deliberation.results.models import Analysis, Publication
from deliberation.statements.models import Ruling
from deliberation.statements.queries import last_ruling
from deliberation.votes.log import last_discarding, last_erasure, last_vote
from deliberation.votes.models import Erasure, Vote


class Position(NamedTuple):
    """What an analysis has read: the last vote of the log and the last ruling, and which erasures came before."""

    up_to_vote: int
    up_to_ruling: int
    up_to_erasure: int = 0


class Released(NamedTuple):
    """The number of a publication, and how many people it says took part; None where that is hidden."""

    number: int
    participants: int | None


def position_of(consultation: Consultation) -> Position:
    """Where the log stands. Exact only under locks.exclude."""
    return Position(last_vote(consultation), last_ruling(consultation), last_erasure(consultation))


@transaction.atomic
def position_now(consultation: Consultation) -> Position:
    """Where the log stands, taken while nobody votes."""
    locks.exclude(consultation.pk)
    return position_of(consultation)


# By what was read, not by when it was stored: of two workers the slower one may have begun earlier. After an erasure
# the log may end earlier than before.
NEWEST = ("-up_to_erasure", "-up_to_vote", "-up_to_ruling", "-id")


def latest_analysis(consultation: Consultation) -> Analysis | None:
    """The analysis that has read most."""
    return Analysis.objects.filter(consultation=consultation).order_by(*NEWEST).first()


def analysis_at(consultation: Consultation, position: Position) -> Analysis | None:
    """The analysis of just these votes and rulings by today's method and code."""
    here = Analysis.objects.filter(consultation=consultation, **position._asdict())
    return here.filter(method=METHOD, code_version=clustering.__version__).first()


def latest_publication(consultation: Consultation) -> Publication | None:
    """What the public sees now."""
    return Publication.objects.filter(consultation=consultation).first()


def released(consultations: Iterable[int]) -> dict[int, Released]:
    """Of each of these (by id) that has a publication: what the newest says. Without the rest of its document."""
    newest = Publication.objects.filter(consultation=OuterRef("consultation")).order_by("-number").values("pk")[:1]
    found = Publication.objects.filter(consultation__in=consultations, pk=Subquery(newest))
    rows = found.values_list("consultation_id", "number", "document__participants")
    return {consultation: Released(number, participants) for consultation, number, participants in rows}


def publication_numbered(consultation: Consultation, number: int) -> Publication:
    found = Publication.objects.filter(consultation=consultation, number=number).first()
    if found is None:
        raise Missing("no-publication", _("There is no such publication."))
    return found


def to_align_to(consultation: Consultation) -> Publication | None:
    """What the next analysis is drawn like, with what it was made of: that of all but the newest is dropped."""
    return Publication.objects.select_related("analysis").filter(consultation=consultation).first()


def is_usable(consultation: Consultation, up_to_erasure: int) -> bool:
    """May what was made of the log be used? Not if votes were erased since by an erasure that discards it. Exact only
    under locks.exclude."""
    return up_to_erasure >= last_discarding(consultation)


def erased_since(publication: Publication, now: datetime) -> bool:
    """Is the log no longer what the publication was made from, because somebody's votes were erased before today? An
    erasure shows from the next day on, or whoever watches would see when somebody they know asked for it."""
    known = Analysis.objects.filter(pk=publication.analysis_id).values("up_to_erasure")
    later = Erasure.objects.filter(consultation=publication.consultation_id, id__gt=Subquery(known))
    return later.filter(erased_at__lt=midnight(now, publication.consultation.zone)).exists()


def midnight(now: datetime, zone: tzinfo) -> datetime:
    """The beginning of the local day."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def stale() -> Consultations:
    """Consultations with votes or rulings newer than their last analysis, as long as nothing final is out."""
    ruling = Ruling.objects.filter(statement__consultation=OuterRef("pk")).order_by("-id").values("id")[:1]
    known = Analysis.objects.filter(consultation=OuterRef("pk")).order_by(*NEWEST).values("up_to_ruling")[:1]
    facts = Consultation.objects.annotate(newest_ruling=Subquery(ruling), known_ruling=Subquery(known))
    newer = Q(dirty_mark__isnull=False) | Q(known_ruling__isnull=False, newest_ruling__gt=F("known_ruling"))
    return facts.filter(newer, opening__isnull=False).exclude(publications__final=True)


def releasable() -> Consultations:
    """Open consultations with an analysis of more votes than are published yet."""
    newest = Max("analyses__up_to_vote")
    published = Max("publications__analysis__up_to_vote")
    found = Consultation.objects.filter(opening__isnull=False, closing__isnull=True)
    return found.annotate(newest=newest, published=published).filter(
        Q(newest__isnull=False) & (Q(published__isnull=True) | Q(newest__gt=F("published")))
    )


def oldest_unanalysed(now: datetime) -> float:
    """Seconds since the oldest counted vote that no analysis has read; 0 when there is none."""
    ages = [_age(consultation, now) for consultation in stale()]
    return max(ages, default=0.0)


def _age(consultation: Consultation, now: datetime) -> float:
    known = Analysis.objects.filter(consultation=consultation).order_by(*NEWEST)
    position = known.values_list("up_to_vote", flat=True).first() or 0  # without the figures, which are large
    newer = Vote.objects.filter(consultation=consultation, counted=True, id__gt=position)
    first = newer.order_by("id").values_list("cast_at", flat=True).first()
    return (now - first).total_seconds() if first else 0.0
