"""Taking up what became public. Work is found, not sent: a run that failed is made up by the next."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from deliberation.consultations.models import Consultation
from deliberation.obligations.models import Answer, Correction, Obligation, TransferReply, Utterance
from deliberation.record.models import Entry
from deliberation.search import texts
from deliberation.search.folding import folded
from deliberation.search.models import Kind, Passage
from deliberation.statements.models import Outcome, Statement

HIDDEN = Q(statement__ruling__outcome=Outcome.HIDDEN)
WORDS_HIDDEN = HIDDEN | Q(utterance__hiding__isnull=False)
AT_ONCE = 5000  # rows of one transaction


def take_up(*, now: datetime) -> int:
    """Store the words of everything public that has none yet, or others since, and say how much it was. Twice is
    harmless.

    Whether something may be read is asked of the gates by every search; only hidden words are taken out as well.
    """
    Passage.objects.filter(WORDS_HIDDEN).delete()
    done = _renewed()
    while batch := _missing():
        with transaction.atomic():
            Passage.objects.bulk_create(batch, ignore_conflicts=True)
        done += len(batch)
    return done


def _renewed() -> int:
    """The words that changed since they were taken up: of corrected backgrounds, of what was said in meetings, and of
    duties that another ministry has now; nothing else public changes its words."""
    outdated = []
    for row, text in _changeable():
        words = folded(text)
        if words != row.folded:
            row.folded = words
            outdated.append(row)
    Passage.objects.bulk_update(outdated, ["folded"])
    return len(outdated)


def _changeable() -> Iterator[tuple[Passage, str]]:
    """What may read otherwise than when it was taken up, and how it reads."""
    corrected = Entry.objects.filter(act="background.corrected").values("consultation")
    for row in Passage.objects.filter(kind=Kind.CONSULTATION, consultation__slug__in=corrected).select_related(
        "consultation"
    ):
        yield row, texts.of_consultation(row.consultation)
    said = Passage.objects.filter(utterance__in=Correction.objects.order_by().values("utterance"))
    for row in said.select_related("utterance").prefetch_related("utterance__corrections"):
        yield row, texts.of_utterance(cast(Utterance, row.utterance))
    moved = TransferReply.objects.filter(accepted=True).values("transfer__obligation")
    duties = Passage.objects.filter(kind=Kind.OBLIGATION, obligation__in=moved)
    facts = duties.select_related("obligation__consultation", "obligation__ministry", "obligation__statement")
    for row in facts.prefetch_related("obligation__transfers__reply", "obligation__transfers__taker"):
        yield row, texts.of_obligation(cast(Obligation, row.obligation))


def _missing() -> list[Passage]:
    opened = Consultation.objects.visible_to(None)
    consultations = opened.exclude(_taken_up(Kind.CONSULTATION))
    statements = Statement.objects.public().filter(consultation__opening__isnull=False)
    statements = statements.exclude(_taken_up(Kind.STATEMENT)).order_by("pk")
    duties = Obligation.objects.exclude(HIDDEN).select_related("consultation", "ministry", "statement")
    duties = duties.prefetch_related("transfers__reply", "transfers__taker")
    said = Utterance.objects.filter(hiding__isnull=True).select_related("post__obligation")
    said = said.prefetch_related("corrections").order_by("pk")
    answers = Answer.objects.select_related("obligation").prefetch_related("milestones")
    return [
        *(_passage(Kind.CONSULTATION, texts.of_consultation(row), consultation=row) for row in consultations[:AT_ONCE]),
        *(
            _passage(Kind.STATEMENT, row.text, consultation_id=row.consultation_id, statement=row)
            for row in statements[:AT_ONCE]
        ),
        *(
            _passage(
                Kind.OBLIGATION,
                texts.of_obligation(row),
                consultation_id=row.consultation_id,
                statement_id=row.statement_id,
                obligation=row,
            )
            for row in duties.exclude(_taken_up(Kind.OBLIGATION))[:AT_ONCE]
        ),
        *(
            _passage(Kind.ANSWER, texts.of_answer(row), consultation_id=row.obligation.consultation_id, answer=row)
            for row in answers.exclude(_taken_up(Kind.ANSWER))[:AT_ONCE]
        ),
        *(
            _passage(
                Kind.UTTERANCE,
                texts.of_utterance(row),
                consultation_id=row.post.obligation.consultation_id,
                utterance=row,
            )
            for row in said.exclude(_taken_up(Kind.UTTERANCE))[:AT_ONCE]
        ),
    ]


def _taken_up(kind: Kind) -> Exists:
    return Exists(Passage.objects.filter(kind=kind, **{kind.value: OuterRef("pk")}))


def _passage(kind: Kind, text: str, **of: object) -> Passage:
    return Passage(kind=kind, folded=folded(text), **of)
