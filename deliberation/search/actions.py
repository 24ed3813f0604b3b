"""Taking up what became public. Work is found, not sent: a run that failed is made up by the next."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from deliberation.consultations.models import Consultation
from deliberation.obligations.models import Answer, Obligation
from deliberation.record.models import Entry
from deliberation.search import texts
from deliberation.search.folding import folded
from deliberation.search.models import Kind, Passage
from deliberation.statements.models import Outcome, Statement

HIDDEN = Q(statement__ruling__outcome=Outcome.HIDDEN)
AT_ONCE = 5000  # rows of one transaction


def take_up(*, now: datetime) -> int:
    """Store the words of everything public that has none yet, or others since, and say how much it was. Twice is
    harmless.

    Whether something may be read is asked of the gates by every search; only hidden words are taken out as well.
    """
    Passage.objects.filter(HIDDEN).delete()
    done = _renewed()
    while batch := _missing():
        with transaction.atomic():
            Passage.objects.bulk_create(batch, ignore_conflicts=True)
        done += len(batch)
    return done


def _renewed() -> int:
    """The words of backgrounds that were corrected since they were taken up; nothing else public changes its words."""
    corrected = Entry.objects.filter(act="background.corrected").values("consultation")
    taken_up = Passage.objects.filter(kind=Kind.CONSULTATION, consultation__slug__in=corrected)
    outdated = []
    for row in taken_up.select_related("consultation"):
        words = folded(texts.of_consultation(row.consultation))
        if words != row.folded:
            row.folded = words
            outdated.append(row)
    Passage.objects.bulk_update(outdated, ["folded"])
    return len(outdated)


def _missing() -> list[Passage]:
    opened = Consultation.objects.visible_to(None)
    consultations = opened.exclude(_taken_up(Kind.CONSULTATION))
    statements = Statement.objects.public().filter(consultation__opening__isnull=False)
    statements = statements.exclude(_taken_up(Kind.STATEMENT)).order_by("pk")
    duties = Obligation.objects.exclude(HIDDEN).select_related("consultation", "ministry", "statement")
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
    ]


def _taken_up(kind: Kind) -> Exists:
    return Exists(Passage.objects.filter(kind=kind, **{kind.value: OuterRef("pk")}))


def _passage(kind: Kind, text: str, **of: object) -> Passage:
    return Passage(kind=kind, folded=folded(text), **of)
