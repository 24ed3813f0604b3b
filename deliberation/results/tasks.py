"""Keeping analyses and releases up with the votes."""

from celery import chord, shared_task
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.results import actions, forgetting, large
from deliberation.results.models import Computation, Part
from deliberation.results.queries import releasable, stale
from deliberation.results.stock import take_stock, untaken

# Seconds after which an unstarted analysis, or binding, is dropped: it is found again, and a busy worker is not left
# a pile.
ASKED_AGAIN_AFTER = 10
STOCK_ASKED_AGAIN_AFTER = 60


@shared_task
def listen() -> None:
    """That a worker takes it up is a sign that it hears (deliberation/pulse.py). It comes to each in its turn, so that
    each clears away the files of its machine, which no other can."""
    large.clear_files()


@shared_task
def analyse_stale() -> None:
    """Find consultations with new votes; each is a message of its own, so that one cannot hold up the others."""
    for consultation in stale():
        work = analyse_large if large.is_large(consultation) else analyse
        work.apply_async([consultation.pk], expires=ASKED_AGAIN_AFTER)
    large.clear_away(now=timezone.now())


@shared_task
def analyse(consultation_id: int) -> None:
    """Analyse one consultation. Twice is harmless: the same log position is the same analysis."""
    consultation = Consultation.objects.with_facts().get(pk=consultation_id)
    actions.analyse(consultation=consultation, now=timezone.now())


@shared_task
def analyse_large(consultation_id: int) -> None:
    """Analyse a very large consultation on all workers of its queue, or take up what stands still."""
    consultation = Consultation.objects.with_facts().get(pk=consultation_id)
    computation = large.begin(consultation=consultation, now=timezone.now())
    if computation:
        go_on.delay(computation.pk, taking_up=True)


@shared_task
def go_on(computation_id: int, taking_up: bool = False) -> None:
    """The next step of a large analysis: its questions to all shards, and this again when they are answered."""
    computation = Computation.objects.filter(pk=computation_id).first()
    now = timezone.now()
    parts = large.go_on(computation=computation, now=now, taking_up=taking_up) if computation else []
    if parts:
        chord([answer.si(part) for part in parts])(go_on.si(computation_id))


@shared_task(ignore_result=False)
def answer(part_id: int) -> None:
    """One shard's answer; nothing when the analysis was made meanwhile."""
    part = Part.objects.filter(pk=part_id).first()
    if part:
        large.answer(part=part)


@shared_task
def release_due() -> None:
    """Publish what may be published."""
    for consultation in releasable():
        actions.release(consultation=consultation, now=timezone.now())


@shared_task
def forget_what_is_over() -> None:
    """Delete what nobody needs any more."""
    forgetting.forget_what_is_over(now=timezone.now())


@shared_task
def take_stock_due() -> None:
    """Find consultations whose figures for staff are old; each is a message of its own."""
    for consultation in untaken():
        queue = "large" if large.is_large(consultation) else None
        take_stock_of.apply_async([consultation.pk], expires=STOCK_ASKED_AGAIN_AFTER, queue=queue)


@shared_task
def take_stock_of(consultation_id: int) -> None:
    """Make the figures for staff anew, if enough has changed."""
    take_stock(consultation=Consultation.objects.with_facts().get(pk=consultation_id), now=timezone.now())
