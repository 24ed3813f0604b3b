"""What becomes of somebody's statements when that somebody has their data erased.

A text that everybody could read, and others may have voted on, stays as it is, without its author. Words that were
never public, or were hidden, are deleted; so is what was written between author and facilitators.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Appeal, AppealDecision, Outcome, Ruling, Statement, Translation
from deliberation.statements.rulings import store

ERASED = "erased"  # the reason for which what is left of a statement is hidden


def erase_author(*, consultation: Consultation, author: str, now: datetime) -> None:
    """Nobody wrote these any more. To be called under locks.exclude."""
    own = Statement.objects.filter(consultation=consultation).written_by(author)
    ids = list(own.values_list("id", flat=True))
    _erase_letters(ids)
    accepted = Ruling.objects.filter(statement=OuterRef("pk"), outcome=Outcome.ACCEPTED)
    rows = own.select_related("ruling").annotate(read=Exists(accepted))
    gone = [each for each in rows if not each.read or each.standing == Outcome.HIDDEN]
    for each in gone:
        each.text, each.folded, each.hints, each.alike, each.doubt = "", "", [], 0, 0
        each.consultation = consultation
    Statement.objects.bulk_update(gone, ["text", "folded", "hints", "alike", "doubt"])
    Translation.objects.filter(statement__in=gone).blank(text="")
    waiting = [each for each in gone if each.standing != Outcome.HIDDEN]
    store(waiting, Outcome.HIDDEN, by=None, now=now, reason=ERASED, act=None)
    Statement.objects.filter(pk__in=ids).update(author="")


def _erase_letters(statements: list[int]) -> None:
    """Appeals that wait are withdrawn; of decided ones the outcome stays, without a word of either side."""
    appeals = Appeal.objects.filter(statement__in=statements)
    AppealDecision.objects.filter(appeal__in=appeals).blank(message="")
    appeals.filter(decision__isnull=True).erase()
    appeals.blank(reason="")
    Ruling.objects.filter(statement__in=statements).exclude(note="").blank(note="")
