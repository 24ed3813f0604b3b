"""What a ministry owes, by when, and what it answered. Where a duty stands is worked out, never stored."""

from deliberation.obligations.models.answers import Answer, AnswerGroup, Milestone, Position
from deliberation.obligations.models.drafts import Assignment, Draft
from deliberation.obligations.models.duties import Kind, Obligation, Obligations
from deliberation.obligations.models.steps import (
    Acknowledgement,
    Clarification,
    ClarificationReply,
    DueDate,
    Extension,
    Moved,
    Suspension,
    Transfer,
    TransferReply,
)

__all__ = [
    "Acknowledgement",
    "Answer",
    "AnswerGroup",
    "Assignment",
    "Clarification",
    "ClarificationReply",
    "Draft",
    "DueDate",
    "Extension",
    "Kind",
    "Milestone",
    "Moved",
    "Obligation",
    "Obligations",
    "Position",
    "Suspension",
    "Transfer",
    "TransferReply",
]
