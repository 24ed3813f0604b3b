"""A very large analysis, in steps on several workers: the votes lie in shards, and every step asks something of all.

What was asked and answered is in the database, so that any worker can go on, and a lost message or a worker that
died costs one step: whoever finds the computation standing still asks again what was not answered.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import transaction

import clustering
from clustering.alignment import Earlier
from clustering.requests import Answer, Request, loaded, saved
from clustering.shards import Entry, Outline, Wanted, analyse_shards, answered, asked_of, split
from clustering.shards import Shard as Votes
from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.results import snapshot
from deliberation.results.actions import analyse, keep
from deliberation.results.matrix import settings_at, statement_numbers, vote_matrix
from deliberation.results.method import METHOD
from deliberation.results.models import Analysis, Computation, Part, Shard, Step
from deliberation.results.placements import previous
from deliberation.results.queries import (
    NEWEST,
    Position,
    analysis_at,
    is_usable,
    latest_analysis,
    latest_publication,
    position_now,
    position_of,
    stale,
)
from deliberation.statements.erasing import ERASED
from deliberation.statements.models import Ruling
from deliberation.votes.log import last_vote
from deliberation.votes.queries import counted_votes

logger = logging.getLogger(__name__)

# A step takes seconds; after so long without one something was lost, and is asked again.
STANDS_STILL = timedelta(minutes=2)
# What is not done after so long will not be done this way either.
GIVEN_UP = timedelta(hours=1)


def is_large(consultation: Consultation) -> bool:
    """Whether there are so many votes that several workers share the analysis."""
    known = Analysis.objects.filter(consultation=consultation).order_by(*NEWEST).values_list("votes", flat=True).first()
    if known is not None:
        return known >= settings.LARGE_VOTES
    log = counted_votes(consultation, 0, last_vote(consultation))
    return log[: settings.LARGE_VOTES].count() >= settings.LARGE_VOTES


def analysed(*, consultation: Consultation, now: datetime) -> Analysis | None:
    """The analysis of all votes there are; None while that of a very large consultation is not made. Who was erased
    while that was made may still be in it, unless that erasure discarded it."""
    if is_large(consultation):
        return _covering(consultation)
    return analyse(consultation=consultation, now=now)


@transaction.atomic
def _covering(consultation: Consultation) -> Analysis | None:
    """The newest analysis, if it has read all there is."""
    locks.exclude(consultation.pk)
    found, position = latest_analysis(consultation), position_of(consultation)
    if found is None or (found.method, found.code_version) != (METHOD, clustering.__version__):
        return None
    # What an erasure hid had never been public: nobody voted on it.
    later = Ruling.objects.filter(statement__consultation=consultation, id__gt=found.up_to_ruling)
    read = found.up_to_vote >= position.up_to_vote and not later.exclude(reason=ERASED).exists()
    return found if read and is_usable(consultation, found.up_to_erasure) else None


def begin(*, consultation: Consultation, now: datetime) -> Computation | None:
    """The computation to go on with: a new one, or one that stands still; None while one is moving."""
    under_way = Computation.objects.filter(consultation=consultation).first()
    if under_way and (under_way.code_version != clustering.__version__ or under_way.begun_at + GIVEN_UP <= now):
        logger.error("The analysis of consultation %s is begun anew: it was not done in time.", consultation.pk)
        under_way.delete()
    elif under_way:
        return _taken_up(under_way, now)
    position = position_now(consultation)
    if analysis_at(consultation, position):
        analyse(consultation=consultation, now=now)  # which only settles that
        return None
    return _begun(consultation, position, now)


def _taken_up(computation: Computation, now: datetime) -> Computation | None:
    """The computation if it stands still and nobody else has just taken it up."""
    if computation.moved_at + STANDS_STILL > now:
        return None
    same = Computation.objects.filter(pk=computation.pk, moved_at=computation.moved_at)
    return computation if same.update(moved_at=now) else None


def _begun(consultation: Consultation, position: Position, now: datetime) -> Computation | None:
    matrix = vote_matrix(consultation, position, statement_numbers(consultation, position))
    outline, shards = split(matrix, settings.SHARDS)
    facts = {
        **position._asdict(),
        "method": METHOD,
        "code_version": clustering.__version__,
        "outline": outline.to_bytes(),
        "begun_at": now,
        "moved_at": now,
    }
    with transaction.atomic():
        locks.exclude(consultation.pk)
        if not is_usable(consultation, position.up_to_erasure):
            return None  # the next sweep begins it without whoever was erased
        facts["aligned_to"] = latest_publication(consultation)
        computation, first = Computation.objects.get_or_create(consultation=consultation, defaults=facts)
        if not first:
            return None
        for number, votes in enumerate(shards):
            Shard.objects.create(computation=computation, number=number, votes=votes)
    return computation


def go_on(*, computation: Computation, now: datetime, taking_up: bool = False) -> list[int]:
    """Go as far as the answers reach; the parts that have to be answered next, none when the analysis is made.

    What was asked already is left to whoever asked it, unless it is being taken up.
    """
    waiting = _unanswered(computation)
    if waiting:
        return waiting if taking_up else []
    outline = Outline.from_bytes(bytes(computation.outline))
    position = Position(computation.up_to_vote, computation.up_to_ruling, computation.up_to_erasure)
    journal = [Entry(step.name, _array(step.answer)) for step in computation.steps.exclude(answer=None)]
    try:
        asked = settings_at(computation.consultation, position)
        computed = analyse_shards(outline, journal, asked, _earlier(computation))
    except Wanted as wanted:
        return _ask(computation, outline, journal, wanted, now)
    return _finish(computation, position, computed, now)


def _array(kept: bytes | memoryview | None) -> Answer:
    return loaded(bytes(kept or b""))["answer"]


def _earlier(computation: Computation) -> Earlier | None:
    known = previous(computation.aligned_to.analysis) if computation.aligned_to else None
    return Earlier.of(known) if known else None


def answer(*, part: Part) -> None:
    """One shard's answer to one question. Twice is harmless: it is the same."""
    if part.answer is None:
        try:
            votes = _votes(part.shard_id)
        except Shard.DoesNotExist:
            return  # an erasure discarded the computation
        found = votes.answer(Request.from_bytes(bytes(part.question)))
        Part.objects.filter(pk=part.pk).update(answer=saved(answer=found))


@lru_cache(maxsize=1)
def _votes(shard_id: int) -> Votes:
    """A worker's process keeps the last shard it had, since the next step is likely to ask it again."""
    return Votes.from_bytes(bytes(Shard.objects.get(pk=shard_id).votes))


def clear_away(*, now: datetime) -> None:
    """What says who voted what and is needed no more: shards that stand still and that nobody waits for, and files."""
    still = Computation.objects.filter(moved_at__lte=now - STANDS_STILL)
    still.exclude(consultation__in=stale()).delete()
    clear_files()


def clear_files() -> None:
    """On this machine: the snapshots of consultations whose result is final, or where votes were erased since."""
    for consultation in Consultation.objects.filter(pk__in=snapshot.kept()):
        if snapshot.is_outdated(consultation) or consultation.publications.filter(final=True).exists():
            snapshot.drop(consultation)


@transaction.atomic
def _unanswered(computation: Computation) -> list[int]:
    """The parts still without an answer; when there are none left, the answers become one."""
    Computation.objects.select_for_update().filter(pk=computation.pk).first()
    step = computation.steps.filter(answer=None).first()
    if step is None:
        return []
    parts = list(step.parts.order_by("shard__number"))
    waiting = [part.pk for part in parts if part.answer is None]
    if not waiting:
        asked = Request.from_bytes(bytes(parts[0].question))
        together = answered(asked, [_array(part.answer) for part in parts])
        step.answer = saved(answer=together)
        step.save(update_fields=["answer"])
        step.parts.all().delete()
    return waiting


@transaction.atomic
def _ask(
    computation: Computation, outline: Outline, journal: Sequence[Entry], wanted: Wanted, now: datetime
) -> list[int]:
    """Write down the next step; nothing when somebody else did, or the analysis is made."""
    there = Computation.objects.select_for_update().filter(pk=computation.pk).first()
    if there is None or computation.steps.filter(number=wanted.step).exists():
        return []
    _journal(computation, journal)
    step = Step.objects.create(computation=computation, number=wanted.step, name=wanted.request.name)
    questions = asked_of(wanted.request, outline)
    parts = [
        Part(step=step, shard=shard, question=question.to_bytes())
        for shard, question in zip(computation.shards.all(), questions, strict=True)
    ]
    Part.objects.bulk_create(parts)
    Computation.objects.filter(pk=computation.pk).update(moved_at=now)
    return [part.pk for part in parts]


def _journal(computation: Computation, journal: Sequence[Entry]) -> None:
    """Keep what was found out here: it stands in the place of the answers it was found from."""
    kept = list(computation.steps.values_list("name", flat=True))
    same = next(
        (n for n, (name, entry) in enumerate(zip(kept, journal, strict=False)) if name != entry.name), len(kept)
    )
    computation.steps.filter(number__gte=same).delete()
    Step.objects.bulk_create(
        Step(computation=computation, number=number, name=entry.name, answer=saved(answer=entry.answer))
        for number, entry in enumerate(journal)
        if number >= same
    )


def _finish(computation: Computation, position: Position, computed: clustering.Analysis, now: datetime) -> list[int]:
    keep(consultation=computation.consultation, position=position, computed=computed, now=now)
    computation.delete()
    return []
