"""What a ministry owes, by when, and what it answered. Where a duty stands is worked out, never stored."""

from deliberation.obligations.models.answers import Answer, AnswerGroup, Milestone, Position
from deliberation.obligations.models.delivery import CheckIn, Confirmation, ConfirmationRelease, Report
from deliberation.obligations.models.drafts import Assignment, Draft
from deliberation.obligations.models.duties import Kind, Obligation, Obligations
from deliberation.obligations.models.files import AnswerAttachment, AnswerFile, FileBlanking
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
from deliberation.obligations.models.notes import BoardNote
from deliberation.obligations.models.ratings import Rating, RatingRelease, Review, ReviewDecision
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
    "AnswerAttachment",
    "AnswerFile",
    "AnswerGroup",
    "AnswerMark",
    "Assignment",
    "BoardNote",
    "CheckIn",
    "Clarification",
    "ClarificationReply",
    "Confirmation",
    "ConfirmationRelease",
    "Correction",
    "Draft",
    "DueDate",
    "Extension",
    "FileBlanking",
    "Kind",
    "MeetingHeld",
    "MeetingNotHeld",
    "MeetingPost",
    "Milestone",
    "Moved",
    "Obligation",
    "Obligations",
    "Position",
    "Rating",
    "RatingRelease",
    "Report",
    "Review",
    "ReviewDecision",
    "SaidFirst",
    "Suspension",
    "Transfer",
    "TransferReply",
    "Utterance",
    "UtteranceHiding",
]
