"""What a ministry owes, by when, and what it answered. Where a duty stands is worked out, never stored."""

from deliberation.obligations.models.answers import Answer, AnswerGroup, Milestone, Position
from deliberation.obligations.models.drafts import Assignment, Draft
from deliberation.obligations.models.duties import Kind, Obligation, Obligations
from deliberation.obligations.models.meetings import (
    Announcement,
    AnswerMark,
    Correction,
    MeetingHeld,
    MeetingNotHeld,
    MeetingPost,
    SaidFirst,
    Utterance,
    UtteranceHiding,
)
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
    "Announcement",
    "Answer",
    "AnswerGroup",
    "AnswerMark",
    "Assignment",
    "Clarification",
    "ClarificationReply",
    "Correction",
    "Draft",
    "DueDate",
    "Extension",
    "Kind",
    "MeetingHeld",
    "MeetingNotHeld",
    "MeetingPost",
    "Milestone",
    "Moved",
    "Obligation",
    "Obligations",
    "Position",
    "SaidFirst",
    "Suspension",
    "Transfer",
    "TransferReply",
    "Utterance",
    "UtteranceHiding",
]
