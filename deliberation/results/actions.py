"""Analysing votes and publishing what came out."""

from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Q

import clustering
from clustering.canonical import canonical_bytes, plain
from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.record.actions import enter
from deliberation.results.beside import beside_at, beside_to_publish
from deliberation.results.channels import channels_at
from deliberation.results.disclosure import Disclosure
from deliberation.results.matrix import computed_at, rejected_numbers
from deliberation.results.method import METHOD
from deliberation.results.models import Analysis, Computation, Publication
from deliberation.results.placements import of_those, pack
from deliberation.results.publication import document
from deliberation.results.queries import (
    Position,
    analysis_at,
    is_usable,
    latest_analysis,
    latest_publication,
    position_now,
    position_of,
    to_align_to,
)
from deliberation.results.rules import may_release
from deliberation.votes.log import keep_tally, last_erasure
from deliberation.votes.models import DirtyMark
from deliberation.votes.paper import forget_entries
from deliberation.votes.queries import voters_since

# What an analysis says of each person; all else is of statements and groups.
PRIVATE = ("participant_ids", "positions", "uncertainty", "labels", "grouped", "base_clusters")


def analyse(*, consultation: Consultation, now: datetime) -> Analysis:
    """Analyse all votes there are; when that was done already, return what was found then. Anew where somebody's votes
    were erased meanwhile, which few erasures can demand (votes.log.may_discard)."""
    position = position_now(consultation)
    done = analysis_at(consultation, position)
    found = _settled(done) if done else _analyse_at(consultation, position, now)
    return found or analyse(consultation=consultation, now=now)


@transaction.atomic
def _settled(analysis: Analysis) -> Analysis:
    """Take the dirty mark away if no vote came since, and none was erased."""
    locks.exclude(analysis.consultation_id)
    now_at = position_of(analysis.consultation)
    if (now_at.up_to_vote, now_at.up_to_erasure) == (analysis.up_to_vote, analysis.up_to_erasure):
        DirtyMark.objects.filter(consultation=analysis.consultation).delete()
    return analysis


def _analyse_at(consultation: Consultation, position: Position, now: datetime) -> Analysis | None:
    computed = computed_at(consultation, position, METHOD, to_align_to(consultation))
    return keep(consultation=consultation, position=position, computed=computed, now=now)


def keep(
    *, consultation: Consultation, position: Position, computed: clustering.Analysis, now: datetime
) -> Analysis | None:
    """Store what was computed from the votes up to a position, once. None: it was discarded by an erasure."""
    return _keep(
        Analysis(
            consultation=consultation,
            **position._asdict(),
            method=METHOD,
            code_version=computed.code_version,
            input_digest=computed.input_digest,
            output_digest=computed.digest(),
            votes=int(computed.total_votes.sum()),
            figures=_figures(computed),
            prepared=_prepared(computed, consultation, position),
            placements=pack(computed),
            made_at=now,
        )
    )


def _figures(computed: clustering.Analysis) -> dict[str, Any]:
    """All but what is private, as plain values; of a million people the rest would not fit into a row."""
    names = (field.name for field in fields(computed))
    return {name: plain(getattr(computed, name)) for name in names if name not in PRIVATE}


def _prepared(computed: clustering.Analysis, consultation: Consultation, position: Position) -> dict[str, Any]:
    disclosure = Disclosure(settings.SUPPRESS_BELOW, settings.ROUND_TO)
    hidden = rejected_numbers(consultation, position)
    source = {"log_position": position.up_to_vote, "digest": computed.input_digest}
    told = document(computed, consultation.opening.consensus_rule, disclosure, hidden)
    numbers = [row["number"] for row in told["statements"]]
    channels = channels_at(consultation, position.up_to_vote, len(computed.participant_ids), disclosure)
    beside = beside_at(consultation, position.up_to_vote, numbers, disclosure)
    return {"input": source, **told, "channels": channels, "beside": beside}


@transaction.atomic
def _keep(analysis: Analysis) -> Analysis | None:
    """Store the analysis and, if no vote came meanwhile, take the dirty mark away."""
    consultation = analysis.consultation
    locks.exclude(consultation.pk)
    if not is_usable(consultation, analysis.up_to_erasure):
        return None
    if analysis.up_to_erasure < last_erasure(consultation):  # it is used all the same, without saying where they stand
        there = consultation.participants.values_list("pk", flat=True)
        analysis.placements = of_those(bytes(analysis.placements), np.fromiter(there.iterator(), dtype=np.int64))
    same = Analysis.objects.filter(
        consultation=consultation,
        up_to_vote=analysis.up_to_vote,
        up_to_ruling=analysis.up_to_ruling,
        up_to_erasure=analysis.up_to_erasure,
        method=analysis.method,
        code_version=analysis.code_version,
    ).first()
    if same is None:
        analysis.save()
        _drop_unpublished(consultation)
    return _settled(same or analysis)


def _drop_unpublished(consultation: Consultation) -> None:
    """While votes come in there is an analysis every few seconds; all but the newest and the published are waste."""
    newest = latest_analysis(consultation)
    waste = Analysis.objects.filter(consultation=consultation, publications__isnull=True)
    if newest is not None:
        waste.exclude(pk=newest.pk).delete()


def _drop_details(consultation: Consultation) -> None:
    """The next analysis goes on from the newest publication, and duties from the final one. Of those before, what they
    were made of is needed no more: exact figures, and who was put where."""
    newest = Publication.objects.filter(consultation=consultation).order_by("-number").values("analysis")[:1]
    final = Publication.objects.filter(consultation=consultation, final=True).values("analysis")
    going_on = Computation.objects.filter(consultation=consultation).values("aligned_to__analysis")
    needed = Q(pk__in=newest) | Q(pk__in=final) | Q(pk__in=going_on)
    earlier = Analysis.objects.filter(consultation=consultation, publications__isnull=False).exclude(placements=b"")
    ids = list(earlier.exclude(needed).values_list("pk", flat=True))
    Analysis.objects.filter(pk__in=ids).update(placements=b"", figures={})


@transaction.atomic
def release(*, consultation: Consultation, now: datetime) -> Publication | None:
    """Publish the newest analysis while voting goes on, if the release rule lets it."""
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()  # whoever held the lock may have released or closed it
    analysis, last = latest_analysis(consultation), latest_publication(consultation)
    if analysis is None or consultation.closed:
        return None
    read = last.analysis.up_to_vote if last else 0
    changed = voters_since(consultation, read, analysis.up_to_vote, settings.RELEASE_PEOPLE)
    published_at = last.published_at if last else None
    if may_release(published_at, changed, now, settings.RELEASE_PEOPLE, settings.RELEASE_MINUTES):
        return None
    return publish(analysis=analysis, final=False, now=now)


@transaction.atomic
def publish(*, analysis: Analysis, final: bool, now: datetime) -> Publication:
    """Freeze an analysis as the next numbered publication."""
    consultation = analysis.consultation
    locks.exclude(consultation.pk)
    last = latest_publication(consultation)
    number = last.number + 1 if last else 1
    told = {"number": number, "final": final, "published_at": now.isoformat(), **analysis.prepared}
    told["beside"] = beside_to_publish(analysis, last, final)
    publication = Publication.objects.create(
        consultation=consultation,
        number=number,
        analysis=analysis,
        final=final,
        document=told,
        published_at=now,
    )
    keep_tally(consultation, _tally(analysis))
    _drop_details(consultation)
    if final:
        forget_entries(consultation)
    enter(
        act="results.published",
        subject=f"publication/{number}",
        consultation=consultation.slug,
        now=now,
        details={
            "final": final,
            "input_digest": analysis.input_digest,
            "output_digest": analysis.output_digest,
            "document_digest": sha256(canonical_bytes(told)).hexdigest(),
        },
    )
    return publication


def _tally(analysis: Analysis) -> dict[int, int]:
    """How many votes each statement had, as coarse as what is published."""
    disclosure = Disclosure(settings.SUPPRESS_BELOW, settings.ROUND_TO)
    votes = zip(analysis.figures["statement_ids"], analysis.figures["total_votes"], strict=True)
    return {number: disclosure.total(sum(row)) or 0 for number, row in votes}
