"""Which words of a thing are searched; the same are shown around a match."""

import re

from deliberation.consultations.models import Consultation
from deliberation.obligations.models import Answer, Obligation, Utterance

LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
MARKS = re.compile(r"[*_#`>|]+")


def of_consultation(consultation: Consultation) -> str:
    """The question and the background, without the signs of Markdown."""
    words = MARKS.sub("", LINK.sub(r"\1", consultation.background))
    return f"{consultation.question}\n{words}"


def of_obligation(obligation: Obligation) -> str:
    """What is owed, and who owes it now. A meeting is about the question."""
    about = obligation.statement.text if obligation.statement else obligation.consultation.question
    return f"{about}\n{obligation.holder.name}"


def of_answer(answer: Answer) -> str:
    """Everything the ministry wrote in words."""
    written = [answer.summary, answer.explanation, answer.would_have_to_change, answer.alternative, answer.source]
    return "\n".join(filter(None, [*written, *(milestone.what for milestone in answer.milestones.all())]))


def of_utterance(utterance: Utterance) -> str:
    """What was said in a meeting, as it was corrected last, and by whom."""
    said = max(utterance.corrections.all(), key=lambda each: each.version, default=utterance)
    return "\n".join(filter(None, [said.text, said.speaker]))
